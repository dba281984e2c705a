import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { type Grid, valueAt } from '../fixtures/small-reader.ts'
import { viewKey } from '../renderer/page/datasets/kept-view.ts'
import { randomFrom } from '../shared/sync/testing/simulation/random.ts'
import { createPlaneSums, greyAt, labelAt, PLANES } from './support/expected-pixels.ts'
import { type App, test } from './support/launch-app.ts'
import { GROWS_RIGHT, nmOf, panelRect, type Vec3 } from './support/screen.ts'
import { randomShape, type ShapeCase, VOXEL_NM, writeShape } from './support/shape-volumes.ts'
import { pointerAway, pressOnPage, settle } from './support/steer.ts'

const RUNS = Number(process.env['SKEIN_RUNS'] ?? 1)
/** A soak of 40 times runs 2,000. */
const SHAPES = RUNS === 1 ? 24 : 50 * RUNS
/** ms for one shape, at most. */
const SHAPE_MS = 30_000

/** Shapes that broke something once, before the random ones. */
const KNOWN: readonly ShapeCase[] = [
  { size: [64, 16, 1], imageChunk: [64, 16, 1], labelChunk: [64, 16, 1] },
  { size: [300, 5, 7], imageChunk: [256, 4, 2], labelChunk: [100, 5, 7] },
  // The stated chunk is larger than the volume, and than any limit.
  { size: [100, 80, 15], imageChunk: [1024, 1024, 256], labelChunk: [1024, 1024, 256] },
  // Longer than any texture of software GL, along each axis.
  { size: [40_000, 2, 1], imageChunk: [40_000, 2, 1], labelChunk: [30_001, 1, 1] },
  { size: [3, 20_000, 2], imageChunk: [3, 20_000, 2], labelChunk: [2, 9000, 2] },
  { size: [1, 2, 40_000], imageChunk: [1, 2, 40_000], labelChunk: [1, 2, 39_999] },
]

interface Shown {
  readonly location: string
  readonly centre: Vec3
  readonly nmPerPixel: number
  /** The labels cover the image; else they are hidden. */
  readonly covered: boolean
}

/** Opens a dataset as a person left it: the image as it is stored, labels opaque and without outlines. */
async function openShape(page: Page, { location, centre, nmPerPixel, covered }: Shown): Promise<void> {
  const seen = { visible: true, opacity: 1 }
  const labels = {
    kind: 'segmentation',
    ...seen,
    visible: covered,
    selectedOpacity: 1,
    boundaries: false,
    colourSeed: 0,
  }
  const view = {
    camera: { position: centre, nmPerPixel, orientation: [0, 0, 0, 1] },
    layout: '4panel',
    maximised: null,
    splits: { x: 0.5, y: 0.5 },
    crosshair: false,
    selection: [],
    layerViews: {
      [`${location}/em`]: { kind: 'image', ...seen, black: 0, white: 255, smooth: false },
      [`${location}/seg`]: labels,
    },
  }
  await page.evaluate(([key, text]) => localStorage.setItem(key!, text!), [viewKey([location]), JSON.stringify(view)])
  // The page listens to keys before it is rendered.
  await expect(page.getByRole('region', { name: 'Status bar' })).toBeVisible()
  await pressOnPage(page, 'Control+Shift+O')
  await page.getByRole('textbox', { name: 'Address of a volume' }).fill(location)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.locator(`[title="${location}/em"]`)).toBeVisible()
  await pointerAway(page)
  await settle(page)
  // What was complete may have been the dataset before.
  await settle(page)
}

/** Compares what is drawn and what is picked with the files. */
async function checkShape({ page }: App, shown: Shown, image: Grid, labels: Grid): Promise<void> {
  const { centre, nmPerPixel, covered } = shown
  const sums = createPlaneSums()
  await openShape(page, shown)
  await sums.compare(page, { centre, nmPerPixel }, (nm) => (covered ? labelAt(labels, image, nm) : greyAt(image, nm)))
  sums.expectNone(JSON.stringify(shown), 1)
  for (const plane of PLANES) {
    const rect = await panelRect(page, plane)
    // Of the two pixels at the middle the one where coordinates are larger: the centre lies low in its voxel.
    const larger = GROWS_RIGHT[plane] > 0 ? Math.ceil : Math.floor
    const [x, y] = [larger(rect.x + rect.width / 2), Math.ceil(rect.y + rect.height / 2)]
    await page.mouse.move(x, y)
    // The pointer is at the pixel's corner, not at its centre.
    const nm = nmOf({ centre, nmPerPixel, plane, rect }, x - 0.5, y - 0.5)
    const names = [`Value in em: ${valueAt(image, nm)}`]
    if (covered) names.push(`Supervoxel in seg: ${valueAt(labels, nm)}`)
    for (const name of names) {
      await expect(page.getByRole('button', { name: `${name}. Copy`, exact: true })).toBeVisible()
    }
  }
}

test('[GL32] chunks of any shape are drawn and picked voxel by voxel, one dataset after the other in one window', async ({
  folder,
  launch,
}) => {
  test.setTimeout(60_000 + SHAPES * SHAPE_MS)
  const random = randomFrom(10)
  const app = await launch({ args: ['--size', '1000x700'] })
  const { page, errors } = app
  let drawn = 0
  for (let i = 0; i < SHAPES; i++) {
    const shape = KNOWN[i] ?? randomShape(random)
    const location = join(folder, `shape-${i}`)
    const { image, labels } = writeShape(location, shape)
    const centre = shape.size.map((side) => random.below(side) * VOXEL_NM + 3)
    const shown = {
      location,
      centre: [centre[0]!, centre[1]!, centre[2]!] as const,
      nmPerPixel: random.pick([VOXEL_NM, 2.5]),
      covered: i % 2 === 0,
    }
    await checkShape(app, shown, image, labels)
    drawn++
    expect(errors, JSON.stringify(shape)).toEqual([])
    await expect(page.getByRole('alert')).toHaveCount(0)
    rmSync(location, { recursive: true })
  }
  expect(drawn).toBe(SHAPES)
})
