import { expect, it } from 'vitest'
import type { SegmentSurfaces } from '../../../shared/meshes/files/collect-surfaces.ts'
import { readSmallGlb } from '../../../shared/meshes/files/testing/small-glb-reader.ts'
import { exportMeshes } from './export-meshes.ts'
import type { ExportWorker, FromExport } from './export-thread.ts'
import { savesInMemory } from './testing/saves-in-memory.ts'
import { writeSurfaces } from './write-surfaces.ts'

const SURFACE = {
  segment: 2n ** 63n,
  positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0),
  normals: Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 1),
  triangles: Uint32Array.of(0, 1, 2),
}
const SHOWN: SegmentSurfaces = { origin: [1, 2, 3], surfaces: [SURFACE] }

/** A worker that has these surfaces; `triangles`: how many it says that there are. */
function worker(shown: SegmentSurfaces, triangles = shown.surfaces.length): ExportWorker & { isEnded: boolean } {
  const pieces = writeSurfaces(shown, 'glb', () => 0xff0000)
  const own: ExportWorker & { isEnded: boolean } = {
    ...{ onmessage: null, onerror: null, isEnded: false },
    terminate: () => Object.assign(own, { isEnded: true }),
    postMessage: ({ kind }) => {
      const reply = (data: FromExport) =>
        void queueMicrotask(() => own.onmessage?.({ data } as MessageEvent<FromExport>))
      if (kind === 'start')
        return reply({ kind: 'collected', segments: shown.surfaces.map(({ segment }) => segment), triangles })
      const next = pieces.next()
      reply(next.done === true ? { kind: 'end' } : { kind: 'piece', piece: next.value })
    },
  }
  return own
}

async function exported(
  segments: readonly bigint[],
  own = worker(SHOWN),
  saves = savesInMemory(),
  aborter = new AbortController(),
) {
  const said: string[] = []
  const done: number[] = []
  const parts = {
    ...{ gl: { send: () => undefined }, host: saves.host, startWorker: () => own },
    ...{
      say: (text: string) => void said.push(text),
      colourOf: () => 0xff0000,
      progress: (part: number) => void done.push(part),
    },
  }
  await exportMeshes(parts, segments, 'glb', aborter.signal)
  expect(own.isEnded).toBe(true)
  return { said, done, ...saves }
}

it('[EX1] the shapes of the selected segments are saved, and those without a shape are told', async () => {
  const one = await exported([2n ** 63n])
  expect([...one.files.keys()]).toEqual([`${2n ** 63n}.glb`])
  expect(readSmallGlb(one.files.get(`${2n ** 63n}.glb`)!).meshes.map(({ name }) => name)).toEqual([`${2n ** 63n}`])
  expect(one.said).toEqual([`Saved 1 segment, 1 triangle, as ${2n ** 63n}.glb`])
  expect(one.done.at(-1)).toBeGreaterThan(0)
  const two = await exported([2n ** 63n, 5n])
  expect(two.said[0]).toContain('Saved 1 segment of 2 (the others have no shape in the 3-D panel)')
})

it('[EX1, EX4] says why nothing is saved; a cancelled dialog says nothing', async () => {
  const nothing = await exported([1n], worker({ origin: [0, 0, 0], surfaces: [] }))
  expect(nothing.said).toEqual(['No shape of these segments is in the 3-D panel: show it there first.'])
  expect(nothing.files.size).toBe(0)
  const full = await exported([1n], worker(SHOWN), savesInMemory({ full: true }))
  expect(full.said).toEqual([`The meshes were not saved: ${2n ** 63n}.glb could not be written (ENOSPC).`])
  expect((await exported([1n], worker(SHOWN), savesInMemory({ isCancelled: true }))).said).toEqual([])
  expect((await exported([1n], worker(SHOWN, 16_000_001))).said[0]).toContain('select fewer segments')
})

it('[EX13] one that is cancelled while it is written leaves no file, and its thread ends', async () => {
  const aborter = new AbortController()
  const saves = savesInMemory({ onWrite: () => aborter.abort() })
  const { said, files, open } = await exported([2n ** 63n], worker(SHOWN), saves, aborter)
  expect([files.size, open.size]).toEqual([0, 0])
  expect(said).toEqual(['The export was cancelled. No file was written.'])
})

it('[EX13] a thread that fails is told, and leaves no file', async () => {
  const own = worker(SHOWN)
  own.postMessage = () => void queueMicrotask(() => own.onerror?.({ message: 'no memory' } as ErrorEvent))
  const { said, files } = await exported([1n], own)
  expect([said, files.size]).toEqual([['The meshes were not saved: no memory.'], 0])
})
