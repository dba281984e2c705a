import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { fixture, readFixture } from '../fixtures/fixture.ts'
import { readSmallMesh, storedMeshes } from '../fixtures/multi-lod-reader.ts'
import { filesOfTar } from '../fixtures/tar-reader.ts'
import type { FromDecoder } from '../renderer/decode/messages.ts'
import type { PresentedFrame } from '../renderer/page/engine/bench-hook.ts'
import { openLabels } from '../tools/meshes/scale-surfaces.ts'
import { writeMeshes } from '../tools/meshes/write-meshes.ts'
import { BAND, pointIn, SEGMENTS, SIZE, SUPERVOXELS, writeGrouped } from './support/grouped-volume.ts'
import { test, waitForView } from './support/launch-app.ts'
import { banner, expectEdits } from './support/proofreading.ts'
import { panelRect } from './support/screen.ts'
import { VOXEL_NM, writeVolume } from './support/shape-volumes.ts'
import { goTo, pressOnPage, settleShapes } from './support/steer.ts'

const DRACO = 'mesh_mip_2_draco_sv16'
const SEGMENT = '648518346349515986'

/** Asks a decode worker of the app for the manifest of a segment and for all parts that it names. */
interface Asked {
  readonly source: object
  readonly segment: string
  /** By key, in base64. */
  readonly files: readonly (readonly [key: string, bytes: string])[]
}

test('[ME4, ME7, ME10] meshes are found when a dataset opens, told where they are not, and decode under the content policy', async ({
  launch,
  folder,
}) => {
  const volume = join(folder, 'seg')
  cpSync(fixture('pinky40/seg-compresso'), volume, { recursive: true })
  const info: object = JSON.parse(readFileSync(join(volume, 'info'), 'utf8'))
  const graph = { graph: {}, mesh: DRACO, skeletons: 'skeletons' }
  writeFileSync(join(volume, 'info'), JSON.stringify({ ...info, ...graph }))
  mkdirSync(join(volume, DRACO))
  const files = [...filesOfTar(readFixture('pinky40/graphene-meshes.tar'), DRACO)]
  for (const [key, bytes] of files) writeFileSync(join(volume, DRACO, key), bytes)
  const view = ['--layout', '4panel', '--size', '1000x700']
  const { page, errors } = await launch({ args: ['--open', volume, ...view], env: { SKEIN_BENCH: '1' } })
  await waitForView(page)
  await expect(page.getByText(/^No stored skeletons: .*skeletons/)).toBeVisible()
  await page.screenshot({ path: test.info().outputPath('told.png') })

  const asked: Asked = {
    source: {
      ...{ format: 'graphene', files: { volume: { graph: {} } }, of: 'segments', sourceId: 's' },
      place: { location: `/d/${DRACO}` },
    },
    segment: SEGMENT,
    files: files.map(([key, bytes]) => [key, Buffer.from(bytes).toString('base64')]),
  }
  const counts = await page.evaluate(async ({ source, segment, files: encoded }: Asked) => {
    const bytesOf = new Map(encoded.map(([key, text]) => [key, Uint8Array.from(atob(text), (c) => c.charCodeAt(0))]))
    const worker = new Worker('decode.worker.js', { type: 'module' })
    const [bytes, client] = [new MessageChannel(), new MessageChannel()]
    bytes.port1.onmessage = ({ data: { id, key } }) => {
      const data = bytesOf.get(key)?.slice()
      bytes.port1.postMessage(data ? { kind: 'bytes', id, data, transferred: 0 } : { kind: 'missing', id })
    }
    worker.postMessage({ kind: 'start', bytes: bytes.port2, client: client.port2 }, [bytes.port2, client.port2])
    let id = 0
    const ask = (request: object) =>
      new Promise<FromDecoder>((resolve) => {
        client.port1.onmessage = ({ data }: MessageEvent<FromDecoder>) => resolve(data)
        client.port1.postMessage({ ...request, id: ++id, volumeId: 1 })
      })
    client.port1.postMessage({ kind: 'meshes', volumeId: 1, source })
    const reply = await ask({ kind: 'manifest', segment: BigInt(segment) })
    if (reply.kind !== 'manifest') throw new Error(JSON.stringify(reply))
    const found: (readonly [vertices: number, triangles: number])[] = []
    for (const part of reply.manifest.parts) {
      const read = await ask({ kind: 'part', part })
      if (read.kind !== 'part') throw new Error(JSON.stringify(read))
      found.push([read.mesh.vertices.length / 4, read.mesh.triangles.length / 3])
    }
    worker.terminate()
    return found
  }, asked)
  expect(counts).toHaveLength(21)
  const sum = counts.reduce(([v, t], [vertices, triangles]) => [v + vertices, t + triangles] as const)
  expect(sum).toEqual([6289, 10_370])

  await page.getByRole('combobox', { name: 'Find a segment' }).focus()
  await page.keyboard.type(SEGMENT)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row', { name: `Segment ${SEGMENT}` })).toBeVisible()
  // It lies far from the slices, and what is out of sight is not drawn.
  await expect(async () => {
    await page.getByRole('button', { name: /^Fit the shapes/ }).click()
    expect(await trianglesOf(page)).toBe(10_370)
  }).toPass()
  await settleShapes(page)
  await page.screenshot({ path: test.info().outputPath('drawn.png') })
  expect(errors).toEqual([])
})

declare global {
  interface Window {
    meshFrames?: PresentedFrame[]
  }
}

/** The frames since the last call, in their order. */
function framesOf(page: Page): Promise<PresentedFrame[]> {
  return page.evaluate(() => {
    if (window.meshFrames === undefined) {
      const frames: PresentedFrame[] = []
      window.meshFrames = frames
      window.SkeinBench!.watch((frame) => void frames.push(frame))
    }
    return window.meshFrames.splice(0)
  })
}

/** Pixels of a colour in the 3-D panel that are a surface, at least. */
const LEAST_PIXELS = 300

/** Tells how many hues the scene has in the newest frame, where nothing but surfaces has one; and all frames since. */
async function watchHues(page: Page) {
  await page.evaluate(() => window.SkeinBench!.measure({ kind: 'watch-hues' }))
  await page.getByRole('button', { name: /^Slices in the 3-D view/ }).click()
  await pressOnPage(page, 't')
  const seen: PresentedFrame[] = []
  return async () => {
    seen.push(...(await framesOf(page)))
    return { hues: (seen.at(-1)?.hues ?? []).filter((pixels) => pixels > LEAST_PIXELS).length, seen }
  }
}

/** Triangles that the scene draws. */
async function trianglesOf(page: Page): Promise<number> {
  const [triangles] = await page.evaluate(() => window.SkeinBench!.measure({ kind: 'scene', frames: 1 }))
  return triangles ?? 0
}

/** The segments of the four bands as a volume of two scales. */
function writeBodies(folder: string): void {
  const scales = [1, 2].map((coarse) => {
    const size = [SIZE[0] / coarse, SIZE[1] / coarse, SIZE[2] / coarse] as const
    const count = size[0] * size[1] * size[2]
    const band = BAND / coarse
    const bodies = BigUint64Array.from({ length: count }, (_, i) => SEGMENTS[Math.floor((i % size[0]) / band)]!)
    const own = join(folder, `${coarse}`)
    writeVolume(own, 'segmentation', size, [32 / coarse, 32 / coarse, 16 / coarse], bodies)
    const info: { readonly scales: readonly [object] } = JSON.parse(readFileSync(join(own, 'info'), 'utf8'))
    renameSync(join(own, 's'), join(folder, `s${coarse}`))
    const nm = coarse * VOXEL_NM
    return { info, scale: { ...info.scales[0], key: `s${coarse}`, resolution: [nm, nm, nm] } }
  })
  writeFileSync(join(folder, 'info'), JSON.stringify({ ...scales[0]!.info, scales: scales.map(({ scale }) => scale) }))
}

/**
 * Four bands of supervoxels, with multi-resolution Draco meshes of their segments in two levels; that of the third is cut
 * short. Returns the triangles of the first one's levels, the finest first.
 */
async function writeGroupedMeshes(folder: string): Promise<{ readonly home: string; readonly levels: number[] }> {
  const home = await writeGrouped(folder)
  writeBodies(join(folder, 'bodies'))
  mkdirSync(join(home, 'meshes'))
  await writeMeshes(await openLabels(join(folder, 'bodies')), join(home, 'meshes'), {
    scale: 0,
    levels: 2,
    isSharded: false,
  })
  rmSync(join(folder, 'bodies'), { recursive: true })
  const { manifest, data } = storedMeshes(join(home, 'meshes')).get(`${SEGMENTS[0]}`)!
  const { levels } = await readSmallMesh(manifest, data, 16)
  truncateSync(join(home, 'meshes', `${SEGMENTS[2]}`), 20)
  const description: { readonly layers: readonly object[] } = JSON.parse(readFileSync(join(home, 'skein.json'), 'utf8'))
  const layers = description.layers.map((layer) => ({ ...layer, meshes: { source: 'meshes', of: 'segments' } }))
  writeFileSync(join(home, 'skein.json'), JSON.stringify({ ...description, layers }))
  return {
    home,
    levels: levels.map(({ nodes }) => nodes.reduce((sum, node) => sum + node.triangles.length / 3, 0)),
  }
}

/** Turns the wheel over the 3-D panel until this many triangles are drawn. */
async function zoomUntil(page: Page, wheel: number, triangles: number): Promise<void> {
  const box = await page.locator('[data-panel="3d"]').boundingBox()
  if (box === null) throw new Error('there is no 3-D panel')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await expect(async () => {
    await page.mouse.wheel(0, wheel)
    await settleShapes(page)
    expect(await trianglesOf(page)).toBe(triangles)
  }).toPass()
}

test('[ME8, ME13, ME14, ME18, ME5] each level of a multi-resolution mesh of a segment is drawn as a second reader finds it; the mesh follows the preview of a split, the split and an undo in every frame, and one that is cut short is told with its name', async ({
  launch,
  folder,
}) => {
  const { home, levels } = await writeGroupedMeshes(folder)
  const [fine = 0, triangles = 0] = levels
  expect([levels.length, triangles > 0, triangles < fine]).toEqual([2, true, true])
  const at = pointIn(1)
  const view = ['--layout', '4panel', '--size', '1200x800', '--position', at.join(','), '--scale', '3']
  const { page, errors } = await launch({ args: ['--open', home, ...view], env: { SKEIN_BENCH: '1' } })
  await waitForView(page)
  const rect = await panelRect(page, 'xy')
  const pixel = (band: number) =>
    [rect.x + rect.width / 2 + (pointIn(band)[0] - at[0]) / 3, rect.y + rect.height / 2] as const
  const seed = async (band: number) => {
    await page.keyboard.down('Control')
    await page.mouse.click(...pixel(band))
    await page.keyboard.up('Control')
  }
  await framesOf(page)
  await page.mouse.dblclick(...pixel(0))
  await expect.poll(() => trianglesOf(page)).toBe(triangles)
  await settleShapes(page)
  await page.screenshot({ path: test.info().outputPath('whole.png') })
  await framesOf(page)
  const watched = await watchHues(page)
  await expect.poll(async () => (await watched()).hues).toBe(1)

  await pressOnPage(page, 'c')
  await seed(0)
  await expect(banner(page)).toContainText('Split 7')
  await pressOnPage(page, 'g')
  await seed(1)
  await expect(banner(page)).toContainText('Enter cuts')
  await expect.poll(async () => (await watched()).hues, { message: 'the colours of both sides' }).toBe(2)
  await page.screenshot({ path: test.info().outputPath('preview.png') })
  await page.keyboard.press('Enter')
  const asked = banner(page).filter({ hasText: 'Y or Enter again' })
  await expect(asked.or(page.getByRole('button', { name: /^Edit log: 1 edits?\b/ })).first()).toBeVisible()
  if (await asked.isVisible()) await page.keyboard.press('y')
  await expectEdits(page, 1)
  await pressOnPage(page, 'Escape')
  await settleShapes(page)
  await page.screenshot({ path: test.info().outputPath('split.png') })
  const halves = await trianglesOf(page)
  await pressOnPage(page, 'Control+z')
  await expectEdits(page, 2)
  await expect.poll(() => trianglesOf(page)).toBe(triangles)
  const { seen: frames } = await watched()
  expect(Math.min(...frames.map(({ shapes }) => shapes))).toBeGreaterThan(0)
  expect(halves).not.toBe(triangles)
  expect(SUPERVOXELS[0]).toBe(SEGMENTS[0])

  await zoomUntil(page, -300, fine)
  await page.screenshot({ path: test.info().outputPath('fine.png') })
  await zoomUntil(page, 300, triangles)
  await goTo(page, at)

  await page.mouse.dblclick(...pixel(2))
  await expect(page.getByTestId('scene-line')).toContainText(`meshes/${SEGMENTS[2]}`)
  await page.screenshot({ path: test.info().outputPath('told.png') })
  expect(errors).toEqual([])
})
