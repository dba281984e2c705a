import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AgglomerationInput, layOutAgglomeration } from '../../shared/agglomeration/lay-out-agglomeration.ts'
import type { PrecomputedScale } from '../../shared/formats/precomputed/precomputed-volume.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { writeAgglomeration } from '../agglomeration-writer.ts'
import { downsampleMean, downsampleMode } from '../downsample.ts'
import {
  createFileSink,
  createJpegEncoder,
  createShardSink,
  type LabelIds,
  planScales,
  writeGreyScale,
  writeInfo,
  writeLabelScale,
} from '../precomputed-writer.ts'
import type { Sample } from './sample.ts'
import { BASE_THRESHOLD } from './segmentation/affinities.ts'
import { supervoxelId } from './segmentation/supervoxels.ts'
import { SUPERVOXEL_TRUTH_FILE, writeTruthTables } from './write-tables.ts'

const CHUNK: Vec3 = [64, 64, 64]
const LABEL_BLOCK: Vec3 = [8, 8, 8]
const JPEG_QUALITY = 90

/** The steps from each scale to the next. Sections are thick, so x and y are halved first. */
const FACTORS: readonly Vec3[] = [
  [2, 2, 1],
  [2, 2, 1],
  [2, 2, 2],
]

const SHARDING = {
  preshiftBits: 3,
  hash: 'murmurhash3_x86_128',
  minishardBits: 2,
  shardBits: 2,
  minishardIndexEncoding: 'gzip',
  dataEncoding: 'gzip',
} as const

export type WriteStep = 'image layers' | 'label layers' | 'tables'

/** Writes the sample into an existing folder. `skein.json` comes last, so that a half-written folder is no dataset. */
export async function writeSample(
  folder: string,
  sample: Sample,
  progress: (step: WriteStep, part: number) => void,
): Promise<void> {
  await writeImages(folder, sample)
  progress('image layers', 1)
  writeLabels(folder, sample)
  progress('label layers', 1)
  writeAgglomeration(join(folder, 'agglomeration'), layOutAgglomeration(agglomerationInput(sample)), {
    skein: { threshold: BASE_THRESHOLD, volume: 'supervoxels' },
  })
  writeTruthTables(folder, sample)
  writeDatasetFile(folder, sample)
  progress('tables', 1)
}

async function writeImages(folder: string, sample: Sample): Promise<void> {
  const { size, voxelSize } = sample.options.extent
  const raw = planScales(size, voxelSize, FACTORS, { chunkSize: CHUNK, encoding: { kind: 'raw' } })
  const jpeg = planScales(size, voxelSize, FACTORS, { chunkSize: CHUNK, encoding: { kind: 'jpeg' } })
  const rawFolder = join(folder, 'em-raw')
  const jpegFolder = join(folder, 'em')
  writeInfo(rawFolder, { kind: 'image', voxelType: 'uint8', scales: atLeastOne(raw) })
  writeInfo(jpegFolder, { kind: 'image', voxelType: 'uint8', scales: atLeastOne(jpeg) })
  const encodeJpeg = await createJpegEncoder(JPEG_QUALITY)
  let voxels = sample.em
  for (let i = 0; i < raw.length; i += 1) {
    if (i > 0) {
      voxels = downsampleMean(voxels, raw[i - 1]!.size, FACTORS[i - 1]!, new Uint8Array(voxelsIn(raw[i]!)))
    }
    writeGreyScale(voxels, raw[i]!, (chunk) => chunk, [createFileSink(rawFolder, raw[i]!, false)])
    writeGreyScale(voxels, jpeg[i]!, encodeJpeg, [createFileSink(jpegFolder, jpeg[i]!, false)])
  }
}

function writeLabels(folder: string, sample: Sample): void {
  const { labels } = sample
  const { size, voxelSize } = sample.options.extent
  const encoding = { kind: 'compressed_segmentation', blockSize: LABEL_BLOCK } as const
  const plain = planScales(size, voxelSize, FACTORS, { chunkSize: CHUNK, encoding })
  const sharded = planScales(size, voxelSize, FACTORS, { chunkSize: CHUNK, encoding, sharding: SHARDING })
  const description = { kind: 'segmentation', voxelType: 'uint64' } as const
  writeInfo(join(folder, 'supervoxels'), { ...description, scales: atLeastOne(sharded) })
  writeInfo(join(folder, 'supervoxels-plain'), { ...description, scales: atLeastOne(plain) })
  writeInfo(join(folder, 'truth'), { ...description, scales: atLeastOne(plain) })
  const supervoxelIds: LabelIds = { low: labels.idLow, high: labels.idHigh }
  const neuronIds: LabelIds = { low: Uint32Array.from(labels.neuronOf), high: new Uint32Array(labels.neuronOf.length) }
  let numbers = labels.supervoxels
  for (let i = 0; i < plain.length; i += 1) {
    if (i > 0) {
      numbers = downsampleMode(numbers, plain[i - 1]!.size, FACTORS[i - 1]!, new Uint16Array(voxelsIn(plain[i]!)))
    }
    writeLabelScale(numbers, supervoxelIds, plain[i]!, [
      createFileSink(join(folder, 'supervoxels-plain'), plain[i]!, true),
      createShardSink(join(folder, 'supervoxels'), sharded[i]!),
    ])
    writeLabelScale(numbers, neuronIds, plain[i]!, [createFileSink(join(folder, 'truth'), plain[i]!, true)])
  }
}

function voxelsIn({ size }: PrecomputedScale): number {
  return size[0] * size[1] * size[2]
}

function atLeastOne(scales: PrecomputedScale[]): [PrecomputedScale, ...PrecomputedScale[]] {
  const [first, ...rest] = scales
  if (first === undefined) throw new Error('bug: a volume without scales')
  return [first, ...rest]
}

/** The base agglomeration of the sample, as input of the writer. */
export function agglomerationInput(sample: Sample): AgglomerationInput {
  const { labels, contacts, affinities } = sample
  const { size, voxelSize } = sample.options.extent
  const count = labels.neuronOf.length
  const insides = new Uint32Array(3 * count)
  for (let s = 1; s < count; s += 1) {
    const i = labels.inside[s]!
    insides.set([i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / (size[0] * size[1]))], 3 * s)
  }
  return {
    ids: BigUint64Array.from({ length: count }, (_, s) => supervoxelId(labels, s)),
    insides,
    edges: {
      lower: contacts.lower,
      higher: contacts.higher,
      affinities,
      areas: Uint32Array.from(contacts.areas),
      positions: Float32Array.from(contacts.places, (place, i) => (place / 2) * voxelSize[i % 3]!),
    },
    threshold: BASE_THRESHOLD,
  }
}

function writeDatasetFile(folder: string, sample: Sample): void {
  mkdirSync(folder, { recursive: true })
  const { seed } = sample.options
  const version = sampleVersion()
  const dataset = {
    name: 'Sample neuropil',
    // Edits name supervoxels, so a sample with others must have another id.
    id: `skein-sample-${version}-${seed}`,
    voxelSize: sample.options.extent.voxelSize,
    layers: [
      { name: 'EM', kind: 'image', source: 'em' },
      { name: 'Segments', kind: 'segmentation', source: 'supervoxels', agglomeration: 'agglomeration' },
    ],
    truth: 'truth',
    supervoxelTruth: SUPERVOXEL_TRUTH_FILE,
    synapses: 'synapses.json',
    neurons: 'neurons.json',
    planted: 'planted.json',
    sample: { maker: SAMPLE_MAKER, version, seed },
  }
  writeFileSync(join(folder, DATASET_FILE), `${JSON.stringify(dataset, null, 2)}\n`)
}

/** The name of the dataset file, and the mark by which a folder is known as made by this tool. */
export const DATASET_FILE = 'skein.json'
export const SAMPLE_MAKER = 'skein make-sample'

/**
 * Rises with every change of what is in a sample. In a file of its own, for scripts/lib/sample.mjs looks whether the sample
 * that is there was made by this version, and that script must run before anything is installed.
 */
export function sampleVersion(): number {
  // A path: in an archive of Electron's (asar) a URL is not found.
  const file = fileURLToPath(new URL('sample-version.json', import.meta.url))
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined
  if (typeof version !== 'number') throw new Error('bug: sample-version.json names no version')
  return version
}
