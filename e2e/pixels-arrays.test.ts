import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { type PlainArray, readN5, readZarrV2, readZarrV3 } from '../fixtures/array-reader.ts'
import { fixture } from '../fixtures/fixture.ts'
import { viewKey } from '../renderer/page/datasets/kept-view.ts'
import {
  grey,
  gridOf,
  label,
  light,
  NM,
  SIZES,
  writeFiveAxes,
  writeSharded,
  writeViewerN5,
} from './support/array-volumes.ts'
import { type Camera, checkHover, createPlaneSums, greyAt, labelAt, within } from './support/expected-pixels.ts'
import { test } from './support/launch-app.ts'
import { serveFolder } from './support/local-server.ts'
import type { Vec3 } from './support/screen.ts'
import { pointerAway, pressOnPage, settle } from './support/steer.ts'

/** 3 nm into a voxel of each scale: no pixel's centre lies on a border. */
const CENTRE: Vec3 = [303, 243, 203]
const LEAST_PIXELS = 400
/** The part of a panel that these small volumes fill. */
const PART = 0.1
/** The part round a volume of few pixels. */
const FAR_PART = 0.03

const seen = { visible: true, opacity: 1 }
const asStored = { kind: 'image', ...seen, black: 0, white: 255, smooth: false }
const opaque = { kind: 'segmentation', ...seen, selectedOpacity: 1, boundaries: false, colourSeed: 0 }

/** Opens a volume with a view as a person left it. */
async function openAt(
  page: Page,
  location: string,
  { centre, nmPerPixel }: Camera,
  layerViews: object,
  places: object = {},
): Promise<void> {
  const view = {
    camera: { position: centre, nmPerPixel, orientation: [0, 0, 0, 1] },
    ...{ layout: '4panel', maximised: null, splits: { x: 0.5, y: 0.5 }, crosshair: false, selection: [] },
    ...{ layerViews, places },
  }
  await page.evaluate(([key, text]) => localStorage.setItem(key!, text!), [viewKey([location]), JSON.stringify(view)])
  await pressOnPage(page, 'Control+Shift+O')
  await page.getByRole('textbox', { name: 'Address of a volume' }).fill(location)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.locator(`[title^="${location}"]`).first()).toBeVisible()
  await pointerAway(page)
  await settle(page)
  // What was complete may have been the dataset before.
  await settle(page)
}

/** The values of an array of axes y and x, whose voxels are `nm` long along x, y and z. */
function planeValue(plain: PlainArray, nm: Vec3, order: 'xy' | 'yx'): (at: Vec3) => number | bigint | undefined {
  return (at) => {
    const [x, y, z] = at.map((value, axis) => Math.floor(value / nm[axis]!)) as [number, number, number]
    const [width, height] = order === 'xy' ? plain.shape : [plain.shape[1], plain.shape[0]]
    if (x < 0 || y < 0 || z !== 0 || x >= width! || y >= height!) return undefined
    return plain.at(order === 'xy' ? [x, y] : [y, x])
  }
}

test('[ZR12] OME-Zarr and N5 in the real app: values on screen are those of the files, in three planes and two scales', async ({
  launch,
  folder,
}) => {
  test.setTimeout(180_000)
  const { page, errors } = await launch({ args: ['--size', '1280x800'] })
  const [sharded, viewer, five] = ['em.zarr', 'viewer.n5', 'five.zarr'].map((name) => join(folder, name))
  await Promise.all([writeSharded(sharded!), writeViewerN5(viewer!), writeFiveAxes(five!)])

  for (const scale of [0, 1]) {
    const camera = { centre: CENTRE, nmPerPixel: NM[scale]! }
    const count = SIZES[scale]!.reduce((a, b) => a * b, 1)
    const image = gridOf(scale, new Uint8Array(count), grey)
    const labels = gridOf(scale, new BigUint64Array(count), label)
    const at = (nm: Vec3) => nm.map((part) => Math.floor(part / NM[scale]!)) as [number, number, number]
    const isInside = (voxel: Vec3) => voxel.every((part, axis) => part >= 0 && part < SIZES[scale]![axis]!)

    // Labels over the image, where no label is 0.
    await openAt(page, sharded!, camera, { [sharded!]: asStored, [`${sharded}/labels/cells`]: opaque })
    const coloured = createPlaneSums()
    await coloured.compare(page, camera, (nm) => labelAt(labels, image, nm))
    coloured.expectNone(`sharded, scale ${scale}`, LEAST_PIXELS)
    const supervoxel = (nm: Vec3) => (isInside(at(nm)) ? label(scale, ...at(nm)) : undefined)
    await checkHover(page, { camera, part: PART, layer: 'cells', kind: 'Supervoxel', value: supervoxel })
    await page.screenshot({ path: test.info().outputPath(`sharded-${scale}.png`) })

    await openAt(page, viewer!, camera, { [viewer!]: asStored })
    const plain = createPlaneSums()
    await plain.compare(page, camera, (nm) => greyAt(image, nm))
    plain.expectNone(`n5, scale ${scale}`, LEAST_PIXELS)
    const value = (nm: Vec3) => (isInside(at(nm)) ? grey(scale, ...at(nm)) : undefined)
    await checkHover(page, { camera, part: PART, layer: 'viewer.n5', kind: 'Value', value })

    // Colours and windows are those of the file; the time is one that the person chose.
    const ids = [0, 1].map((channel) => `${five}#channel-${channel}`)
    const colours = ['#ff0000', '#00ff00']
    const views = ids.map((id, c) => [
      id,
      { ...asStored, black: 1000 * c, white: 1000 * c + 255, colour: colours[c], adds: c > 0 },
    ])
    const places = ids.map((id, channel) => [id, [1, channel]])
    await openAt(page, five!, camera, Object.fromEntries(views), Object.fromEntries(places))
    const mixed = createPlaneSums()
    await mixed.compare(
      page,
      camera,
      (nm) => {
        if (!isInside(at(nm))) return undefined
        const [red, green] = [light(1, 0, scale, ...at(nm)), light(1, 1, scale, ...at(nm)) - 1000]
        return (red << 16) | (green << 8)
      },
      within(1),
    )
    mixed.expectNone(`five axes, scale ${scale}`, LEAST_PIXELS)
    for (const [channel, name] of ['membrane', 'nuclei'].entries()) {
      const of = (nm: Vec3) => (isInside(at(nm)) ? light(1, channel, scale, ...at(nm)) : undefined)
      await checkHover(page, {
        camera,
        part: PART,
        layer: `five.zarr ${name}`,
        kind: 'Value',
        planes: ['xz'],
        value: of,
      })
    }
  }

  // Over http, where the index of a shard is asked for by the end of its file.
  const server = await serveFolder(folder)
  try {
    const address = `${server.url}/em.zarr`
    const camera = { centre: CENTRE, nmPerPixel: NM[0] }
    const count = SIZES[0]!.reduce((a, b) => a * b, 1)
    const [image, labels] = [gridOf(0, new Uint8Array(count), grey), gridOf(0, new BigUint64Array(count), label)]
    await openAt(page, address, camera, { [address]: asStored, [`${address}/labels/cells`]: opaque })
    const sums = createPlaneSums()
    await sums.compare(page, camera, (nm) => labelAt(labels, image, nm))
    sums.expectNone('sharded, over http', LEAST_PIXELS)
  } finally {
    await server.close()
  }

  // What other programs wrote: planes of voxels of 30 x 4 nm, and of a nanometre.
  // Seen from near, then from farther off the next scale: five voxels of 60 x 8 nm side by side, each a pixel wide. In turn,
  // because a view that is kept for the dataset that is open would be overwritten by its own.
  for (const [scale, nmPerPixel, voxel, part] of [
    [0, 4, [30, 4, 30], PART],
    [1, 60, [60, 8, 60], FAR_PART],
  ] as const) {
    for (const [name, read] of [
      ['simple_0.4', readZarrV2],
      ['simple_0.5', readZarrV3],
    ] as const) {
      const location = fixture(`zarr/${name}`)
      const plain = await read(join(location, `scale${scale}/image`))
      const camera = { centre: [151, 21, 15], nmPerPixel } as const
      await openAt(page, location, camera, { [location]: { ...asStored, white: 65535 } })
      const value = planeValue(plain, voxel, 'yx')
      await checkHover(page, { camera, part, layer: name, kind: 'Value', planes: ['xy'], value })
    }
  }
  for (const name of ['blosc', 'gzip', 'raw']) {
    const location = fixture(`n5/tensorstore/${name}`)
    const camera = { centre: [2.6, 1.6, 0.5], nmPerPixel: 0.25 } as const
    await openAt(page, location, camera, { [location]: { ...asStored, white: 65535 } })
    const value = planeValue(await readN5(location), [1, 1, 1], 'xy')
    await checkHover(page, { camera, part: PART, layer: name, kind: 'Value', planes: ['xy'], value })
  }
  for (const [version, name, read] of [
    ['v3', '3d.chunked.compressed.sharded.i2', readZarrV3],
    ['v2', '3d.chunked.mixed.i2.F', readZarrV2],
  ] as const) {
    const location = fixture(`zarr/zarrita/${version}/${name}`)
    const plain = await read(location)
    const camera = { centre: [1.6, 1.6, 1.6], nmPerPixel: 0.125 } as const
    await openAt(page, location, camera, { [location]: asStored })
    const value = (nm: Vec3) => {
      const place = [2, 1, 0].map((axis) => Math.floor(nm[axis]!))
      return place.every((at, axis) => at >= 0 && at < plain.shape[axis]!) ? plain.at(place) : undefined
    }
    await checkHover(page, { camera, part: PART, layer: name, kind: 'Value', value })
  }
  expect(errors).toEqual([])
})
