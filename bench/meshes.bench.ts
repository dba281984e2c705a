import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { fixture } from '../fixtures/fixture.ts'
import { SIMPLIFY_VOXELS } from '../renderer/decode/surfaces/make-block.ts'
import { loadSimplifier } from '../renderer/decode/surfaces/simplifier.ts'
import type { Vec3 } from '../shared/geometry.ts'
import type { LabelBox } from '../shared/meshes/surfaces/label-box.ts'
import type { Simplify } from '../shared/meshes/surfaces/simplify-piece.ts'
import type { SurfaceBlock } from '../shared/meshes/surfaces/surface-block.ts'
import { blockVoxels } from '../shared/meshes/surfaces/surface-grid.ts'
import { surfacesOf } from '../shared/meshes/surfaces/surfaces-of.ts'
import { unwrap } from '../shared/problem.ts'
import type { Scale } from '../shared/volume/volume.ts'
import type { Bench, Report } from './bench.ts'
import { readLabels, type StoredLabels } from './support/label-blocks.ts'
import { withApp } from './support/skein-app.ts'
import { median, rateLine, timeInTurn, timesLine } from './support/timing.ts'

/** Whole blocks from the middle of the volume. */
const CELLS: readonly Vec3[] = [
  [1, 1, 1],
  [2, 1, 1],
]
const BATCHES = 10

/** Surfaces made of real labels, in one thread of this process; and in the app made against read from disk. */
export const bench: Bench = {
  name: 'meshes',
  async run(report, wanted) {
    const folder = fixture('fib25/seg-watershed')
    const labels = await readLabels(folder)
    const asked: Report = (line) => {
      if (wanted(line.name)) report(line)
    }
    if (['meshes/first', 'meshes/surfaces', 'meshes/simplify'].some(wanted)) await measureMaking(labels, asked)
    if (wanted('meshes/kept')) await measureKept(labels, folder, asked)
  },
}

async function measureMaking(labels: StoredLabels, report: Report): Promise<void> {
  const { scale } = labels
  const simplifier = await loadSimplifier()
  const [x, y, z] = scale.resolution
  const simplify = simplifier?.(SIMPLIFY_VOXELS * Math.cbrt(x * y * z))
  const boxes = CELLS.map((cell) => ({ cell, box: labels.boxOf(cell) }))
  const make = (by: Simplify | undefined) => () =>
    boxes.map(({ cell, box }) => {
      const steps = surfacesOf(box, scale, cell, { simplify: by })
      let step = steps.next()
      while (!step.done) step = steps.next()
      return unwrap(step.value)
    })
  const [whole, simple] = [trianglesOf(make(undefined)()), trianglesOf(make(simplify)())]
  const first = () => boxes.map(({ cell, box }) => untilFirst(box, scale, cell, simplify))
  const contenders = [
    { name: 'first', run: first },
    { name: 'whole', run: make(undefined) },
    { name: 'simplified', run: make(simplify) },
  ]
  const [early = [], nets = [], all = []] = await timeInTurn(contenders, BATCHES)
  const voxels = CELLS.reduce((sum, cell) => {
    const { min, max } = blockVoxels(scale, cell)
    return sum + (max[0] - min[0]) * (max[1] - min[1]) * (max[2] - min[2])
  }, 0)
  const simplifying = all.map((ms, i) => ms - nets[i]!)
  report(rateLine('meshes/surfaces/fib25', nets, { unit: 'Mvoxel/s', perBatch: voxels / 1e6 }))
  report(rateLine('meshes/surfaces/fib25/triangles', nets, { unit: 'Mtriangle/s', perBatch: whole / 1e6 }))
  const rate = { unit: 'Mtriangle/s', perBatch: whole / 1e6 }
  const note = `${simple} of ${whole} triangles stay`
  report({ ...rateLine('meshes/simplify/fib25', simplifying, rate), note })
  const perBlock = all.map((ms) => ms / CELLS.length)
  const ratio = median(all) / median(early)
  const firstOfBlock = early.map((ms) => ms / CELLS.length)
  report(timesLine('meshes/first/fib25/block', firstOfBlock, { against: 'all surfaces of the block', ratio }))
  report(timesLine('meshes/simplify/fib25/block', perBlock, { note: '64^3 voxels, surfaces and simplifying' }))
}

/** Makes a block until the surfaces of its largest label are there, as those that a shape begins with. */
function untilFirst(box: LabelBox, scale: Scale, cell: Vec3, simplify: Simplify | undefined): void {
  const counts = new Uint32Array(box.labels.length)
  for (const place of box.places) counts[place]!++
  counts[0] = 0
  const largest = box.labels[counts.indexOf(Math.max(...counts))]!
  let isThere = false
  const done = () => {
    isThere = true
  }
  const steps = surfacesOf(box, scale, cell, { simplify, early: { first: new Set([largest]), done } })
  while (!isThere && steps.next().done !== true) {}
}

function trianglesOf(blocks: readonly SurfaceBlock[]): number {
  return blocks.reduce((sum, { mesh }) => sum + mesh.triangles.length / 3, 0)
}

/** In the app's own decode worker, with its own database. Both are alike up to the labels: these are read each time. */
async function measureKept(labels: StoredLabels, folder: string, report: Report): Promise<void> {
  const info: unknown = JSON.parse(await readFile(path.join(folder, 'info'), 'utf8'))
  const files = [...labels.files].map(([key, bytes]) => [key, Buffer.from(bytes).toString('base64')] as const)
  const cells: Vec3[] = []
  for (let z = 0; z < 2; z++) for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) cells.push([x, y, z])
  await withApp([], async ({ page }) => {
    const made = await timeBlocks(page, files, info, cells)
    const kept = await timeBlocks(page, files, info, cells)
    report(timesLine('meshes/kept/fib25/made', made, { note: 'a block, in a new decode worker' }))
    const ratio = median(made) / median(kept)
    report(timesLine('meshes/kept/fib25', kept, { against: 'the same blocks made', ratio }))
  })
}

/** Asks a new decode worker for one block after the other: ms each. */
function timeBlocks(page: Page, files: readonly (readonly [string, string])[], info: unknown, cells: readonly Vec3[]) {
  return page.evaluate(
    async ({ files: encoded, info: description, cells: asked }) => {
      const bytesOf = new Map(encoded.map(([key, text]) => [key, Uint8Array.from(atob(text), (c) => c.charCodeAt(0))]))
      const worker = new Worker('decode.worker.js', { type: 'module' })
      const [bytes, client] = [new MessageChannel(), new MessageChannel()]
      bytes.port1.onmessage = ({ data: { id, key } }) => {
        const data = bytesOf.get(key)?.slice()
        bytes.port1.postMessage(data ? { kind: 'bytes', id, data, transferred: 0 } : { kind: 'missing', id })
      }
      worker.postMessage({ kind: 'start', bytes: bytes.port2, client: client.port2 }, [bytes.port2, client.port2])
      const place = { location: 'bench', above: 0 }
      const described = { format: 'precomputed', files: { info: description }, place, at: [] }
      client.port1.postMessage({ kind: 'volume', volumeId: 1, sourceId: 'bench', described })
      const times: number[] = []
      for (const [id, cell] of asked.entries()) {
        const before = performance.now()
        const kind = await new Promise<string>((resolve) => {
          client.port1.onmessage = ({ data }) => resolve(data.kind === 'surface' ? '' : JSON.stringify(data))
          client.port1.postMessage({ kind: 'surface', id, volumeId: 1, scale: 0, cell })
        })
        if (kind !== '') throw new Error(kind)
        times.push(performance.now() - before)
      }
      // What was made last is still being written.
      await new Promise((resolve) => setTimeout(resolve, 500))
      worker.terminate()
      return times
    },
    { files, info, cells },
  )
}
