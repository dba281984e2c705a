import { expect, type Page } from '@playwright/test'
import { fixture } from '../fixtures/fixture.ts'
import { readGrid, valueAt } from '../fixtures/small-reader.ts'
import { checkHover, colourOf, createPlaneSums, greyAt, labelAt, within } from './support/expected-pixels.ts'
import { test, waitForView } from './support/launch-app.ts'
import { ADDED_MS, serveFolder } from './support/local-server.ts'
import type { Vec3 } from './support/screen.ts'
import { pointerAway, pressOnPage, setSwitch, settle, slideTo } from './support/steer.ts'

const EM = fixture('fib25/em-raw')
const JPEG = fixture('fib25/em-jpeg')
const LABELS = fixture('fib25/seg-watershed')
const SHARDED = fixture('fib25/seg-watershed-sharded')
const COMPRESSO = fixture('pinky40/seg-compresso')

const CENTRE: Vec3 = [1253, 1253, 1253]
const CAMERA = { centre: CENTRE, nmPerPixel: 10 }
const viewAt = (centre: Vec3) => [
  '--contrast',
  '0,255',
  '--layout',
  '4panel',
  '--position',
  centre.join(','),
  '--scale',
  '10',
  '--size',
  '1280x800',
]
const VIEW = viewAt(CENTRE)
/** The jpeg volume is 64 voxels deep, so that two of its planes have 16,000 pixels. */
const JPEG_CENTRE: Vec3 = [1253, 1253, 323]
const JPEG_LEAST_PIXELS = 10_000
const LEAST_PIXELS = 20_000

/**
 * 3 nm into a voxel of 8 nm or 16 nm, and 13 nm into one of 40 nm: no pixel's centre lies on a border. Beside the
 * corner of four chunks, of a volume whose first voxel is at 4096, 4096, 0 nm.
 */
const COMPRESSO_CENTRE: Vec3 = [6147, 6147, 1293]

/** What jpeg changed at most (fixtures/README.md), and by how much two decoders of one jpeg may differ; grey levels. */
const JPEG_LOSS = 21
const DECODERS_DIFFER = 1

async function bare(page: Page): Promise<void> {
  await waitForView(page)
  await pressOnPage(page, 't')
  await pointerAway(page)
  await settle(page)
}

async function fullLabels(page: Page): Promise<void> {
  await waitForView(page)
  await pressOnPage(page, 't')
  await setSwitch(page, 'Boundaries', false)
  await slideTo(page, 'Overlay opacity', 'End')
  await pointerAway(page)
  await settle(page)
}

test(`[PX5] jpeg: within ${JPEG_LOSS} of raw, and within ${DECODERS_DIFFER} of another decoder`, async ({ launch }) => {
  const [raw, other] = [readGrid(EM, 0), readGrid(JPEG, 0)]
  const camera = { ...CAMERA, centre: JPEG_CENTRE }
  const { page } = await launch({ args: ['--open', JPEG, ...viewAt(JPEG_CENTRE)] })
  await bare(page)
  const [toRaw, toOther] = [createPlaneSums(), createPlaneSums()]
  await toRaw.compare(
    page,
    camera,
    (nm) => (valueAt(other, nm) === undefined ? undefined : greyAt(raw, nm)),
    within(JPEG_LOSS),
  )
  await toOther.compare(page, camera, (nm) => greyAt(other, nm), within(DECODERS_DIFFER))
  toRaw.expectNone('against raw', JPEG_LEAST_PIXELS)
  toOther.expectNone('against jpeg-js', JPEG_LEAST_PIXELS)
})

test('[PX6] the sharded labels are exactly the unsharded ones', async ({ launch }) => {
  const [image, labels] = [readGrid(EM, 0), readGrid(LABELS, 0)]
  const { page } = await launch({ args: ['--open', EM, '--open', SHARDED, ...VIEW] })
  await fullLabels(page)
  const sums = createPlaneSums()
  await sums.compare(page, CAMERA, (nm) => labelAt(labels, image, nm))
  sums.expectNone('sharded', LEAST_PIXELS)
  const layer = 'seg-watershed-sharded'
  await checkHover(page, { camera: CAMERA, layer, kind: 'Supervoxel', value: (nm) => valueAt(labels, nm) })
})

for (const { scale, nmPerPixel } of [
  { scale: 0, nmPerPixel: 8 },
  { scale: 1, nmPerPixel: 16 },
]) {
  test(`[PX7] compresso, voxels of 8 x 8 x 40 nm, gzip on disk, at ${nmPerPixel} nm a pixel`, async ({ launch }) => {
    const grid = readGrid(COMPRESSO, scale)
    const camera = { centre: COMPRESSO_CENTRE, nmPerPixel }
    const view = [
      '--contrast',
      '0,255',
      '--layout',
      '4panel',
      '--position',
      COMPRESSO_CENTRE.join(','),
      '--scale',
      `${nmPerPixel}`,
      '--size',
      '1280x800',
    ]
    const { page, errors } = await launch({ args: ['--open', COMPRESSO, ...view] })
    await fullLabels(page)
    const sums = createPlaneSums()
    await sums.compare(page, camera, (nm) => {
      const label = valueAt(grid, nm)
      return label === undefined ? undefined : colourOf(BigInt(label), undefined)
    })
    sums.expectNone('compresso', LEAST_PIXELS)
    await checkHover(page, {
      camera,
      layer: 'seg-compresso',
      kind: 'Supervoxel',
      value: (nm) => valueAt(grid, nm),
    })
    expect(errors).toEqual([])
  })
}

test(`[PX8] over http, ${ADDED_MS} ms a request: raw image, labels in ranges of shards, exact`, async ({ launch }) => {
  const [image, labels] = [readGrid(EM, 0), readGrid(LABELS, 0)]
  const server = await serveFolder(fixture('fib25'))
  try {
    const { page, errors } = await launch({
      args: ['--open', `${server.url}/em-raw`, '--open', `${server.url}/seg-watershed-sharded`, ...VIEW],
    })
    await fullLabels(page)
    const [grey, colour] = [createPlaneSums(), createPlaneSums()]
    await colour.compare(page, CAMERA, (nm) => labelAt(labels, image, nm))
    colour.expectNone('labels', LEAST_PIXELS)
    await pressOnPage(page, '2')
    await settle(page)
    await grey.compare(page, CAMERA, (nm) => greyAt(image, nm))
    grey.expectNone('image', LEAST_PIXELS)
    expect(errors).toEqual([])
    const paths = server.requests.map(({ path }) => path)
    expect(
      new Set(paths.filter((path) => path.includes('em-raw'))).size,
      'nothing of the image was asked for twice',
    ).toBe(paths.filter((path) => path.includes('em-raw')).length)
  } finally {
    await server.close()
  }
})

test(`[PX9] over http, ${ADDED_MS} ms a request: compresso with Content-Encoding gzip`, async ({ launch }) => {
  const grid = readGrid(COMPRESSO, 0)
  const camera = { centre: COMPRESSO_CENTRE, nmPerPixel: 8 }
  const server = await serveFolder(fixture('pinky40'))
  try {
    const view = ['--contrast', '0,255', '--layout', 'xy', '--position', COMPRESSO_CENTRE.join(','), '--scale', '8']
    const { page, errors } = await launch({ args: ['--open', `precomputed://${server.url}/seg-compresso`, ...view] })
    await fullLabels(page)
    const sums = createPlaneSums(['xy'])
    await sums.compare(page, camera, (nm) => {
      const label = valueAt(grid, nm)
      return label === undefined ? undefined : colourOf(BigInt(label), undefined)
    })
    sums.expectNone('compresso over http', LEAST_PIXELS)
    expect(errors).toEqual([])
  } finally {
    await server.close()
  }
})
