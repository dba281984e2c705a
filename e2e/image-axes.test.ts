import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from '@playwright/test'
import { imageV3 } from '../fixtures/made-images.ts'
import { checkHover, createPlaneSums, within } from './support/expected-pixels.ts'
import { test, waitForView } from './support/launch-app.ts'
import type { Vec3 } from './support/screen.ts'
import { pointerAway, settle } from './support/steer.ts'

/** Time points, channels, and voxels along z, y and x. */
const SHAPE = [5, 2, 6, 40, 60] as const
const NM = 10
const CENTRE: Vec3 = [303, 203, 33]
const CAMERA = { centre: CENTRE, nmPerPixel: NM }
const VIEW = ['--layout', 'xy', '--position', CENTRE.join(','), '--scale', String(NM), '--size', '1280x800']
const LEAST_PIXELS = 1500
/** Grey levels by which single precision may differ from doubles. */
const LEVELS = 1

/** Negative and positive, and another at each time and in each channel. */
function valueAt(t: number, c: number, z: number, y: number, x: number): number {
  return ((x * 7 + y * 13 + z * 29 + c * 50 + t * 101) % 200) - 100
}

const MULTISCALES = {
  axes: [
    { name: 't', type: 'time' },
    { name: 'c', type: 'channel' },
    ...['z', 'y', 'x'].map((name) => ({ name, type: 'space', unit: 'nanometer' })),
  ],
  datasets: [{ path: 's0', coordinateTransformations: [{ type: 'scale', scale: [1, 1, NM, NM, NM] }] }],
}
const OMERO = {
  channels: [
    { label: 'DAPI', color: '0000FF', window: { start: -100, end: 100, min: -100, max: 100 } },
    { label: 'GFP', color: '00FF00', window: { start: -50, end: 90, min: -100, max: 100 } },
  ],
}

test('[IM6, IM7] time by its slider and the keyboard: each time shows its own voxels, channels in colours of the file', async ({
  launch,
  folder,
}) => {
  const array = {
    ...{ shape: SHAPE, chunks: [1, 1, 4, 32, 32], type: 'int16' as const, codec: 'zstd' as const },
    valueAt: ([t = 0, c = 0, z = 0, y = 0, x = 0]: readonly number[]) => valueAt(t, c, z, y, x),
  }
  const location = join(folder, 'film.zarr')
  for (const [key, bytes] of await imageV3({ multiscales: [MULTISCALES], omero: OMERO }, array)) {
    mkdirSync(dirname(join(location, key)), { recursive: true })
    writeFileSync(join(location, key), bytes)
  }
  const { page, errors } = await launch({ args: ['--open', location, ...VIEW] })
  await waitForView(page)
  const slider = page.getByRole('slider', { name: 'Time' })
  await slider.focus()
  for (const [time, key] of [
    [0, 'Home'],
    [1, 'ArrowRight'],
    [4, 'End'],
    // Back to what was shown before.
    [0, 'Home'],
  ] as const) {
    await slider.press(key)
    await pointerAway(page)
    await settle(page)
    const stored = (c: number, nm: Vec3) => {
      const [x = -1, y = -1, z = -1] = nm.map((part) => Math.floor(part / NM))
      const isInside = x >= 0 && y >= 0 && z >= 0 && x < SHAPE[4] && y < SHAPE[3] && z < SHAPE[2]
      return isInside ? valueAt(time, c, z, y, x) : undefined
    }
    const share = (value: number, from: number, to: number) =>
      Math.round(255 * Math.min(1, Math.max(0, (value - from) / (to - from))))
    const sums = createPlaneSums(['xy'])
    await sums.compare(
      page,
      CAMERA,
      (nm) => {
        const [blue, green] = [stored(0, nm), stored(1, nm)]
        // The crosshair lies over the middle.
        if (blue === undefined || green === undefined || isCrosshair(nm)) return undefined
        return share(blue, -100, 100) | (share(green, -50, 90) << 8)
      },
      within(LEVELS),
    )
    sums.expectNone(`time ${time}`, LEAST_PIXELS)
    for (const [c, name] of ['DAPI', 'GFP'].entries()) {
      const layer = `film.zarr ${name}`
      await checkHover(page, { camera: CAMERA, layer, kind: 'Value', planes: ['xy'], value: (nm) => stored(c, nm) })
    }
  }
  await page.screenshot({ path: test.info().outputPath('time.png') })
  expect(errors).toEqual([])
})

/** Pixels of the crosshair's lines, and those beside them. */
function isCrosshair(nm: Vec3): boolean {
  return [0, 1].some((axis) => Math.abs(nm[axis]! - CENTRE[axis]!) < 3 * NM)
}
