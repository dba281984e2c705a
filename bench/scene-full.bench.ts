import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { BUDGETS } from '../renderer/page/engine/engine-settings.ts'
import type { Bench, Report } from './bench.ts'
import { randomFrom } from './random.ts'
import { rest, type SkeinApp, waitForView, withApp, withFolder } from './support/skein-app.ts'
import { timesLine } from './support/timing.ts'

/** The 3-D panel at its limit: 500 selected segments, whose stored meshes have 10 million triangles together. */
export const bench: Bench = {
  name: 'scene/full',
  async run(report, wanted) {
    if (!wanted('scene/full/500')) return
    await withFolder(async (folder) => {
      writeDataset(folder)
      const view = ['--layout', '3d', '--size', '1280x800', '--scale', `${(2 * SIDE * VOXEL_NM) / 800}`]
      await withApp(['--open', folder, ...view], (app) => measureFull(app, report))
    })
  },
}

const SEGMENTS = 500
/** Triangles of one mesh: a tube of so many rings of so many corners. */
const [RINGS, CORNERS] = [501, 20]
const TRIANGLES = 2 * (RINGS - 1) * CORNERS

/** Voxels of a side of the volume, whose labels nobody looks at; nanometres of a voxel. */
const SIDE = 64
const VOXEL_NM = 160
const EXTENT = SIDE * VOXEL_NM

/** The shape is whole, or as whole as the budgets let it be, once no triangle has come for so long, ms. */
const RESTS_MS = 15_000
/** Looks at how far it is, ms; and how long all may take. */
const LOOK_MS = 1000
const WHOLE_WITHIN_MS = 1_200_000

/** Pictures that are timed: without a GPU each takes seconds. */
const FRAMES = 10

async function measureFull({ page }: SkeinApp, report: Report): Promise<void> {
  await waitForView(page)
  const ids = Array.from({ length: SEGMENTS }, (_, i) => i + 1).join(' ')
  await page.getByRole('combobox', { name: 'Find a segment' }).fill(ids)
  await page.keyboard.press('Enter')
  const before = performance.now()
  await shapesAtRest(page)
  const loadedMs = performance.now() - before - RESTS_MS
  const [triangles = 0, ...times] = await measured(page, { kind: 'scene', frames: FRAMES })
  const note = `${SEGMENTS} segments, ${triangles} triangles, turned by 3 degrees each time, and waited for by reading a pixel`
  report(timesLine('scene/full/500', times, { note }))
  const [, , , , gpuBytes = 0, memoryBytes = 0] = await measured(page, { kind: 'memory' })
  const budgets = BUDGETS.meshes
  report({
    name: 'scene/full/500/held',
    unit: 'bytes; triangles; seconds',
    values: {
      triangles,
      mostTriangles: budgets.triangles,
      gpuBytes,
      mostGpuBytes: budgets.gpuBytes,
      memoryBytes,
      mostMemoryBytes: budgets.memoryBytes,
      loadedSeconds: Math.round(loadedMs / 1000),
    },
    note: `stored: ${SEGMENTS * TRIANGLES} triangles`,
  })
}

type What = { readonly kind: 'scene'; readonly frames: number } | { readonly kind: 'memory' }

function measured(page: Page, what: What): Promise<readonly number[]> {
  return page.evaluate(async (asked) => (await window.SkeinBench?.measure(asked)) ?? [], what)
}

/** Waits until bytes of meshes have come, and then no more. */
async function shapesAtRest(page: Page): Promise<void> {
  let [bytes, since] = [0, performance.now()]
  for (const end = since + WHOLE_WITHIN_MS; performance.now() < end; ) {
    const now = (await measured(page, { kind: 'memory' }))[5] ?? 0
    if (now !== bytes) [bytes, since] = [now, performance.now()]
    if (bytes > 0 && performance.now() - since > RESTS_MS) return
    await rest(LOOK_MS)
  }
}

/** A small volume of labels with a legacy mesh of each of its segments (Neuroglancer, `neuroglancer_legacy_mesh`). */
function writeDataset(folder: string): void {
  const seg = path.join(folder, 'seg')
  mkdirSync(path.join(seg, 's'), { recursive: true })
  mkdirSync(path.join(seg, 'mesh'))
  const scale = {
    ...{ key: 's', size: [SIDE, SIDE, SIDE], resolution: [VOXEL_NM, VOXEL_NM, VOXEL_NM] },
    ...{ chunk_sizes: [[SIDE, SIDE, SIDE]], encoding: 'raw' },
  }
  const info = { type: 'segmentation', data_type: 'uint32', num_channels: 1, mesh: 'mesh', scales: [scale] }
  writeFileSync(path.join(seg, 'info'), JSON.stringify(info))
  const labels = Uint32Array.from({ length: SIDE ** 3 }, (_, i) => (i % SEGMENTS) + 1)
  writeFileSync(path.join(seg, 's', `0-${SIDE}_0-${SIDE}_0-${SIDE}`), new Uint8Array(labels.buffer))
  writeFileSync(path.join(seg, 'mesh', 'info'), JSON.stringify({ '@type': 'neuroglancer_legacy_mesh' }))
  const layers = [{ name: 'seg', kind: 'segmentation', source: 'seg' }]
  writeFileSync(path.join(folder, 'skein.json'), JSON.stringify({ name: 'full', layers }))
  const random = randomFrom(5)
  for (let id = 1; id <= SEGMENTS; id++) {
    writeFileSync(path.join(seg, 'mesh', `${id}:0`), JSON.stringify({ fragments: [`${id}`] }))
    writeFileSync(
      path.join(seg, 'mesh', `${id}`),
      tube(() => random(1e6) / 1e6),
    )
  }
}

/** A wandering tube in the volume, as a fragment of a legacy mesh: vertices, then three numbers a triangle. */
function tube(share: () => number): Uint8Array {
  const vertices = new Float32Array(3 * RINGS * CORNERS)
  let at = [share() * EXTENT, share() * EXTENT, share() * EXTENT]
  const direction = [share() - 0.5, share() - 0.5, share() - 0.5]
  for (let ring = 0; ring < RINGS; ring++) {
    at = at.map((nm, axis) => {
      direction[axis] = direction[axis]! + (share() - 0.5) * 0.3
      return Math.min(EXTENT - 200, Math.max(200, nm + direction[axis]! * 60))
    })
    for (let corner = 0; corner < CORNERS; corner++) {
      const angle = (2 * Math.PI * corner) / CORNERS
      const place = [at[0]! + 90 * Math.cos(angle), at[1]! + 90 * Math.sin(angle), at[2]!]
      vertices.set(place, 3 * (ring * CORNERS + corner))
    }
  }
  const triangles = new Uint32Array(3 * TRIANGLES)
  let to = 0
  for (let ring = 0; ring + 1 < RINGS; ring++) {
    for (let corner = 0; corner < CORNERS; corner++) {
      const [a, b] = [ring * CORNERS + corner, ring * CORNERS + ((corner + 1) % CORNERS)]
      const [c, d] = [a + CORNERS, b + CORNERS]
      triangles.set([a, b, c, b, d, c], to)
      to += 6
    }
  }
  const bytes = new Uint8Array(4 + vertices.byteLength + triangles.byteLength)
  new DataView(bytes.buffer).setUint32(0, RINGS * CORNERS, true)
  bytes.set(new Uint8Array(vertices.buffer), 4)
  bytes.set(new Uint8Array(triangles.buffer), 4 + vertices.byteLength)
  return bytes
}
