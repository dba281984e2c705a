import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { fixture } from '../fixtures/fixture.ts'
import { type Grid, readGrid, valueAt } from '../fixtures/small-reader.ts'
import { checkHover, createPlaneSums, greyAt, labelAt, PLANES, tinted, within } from './support/expected-pixels.ts'
import { runApp, test, waitForView } from './support/launch-app.ts'
import {
  AXES,
  comparePanel,
  GROWS_RIGHT,
  type Plane,
  panelMask,
  panelRect,
  pictureOf,
  type Vec3,
} from './support/screen.ts'
import { goTo, pointerAway, pressOnPage, setSwitch, settle, slideTo } from './support/steer.ts'

const EM = fixture('fib25/em-raw')
const LABELS = fixture('fib25/seg-watershed')

/**
 * Centres whose pixels' centres lie 3 nm or 8 nm (of voxels of 10 nm) from a border, whatever the panel's extent; in
 * nm.
 */
const CENTRES: readonly Vec3[] = [
  [1253, 1253, 1253],
  [633, 1873, 643],
]
/** Pixels compared for each plane and scale, both centres together; of the image, 19,500 are there at 20 nm a pixel. */
const LEAST_PIXELS = 15_000

for (const { scale, nmPerPixel } of [
  { scale: 0, nmPerPixel: 10 },
  { scale: 1, nmPerPixel: 20 },
]) {
  test(`[PX1] image and labels are exact in three planes at ${nmPerPixel} nm a pixel (scale ${scale})`, async ({
    launch,
  }) => {
    const image = readGrid(EM, scale)
    const labels = readGrid(LABELS, scale)
    const { page, errors } = await launch({
      args: [
        '--open',
        EM,
        '--open',
        LABELS,
        '--contrast',
        '0,255',
        '--layout',
        '4panel',
        '--scale',
        `${nmPerPixel}`,
        '--size',
        '1600x1100',
      ],
    })
    await waitForView(page)
    await pressOnPage(page, 't')
    await setSwitch(page, 'Boundaries', false)
    await slideTo(page, 'Overlay opacity', 'End')
    const grey = createPlaneSums()
    const colour = createPlaneSums()
    let hovered = 0
    for (const centre of CENTRES) {
      const camera = { centre, nmPerPixel }
      await goTo(page, centre)
      await pointerAway(page)
      await settle(page)
      await colour.compare(page, camera, (nm) => labelAt(labels, image, nm))
      await pressOnPage(page, '2')
      await settle(page)
      await grey.compare(page, camera, (nm) => greyAt(image, nm))
      await pressOnPage(page, '2')
      await settle(page)
      hovered += await checkHover(page, {
        camera,
        layer: 'seg-watershed',
        kind: 'Supervoxel',
        value: (nm) => valueAt(labels, nm),
      })
      await checkHover(page, {
        camera,
        layer: 'em-raw',
        kind: 'Value',
        value: (nm) => valueAt(image, nm),
        planes: ['yz'],
      })
    }
    grey.expectNone('image', LEAST_PIXELS)
    colour.expectNone('labels', LEAST_PIXELS)
    expect(hovered).toBeGreaterThanOrEqual(24)
    expect(errors).toEqual([])
  })
}

test('[PX2] --screenshot draws tissue with its overlay and outlines, as computed from the files', async ({
  folder,
  launch,
}) => {
  const image = readGrid(EM, 0)
  const labels = readGrid(LABELS, 0)
  const file = join(folder, 'fib25.png')
  const centre: Vec3 = [1253, 1253, 1253]
  const flags = [
    '--open',
    EM,
    '--open',
    LABELS,
    '--contrast',
    '0,255',
    '--layout',
    '4panel',
    '--position',
    centre.join(','),
    '--scale',
    '10',
  ]
  const ended = await runApp([...flags, '--screenshot', file, '--size', '1280x800'])
  expect(ended).toMatchObject({ code: 0, output: '' })
  const picture = pictureOf(readFileSync(file))
  expect([picture.width, picture.height]).toEqual([1280, 800])
  // A window of the same size tells where its panels are.
  const { page } = await launch({ args: [...flags, '--size', '1280x800'] })
  await waitForView(page)
  for (const plane of PLANES) {
    const view = { plane, rect: await panelRect(page, plane), centre, nmPerPixel: 10 }
    const mask = await panelMask(page, plane)
    const compare = (border: boolean) =>
      comparePanel(
        picture,
        view,
        mask,
        (nm) =>
          isNearHair(nm, centre) || isBorder(labels, nm, plane) !== border ? undefined : blended(labels, image, nm),
        within(1),
      )
    const filled = compare(false)
    expect({ plane, different: filled.different, examples: filled.examples }).toEqual({
      plane,
      different: 0,
      examples: [],
    })
    expect(filled.compared).toBeGreaterThan(LEAST_PIXELS)
    const outlined = compare(true)
    expect(outlined.compared).toBeGreaterThan(1000)
    expect(outlined.different / outlined.compared, 'share of outlines that differ from the fill').toBeGreaterThan(0.9)
  }
})

/** The crosshair's lines and their soft edges lie within 3 pixels of the centre. */
function isNearHair(nm: Vec3, centre: Vec3): boolean {
  return nm.filter((part, axis) => Math.abs(part - centre[axis]!) <= 30).length > 1
}

/** Whether a voxel has another label than its right or lower neighbour on screen; undefined at the volume's end. */
function isBorder(labels: Grid, nm: Vec3, plane: Plane): boolean | undefined {
  const own = valueAt(labels, nm)
  const [right, down] = AXES[plane]
  const neighbours = [
    [right, 10 * GROWS_RIGHT[plane]],
    [down, 10],
  ].map(([axis, by]) =>
    valueAt(
      labels,
      nm.map((part, i) => (i === axis ? part + by! : part)),
    ),
  )
  if (own === undefined || neighbours.includes(undefined)) return undefined
  return neighbours.some((label) => label !== own)
}

/** Image under the overlay of 30 % that a first view has. */
function blended(labels: Grid, image: Grid, nm: Vec3): number | undefined {
  const under = greyAt(image, nm)
  const over = labelAt(labels, image, nm)
  if (under === undefined || over === undefined) return undefined
  return tinted(under, over, 0.3)
}
