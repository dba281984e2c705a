import { assert } from '../assert.ts'
import type { Vec3 } from '../geometry.ts'
import { emptyLabelTable, type LabelTable, placeOfLabel } from './label-table.ts'

/** Table offsets are 24-bit in the format, so a channel's tables must begin within 2^24 words. */
const TABLE_OFFSET_LIMIT = 2 ** 24

/** Words of the file's list of channels; Skein writes one channel. */
const CHANNEL_LIST_WORDS = 1

/** Distinct labels by their places, as halves. */
export type PlacedLabels = Pick<LabelTable, 'low' | 'high' | 'count'>

/** Where the voxels of a chunk lie in an array: the index of the first one, and the steps to the next row and section. */
export interface ChunkLayout {
  readonly start: number
  readonly row: number
  readonly section: number
}

/** A growing array of 32-bit words. */
interface WordWriter {
  words: Uint32Array
  length: number
}

/** What stays the same over the blocks of one chunk. */
interface Context {
  readonly places: Uint32Array
  readonly layout: ChunkLayout
  readonly size: Vec3
  readonly block: Vec3
  readonly labels: PlacedLabels
  readonly wordsPerLabel: 1 | 2
  readonly writer: WordWriter
  /** By voxel of a block: the number of its label among those of the block. */
  readonly entries: Uint32Array
  /** The places of the labels of a block, by number. */
  readonly found: Uint32Array
  /** By place: the number in the block `blockOf` names. */
  readonly numberOf: Uint32Array
  readonly blockOf: Int32Array
  /** By place of the only label of a block, plus one: where its table is. 0 is nowhere yet. */
  readonly singles: Uint32Array
  readonly tables: Map<string, number>
}

/**
 * Encodes labels (x fastest, `size` voxels) as one channel of `compressed_segmentation` (neuroglancer,
 * sliceview/compressed_segmentation/README.md). Equal tables are written once. The same labels always give the same
 * bytes.
 */
export function encodeCompressedSegmentation(
  labels: BigUint64Array,
  size: Vec3,
  blockSize: Vec3,
  voxelType: 'uint32' | 'uint64',
): Uint8Array {
  const halves = new Uint32Array(labels.buffer, labels.byteOffset, 2 * labels.length)
  const table = emptyLabelTable()
  const places = new Uint32Array(labels.length)
  let place = 0
  for (let i = 0; i < labels.length; i++) {
    const low = halves[2 * i]!
    const high = halves[2 * i + 1]!
    if (i === 0 || low !== halves[2 * i - 2] || high !== halves[2 * i - 1]) place = placeOfLabel(table, low, high)
    places[i] = place
  }
  return encodePlacedLabels(places, table, size, blockSize, voxelType)
}

/**
 * The same for voxels that name places in `labels`. No two places may hold the same label. `layout` says where the chunk
 * lies in `places`, if these are those of a larger box.
 */
export function encodePlacedLabels(
  places: Uint32Array,
  labels: PlacedLabels,
  size: Vec3,
  blockSize: Vec3,
  voxelType: 'uint32' | 'uint64',
  layout: ChunkLayout = { start: 0, row: size[0], section: size[0] * size[1] },
): Uint8Array {
  const last = layout.start + size[0] - 1 + layout.row * (size[1] - 1) + layout.section * (size[2] - 1)
  assert(last < places.length, 'as many labels as voxels')
  const grid = size.map((extent, axis) => Math.ceil(extent / blockSize[axis]!))
  const [gridX = 0, gridY = 0, gridZ = 0] = grid
  const blockVoxels = blockSize[0] * blockSize[1] * blockSize[2]
  const context: Context = {
    places,
    layout,
    size,
    block: blockSize,
    labels,
    wordsPerLabel: voxelType === 'uint64' ? 2 : 1,
    writer: { words: new Uint32Array(1024), length: 0 },
    entries: new Uint32Array(blockVoxels),
    found: new Uint32Array(blockVoxels),
    numberOf: new Uint32Array(labels.count),
    blockOf: new Int32Array(labels.count).fill(-1),
    singles: new Uint32Array(labels.count),
    tables: new Map(),
  }
  const { writer } = context
  reserve(writer, CHANNEL_LIST_WORDS + 2 * gridX * gridY * gridZ)
  writer.words[0] = CHANNEL_LIST_WORDS
  let index = 0
  for (let z = 0; z < gridZ; z++) {
    for (let y = 0; y < gridY; y++) {
      for (let x = 0; x < gridX; x++, index++) writeBlock(context, index, x, y, z)
    }
  }
  return new Uint8Array(writer.words.buffer.slice(0, 4 * writer.length))
}

function writeBlock(context: Context, index: number, x: number, y: number, z: number): void {
  const { writer } = context
  const count = gatherBlock(context, index, x, y, z)
  const bits = bitsFor(count)
  const valuesAt = writer.length - CHANNEL_LIST_WORDS
  let tableAt: number
  if (count === 1) tableAt = singleTable(context)
  else {
    const order = sortedOrder(context, count)
    const rank = new Uint32Array(count)
    for (let i = 0; i < count; i++) rank[order[i]!] = i
    writeValues(writer, context.entries, rank, bits)
    tableAt = sharedTable(context, order)
  }
  assert(tableAt < TABLE_OFFSET_LIMIT, 'tables within 2^24 words')
  const header = CHANNEL_LIST_WORDS + 2 * index
  writer.words[header] = ((bits << 24) | tableAt) >>> 0
  writer.words[header + 1] = valuesAt
}

/**
 * Fills `entries` with each voxel's number among the labels of the block, in the order of a whole block, and returns
 * how many labels there are. Voxels beyond the chunk's end get number 0.
 */
function gatherBlock(context: Context, index: number, gx: number, gy: number, gz: number): number {
  const { places, layout, size, block, entries, found, numberOf, blockOf } = context
  const originX = gx * block[0]
  const originY = gy * block[1]
  const originZ = gz * block[2]
  const width = Math.min(block[0], size[0] - originX)
  const height = Math.min(block[1], size[1] - originY)
  const depth = Math.min(block[2], size[2] - originZ)
  const origin = layout.start + originX + layout.row * originY + layout.section * originZ
  let last = places[origin]!
  found[0] = last
  numberOf[last] = 0
  blockOf[last] = index
  let count = 1
  let number = 0
  entries.fill(0)
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      let from = origin + layout.row * y + layout.section * z
      let to = block[0] * (y + block[1] * z)
      for (const end = to + width; to < end; to++, from++) {
        const place = places[from]!
        if (place !== last) {
          last = place
          if (blockOf[place] !== index) {
            blockOf[place] = index
            numberOf[place] = count
            found[count] = place
            count++
          }
          number = numberOf[place]!
        }
        entries[to] = number
      }
    }
  }
  return count
}

/** The numbers of the block's labels, ordered by the value of the label: equal sets of labels then have equal tables. */
function sortedOrder({ found, labels }: Context, count: number): Uint32Array {
  const order = new Uint32Array(count)
  const { low, high } = labels
  for (let i = 0; i < count; i++) {
    const place = found[i]!
    let at = i
    for (; at > 0; at--) {
      const before = found[order[at - 1]!]!
      if (high[before]! < high[place]! || (high[before] === high[place] && low[before]! < low[place]!)) break
      order[at] = order[at - 1]!
    }
    order[at] = i
  }
  return order
}

/** The least number of bits of the format that tells `count` entries apart. */
function bitsFor(count: number): number {
  if (count <= 1) return 0
  let bits = 1
  while (2 ** bits < count) bits *= 2
  return bits
}

function writeValues(writer: WordWriter, entries: Uint32Array, rank: Uint32Array, bits: number): void {
  const start = writer.length
  reserve(writer, Math.ceil((entries.length * bits) / 32))
  const { words } = writer
  for (let i = 0, at = start; i < entries.length; at++) {
    let word = 0
    for (let bit = 0; bit < 32 && i < entries.length; bit += bits, i++) word |= rank[entries[i]!]! << bit
    words[at] = word
  }
}

function singleTable(context: Context): number {
  const { found, singles } = context
  const place = found[0]!
  if (singles[place] === 0) singles[place] = 1 + sharedTable(context, Uint32Array.of(0))
  return singles[place]! - 1
}

function sharedTable(context: Context, order: Uint32Array): number {
  const { found, tables, labels, wordsPerLabel, writer } = context
  const places = order.map((number) => found[number]!)
  // Places stand for labels one to one, so equal places are equal tables.
  const key = places.join()
  const known = tables.get(key)
  if (known !== undefined) return known
  const start = writer.length
  reserve(writer, places.length * wordsPerLabel)
  for (const [i, place] of places.entries()) {
    writer.words[start + i * wordsPerLabel] = labels.low[place]!
    if (wordsPerLabel === 2) writer.words[start + 2 * i + 1] = labels.high[place]!
    else assert(labels.high[place] === 0, 'uint32 labels fit 32 bits')
  }
  tables.set(key, start - CHANNEL_LIST_WORDS)
  return start - CHANNEL_LIST_WORDS
}

/** Appends zero words. */
function reserve(writer: WordWriter, count: number): void {
  const needed = writer.length + count
  if (needed > writer.words.length) {
    const words = new Uint32Array(Math.max(needed, 2 * writer.words.length))
    words.set(writer.words.subarray(0, writer.length))
    writer.words = words
  }
  writer.length = needed
}
