import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { viewKey } from '../renderer/page/datasets/kept-view.ts'
import { checkHover, createPlaneSums, within } from './support/expected-pixels.ts'
import { test } from './support/launch-app.ts'
import { greyPixel, type Vec3 } from './support/screen.ts'
import { VOXEL_NM, type VolumeValues, writeVolume } from './support/shape-volumes.ts'
import { pointerAway, pressOnPage, setSwitch, settle } from './support/steer.ts'

const SIZE: Vec3 = [70, 50, 40]
/** Several chunks along each axis, the last ones cut off. */
const CHUNK: Vec3 = [32, 32, 32]
const CENTRE: Vec3 = [353, 253, 203]
const CAMERA = { centre: CENTRE, nmPerPixel: 5 }
const COUNT = SIZE[0] * SIZE[1] * SIZE[2]
const LEAST_PIXELS = 5000
/** Grey levels by which single precision may differ from doubles. */
const LEVELS = 1

/** Whole numbers from 0 to 199 that look like noise. */
const noise = (i: number) => (Math.imul(i + 1, 0x9e3779b1) >>> 24) % 200

interface TypeCase {
  readonly name: string
  readonly values: VolumeValues
  readonly black: number
  readonly white: number
}

const CASES: readonly TypeCase[] = [
  {
    name: 'float32',
    values: Float32Array.from({ length: COUNT }, (_, i) => (i % 11 === 0 ? Number.NaN : (noise(i) - 100) / 8)),
    black: -9.5,
    white: 7.25,
  },
  {
    name: 'int16',
    values: Int16Array.from({ length: COUNT }, (_, i) => (noise(i) - 120) * 200),
    black: -9000,
    white: 300,
  },
  // Inverted.
  { name: 'int8', values: Int8Array.from({ length: COUNT }, (_, i) => noise(i) - 100), black: 80, white: -70 },
  {
    name: 'uint32',
    values: Uint32Array.from({ length: COUNT }, (_, i) => 7_000_000 + noise(i)),
    black: 7e6,
    white: 7_000_199,
  },
]

function valueAt(values: VolumeValues, nm: Vec3): number | undefined {
  const [x = -1, y = -1, z = -1] = nm.map((part) => Math.floor(part / VOXEL_NM))
  if (x < 0 || y < 0 || z < 0 || x >= SIZE[0] || y >= SIZE[1] || z >= SIZE[2]) return undefined
  return Number(values[x + SIZE[0] * (y + SIZE[1] * z)])
}

/** Sets black or white as a person does without a mouse. */
async function typeValue(page: Page, name: 'Black' | 'White', value: number): Promise<void> {
  const field = page.getByRole('textbox', { name, exact: true })
  await field.focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.type(String(value))
  await page.keyboard.press('Enter')
}

/** Opens a volume with the camera of this test and all else as it is at first. */
async function openAt(page: Page, location: string): Promise<void> {
  const view = {
    camera: { position: CENTRE, nmPerPixel: CAMERA.nmPerPixel, orientation: [0, 0, 0, 1] },
    ...{
      layout: '4panel',
      maximised: null,
      splits: { x: 0.5, y: 0.5 },
      crosshair: false,
      selection: [],
      layerViews: {},
    },
  }
  await page.evaluate(([key, text]) => localStorage.setItem(key!, text!), [viewKey([location]), JSON.stringify(view)])
  await pressOnPage(page, 'Control+Shift+O')
  await page.getByRole('textbox', { name: 'Address of a volume' }).fill(location)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.locator(`[title="${location}"]`).first()).toBeVisible()
  await settle(page)
}

test('[IM1, IM3] signed, wide and floating images: pixels and values are those of the file, contrast set by keyboard', async ({
  launch,
  folder,
}) => {
  const { page, errors } = await launch({ args: ['--size', '1280x800'] })
  for (const { name, values, black, white } of CASES) {
    const location = join(folder, name)
    writeVolume(location, 'image', SIZE, CHUNK, values)
    await openAt(page, location)
    await setSwitch(page, 'Smooth when magnified', false)
    await typeValue(page, 'Black', black)
    await typeValue(page, 'White', white)
    await pointerAway(page)
    await settle(page)
    await page.screenshot({ path: test.info().outputPath(`${name}.png`) })
    const sums = createPlaneSums()
    const grey = (nm: Vec3) => {
      const value = valueAt(values, nm)
      if (value === undefined) return undefined
      const share = ((Number.isNaN(value) ? 0 : value) - black) / (white - black)
      return greyPixel(Math.round(255 * Math.min(1, Math.max(0, share))))
    }
    await sums.compare(page, CAMERA, grey, within(LEVELS))
    sums.expectNone(name, LEAST_PIXELS)
    await checkHover(page, { camera: CAMERA, layer: name, kind: 'Value', value: (nm) => valueAt(values, nm) })
    expect(errors, name).toEqual([])
  }
})
