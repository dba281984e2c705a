import { describe, expect, it } from 'vitest'
import type { Problem } from '../../problem.ts'
import { parseInfoText, parsePrecomputedInfo } from './precomputed-info.ts'

type Json = Record<string, unknown>

function scale(change: Json = {}): Json {
  return {
    key: '8_8_40',
    size: [1000, 900, 80],
    resolution: [8, 8, 40],
    voxel_offset: [-64, 128, 5_000_000_000],
    chunk_sizes: [[64, 64, 16]],
    encoding: 'compressed_segmentation',
    compressed_segmentation_block_size: [8, 8, 8],
    ...change,
  }
}

function info(change: Json = {}, first: Json = {}, ...more: Json[]): Json {
  return {
    '@type': 'neuroglancer_multiscale_volume',
    type: 'segmentation',
    data_type: 'uint64',
    num_channels: 1,
    scales: [scale(first), ...more],
    ...change,
  }
}

const SHARDING = {
  '@type': 'neuroglancer_uint64_sharded_v1',
  preshift_bits: 3,
  hash: 'murmurhash3_x86_128',
  minishard_bits: 6,
  shard_bits: 9,
}

function problemOf(json: unknown): Problem {
  const result = parsePrecomputedInfo(json, 'here/info')
  if (result.ok) throw new Error('the description was taken')
  return result.problem
}

function without(record: Json, key: string): Json {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key))
}

describe('parsePrecomputedInfo', () => {
  it('[FM1] reads every field that Skein uses, and ignores the others', () => {
    const json = info(
      { mesh: 'mesh', skeletons: 7 },
      { sharding: { ...SHARDING, data_encoding: 'gzip' }, jpeg_quality: 'x' },
    )
    expect(parsePrecomputedInfo(json, 'info')).toEqual({
      ok: true,
      value: {
        kind: 'segmentation',
        voxelType: 'uint64',
        scales: [
          {
            key: '8_8_40',
            size: [1000, 900, 80],
            resolution: [8, 8, 40],
            voxelOffset: [-64, 128, 5_000_000_000],
            chunkSize: [64, 64, 16],
            encoding: { kind: 'compressed_segmentation', blockSize: [8, 8, 8] },
            sharding: {
              preshiftBits: 3,
              hash: 'murmurhash3_x86_128',
              minishardBits: 6,
              shardBits: 9,
              minishardIndexEncoding: 'raw',
              dataEncoding: 'gzip',
            },
          },
        ],
      },
    })
  })

  it('[FM1] takes a missing offset as zero, null sharding as none, and the first of several chunk sizes', () => {
    const json = info(
      {},
      {
        voxel_offset: undefined,
        sharding: null,
        chunk_sizes: [
          [32, 32, 32],
          [512, 512, 1],
        ],
      },
    )
    const result = parsePrecomputedInfo(json, 'info')
    const first = result.ok ? result.value.scales[0] : undefined
    expect(first).toMatchObject({ voxelOffset: [0, 0, 0], chunkSize: [32, 32, 32] })
    expect(first).not.toHaveProperty('sharding')
  })

  it('[FM4] limits a chunk by what it really holds: what is said beyond the end of the volume does not count', () => {
    const chunkSizeOf = (size: number[], ...chunks: number[][]) => {
      const result = parsePrecomputedInfo(info({}, { size, chunk_sizes: chunks }), 'info')
      return result.ok && result.value.scales[0].chunkSize
    }
    expect(chunkSizeOf([100, 80, 30], [1024, 1024, 256])).toEqual([100, 80, 30])
    expect(chunkSizeOf([100, 80, 3000], [1e9, 1e9, 64], [1024, 1024, 2 ** 31])).toEqual([100, 80, 64])
    expect(problemOf(info({}, { size: [1000, 900, 80], chunk_sizes: [[1024, 1024, 256]] }))).toMatchObject({
      kind: 'too-large',
      field: 'scales[0].chunk_sizes[0]',
    })
  })

  it('[FM1] puts coarser scales in order, leaves hidden ones out, and refuses one finer than the first', () => {
    const at = (key: string, resolution: number[], change: Json = {}) => scale({ key, resolution, ...change })
    const json = info({}, {}, at('c', [32, 32, 40]), at('b', [16, 16, 40]), at('h', [16, 16, 80], { hidden: true }))
    const result = parsePrecomputedInfo(json, 'info')
    expect(result.ok && result.value.scales.map(({ key }) => key)).toEqual(['8_8_40', 'b', 'c'])
    expect(problemOf(info({}, {}, at('f', [16, 4, 40])))).toMatchObject({
      kind: 'bad-description',
      field: 'scales[1].resolution',
    })
  })

  it.each(['key', 'size', 'resolution', 'chunk_sizes', 'encoding', 'compressed_segmentation_block_size'])(
    '[FM1] names a missing or wrong scales[0].%s',
    (key) => {
      const missing = { ...info(), scales: [without(scale(), key)] }
      expect(problemOf(missing)).toMatchObject({
        kind: 'bad-description',
        file: 'here/info',
        field: `scales[0].${key}`,
      })
      expect(problemOf(missing).message).toContain(`scales[0].${key}`)
      expect(problemOf(info({}, { [key]: { odd: true } }))).toMatchObject({ field: `scales[0].${key}` })
    },
  )

  it.each(['uint8', 'uint16', 'uint32', 'uint64', 'int8', 'int16', 'int32', 'float32'])(
    '[FM1] reads an image of %s',
    (type) => {
      const read = parsePrecomputedInfo(info({ type: 'image', data_type: type }, { encoding: 'raw' }), 'info')
      expect(read.ok && read.value.voxelType).toBe(type)
    },
  )

  it.each(['type', 'data_type', 'num_channels', 'scales'])('[FM1] names a missing %s', (key) => {
    expect(problemOf(without(info(), key))).toMatchObject({ kind: 'bad-description', field: key })
  })

  const coloured = (channels: number, encoding: string, chunk = [64, 64, 16]) =>
    info({ type: 'image', data_type: 'uint8', num_channels: channels }, { encoding, chunk_sizes: [chunk] })

  it.each([
    [3, 'raw'],
    [3, 'jpeg'],
    [4, 'png'],
    [17, 'raw'],
  ] as const)('[IM4] reads an image of %d channels as %s', (channels, encoding) => {
    const read = parsePrecomputedInfo(coloured(channels, encoding), 'info')
    expect(read).toMatchObject({ ok: true, value: { channels } })
  })

  const cases: [string, Json, Problem['kind'], string][] = [
    ['an axis of 2^60 voxels', info({}, { size: [2 ** 60, 1, 1] }), 'too-large', 'scales[0].size[0]'],
    ['2^60 voxels in all', info({}, { size: [2 ** 20, 2 ** 20, 2 ** 20] }), 'too-large', 'scales[0].size'],
    [
      'a chunk of 10^9 voxels',
      info({}, { chunk_sizes: [[1000, 1000, 1000]] }),
      'too-large',
      'scales[0].chunk_sizes[0]',
    ],
    ['a chunk side of 10^10', info({}, { chunk_sizes: [[1e10, 1, 1]] }), 'too-large', 'scales[0].chunk_sizes[0][0]'],
    ['a fractional size', info({}, { size: [10, 10.5, 1] }), 'bad-description', 'scales[0].size[1]'],
    ['an empty volume', info({}, { size: [10, 0, 1] }), 'bad-description', 'scales[0].size[1]'],
    ['two sizes', info({}, { size: [10, 10] }), 'bad-description', 'scales[0].size'],
    ['a size in a text', info({}, { size: ['10', 10, 10] }), 'bad-description', 'scales[0].size[0]'],
    ['a resolution of zero', info({}, { resolution: [8, 8, 0] }), 'bad-description', 'scales[0].resolution[2]'],
    ['a resolution below zero', info({}, { resolution: [8, -8, 1] }), 'bad-description', 'scales[0].resolution[1]'],
    ['an endless resolution', info({}, { resolution: [8, 8, 1e300] }), 'too-large', 'scales[0].resolution[2]'],
    [
      'an offset that is not whole',
      info({}, { voxel_offset: [0.5, 0, 0] }),
      'bad-description',
      'scales[0].voxel_offset[0]',
    ],
    ['no chunk size', info({}, { chunk_sizes: [] }), 'bad-description', 'scales[0].chunk_sizes'],
    ['an unknown encoding', info({}, { encoding: 'jxl' }), 'unsupported', 'scales[0].encoding'],
    ['jpeg of labels', info({}, { encoding: 'jpeg' }), 'bad-description', 'scales[0].encoding'],
    ['png of uint64', info({}, { encoding: 'png' }), 'bad-description', 'scales[0].encoding'],
    [
      'labels of uint16 as compressed_segmentation',
      info({ data_type: 'uint16' }),
      'bad-description',
      'scales[0].encoding',
    ],
    ['labels of floats', info({ data_type: 'float32' }), 'unsupported', 'data_type'],
    ['signed labels', info({ data_type: 'int8' }), 'unsupported', 'data_type'],
    ['an image of doubles', info({ type: 'image', data_type: 'float64' }), 'unsupported', 'data_type'],
    ['an unknown type of voxel', info({ data_type: 'uint128' }), 'bad-description', 'data_type'],
    ['an encoding of labels in an image', info({ type: 'image' }), 'bad-description', 'scales[0].encoding'],
    ['labels of three channels', info({ num_channels: 3 }), 'unsupported', 'num_channels'],
    ['no channel', info({ num_channels: 0 }), 'bad-description', 'num_channels'],
    ['half a channel', info({ num_channels: 1.5 }), 'bad-description', 'num_channels'],
    ['a million channels', coloured(1e6, 'raw'), 'too-large', 'num_channels'],
    ['two channels in jpeg', coloured(2, 'jpeg'), 'bad-description', 'num_channels'],
    ['five channels in png', coloured(5, 'png'), 'bad-description', 'num_channels'],
    ['chunks that are too large by their channels', coloured(1024, 'raw', [128, 128, 64]), 'too-large', 'num_channels'],
    ['another kind of volume', info({ type: 'mesh' }), 'bad-description', 'type'],
    ['a mesh', info({ '@type': 'neuroglancer_multilod_draco' }), 'not-a-volume', '@type'],
    ['no scale', info({ scales: [] }), 'bad-description', 'scales'],
    ['a scale that is a text', info({ scales: ['8_8_40'] }), 'bad-description', 'scales[0]'],
    ['a key two folders up', info({}, { key: '../../8_8_40' }), 'outside', 'scales[0].key'],
    ['a key that climbs inside', info({}, { key: 'a/../../b/../../c' }), 'outside', 'scales[0].key'],
    ['an absolute key', info({}, { key: '/etc' }), 'outside', 'scales[0].key'],
    ['a key that is an address', info({}, { key: 'http://elsewhere/x' }), 'outside', 'scales[0].key'],
    ['a key of backslashes', info({}, { key: '..\\..\\x' }), 'outside', 'scales[0].key'],
    ['an empty key', info({}, { key: '' }), 'bad-description', 'scales[0].key'],
    [
      'several chunk sizes with sharding',
      info(
        {},
        {
          sharding: SHARDING,
          chunk_sizes: [
            [8, 8, 8],
            [4, 4, 4],
          ],
        },
      ),
      'bad-description',
      'scales[0].chunk_sizes',
    ],
    [
      'a huge shard index',
      info({}, { sharding: { ...SHARDING, minishard_bits: 40 } }),
      'too-large',
      'scales[0].sharding.minishard_bits',
    ],
    [
      'bits beyond 64',
      info({}, { sharding: { ...SHARDING, shard_bits: 60 } }),
      'bad-description',
      'scales[0].sharding',
    ],
    [
      'an unknown hash',
      info({}, { sharding: { ...SHARDING, hash: 'md5' } }),
      'bad-description',
      'scales[0].sharding.hash',
    ],
    [
      'an unknown way to shard',
      info({}, { sharding: { ...SHARDING, '@type': 'v2' } }),
      'bad-description',
      'scales[0].sharding.@type',
    ],
    [
      'bzip2 in shards',
      info({}, { sharding: { ...SHARDING, data_encoding: 'bzip2' } }),
      'bad-description',
      'scales[0].sharding.data_encoding',
    ],
  ]
  it.each(cases)('[FM1] refuses %s, naming the field', (_, json, kind, field) => {
    expect(problemOf(json)).toMatchObject({ kind, field, file: 'here/info' })
  })

  const keyOf = (key: string, above?: number) => {
    const result = parsePrecomputedInfo(info({}, { key }), 'info', above)
    return result.ok ? result.value.scales[0].key : result.problem.message
  }

  it('[FM1] puts a key in its plain form', () => {
    expect(keyOf('./a//b/../c')).toBe('a/c')
  })

  it('[FM5] keeps a key beside the volume where the opened folder holds it, else says what to open', () => {
    expect(keyOf('../other/8_8_40/', 1)).toBe('../other/8_8_40')
    expect(keyOf('a/../../../x', Number.POSITIVE_INFINITY)).toBe('../../x')
    for (const [key, above] of [
      ['../8_8_40', undefined],
      ['../../8_8_40', 1],
    ] as const) {
      expect(keyOf(key, above)).toMatch(/leads out of the opened folder; open a folder further up, with a skein\.json/)
    }
  })

  it.each([null, 7, 'text', [], {}, { name: 'skein' }])('[FM1] refuses %j', (json) => {
    expect(['bad-description', 'not-a-volume']).toContain(problemOf(json).kind)
  })

  it('[FM1] says so when the file is not JSON', () => {
    const result = parseInfoText('<html>', 'here/info')
    expect(!result.ok && result.problem).toMatchObject({ kind: 'bad-description', file: 'here/info' })
    expect(parseInfoText(JSON.stringify(info()), 'info').ok).toBe(true)
  })
})
