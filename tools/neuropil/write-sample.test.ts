import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { decode as decodeJpeg } from 'jpeg-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as zarr from 'zarrita'
import { layOutAgglomeration } from '../../shared/agglomeration/lay-out-agglomeration.ts'
import { parseDatasetFile } from '../../shared/dataset/dataset-file.ts'
import { chunkFileName } from '../../shared/formats/precomputed/chunk-file-name.ts'
import { decodeChunk } from '../../shared/formats/precomputed/decode-chunk.ts'
import { mortonKey } from '../../shared/formats/precomputed/morton.ts'
import { parseInfoText } from '../../shared/formats/precomputed/precomputed-info.ts'
import type { PrecomputedScale, PrecomputedVolume } from '../../shared/formats/precomputed/precomputed-volume.ts'
import { minishardRange, parseMinishardIndex } from '../../shared/formats/precomputed/shard-index.ts'
import { shardLocation } from '../../shared/formats/precomputed/sharding.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { parseNeurons, parsePlanted } from '../../shared/practice/fact-files.ts'
import { parseTruthTable } from '../../shared/practice/truth-table.ts'
import type { Result } from '../../shared/problem.ts'
import { cellBoxVoxels, chunkSizeAt, gridOf } from '../../shared/volume/chunk-grid.ts'
import { makeSample, type SampleOptions } from './sample.ts'
import { BASE_THRESHOLD } from './segmentation/affinities.ts'
import { supervoxelId } from './segmentation/supervoxels.ts'
import { agglomerationInput, sampleVersion, writeSample } from './write-sample.ts'

/** No multiple of the chunk size, so that chunks at the end are cut off. */
const OPTIONS: SampleOptions = {
  extent: { size: [140, 80, 80], voxelSize: [8, 8, 40] },
  block: [64, 64, 32],
  plantedErrors: 3,
  seed: 2,
}

const sample = makeSample(OPTIONS, () => {})
let folder = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'skein-sample-'))
  await writeSample(folder, sample, () => {})
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

function readVolume(layer: string): PrecomputedVolume {
  const file = join(folder, layer, 'info')
  return must(parseInfoText(readFileSync(file, 'utf8'), file))
}

/** All voxels of one scale, put together from the chunks that `read` returns. */
function assemble<T extends Uint8Array | BigUint64Array>(
  scale: PrecomputedScale,
  out: T,
  read: (cell: Vec3, size: Vec3) => ArrayLike<number> | ArrayLike<bigint>,
): T {
  const [gx, gy, gz] = gridOf(scale)
  for (let n = 0; n < gx * gy * gz; n += 1) {
    const cell: Vec3 = [n % gx, Math.floor(n / gx) % gy, Math.floor(n / (gx * gy))]
    const size = chunkSizeAt(scale, cell)
    const { min } = cellBoxVoxels(scale, cell)
    const voxels = read(cell, size)
    for (let i = 0; i < voxels.length; i += 1) {
      const x = min[0] + (i % size[0])
      const y = min[1] + (Math.floor(i / size[0]) % size[1])
      const z = min[2] + Math.floor(i / (size[0] * size[1]))
      out[x + scale.size[0] * (y + scale.size[1] * z)] = voxels[i]!
    }
  }
  return out
}

function voxelsOf(scale: PrecomputedScale): number {
  return scale.size[0] * scale.size[1] * scale.size[2]
}

function decodeLabels(
  volume: PrecomputedVolume,
  scale: PrecomputedScale,
  bytes: Uint8Array,
  size: Vec3,
): BigUint64Array {
  if (scale.encoding.kind === 'jpeg') throw new Error('labels are never jpeg')
  const chunk = must(decodeChunk(bytes, volume, scale.encoding, size, 'chunk'))
  if (chunk.kind !== 'labels') throw new Error('a segmentation has labels')
  return BigUint64Array.from(chunk.indices, (index) => chunk.labels[index]!)
}

function readPlain(layer: string, index: number): BigUint64Array {
  const volume = readVolume(layer)
  const scale = volume.scales[index]!
  return assemble(scale, new BigUint64Array(voxelsOf(scale)), (cell, size) => {
    const bytes = gunzipSync(readFileSync(join(folder, layer, `${chunkFileName(scale, cell)}.gz`)))
    return decodeLabels(volume, scale, Uint8Array.from(bytes), size)
  })
}

function readSharded(layer: string, index: number): BigUint64Array {
  const volume = readVolume(layer)
  const scale = volume.scales[index]!
  const { sharding } = scale
  if (sharding === undefined) throw new Error('this layer must be sharded')
  return assemble(scale, new BigUint64Array(voxelsOf(scale)), (cell, size) => {
    const key = mortonKey(cell, gridOf(scale))
    const { file, minishard } = shardLocation(sharding, key)
    const shard = Uint8Array.from(readFileSync(join(folder, layer, scale.key, file)))
    const range = must(minishardRange(shard, minishard, sharding, file))
    if (range === undefined) throw new Error('this minishard must not be empty')
    const entries = must(parseMinishardIndex(gunzipSync(shard.subarray(range.start, range.end)), sharding, file))
    const at = entries.keyLow.findIndex((low, i) => (BigInt(entries.keyHigh[i]!) << 32n) + BigInt(low) === key)
    const bytes = gunzipSync(shard.subarray(entries.start[at]!, entries.end[at]!))
    return decodeLabels(volume, scale, Uint8Array.from(bytes), size)
  })
}

function readGrey(layer: string, index: number, decode: (bytes: Uint8Array, size: Vec3) => Uint8Array): Uint8Array {
  const scale = readVolume(layer).scales[index]!
  return assemble(scale, new Uint8Array(voxelsOf(scale)), (cell, size) =>
    decode(readFileSync(join(folder, layer, chunkFileName(scale, cell))), size),
  )
}

async function readArray(name: string): Promise<{ data: unknown; shape: readonly number[] }> {
  const store = zarr.root({
    get: (key: string) => {
      const file = join(folder, 'agglomeration', name, key)
      return Promise.resolve(existsSync(file) ? Uint8Array.from(readFileSync(file)) : undefined)
    },
  })
  const read = await zarr.get(await zarr.open.v3(store, { kind: 'array' }))
  return { data: read.data, shape: read.shape }
}

describe('writeSample', () => {
  it('[SA7] label layers read back as they were made, plain and sharded, at every scale alike', () => {
    const { labels } = sample
    expect(readVolume('supervoxels').scales.length).toBe(4)
    const ids = BigUint64Array.from(labels.supervoxels, (s) => supervoxelId(labels, s))
    expect(readPlain('supervoxels-plain', 0)).toEqual(ids)
    expect(readPlain('truth', 0)).toEqual(BigUint64Array.from(labels.supervoxels, (s) => BigInt(labels.neuronOf[s]!)))
    for (let scale = 0; scale < 4; scale += 1) {
      expect(readSharded('supervoxels', scale)).toEqual(readPlain('supervoxels-plain', scale))
    }
  })

  it('[SA8] a coarser scale has the commonest label and the mean grey of the voxels that it covers', () => {
    const [width, height] = OPTIONS.extent.size
    const fine = readPlain('supervoxels-plain', 0)
    const coarse = readPlain('supervoxels-plain', 1)
    const grey = readGrey('em-raw', 1, (bytes) => bytes)
    for (let i = 0; i < coarse.length; i += 97) {
      const corner = 2 * (i % 70) + width * (2 * (Math.floor(i / 70) % 40) + height * Math.floor(i / (70 * 40)))
      const covered = [corner, corner + 1, corner + width, corner + width + 1]
      const votes = (id: bigint | undefined): number => covered.filter((j) => fine[j] === id).length
      expect(votes(coarse[i])).toBe(Math.max(...covered.map((j) => votes(fine[j]))))
      const mean = covered.reduce((sum, j) => sum + sample.em[j]!, 0) / 4
      expect(Math.abs(grey[i]! - mean)).toBeLessThanOrEqual(0.5)
    }
  })

  it('[SA9] the raw image reads back exactly, the jpeg nearly and in grey', () => {
    expect(readVolume('em').scales.map((scale) => scale.resolution)).toEqual([
      [8, 8, 40],
      [16, 16, 40],
      [32, 32, 40],
      [64, 64, 80],
    ])
    expect(readGrey('em-raw', 0, (bytes) => bytes)).toEqual(sample.em)
    const jpeg = readGrey('em', 0, (bytes, size) => {
      const image = decodeJpeg(bytes, { useTArray: true, formatAsRGBA: false })
      expect([image.width, image.height]).toEqual([size[0], size[1] * size[2]])
      return image.data.filter((_, i) => i % 3 === 0)
    })
    const off = jpeg.reduce((sum, grey, i) => sum + Math.abs(grey - sample.em[i]!), 0) / jpeg.length
    expect(off).toBeGreaterThan(0)
    expect(off).toBeLessThan(4)
  })

  it('[SA10] the agglomeration arrays agree with each other and with what was planted', () => {
    const arrays = layOutAgglomeration(agglomerationInput(sample))
    const count = sample.labels.neuronOf.length - 1
    const agglomerates = new Set(sample.segments.subarray(1)).size
    const offsets = [...arrays.agglomerate_to_segments_offsets].map(Number)
    expect(offsets.length).toBe(agglomerates + 2)
    expect(offsets.slice(0, 2)).toEqual([0, 0])
    expect(offsets.at(-1)).toBe(count)
    const edgeOffsets = [...arrays.agglomerate_to_edges_offsets].map(Number)
    const seen = new Set<number>()
    let lastSmallest = 0
    for (let a = 1; a <= agglomerates; a += 1) {
      const members = [...arrays.agglomerate_to_segments.subarray(offsets[a], offsets[a + 1])].map(Number)
      expect(members).toEqual([...members].sort((x, y) => x - y))
      expect(members[0]).toBeGreaterThan(lastSmallest)
      lastSmallest = members[0]!
      for (const member of members) {
        seen.add(member)
        expect(arrays.segment_to_agglomerate[member]).toBe(BigInt(a))
        expect(sample.segments[member]).toBe(members[0])
      }
      expect(edgeOffsets[a + 1]).toBeGreaterThanOrEqual(edgeOffsets[a]!)
      const ends = [...arrays.agglomerate_to_edges.subarray(2 * edgeOffsets[a]!, 2 * edgeOffsets[a + 1]!)]
      const ranks = ends.flatMap((end, k) => (k % 2 === 0 ? [65536 * end + ends[k + 1]!] : []))
      expect(ranks).toEqual([...ranks].sort((x, y) => x - y))
      for (let e = edgeOffsets[a]!; e < edgeOffsets[a + 1]!; e += 1) {
        expect(Number(arrays.agglomerate_to_edges[2 * e + 1])).toBeLessThan(members.length)
        expect(arrays.agglomerate_to_edges[2 * e]! < arrays.agglomerate_to_edges[2 * e + 1]!).toBe(true)
        expect(arrays.agglomerate_to_affinities[e]).toBeGreaterThanOrEqual(BASE_THRESHOLD)
      }
    }
    expect(seen.size).toBe(count)
    expect(edgeOffsets.at(-1)! + arrays.doubt_affinities.length).toBe(sample.contacts.count)
    const doubts = [...arrays.doubt_affinities]
    expect(doubts).toEqual([...doubts].sort((x, y) => y - x))
    expect(doubts[0]).toBeLessThan(BASE_THRESHOLD)
  })

  it('[SA11] the positions of segments lie inside them', () => {
    const arrays = layOutAgglomeration(agglomerationInput(sample))
    const [width, height] = OPTIONS.extent.size
    arrays.agglomerate_to_segments.forEach((segment, k) => {
      const [x = 0, y = 0, z = 0] = [...arrays.agglomerate_to_positions.subarray(3 * k, 3 * k + 3)].map(Number)
      expect(sample.labels.supervoxels[x + width * (y + height * z)]).toBe(Number(segment))
    })
  })

  it('[SA12] an independent reader finds the same agglomeration on disk', async () => {
    const arrays = layOutAgglomeration(agglomerationInput(sample))
    for (const [name, values] of Object.entries(arrays)) expect((await readArray(name)).data).toEqual(values)
    expect((await readArray('agglomerate_to_edges')).shape).toEqual([arrays.agglomerate_to_affinities.length, 2])
    expect((await readArray('doubt_positions')).shape).toEqual([arrays.doubt_areas.length, 3])
  })

  it('[SA13] the dataset file is valid, and everything that it names exists', () => {
    const file = join(folder, 'skein.json')
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const dataset = must(parseDatasetFile(json, file))
    expect(dataset.id).toBe(`skein-sample-${sampleVersion()}-${OPTIONS.seed}`)
    expect(json).toMatchObject({ sample: { version: sampleVersion(), seed: OPTIONS.seed } })
    expect(dataset.layers.map((layer) => layer.kind)).toEqual(['image', 'segmentation'])
    for (const layer of dataset.layers) expect(existsSync(join(folder, layer.source, 'info'))).toBe(true)
    for (const name of ['neurons.json', 'synapses.json', 'planted.json']) {
      expect(Array.isArray(JSON.parse(readFileSync(join(folder, name), 'utf8')))).toBe(true)
    }
  })
})

describe('the version of the sample', () => {
  it('[SA17] rises with every change of its content: then raise sample-version.json, and pin its new content here', () => {
    const { labels, contacts, affinities, planted, synapses, em } = sample
    const hash = createHash('sha256')
    const columns = [labels.supervoxels, labels.idLow, labels.idHigh, labels.neuronOf, contacts.lower, contacts.higher]
    for (const { buffer, byteOffset, byteLength } of [...columns, affinities, em]) {
      hash.update(new Uint8Array(buffer, byteOffset, byteLength))
    }
    hash.update(JSON.stringify([planted, synapses]))
    expect({ version: sampleVersion(), content: hash.digest('hex').slice(0, 16) }).toEqual({
      version: 2,
      content: 'c5e64ce32dd86f49',
    })
  })
})

describe('what practice reads', () => {
  it('[SA16] each supervoxel has its neuron and its voxels, and a cell body names a supervoxel of its neuron', () => {
    const { labels } = sample
    const truth = must(parseTruthTable(readFileSync(join(folder, 'supervoxel-truth.csv'), 'utf8'), 'truth'))
    expect(truth.supervoxels.length).toBe(labels.neuronOf.length - 1)
    expect(truth.voxels.reduce((sum, voxels) => sum + voxels, 0)).toBe(labels.supervoxels.filter((s) => s > 0).length)
    expect(truth.neuronCount).toBe(new Set(labels.neuronOf.subarray(1)).size)
    const neuronAt = new Map(Array.from(truth.supervoxels, (id, i) => [id, labels.neuronOf[i + 1]]))
    const neurons: { id: string; soma?: unknown }[] = JSON.parse(readFileSync(join(folder, 'neurons.json'), 'utf8'))
    const somata = must(parseNeurons(neurons, 'neurons.json'))
    expect(somata.length).toBe(neurons.filter((row) => row.soma !== undefined).length)
    for (const { neuron, supervoxel } of somata) expect(String(neuronAt.get(supervoxel))).toBe(neuron)
    const planted = must(parsePlanted(JSON.parse(readFileSync(join(folder, 'planted.json'), 'utf8')), 'planted.json'))
    expect(planted.length).toBe(sample.planted.length)
  })
})

describe('make-sample', () => {
  it('[SA14] leaves a folder alone that holds something else', () => {
    const other = join(folder, 'other')
    mkdirSync(other)
    writeFileSync(join(other, 'thesis.txt'), 'mine')
    const run = spawnSync(process.execPath, ['tools/make-sample.ts', other], { encoding: 'utf8' })
    expect(run.status).toBe(1)
    expect(run.stderr).toContain('not empty')
    expect(readFileSync(join(other, 'thesis.txt'), 'utf8')).toBe('mine')
  })

  it('[SA15] explains itself when it is called wrongly', () => {
    for (const args of [[], ['a', 'b'], ['a', '--seed', 'x'], ['a', '--sead', '1']]) {
      const run = spawnSync(process.execPath, ['tools/make-sample.ts', ...args], {
        encoding: 'utf8',
        cwd: process.cwd(),
      })
      expect(run.status).toBe(2)
      expect(run.stderr).toContain('Usage')
    }
  })
})
