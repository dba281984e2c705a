import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFixture } from '../fixtures/fixture.ts'
import type { AgglomerationSource } from '../shared/agglomeration/agglomeration-source.ts'
import { parseEdgeRows } from '../shared/agglomeration/edge-rows.ts'
import { layOutRows } from '../shared/agglomeration/edge-table.ts'
import { type AgglomerationArrays, layOutAgglomeration } from '../shared/agglomeration/lay-out-agglomeration.ts'
import { memoryAgglomeration } from '../shared/agglomeration/testing/memory-agglomeration.ts'
import { openZarrAgglomeration } from '../shared/agglomeration/zarr-agglomeration.ts'
import type { ByteSource } from '../shared/bytes/byte-source.ts'
import { mapResult, problemOf, type Result } from '../shared/problem.ts'
import { writeAgglomeration } from './agglomeration-writer.ts'

const TABLE = 'fib25/tables/rag_watershed.csv'
const THRESHOLD = 0.8
const VOXEL = [10, 10, 10] as const

let folder = ''
let table = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-agglomeration-'))
  table = new TextDecoder().decode(readFixture(TABLE))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

/** All files of a folder as a byte source that counts its calls. */
function storeOf(root: string) {
  const files = new Map<string, Uint8Array>()
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    files.set(relative(root, path), Uint8Array.from(readFileSync(path)))
  }
  const asked: string[] = []
  const store: ByteSource = {
    get(key) {
      asked.push(key)
      return files.get(key)
    },
  }
  return { files, asked, store, chunksAsked: () => asked.filter((key) => /\/c\/\d/.test(key)) }
}

function layOut(csv: string): AgglomerationArrays {
  return layOutAgglomeration(
    must(mapResult(parseEdgeRows(csv, 'edges.csv'), (rows) => layOutRows(rows, VOXEL, THRESHOLD))),
  )
}

let written = 0

function write(arrays: AgglomerationArrays) {
  const target = join(folder, `${written++}`)
  writeAgglomeration(target, arrays, {})
  return { target, ...storeOf(target) }
}

/** 1, 2 and 3 are one segment, 4 and 5 another, 6 is alone. 3-4 and 5-6 are doubts. */
const SMALL = `sv_a,sv_b,affinity,contact_area,x,y,z
1,2,0.9,10,1,1,1
2,3,0.8,20,2,1,1
1,3,0.95,5,3,1,1
3,4,0.6,7,4,1,1
4,5,1,8,5,1,1
5,6,0.7,9,6,1,1
`

/** A voxel inside each of the six segments of `SMALL`. */
const THEIR_VOXELS = Int32Array.of(0, 0, 0, 2, 0, 0, 4, 0, 0, 6, 0, 0, 8, 0, 0, 10, 0, 0)

async function faultOf(change: Partial<AgglomerationArrays>, ask: (source: AgglomerationSource) => Promise<unknown>) {
  const { store } = write({ ...layOut(SMALL), ...change })
  return problemIn(store, ask)
}

async function problemIn(store: ByteSource, ask: (source: AgglomerationSource) => Promise<unknown>) {
  const error = await openZarrAgglomeration(store, 'agg')
    .then(ask)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    )
  const problem = problemOf(error)
  if (problem === undefined) throw error ?? new Error('these arrays must be refused')
  return `${problem.kind} ${problem.file}`
}

const askBases = (source: AgglomerationSource) => source.basesOf(BigUint64Array.of(1n, 4n, 6n))
const askGraph = (source: AgglomerationSource) => source.graphOf(1n)

describe('an agglomeration in Zarr arrays', () => {
  it('[AG1] gives bases, counts, graphs and doubts as they were written', async () => {
    const source = await openZarrAgglomeration(write(layOut(SMALL)).store, 'agg')
    const all = BigUint64Array.of(5n, 3n, 99n, 1n, 2n, 6n, 4n)
    expect(await source.basesOf(all)).toEqual(BigUint64Array.of(4n, 1n, 99n, 1n, 1n, 6n, 4n))
    expect([...(await source.countsOf(BigUint64Array.of(4n, 1n, 6n, 99n)))]).toEqual([2, 3, 1, 1])
    const graph = await source.graphOf(1n)
    expect([...graph.supervoxels]).toEqual([1n, 2n, 3n])
    expect([...graph.ends]).toEqual([0, 1, 0, 2, 1, 2])
    expect([...graph.affinities]).toEqual([0.9, 0.95, 0.8].map(Math.fround))
    expect([...graph.areas]).toEqual([10, 5, 20])
    expect([...graph.positions]).toEqual([10, 10, 10, 30, 10, 10, 20, 10, 10])
    const doubts = await source.doubtEdges()
    expect([...doubts.ends]).toEqual([5n, 6n, 3n, 4n])
    expect(await source.severalFrom(0)).toEqual({ bases: BigUint64Array.of(1n, 4n), next: undefined })
  })

  it('[AG1] an id that is no base is a single supervoxel, whatever segment it lies in', async () => {
    const source = await openZarrAgglomeration(write(layOut(SMALL)).store, 'agg')
    expect([...(await source.countsOf(BigUint64Array.of(2n, 5n)))]).toEqual([1, 1])
    expect([...(await source.graphOf(2n)).supervoxels]).toEqual([2n])
    expect([...(await source.graphOf(77n)).supervoxels]).toEqual([77n])
  })

  it('[AG13] opens the arrays of WEBKNOSSOS, which number their segments and keep voxels of these alone', async () => {
    const { files, store } = write({ ...layOut(SMALL), agglomerate_to_positions: THEIR_VOXELS })
    for (const key of files.keys()) if (/^(supervoxel_ids|doubt_|agglomerate_to_edge_)/.test(key)) files.delete(key)
    const source = await openZarrAgglomeration(store, 'agg', [10, 10, 40])
    expect(await source.basesOf(BigUint64Array.of(5n, 3n, 99n, 6n))).toEqual(BigUint64Array.of(4n, 1n, 99n, 6n))
    const graph = await source.graphOf(1n)
    expect([...graph.ends]).toEqual([0, 1, 0, 2, 1, 2])
    expect([...graph.areas]).toEqual([1, 1, 1])
    expect([...graph.positions.slice(0, 6)]).toEqual([15, 5, 20, 25, 5, 20])
    expect((await source.doubtEdges()).ends).toHaveLength(0)
  })

  it('[AG2] fib25 at 0.8: 3,337 supervoxels in 300 segments, all as in the table', async () => {
    const { store } = write(layOut(table))
    const source = await openZarrAgglomeration(store, 'agg')
    const rows = must(parseEdgeRows(table, TABLE))
    const model = memoryAgglomeration(rows, THRESHOLD, VOXEL)
    const ids = BigUint64Array.from(new Set(rows.flatMap(({ a, b }) => [b, a])))
    expect(ids.length).toBe(3337)
    const bases = await source.basesOf(ids)
    expect(bases).toEqual(await model.basesOf(ids))
    const distinct = BigUint64Array.from(new Set(bases))
    expect(distinct.length).toBe(300)
    expect(await source.countsOf(distinct)).toEqual(await model.countsOf(distinct))
    for (const base of distinct) expect(await source.graphOf(base)).toEqual(await model.graphOf(base))
    const several = await source.severalFrom(0)
    expect([...several.bases].sort()).toEqual([...(await model.severalFrom(0)).bases].sort())
  })

  it('[AG3] reads only the chunks that a query needs, each once', async () => {
    const chain = Array.from(
      { length: 40_000 },
      (_, i) => `${i + 1},${i + 2},${(i + 1) % 10 === 0 ? 0.1 : 0.9},1,0,0,0`,
    )
    const { store, chunksAsked } = write(layOut(`sv_a,sv_b,affinity,contact_area,x,y,z\n${chain.join('\n')}\n`))
    const source = await openZarrAgglomeration(store, 'agg')
    expect(chunksAsked()).toEqual([])
    expect(await source.basesOf(BigUint64Array.of(20_005n, 20_013n))).toEqual(BigUint64Array.of(20_001n, 20_011n))
    const first = chunksAsked()
    expect(first.sort()).toEqual([
      'agglomerate_to_segments/c/1',
      'agglomerate_to_segments_offsets/c/0',
      'segment_to_agglomerate/c/1',
      'supervoxel_ids/c/1',
    ])
    await source.graphOf(20_011n)
    const second = chunksAsked().slice(first.length)
    expect(second.every((key) => /^agglomerate_to_(edges|affinities|edge_|edges_offsets)/.test(key))).toBe(true)
    const before = chunksAsked().length
    await source.basesOf(BigUint64Array.from({ length: 200 }, (_, i) => BigInt(20_000 + i)))
    await source.graphOf(20_011n)
    expect(chunksAsked().length).toBe(before)
  })

  it('[AG4] arrays that disagree are a problem that names the array', async () => {
    const good = layOut(SMALL)
    const with_ = <K extends keyof AgglomerationArrays>(name: K, i: number, value: AgglomerationArrays[K][number]) => {
      const copy = good[name].slice()
      copy[i] = value
      return { [name]: copy }
    }
    const offsets = 'agglomerate_to_segments_offsets'
    expect(await faultOf(with_(offsets, 2, 9n), askBases)).toBe(`bad-description agg/${offsets}`)
    expect(await faultOf(with_(offsets, 1, 5n), askBases)).toBe(`bad-description agg/${offsets}`)
    expect(await faultOf(with_(offsets, 2, 0n), askBases)).toBe(`bad-description agg/${offsets}`)
    expect(await faultOf(with_('agglomerate_to_edges_offsets', 2, 99n), askGraph)).toBe(
      'bad-description agg/agglomerate_to_edges_offsets',
    )
    expect(await faultOf(with_('segment_to_agglomerate', 1, 7n), askBases)).toBe(
      'bad-description agg/segment_to_agglomerate',
    )
    expect(await faultOf(with_('segment_to_agglomerate', 3, 2n), askGraph)).toBe(
      'bad-description agg/segment_to_agglomerate',
    )
    expect(await faultOf(with_('agglomerate_to_segments', 0, 70), askBases)).toBe(
      'bad-description agg/agglomerate_to_segments',
    )
    expect(await faultOf(with_('agglomerate_to_segments', 1, 1), askGraph)).toBe(
      'bad-description agg/agglomerate_to_segments',
    )
    expect(await faultOf(with_('agglomerate_to_edges', 1, 3), askGraph)).toBe(
      'bad-description agg/agglomerate_to_edges',
    )
    expect(await faultOf(with_('supervoxel_ids', 2, 9n), askBases)).toBe('bad-description agg/supervoxel_ids')
    expect(await faultOf(with_('doubt_edges', 0, 9), (source) => source.doubtEdges())).toBe(
      'bad-description agg/doubt_edges',
    )
    expect(await faultOf({ doubt_areas: Uint32Array.of(1) }, askBases)).toBe('bad-description agg/doubt_areas')
    expect(await faultOf({ agglomerate_to_segments: Uint32Array.of(1, 2) }, askBases)).toBe(
      'bad-description agg/agglomerate_to_segments',
    )
  })

  it('[AG4] a missing array, another type or shape, a chunk that does not decode', async () => {
    const { files, target } = write(layOut(SMALL))
    const edited = (name: string, from: string, to: string) => {
      const key = `${name}/zarr.json`
      const text = new TextDecoder().decode(files.get(key))
      expect(text).toContain(from)
      const changed = new Map(files).set(key, new TextEncoder().encode(text.replace(from, to)))
      return { get: (asked: string) => changed.get(asked) }
    }
    const without = { get: (key: string) => (key.startsWith('doubt_edges') ? undefined : files.get(key)) }
    expect(await problemIn(without, askBases)).toBe('not-found agg/doubt_edges')
    expect(await problemIn(edited('supervoxel_ids', 'uint64', 'int32'), askBases)).toBe(
      'bad-description agg/supervoxel_ids',
    )
    expect(await problemIn(edited('agglomerate_to_affinities', 'float32', 'uint32'), askBases)).toBe(
      'bad-description agg/agglomerate_to_affinities',
    )
    expect(await problemIn(edited('supervoxel_ids', '{', '{{'), askBases)).toBe('bad-description agg/supervoxel_ids')
    writeFileSync(join(target, 'segment_to_agglomerate', 'c', '0'), 'not gzip')
    expect(await problemIn(storeOf(target).store, askBases)).toBe('bad-chunk agg/segment_to_agglomerate')
  })

  it('[AG5] a read that failed is tried again', async () => {
    const { files } = write(layOut(SMALL))
    let broken = true
    const source = await openZarrAgglomeration(
      { get: (key) => (broken && key === 'supervoxel_ids/c/0' ? Uint8Array.of(1, 2) : files.get(key)) },
      'agg',
    )
    await expect(askBases(source)).rejects.toThrow('supervoxel_ids')
    broken = false
    expect([...(await askBases(source))]).toEqual([1n, 4n, 6n])
  })
})
