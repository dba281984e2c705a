import { describe, expect, it } from 'vitest'
import type { ByteClient } from '../../../shared/bytes/byte-client.ts'
import type { DecodedChunk } from '../../../shared/codec/decoded-chunk.ts'
import type { WasmDecoders } from '../../../shared/formats/volume-format.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { SurfaceBlock } from '../../../shared/meshes/surfaces/surface-block.ts'
import { type Problem, ProblemError, type Result } from '../../../shared/problem.ts'
import type { Scale } from '../../../shared/volume/volume.ts'
import type { OpenVolume } from '../load-chunk.ts'
import type { FromDecoder } from '../messages.ts'
import type { BlockStore } from './block-store.ts'
import { createSurfaceLoader, type SurfaceParts } from './load-surface.ts'

const SCALE: Scale = {
  key: 's',
  size: [96, 40, 40],
  chunkSize: [32, 32, 32],
  resolution: [8, 8, 8],
  voxelOffset: [0, 0, 0],
}
const NETWORK: Problem = { kind: 'network', message: 'The line went dead' }

/** A chunk of one label, but for a corner of another one. */
function chunkOf(cell: Vec3, label = 7n): DecodedChunk {
  const size: Vec3 = [32, Math.min(32, 40 - 32 * cell[1]), Math.min(32, 40 - 32 * cell[2])]
  const indices = new Uint8Array(size[0] * size[1] * size[2])
  for (let i = 0; i < 20; i++) indices[i] = 1
  return { kind: 'labels', size, labels: BigUint64Array.of(label, 8n), indices }
}

type ReadChunk = (cell: Vec3) => Promise<Result<DecodedChunk> | undefined>

function volumeOf(read: ReadChunk, location = 'v') {
  const asked: string[] = []
  const aborted: string[] = []
  const open: OpenVolume = {
    sourceId: 's1',
    identity: location,
    volume: {
      ok: true,
      value: {
        scales: [SCALE],
        reader: {
          fileOf: (_, cell) => `chunk ${cell.join()}`,
          read: (_, cell, { signal }) => {
            asked.push(cell.join())
            signal?.addEventListener('abort', () => aborted.push(cell.join()))
            return read(cell)
          },
        },
      },
    },
  }
  return { open, asked, aborted }
}

/** Nothing of these chunks needs bytes. */
const client: ByteClient = { get: () => Promise.reject(new Error('no bytes are asked for')) }
const wasm: WasmDecoders = {
  jpeg: () => Promise.reject(new Error('no chunk is a JPEG')),
  unpackers: () => Promise.reject(new Error('no chunk is packed')),
}

function memoryStore(): BlockStore & { readonly rows: Map<string, { check: number; block: SurfaceBlock }> } {
  const rows = new Map<string, { check: number; block: SurfaceBlock }>()
  return {
    rows,
    get: async (key, check) => {
      const row = rows.get(key)
      if (row === undefined) return undefined
      const now = await check
      return now !== undefined && now !== row.check ? undefined : structuredClone(row.block)
    },
    put: async (key, check, block) => void rows.set(key, { check, block }),
  }
}

function loaderOf(options: Partial<SurfaceParts> = {}, store = memoryStore()) {
  return createSurfaceLoader({ client, wasm, openStore: async () => store, ...options })
}

const FIRST = { kind: 'surface', id: 1, volumeId: 7, scale: 0, cell: [0, 0, 0] } as const
const present: ReadChunk = async (cell) => ({ ok: true, value: chunkOf(cell) })
const forever = () => new AbortController().signal

async function blockOf(loading: ReturnType<ReturnType<typeof loaderOf>['load']>): Promise<SurfaceBlock> {
  const reply = await loading
  if (reply.kind !== 'surface') throw new Error(JSON.stringify(reply))
  return reply.block
}

describe('surfaces in a decode worker', () => {
  it('[SF10] are made of the chunks around a block, each read once for all blocks', async () => {
    const { open, asked } = volumeOf(present)
    const loader = loaderOf()
    const cells = [
      [0, 0, 0],
      [1, 0, 0],
      [2, 0, 0],
    ] as const
    const blocks = await Promise.all(
      cells.map((cell, id) => blockOf(loader.load(open, { ...FIRST, id, cell }, forever()))),
    )
    expect(blocks.map(({ mesh }) => [...mesh.labels].sort())).toEqual([
      [7n, 8n],
      [7n, 8n],
      [7n, 8n],
    ])
    expect(new Set(asked).size).toBe(12)
    expect(asked).toHaveLength(12)
  })

  it('[SF16] have a warm-up, which loads what the first block needs, and lets a block come through meanwhile', async () => {
    const { open } = volumeOf(present)
    const loaded: string[] = []
    const loader = createSurfaceLoader({
      ...{ client, wasm },
      openStore: async () => {
        loaded.push('store')
        return memoryStore()
      },
      loadSimplifier: async () => {
        loaded.push('simplifier')
        return undefined
      },
    })
    loader.warmUp()
    expect(loaded).toEqual(['simplifier', 'store'])
    expect((await blockOf(loader.load(open, FIRST, forever()))).mesh.labels).toHaveLength(2)
    loader.warmUp()
    expect(loaded).toHaveLength(2)
  })

  it('[SF10] take a chunk that is not stored as background', async () => {
    const { open } = volumeOf(async (cell) => (cell[0] === 0 ? { ok: true, value: chunkOf(cell) } : undefined))
    const loader = loaderOf()
    expect((await blockOf(loader.load(open, FIRST, forever()))).mesh.labels).toHaveLength(2)
    const { mesh } = await blockOf(loader.load(open, { ...FIRST, cell: [2, 0, 0] }, forever()))
    expect(mesh.labels).toHaveLength(0)
  })

  it.each<[string, ReadChunk, Partial<Problem>]>([
    ['does not decode', async () => ({ ok: false, problem: { ...NETWORK, kind: 'bad-chunk' } }), { kind: 'bad-chunk' }],
    ['cannot be had', () => Promise.reject(new ProblemError(NETWORK)), NETWORK],
    [
      'has no labels',
      async () => ({ ok: true, value: { kind: 'grey', size: [1, 1, 1], voxels: new Uint8Array(1) } }),
      { kind: 'unsupported', message: 'chunk 0,0,0 has grey values; surfaces are made of labels' },
    ],
  ])('[SF10] fail with the problem of a chunk that %s', async (_, read, problem) => {
    const { open } = volumeOf(read)
    expect(await loaderOf().load(open, FIRST, forever())).toMatchObject({ kind: 'failed', id: 1, problem })
  })

  it.each<[string, Vec3, number]>([
    ['a block outside the volume', [3, 0, 0], 0],
    ['half a block', [0.5, 0, 0], 0],
    ['a scale that is not there', [0, 0, 0], 1],
  ])('[SF10] are refused for %s, and nothing is read', async (_, cell, scale) => {
    const { open, asked } = volumeOf(present)
    const reply = await loaderOf().load(open, { ...FIRST, cell, scale }, forever())
    expect(reply).toMatchObject({ kind: 'failed', problem: { kind: 'not-found' } })
    expect(asked).toEqual([])
  })

  it('[SF11] take their reads back once nobody waits for them any more', async () => {
    const { open, asked, aborted } = volumeOf(() => new Promise(() => undefined))
    const loader = loaderOf()
    const [one, other] = [new AbortController(), new AbortController()]
    const loads = [one, other].map(({ signal }) => loader.load(open, FIRST, signal))
    await expect.poll(() => asked).toHaveLength(8)
    one.abort()
    await loads[0]
    expect(aborted).toEqual([])
    other.abort()
    await loads[1]
    expect(aborted.sort()).toEqual([...asked].sort())
  })

  it('[SF11] are made without what was read for a cancelled block', async () => {
    const gates: (() => void)[] = []
    const { open } = volumeOf(async (cell) => {
      if (gates.length === 0) await new Promise<void>((open) => gates.push(open))
      return { ok: true, value: chunkOf(cell) }
    })
    const loader = loaderOf()
    const first = new AbortController()
    const cancelled = loader.load(open, FIRST, first.signal)
    await expect.poll(() => gates).toHaveLength(1)
    first.abort()
    expect(await cancelled).toMatchObject({ kind: 'failed', problem: { kind: 'cancelled' } })
    gates[0]!()
    expect((await blockOf(loader.load(open, FIRST, forever()))).mesh.labels).toHaveLength(2)
  })

  it('[SF17] of named labels are sent before all of the block is, and not where it is cancelled or kept', async () => {
    const store = memoryStore()
    const { open } = volumeOf(present)
    const told: FromDecoder[] = []
    const first = BigUint64Array.of(8n)
    const loader = loaderOf({}, store)
    const { mesh } = await blockOf(loader.load(open, { ...FIRST, first }, forever(), (early) => told.push(early)))
    expect(told).toMatchObject([{ kind: 'early', id: 1, block: { mesh: { labels: first } } }])
    expect([...mesh.labels].sort()).toEqual([7n, 8n])
    expect([...store.rows.values()][0]!.block.mesh.labels).toHaveLength(2)
    await blockOf(loader.load(open, { ...FIRST, first }, forever(), (early) => told.push(early)))
    const abort = new AbortController()
    const cancelled = loaderOf().load(open, { ...FIRST, first }, abort.signal, (early) => told.push(early))
    abort.abort()
    await cancelled
    expect(told).toHaveLength(1)
  })

  it('[SF12] that are not in the store have all their chunks read at once', async () => {
    const { open, asked } = volumeOf(() => new Promise(() => undefined))
    const abort = new AbortController()
    const loading = loaderOf().load(open, FIRST, abort.signal)
    await expect.poll(() => asked).toHaveLength(8)
    abort.abort()
    await loading
  })

  it('[SF12] come from the store if they were made before of the same voxels', async () => {
    const store = memoryStore()
    const { open, asked } = volumeOf(present)
    const made = await blockOf(loaderOf({}, store).load(open, FIRST, forever()))
    expect(store.rows.size).toBe(1)
    const before = asked.length
    const kept = await blockOf(loaderOf({}, store).load(open, FIRST, forever()))
    expect(kept).toEqual(made)
    // The chunk with its middle alone: it says that the voxels are the same.
    expect(asked.slice(before)).toEqual(['0,0,0'])
    const other = volumeOf(async (cell) => ({ ok: true, value: chunkOf(cell, 99n) }))
    const anew = await blockOf(loaderOf({}, store).load(other.open, FIRST, forever()))
    expect([...anew.mesh.labels].sort()).toEqual([8n, 99n])
  })

  it('[SF12] come from the store while the volume cannot be reached', async () => {
    const store = memoryStore()
    const made = await blockOf(loaderOf({}, store).load(volumeOf(present).open, FIRST, forever()))
    const { open } = volumeOf(() => Promise.reject(new ProblemError(NETWORK)))
    expect(await blockOf(loaderOf({}, store).load(open, FIRST, forever()))).toEqual(made)
    const elsewhere = volumeOf(() => Promise.reject(new ProblemError(NETWORK)), 'another volume')
    expect(await loaderOf({}, store).load(elsewhere.open, FIRST, forever())).toMatchObject({ problem: NETWORK })
  })

  it('[SF13] are made where no store can be had', async () => {
    const { open } = volumeOf(present)
    const loader = loaderOf({ openStore: () => Promise.reject(new Error('no database here')) })
    expect((await blockOf(loader.load(open, FIRST, forever()))).mesh.labels).toHaveLength(2)
  })

  it('[SF9] are made whole where the simplifier cannot be had', async () => {
    const { open } = volumeOf(present)
    const simple = await blockOf(loaderOf().load(open, FIRST, forever()))
    const refused = () => Promise.reject(new Error('no wasm here'))
    const whole = await blockOf(loaderOf({ loadSimplifier: refused }).load(open, FIRST, forever()))
    expect(whole.mesh.triangles.length).toBeGreaterThan(2 * simple.mesh.triangles.length)
    expect(whole.errorNm).toBeLessThan(simple.errorNm)
  })
})
