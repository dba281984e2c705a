import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { type Grid, valueAt as storedAt } from '../fixtures/small-reader.ts'
import { viewKey } from '../renderer/page/datasets/kept-view.ts'
import { checkHover, colourOf, createPlaneSums, tinted, within } from './support/expected-pixels.ts'
import { interpolated } from './support/interpolate.ts'
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
/** Four pixels a voxel. */
const SMOOTH_NM = 2.5
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
async function openAt(page: Page, location: string, nmPerPixel: number): Promise<void> {
  const view = {
    camera: { position: CENTRE, nmPerPixel, orientation: [0, 0, 0, 1] },
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
  // The page listens to keys before it is rendered.
  await expect(page.getByRole('region', { name: 'Status bar' })).toBeVisible()
  await pressOnPage(page, 'Control+Shift+O')
  await page.getByRole('textbox', { name: 'Address of a volume' }).fill(location)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.locator(`[title^="${location}"]`).first()).toBeVisible()
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
    await openAt(page, location, CAMERA.nmPerPixel)
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

/** Writes a volume of several channels of 8 bits, one after the other in its only chunk. */
function writeChannels(folder: string, channels: readonly Uint8Array[]): void {
  const scale = {
    key: 's',
    size: SIZE,
    resolution: [VOXEL_NM, VOXEL_NM, VOXEL_NM],
    chunk_sizes: [SIZE],
    encoding: 'raw',
  }
  const info = { type: 'image', data_type: 'uint8', num_channels: channels.length, scales: [scale] }
  mkdirSync(join(folder, 's'), { recursive: true })
  writeFileSync(join(folder, 'info'), JSON.stringify(info))
  writeFileSync(join(folder, 's', `0-${SIZE[0]}_0-${SIZE[1]}_0-${SIZE[2]}`), Buffer.concat(channels))
}

/** Writes a dataset of an image in colours and labels over it. */
function writeColours(folder: string, channels: readonly Uint8Array[], ids: BigUint64Array): void {
  writeChannels(join(folder, 'rgb'), channels)
  writeVolume(join(folder, 'seg'), 'segmentation', SIZE, CHUNK, ids)
  const layers = [
    { name: 'em', kind: 'image', source: 'rgb' },
    { name: 'seg', kind: 'segmentation', source: 'seg' },
  ]
  writeFileSync(join(folder, 'skein.json'), JSON.stringify({ name: 'colours', layers }))
}

function gridOf(values: Uint8Array | BigUint64Array): Grid {
  return { size: [...SIZE], offset: [0, 0, 0], resolution: [VOXEL_NM, VOXEL_NM, VOXEL_NM], values }
}

/** Three parts of a colour, each at most 255. */
function light(red: number, green: number, blue: number): number {
  const [r, g, b] = [red, green, blue].map((part) => Math.min(255, Math.round(part)))
  return (r! << 16) | (g! << 8) | b!
}

test('[IM4, IM7, IM8] three channels are red, green and blue, added exactly, smoothed too, and segments lie over them', async ({
  launch,
  folder,
}) => {
  const { page, errors } = await launch({ args: ['--size', '1280x800'] })
  const parts = [1, 2, 3].map((n) => Uint8Array.from({ length: COUNT }, (_, i) => noise(i * n + n)))
  const [red, green, blue] = parts.map(gridOf)
  const ids = BigUint64Array.from({ length: COUNT }, (_, i) => BigInt(Math.floor((i % SIZE[0]) / 9)))
  for (const name of ['d', 'smooth']) writeColours(join(folder, name), parts, ids)
  const colourAt = (nm: Vec3) => {
    const [r, g, b] = [red, green, blue].map((grid) => storedAt(grid!, nm))
    return r === undefined ? undefined : light(Number(r), Number(g), Number(b))
  }

  // A voxel a pixel, with the segments at the opacity that they have at first.
  await openAt(page, join(folder, 'd'), VOXEL_NM)
  await setSwitch(page, 'Boundaries', false)
  await pointerAway(page)
  await settle(page)
  const segments = gridOf(ids)
  const over = createPlaneSums()
  const camera = { centre: CENTRE, nmPerPixel: VOXEL_NM }
  await over.compare(
    page,
    camera,
    (nm) => {
      const under = colourAt(nm)
      const own = under === undefined ? undefined : colourOf(BigInt(storedAt(segments, nm) ?? 0n), undefined)
      return own === undefined ? under : tinted(under!, own, 0.3)
    },
    within(LEVELS),
  )
  over.expectNone('channels under segments', 1000)
  for (const [i, name] of ['red', 'green', 'blue'].entries()) {
    await checkHover(page, {
      ...{ camera, layer: `em ${name}`, kind: 'Value', planes: ['xy'] },
      value: (nm) => storedAt(gridOf(parts[i]!), nm),
    })
  }
  await page.screenshot({ path: test.info().outputPath('channels.png') })

  // Blue becomes green, by the keyboard: its light is added to that of the channel that is green already.
  await pressOnPage(page, '4')
  await page.getByRole('button', { name: 'blue em', exact: true }).press('Enter')
  await page.getByRole('radio', { name: 'Blue' }).last().focus()
  await page.keyboard.press('ArrowLeft')
  await pointerAway(page)
  await settle(page)
  const added = createPlaneSums(['xy'])
  await added.compare(page, camera, (nm) => {
    const [r, g, b] = [red, green, blue].map((grid) => Number(storedAt(grid!, nm)))
    return Number.isNaN(r) ? undefined : light(r!, g! + b!, 0)
  })
  added.expectNone('two channels of one colour', 1000)

  // Four pixels a voxel: each channel is interpolated by itself.
  await openAt(page, join(folder, 'smooth'), SMOOTH_NM)
  await pressOnPage(page, '4')
  await pointerAway(page)
  await settle(page)
  const smooth = createPlaneSums(['xy'])
  await smooth.compare(
    page,
    { centre: CENTRE, nmPerPixel: SMOOTH_NM },
    (nm) => {
      const [r, g, b] = [red, green, blue].map((grid) => interpolated(grid!, nm, [0, 1]))
      return r === undefined ? undefined : light(r, g!, b!)
    },
    within(2),
  )
  smooth.expectNone('smoothed channels', 10_000)
  expect(errors).toEqual([])
})
