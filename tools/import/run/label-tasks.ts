import { join } from 'node:path'
import { assert } from '../../../shared/assert.ts'
import { decodeCompressedSegmentation } from '../../../shared/codec/compressed-segmentation.ts'
import {
  type ChunkLayout,
  encodePlacedLabels,
  type PlacedLabels,
} from '../../../shared/codec/encode-compressed-segmentation.ts'
import { emptyLabelTable, placeOfLabel } from '../../../shared/codec/label-table.ts'
import type { PrecomputedScale } from '../../../shared/formats/precomputed/precomputed-volume.ts'
import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import { ProblemError, unwrap } from '../../../shared/problem.ts'
import { cellBoxVoxels, chunkSizeAt } from '../../../shared/volume/chunk-grid.ts'
import { coarserSize, downsampleMode } from '../../downsample.ts'
import { gzip } from '../../gzip.ts'
import { type FaceValues, findBlockContacts } from '../labels/block-contacts.ts'
import { blockContactsFile, blockTableFile, facesFile, packBlockTable, packContacts } from '../labels/block-file.ts'
import { packFaces } from '../labels/faces.ts'
import { createRunReader } from '../labels/label-runs.ts'
import { blockIds, placeBits } from '../labels/supervoxel-ids.ts'
import { type BlockSupervoxels, findSupervoxels, numberVoxels, sumGrey } from '../labels/supervoxels.ts'
import { fileOf, type LabelPlan, type PlannedInput, type Staged } from '../plan/import-plan.ts'
import type { Shard } from '../plan/shards.ts'
import { cellsOf, countOf, coveringCells, shifted, sizeOf } from '../voxels/boxes.ts'
import { type ChunkFiles, openChunkFiles, packShard } from '../voxels/shard-file.ts'
import { finerBox, readImageBox } from './image-tasks.ts'
import { imageOf, labelsOf, plannedSource, type TaskContext } from './task-context.ts'

/** Blocks of compressed_segmentation, as most volumes have them. */
const LABEL_BLOCK: Vec3 = [8, 8, 8]

/** The most distinct labels in a chunk that readers with 16-bit indices show. */
const MAX_CHUNK_LABELS = 65_536

/** Numbers by voxel, and the labels that they stand for. */
interface Numbered {
  readonly numbers: Uint32Array
  readonly labels: PlacedLabels
}

/** Writes one shard of the finest scale of the labels, and what is known of its supervoxels. */
export async function runLabelBlock(context: TaskContext, index: number, staged: Staged | undefined): Promise<void> {
  const labels = labelsOf(context.plan)
  const [scale] = labels.scales
  const shard = context.shards(labels, 0)[index]!
  const size = sizeOf(shard.voxels)
  const runs = await readRuns(context, labels, shard, staged)
  if (labels.supervoxels === 'keep') {
    await writeShard(context, labels, scale, shard, { numbers: placesOf(runs, size), labels: runs.table })
    return
  }
  const block = findSupervoxels(runs, size)
  const numbers = numbersOf(countOf(size))
  numberVoxels(block, numbers)
  const bits = placeBits(context.shards(labels, 0).at(-1)!.place)
  const ids = blockIds(shard.place, bits, block.count)
  await writeShard(context, labels, scale, shard, { numbers, labels: { ...ids, count: block.count + 1 } })
  await writeBlock(context, labels, shard, block, numbers)
}

/** Numbers of the voxels of a block. A thread has one block at a time, so their memory is used again. */
let room = new Uint32Array(0)

function numbersOf(count: number): Uint32Array {
  if (room.length < count) room = new Uint32Array(count)
  return room.subarray(0, count)
}

async function readRuns(context: TaskContext, labels: LabelPlan, shard: Shard, staged: Staged | undefined) {
  const { source, read, close } = await plannedSource(context, labels.input, staged)
  try {
    const { min, max } = shard.voxels
    const reader = createRunReader(sizeOf(shard.voxels), source.type, fileOf(labels.input))
    const atOnce = staged === undefined ? source.sectionsAtOnce : STAGED_SECTIONS
    for (let z = min[2]; z < max[2]; z += atOnce) {
      reader.read(await read({ min: [min[0], min[1], z], max: [max[0], max[1], Math.min(max[2], z + atOnce)] }))
    }
    return reader.runs()
  } finally {
    await close()
  }
}

/** Sections of a staged file that are read at once. */
const STAGED_SECTIONS = 16

function placesOf({ starts, labels, count }: BlockSupervoxels['runs'], size: Vec3): Uint32Array {
  const places = new Uint32Array(countOf(size))
  for (let k = 0; k < count; k += 1) places.fill(labels[k]!, starts[k]!, starts[k + 1]!)
  return places
}

async function writeBlock(
  context: TaskContext,
  labels: LabelPlan,
  shard: Shard,
  block: BlockSupervoxels,
  numbers: Uint32Array,
): Promise<void> {
  const { work, files } = context
  const size = sizeOf(shard.voxels)
  const known = await faceValues(context, labels, shard.voxels)
  const contacts = findBlockContacts(block, size, labels.scales[0].resolution, known)
  const greySums = known?.kind === 'grey' ? sumGrey(block, known.grey) : undefined
  await files.write(facesFile(work, shard.index), packFaces(numbers, size, known))
  await files.write(blockContactsFile(work, shard.index), packContacts(contacts, shard.voxels.min))
  await files.write(blockTableFile(work, shard.index), packBlockTable(block, shard.voxels, greySums))
}

async function faceValues(context: TaskContext, labels: LabelPlan, box: Box3): Promise<FaceValues | undefined> {
  const { evidence } = labels
  if (evidence === undefined) return undefined
  if (evidence === 'image') return { kind: 'grey', grey: await greyUnder(context, labels, box) }
  const [x, y, z] = evidence.byAxis
  const read = async (input: PlannedInput) => affinitiesIn(context, input, box)
  return { kind: 'affinities', byAxis: [await read(x), await read(y), await read(z)] }
}

/** Affinities from 0 to 1; bytes are parts of 255. */
async function affinitiesIn(context: TaskContext, input: PlannedInput, box: Box3): Promise<Float32Array> {
  const source = await plannedSource(context, input, undefined)
  const voxels = await source.read(box)
  if (voxels instanceof Float32Array) return voxels
  assert(voxels instanceof Uint8Array, 'other affinities are not planned')
  const affinities = new Float32Array(voxels.length)
  for (let i = 0; i < voxels.length; i += 1) affinities[i] = voxels[i]! / 255
  return affinities
}

/** The image where the labels of a box lie. */
async function greyUnder(context: TaskContext, labels: LabelPlan, box: Box3): Promise<ArrayLike<number>> {
  const image = imageOf(context.plan)
  const [scale] = image.scales
  const [a, b] = [labels.scales[0].voxelOffset, scale.voxelOffset]
  const files = openChunkFiles(image.folder, scale)
  try {
    const grey = await readImageBox(image, scale, files, shifted(box, [a[0] - b[0], a[1] - b[1], a[2] - b[2]], 1))
    assert(!(grey instanceof BigUint64Array || grey instanceof BigInt64Array), 'no image of 64 bits is planned')
    return grey
  } finally {
    await files.close()
  }
}

/** Writes one shard of a coarser scale: each voxel is the commonest label of those that it covers. */
export async function runLabelScale(context: TaskContext, scaleIndex: number, index: number): Promise<void> {
  const labels = labelsOf(context.plan)
  const scale = labels.scales[scaleIndex]!
  const fine = labels.scales[scaleIndex - 1]!
  const factor = labels.factors[scaleIndex - 1]!
  const shard = context.shards(labels, scaleIndex)[index]!
  const files = openChunkFiles(labels.folder, fine)
  try {
    const chunks: { cell: Vec3; bytes: Uint8Array }[] = []
    for (const cell of cellsOf(shard.cells)) {
      const box = shifted(cellBoxVoxels(scale, cell), scale.voxelOffset, -1)
      const wanted = finerBox(box, factor, fine)
      const read = await readLabelBox(labels, fine, files, wanted)
      const size = sizeOf(wanted)
      const numbers = downsampleMode(read.numbers, size, factor, new Uint32Array(countOf(coarserSize(size, factor))))
      const chunkSize = chunkSizeAt(scale, cell)
      const layout = { start: 0, row: chunkSize[0], section: chunkSize[0] * chunkSize[1] }
      chunks.push({ cell, bytes: encode(labels, scale, { ...read, numbers }, chunkSize, layout) })
    }
    await context.files.write(join(labels.folder, scale.key, shard.file), packShard(scale, chunks))
  } finally {
    await files.close()
  }
}

async function readLabelBox(
  labels: LabelPlan,
  scale: PrecomputedScale,
  files: ChunkFiles,
  box: Box3,
): Promise<Numbered> {
  const table = emptyLabelTable()
  const whole = { numbers: new Uint32Array(countOf(sizeOf(box))), size: sizeOf(box) }
  for (const cell of cellsOf(coveringCells(box, scale.chunkSize))) {
    const bytes = await files.read(cell)
    const size = chunkSizeAt(scale, cell)
    const file = `${labels.folder}/${scale.key} (${cell.join(', ')})`
    const chunk = unwrap(decodeCompressedSegmentation(bytes, 'uint64', size, LABEL_BLOCK, file))
    const halves = new Uint32Array(chunk.labels.buffer, chunk.labels.byteOffset, 2 * chunk.labels.length)
    const places = new Uint32Array(chunk.labels.length)
    for (let i = 0; i < places.length; i += 1) places[i] = placeOfLabel(table, halves[2 * i]!, halves[2 * i + 1]!)
    const { min } = shifted(cellBoxVoxels(scale, cell), scale.voxelOffset, -1)
    placeNumbers(chunk.indices, places, size, [min[0] - box.min[0], min[1] - box.min[1], min[2] - box.min[2]], whole)
  }
  return { numbers: whole.numbers, labels: table }
}

/** Puts a chunk into a larger box, in which it lies `at`. `places` says what each index becomes. */
function placeNumbers(
  indices: Uint8Array | Uint16Array,
  places: Uint32Array,
  [width, height, depth]: Vec3,
  at: Vec3,
  { numbers, size }: { readonly numbers: Uint32Array; readonly size: Vec3 },
): void {
  for (let z = 0, from = 0; z < depth; z += 1) {
    for (let y = 0; y < height; y += 1) {
      let to = at[0] + size[0] * (at[1] + y + size[1] * (at[2] + z))
      for (const end = from + width; from < end; from += 1, to += 1) numbers[to] = places[indices[from]!]!
    }
  }
}

async function writeShard(
  context: TaskContext,
  labels: LabelPlan,
  scale: PrecomputedScale,
  shard: Shard,
  whole: Numbered,
): Promise<void> {
  const { min } = shard.voxels
  const [width, height] = sizeOf(shard.voxels)
  const chunks: { cell: Vec3; bytes: Uint8Array }[] = []
  for (const cell of cellsOf(shard.cells)) {
    const at = shifted(cellBoxVoxels(scale, cell), scale.voxelOffset, -1).min
    const start = at[0] - min[0] + width * (at[1] - min[1] + height * (at[2] - min[2]))
    const layout = { start, row: width, section: width * height }
    chunks.push({ cell, bytes: encode(labels, scale, whole, chunkSizeAt(scale, cell), layout) })
  }
  await context.files.write(join(labels.folder, scale.key, shard.file), packShard(scale, chunks))
}

function encode(
  labels: LabelPlan,
  scale: PrecomputedScale,
  chunk: Numbered,
  size: Vec3,
  layout: ChunkLayout,
): Uint8Array {
  checkLabelCount(labels, scale, chunk, size, layout)
  return gzip(encodePlacedLabels(chunk.numbers, chunk.labels, size, LABEL_BLOCK, 'uint64', layout))
}

/** Coarse chunks of many small supervoxels may hold more than can be shown. */
function checkLabelCount(
  { folder, scales }: LabelPlan,
  scale: PrecomputedScale,
  { numbers, labels }: Numbered,
  [width, height, depth]: Vec3,
  { start, row, section }: ChunkLayout,
): void {
  if (labels.count <= MAX_CHUNK_LABELS || width * height * depth <= MAX_CHUNK_LABELS) return
  const seen = new Uint8Array(labels.count)
  let count = 0
  for (let z = 0; z < depth; z += 1) {
    for (let y = 0; y < height; y += 1) {
      const from = start + row * y + section * z
      for (let i = from; i < from + width; i += 1) {
        const number = numbers[i]!
        count += 1 - seen[number]!
        seen[number] = 1
      }
    }
  }
  if (count <= MAX_CHUNK_LABELS) return
  const index = scales.indexOf(scale)
  const advice = index > 0 ? `; import it with --scales ${index}` : ''
  const message = `${folder}: a chunk of scale ${index} would hold ${count} labels, more than ${MAX_CHUNK_LABELS}${advice}`
  throw new ProblemError({ kind: 'too-large', message, file: folder })
}
