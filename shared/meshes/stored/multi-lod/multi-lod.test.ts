import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ReadOptions } from '../../../bytes/byte-source.ts'
import { type Problem, unwrap } from '../../../problem.ts'
import { absolutePositions, meshReadingOf } from '../../testing/mesh-reading.ts'
import type { DracoDecoder } from '../draco.ts'
import { multiLod } from './multi-lod.ts'

const INFO = {
  '@type': 'neuroglancer_multilod_draco',
  vertex_quantization_bits: 10,
  transform: [2, 0, 0, 100, 0, 2, 0, 200, 0, 0, 20, 300],
  lod_scale_multiplier: 0.5,
}
const PLACE = { location: '/d/mesh' }
const parse = (changes: Record<string, unknown> = {}) => multiLod.parse({ info: { ...INFO, ...changes } }, PLACE)
const reader = unwrap(parse())

type Node = readonly [x: number, y: number, z: number, bytes: number]

interface Tables {
  readonly shape?: readonly number[]
  readonly origin?: readonly number[]
  readonly scales?: readonly number[]
  readonly offsets?: readonly (readonly number[])[]
  readonly levels: readonly (readonly Node[])[]
}

/** A manifest by hand: see neuroglancer, datasource/precomputed/meshes.md. */
function manifest({ shape = [10, 20, 30], origin = [1, 2, 3], levels, ...more }: Tables): Uint8Array {
  const { scales = levels.map((_, i) => 2 ** i), offsets = levels.map(() => [0, 0, 0]) } = more
  const floats = (values: readonly number[]) => [...new Uint8Array(Float32Array.from(values).buffer)]
  const words = (values: readonly number[]) => [...new Uint8Array(Uint32Array.from(values).buffer)]
  return Uint8Array.of(
    ...floats(shape),
    ...floats(origin),
    ...words([levels.length]),
    ...floats(scales),
    ...floats(offsets.flat()),
    ...words(levels.map((nodes) => nodes.length)),
    ...levels.flatMap((nodes) => words([0, 1, 2, 3].flatMap((row) => nodes.map((node) => node[row]!)))),
  )
}

const TWO: Tables = {
  offsets: [
    [0, 0, 0],
    [0.5, 0, 0],
  ],
  levels: [
    [
      [0, 0, 0, 7],
      [1, 0, 0, 0],
      [1, 1, 0, 5],
    ],
    [[0, 0, 0, 3]],
  ],
}

async function manifestOf(bytes: Uint8Array) {
  const read = await reader.manifest(7n, meshReadingOf(new Map([['7.index', bytes]])))
  if (read === undefined) throw new Error('there is no manifest')
  return read
}

async function problemOf(bytes: Uint8Array): Promise<Problem> {
  const read = await manifestOf(bytes)
  if (read.ok) throw new Error('the manifest was read')
  return read.problem
}

/** Plays Draco: `stored` is what every node holds. */
function dracoOf(stored: readonly number[], corners: readonly number[]): DracoDecoder {
  const mesh = { positions: Uint32Array.from(stored), triangles: Uint32Array.from(corners) }
  return {
    floats: () => Promise.reject(new Error('whole numbers are wanted')),
    integers: async () => ({ ok: true, value: mesh }),
  }
}

const TRIANGLE = [0, 0, 0, 1023, 0, 0, 0, 1023, 1023]

describe('multi-resolution meshes', () => {
  it('[ME8] a manifest says nodes of all levels: where they lie, how far off they are, what is empty', async () => {
    const { parts, levelErrors, problems } = unwrap(await manifestOf(manifest(TWO)))
    expect(problems).toEqual([])
    expect(parts.map(({ level, bytes, box, label }) => [level, bytes, box?.min, box?.max, label])).toEqual([
      [0, 7, [102, 204, 360], [122, 244, 960], 7n],
      [0, 5, [122, 244, 360], [142, 284, 960], 7n],
      [1, 3, [103, 204, 360], [143, 284, 1560], 7n],
    ])
    expect(new Set(parts.map(({ key }) => key)).size).toBe(3)
    const nm = Math.cbrt(2 * 2 * 20)
    expect(levelErrors).toEqual([expect.closeTo(0.5 * nm), expect.closeTo(nm)])
  })

  it('[ME8] a node is a range of the one file, and its whole numbers are places in its box', async () => {
    const { parts } = unwrap(await manifestOf(manifest(TWO)))
    const asked: unknown[] = []
    const draco = dracoOf(TRIANGLE, [0, 1, 2])
    const reading = meshReadingOf(new Map(), draco)
    const get = async (key: string, options: ReadOptions = {}) => {
      asked.push([key, options.range])
      return new Uint8Array(7)
    }
    const meshes = await Promise.all(parts.map((part) => reader.part(part, { ...reading, bytes: { get } })))
    expect(asked).toEqual([
      ['7', { start: 0, end: 7 }],
      ['7', { start: 7, end: 12 }],
      ['7', { start: 12, end: 15 }],
    ])
    const [first, second, coarse] = meshes.map((mesh) => absolutePositions(unwrap(mesh)))
    expect(first).toEqual([102, 204, 360, 122, 204, 360, 102, 244, 960])
    expect(second).toEqual([122, 244, 360, 142, 244, 360, 122, 284, 960])
    expect(coarse).toEqual([103, 204, 360, 143, 204, 360, 103, 284, 1560])
  })

  it('[ME8] in shards, a node lies in front of its manifest', async () => {
    const sharding = {
      '@type': 'neuroglancer_uint64_sharded_v1',
      ...{ preshift_bits: 1, hash: 'identity', minishard_bits: 2, shard_bits: 3 },
    }
    const sharded = unwrap(parse({ sharding }))
    const asked: unknown[] = []
    const get = async (key: string, { entry }: ReadOptions = {}) => {
      asked.push([key, entry?.chunkKey, entry?.before, entry?.sharding.minishardBits])
      return entry?.before === undefined ? manifest(TWO) : new Uint8Array(entry.before.bytes)
    }
    const reading = { ...meshReadingOf(new Map(), dracoOf(TRIANGLE, [0, 1, 2])), bytes: { get } }
    const read = await sharded.manifest(7n, reading)
    const { parts } = unwrap(read!)
    for (const part of parts) unwrap(await sharded.part(part, reading))
    expect(asked).toEqual([
      ['', 7n, undefined, 2],
      ['', 7n, { from: 15, bytes: 7 }, 2],
      ['', 7n, { from: 8, bytes: 5 }, 2],
      ['', 7n, { from: 3, bytes: 3 }, 2],
    ])
  })

  it('[ME8] a transform that mirrors turns the triangles, so that they face outwards still', async () => {
    const mirrored = unwrap(parse({ transform: [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] }))
    const files = new Map([
      ['7.index', manifest({ levels: [[[0, 0, 0, 4]]] })],
      ['7', new Uint8Array(4)],
    ])
    const reading = meshReadingOf(files, dracoOf(TRIANGLE, [0, 1, 2]))
    const { parts } = unwrap((await mirrored.manifest(7n, reading))!)
    expect(parts[0]!.box).toEqual({ min: [-11, 2, 3], max: [-1, 22, 33] })
    expect([...unwrap(await mirrored.part(parts[0]!, reading)).triangles]).toEqual([0, 2, 1])
  })

  it('[ME6] an id without a mesh has no manifest, and a node that is not there is told by its name', async () => {
    expect(await reader.manifest(8n, meshReadingOf(new Map()))).toBeUndefined()
    const { parts } = unwrap(await manifestOf(manifest(TWO)))
    const missing = await reader.part(parts[0]!, meshReadingOf(new Map()))
    const file = '/d/mesh/7 (node 0, 0, 0 of level 0)'
    expect(missing).toMatchObject({ ok: false, problem: { kind: 'not-found', file } })
    const cut = await reader.part(parts[1]!, meshReadingOf(new Map([['7', new Uint8Array(9)]])))
    const message = expect.stringContaining('it should have 5 bytes, but only 2 are there')
    expect(cut).toMatchObject({ ok: false, problem: { kind: 'bad-mesh', message } })
  })

  it('[ME5] a vertex beyond its node, or one that is not there, is refused by name', async () => {
    const files = new Map([
      ['7.index', manifest(TWO)],
      ['7', new Uint8Array(15)],
    ])
    const { parts } = unwrap(await manifestOf(manifest(TWO)))
    const beyond = await reader.part(parts[0]!, meshReadingOf(files, dracoOf([0, 0, 1024], [])))
    expect(beyond).toMatchObject({ ok: false, problem: { message: expect.stringContaining('1024 of 1023') } })
    const missing = await reader.part(parts[0]!, meshReadingOf(files, dracoOf(TRIANGLE, [0, 1, 3])))
    expect(missing).toMatchObject({ ok: false, problem: { message: expect.stringContaining('names vertex 3 of 3') } })
  })

  it.each<[string, Uint8Array, string]>([
    ['is empty', new Uint8Array(0), 'has 0 bytes'],
    ['is cut in its tables', manifest(TWO).subarray(0, 60), 'too few for 2 levels'],
    ['is cut in its nodes', manifest(TWO).subarray(0, -4), '4 nodes in 2 levels need 132'],
    ['is too long', Uint8Array.of(...manifest(TWO), 0), '4 nodes in 2 levels need 132'],
    ['has no level', manifest({ levels: [] }), 'it has 0 levels'],
    ['has a billion levels', manifest(TWO).fill(0x3f, 24, 28), 'levels of detail'],
    ['has nodes without extent', manifest({ ...TWO, shape: [10, 0, 30] }), 'chunk_shape is 10, 0, 30'],
    ['has an infinite origin', manifest({ ...TWO, origin: [0, Infinity, 0] }), 'grid_origin'],
    [
      'has an offset that is no number',
      manifest({
        ...TWO,
        offsets: [
          [0, 0, 0],
          [NaN, 0, 0],
        ],
      }),
      'vertex_offset of level 1',
    ],
  ])('[ME6] a manifest that %s is refused by name', async (_, bytes, why) => {
    const message = expect.stringContaining(why)
    expect(await problemOf(bytes)).toMatchObject({ kind: 'bad-mesh', file: '/d/mesh/7.index', message })
  })

  it('[ME6] announces a billion nodes: refused before a table is made for them', async () => {
    const bytes = manifest({ levels: [[]] }).slice()
    new DataView(bytes.buffer).setUint32(28 + 16, 1e9, true)
    expect(await problemOf(bytes)).toMatchObject({ kind: 'too-large', file: '/d/mesh/7.index' })
  })

  it('[ME6] levels whose scales do not rise, nodes that are there twice or are too large: told, and the rest is there', async () => {
    const levels = [
      [
        [0, 0, 0, 2],
        [0, 0, 0, 3],
        [1, 0, 0, 2 ** 31],
        [2, 0, 0, 4],
      ],
      [[0, 0, 0, 1]],
    ] as const
    const { parts, levelErrors, problems } = unwrap(await manifestOf(manifest({ levels, scales: [4, 1] })))
    expect(parts.map(({ bytes }) => bytes)).toEqual([2, 4, 1])
    expect(levelErrors[1]).toBe(levelErrors[0])
    expect(problems).toEqual([
      expect.stringContaining('node 0, 0, 0 of level 0 is there twice'),
      expect.stringContaining('node 1, 0, 0 of level 0 has 2147483648 bytes'),
      expect.stringContaining('the scale of level 1 is 1'),
    ])
    const bad = unwrap(await manifestOf(manifest({ levels: [[[0, 0, 0, 2]]], scales: [Number.NaN] })))
    expect([bad.levelErrors, bad.problems.length]).toEqual([[0], 1])
  })

  it.each([
    [{ vertex_quantization_bits: 12 }, 'vertex_quantization_bits'],
    [{ transform: [1, 2, 3] }, 'transform'],
    [{ transform: Array(12).fill(0) }, 'transform'],
    [{ lod_scale_multiplier: 0 }, 'lod_scale_multiplier'],
    [{ sharding: { '@type': 'x' } }, 'sharding.@type'],
  ])('[ME8] an info with %o is refused by its field', (changes, field) => {
    expect(parse(changes)).toMatchObject({ ok: false, problem: { file: '/d/mesh/info', field } })
  })

  it('[ME11] fuzzed: whatever a manifest holds, it is parts with boxes or a problem by name', async () => {
    const good = manifest(TWO)
    const damaged = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 }).map((changes) => {
      const bytes = good.slice()
      for (const [at, byte] of changes) bytes[at] = byte
      return bytes
    })
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), async (bytes) => {
        const read = await manifestOf(bytes)
        if (!read.ok) expect(read.problem.file).toBe('/d/mesh/7.index')
        else {
          expect(read.value.levelErrors.every((error) => error >= 0 && Number.isFinite(error))).toBe(true)
          const keys = read.value.parts.map(({ key }) => key)
          expect(new Set(keys).size).toBe(keys.length)
          for (const part of read.value.parts) {
            const mesh = await reader.part(
              part,
              meshReadingOf(new Map([['7', new Uint8Array(15)]]), dracoOf(TRIANGLE, [0, 1, 2])),
            )
            if (!mesh.ok) expect(mesh.problem.file).toContain('/d/mesh/7')
          }
        }
      }),
    )
  })
})
