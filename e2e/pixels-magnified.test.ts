import { expect } from '@playwright/test'
import { fixture } from '../fixtures/fixture.ts'
import { readGrid } from '../fixtures/small-reader.ts'
import { createPlaneSums, greyAt, labelAt, PLANES, within } from './support/expected-pixels.ts'
import { interpolated } from './support/interpolate.ts'
import { test, waitForView } from './support/launch-app.ts'
import {
  AXES,
  greyPixel,
  nmOf,
  type Picture,
  panelMask,
  panelRect,
  takePicture,
  type Vec3,
  type View,
} from './support/screen.ts'
import { pointerAway, pressOnPage, setSwitch, settle, slideTo } from './support/steer.ts'

const EM = fixture('fib25/em-raw')
const LABELS = fixture('fib25/seg-watershed')

/** Near the corner of eight chunks (64 voxels of 10 nm), so that every panel shows borders of chunks both ways. */
const CENTRE: Vec3 = [1283, 1283, 1283]
/** Four pixels a voxel: pixels' centres lie 0.5 nm or more from a border, whatever the panel's extent. */
const CAMERA = { centre: CENTRE, nmPerPixel: 2.5 }
const VIEW = [
  '--contrast',
  '0,255',
  '--layout',
  '4panel',
  '--position',
  CENTRE.join(','),
  '--scale',
  '2.5',
  '--size',
  '1280x800',
]
const LEAST_PIXELS = 100_000
/** Grey levels by which the GPU's interpolation in 8 bits and the one in doubles may differ. */
const INTERPOLATION_LEVELS = 2
/** The border of chunks along each axis in view, nm. */
const BORDER_NM = 1280

test('[PX3] magnified four times, not smoothed: the nearest voxel, exactly', async ({ launch }) => {
  const image = readGrid(EM, 0)
  const labels = readGrid(LABELS, 0)
  const { page } = await launch({ args: ['--open', EM, '--open', LABELS, ...VIEW] })
  await waitForView(page)
  await pressOnPage(page, 't')
  await setSwitch(page, 'Boundaries', false)
  await setSwitch(page, 'Smooth when magnified', false)
  await slideTo(page, 'Overlay opacity', 'End')
  await pointerAway(page)
  await settle(page)
  const colour = createPlaneSums()
  await colour.compare(page, CAMERA, (nm) => labelAt(labels, image, nm))
  colour.expectNone('labels', LEAST_PIXELS)
  await pressOnPage(page, '2')
  await settle(page)
  const grey = createPlaneSums()
  await grey.compare(page, CAMERA, (nm) => greyAt(image, nm))
  grey.expectNone('image', LEAST_PIXELS)
})

test('[PX4] magnified four times, smoothed: interpolated without a seam at the borders of chunks', async ({
  launch,
}) => {
  const image = readGrid(EM, 0)
  const { page } = await launch({ args: ['--open', EM, ...VIEW] })
  await waitForView(page)
  await pressOnPage(page, 't')
  await setSwitch(page, 'Smooth when magnified', true)
  await pointerAway(page)
  await settle(page)
  const picture = await takePicture(page)
  for (const plane of PLANES) {
    const smooth = createPlaneSums([plane])
    const expected = (nm: Vec3) => {
      const value = interpolated(image, nm, AXES[plane])
      return value === undefined ? undefined : greyPixel(Math.round(value))
    }
    await smooth.compare(page, CAMERA, expected, within(INTERPOLATION_LEVELS))
    smooth.expectNone('smoothed image', LEAST_PIXELS)
    const view: View = { ...CAMERA, plane, rect: await panelRect(page, plane) }
    const { atBorder, elsewhere } = stepsAcross(picture, view, await panelMask(page, plane))
    expect(atBorder.count).toBeGreaterThan(200)
    expect(atBorder.mean / elsewhere.mean, `${plane}: mean step at the border against elsewhere`).toBeLessThan(1.3)
  }
})

interface Steps {
  readonly mean: number
  readonly count: number
}

/** Mean grey step from pixel to pixel to the right: where a border of chunks is crossed, and where one of voxels is. */
function stepsAcross(picture: Picture, view: View, mask: View['rect']): { atBorder: Steps; elsewhere: Steps } {
  const { rect, plane } = view
  const [right] = AXES[plane]
  const sums = { border: 0, borderCount: 0, other: 0, otherCount: 0 }
  for (let y = rect.y; y < mask.y - 1; y++) {
    for (let x = rect.x; x + 1 < rect.x + rect.width; x++) {
      const from = Math.floor(nmOf(view, x, y)[right]! / 10)
      const to = Math.floor(nmOf(view, x + 1, y)[right]! / 10)
      if (from === to) continue
      const step = Math.abs((picture.at(x + 1, y) & 255) - (picture.at(x, y) & 255))
      if (Math.max(from, to) * 10 === BORDER_NM) {
        sums.border += step
        sums.borderCount++
      } else if (Math.abs(Math.max(from, to) * 10 - BORDER_NM) < 150) {
        sums.other += step
        sums.otherCount++
      }
    }
  }
  return {
    atBorder: { mean: sums.border / sums.borderCount, count: sums.borderCount },
    elsewhere: { mean: sums.other / sums.otherCount, count: sums.otherCount },
  }
}
