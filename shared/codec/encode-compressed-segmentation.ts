import { assert } from '../assert.ts'
import type { Vec3 } from '../geometry.ts'
import { emptyLabelTable, type LabelTable, placeOfLabel } from './label-table.ts'

/** Table offsets are 24-bit in the format, so a channel's tables must begin within 2^24 words. */
const TABLE_OFFSET_LIMIT = 2 ** 24

/** Words of the file's list of channels; Skein writes one channel. */
const CHANNEL_LIST_WORDS = 1

/** A growing array of 32-bit words. */
interface WordWriter {
  words: Uint32Array
  length: number
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
  assert(labels.length === size[0] * size[1] * size[2], 'as many labels as voxels')
  const wordsPerLabel = voxelType === 'uint64' ? 2 : 1
  const halves = new Uint32Array(labels.buffer, labels.byteOffset, 2 * labels.length)
  const grid = size.map((extent, axis) => Math.ceil(extent / blockSize[axis]!))
  const [gridX = 0, gridY = 0, gridZ = 0] = grid
  const writer: WordWriter = { words: new Uint32Array(1024), length: 0 }
  reserve(writer, CHANNEL_LIST_WORDS + 2 * gridX * gridY * gridZ)
  writer.words[0] = CHANNEL_LIST_WORDS
  const tables = new Map<string, number>()
  const entries = new Uint32Array(blockSize[0] * blockSize[1] * blockSize[2])
  let header = CHANNEL_LIST_WORDS
  for (let z = 0; z < gridZ; z++) {
    for (let y = 0; y < gridY; y++) {
      for (let x = 0; x < gridX; x++) {
        const found = gatherBlock(halves, size, blockSize, [x, y, z], entries)
        const rank = sortTable(found)
        const bits = bitsFor(found.count)
        const valuesAt = writer.length - CHANNEL_LIST_WORDS
        writeValues(writer, entries, rank, bits)
        const tableAt = writeTable(writer, found, rank, wordsPerLabel, tables)
        assert(tableAt < TABLE_OFFSET_LIMIT, 'tables within 2^24 words')
        writer.words[header] = ((bits << 24) | tableAt) >>> 0
        writer.words[header + 1] = valuesAt
        header += 2
      }
    }
  }
  return new Uint8Array(writer.words.buffer.slice(0, 4 * writer.length))
}

/**
 * Fills `entries` with each voxel's place in the returned table, in the order of a whole block; voxels beyond the
 * chunk's end get place 0.
 */
function gatherBlock(halves: Uint32Array, size: Vec3, block: Vec3, cell: Vec3, entries: Uint32Array): LabelTable {
  const table = emptyLabelTable()
  const originX = cell[0] * block[0]
  const originY = cell[1] * block[1]
  const originZ = cell[2] * block[2]
  const width = Math.min(block[0], size[0] - originX)
  const height = Math.min(block[1], size[1] - originY)
  const depth = Math.min(block[2], size[2] - originZ)
  entries.fill(0)
  let lastLow = -1
  let lastHigh = -1
  let place = 0
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      let from = 2 * (originX + size[0] * (originY + y + size[1] * (originZ + z)))
      let to = block[0] * (y + block[1] * z)
      for (let x = 0; x < width; x++, from += 2, to++) {
        const low = halves[from]!
        const high = halves[from + 1]!
        if (low !== lastLow || high !== lastHigh) {
          place = placeOfLabel(table, low, high)
          lastLow = low
          lastHigh = high
        }
        entries[to] = place
      }
    }
  }
  return table
}

/** The rank of each place when labels are ordered by value: equal sets of labels then have equal tables. */
function sortTable(table: LabelTable): Uint32Array {
  const order = Array.from({ length: table.count }, (_, place) => place)
  order.sort((a, b) => table.high[a]! - table.high[b]! || table.low[a]! - table.low[b]!)
  const rank = new Uint32Array(table.count)
  for (let i = 0; i < order.length; i++) rank[order[i]!] = i
  return rank
}

/** The least number of bits of the format that tells `count` entries apart. */
function bitsFor(count: number): number {
  if (count <= 1) return 0
  let bits = 1
  while (2 ** bits < count) bits *= 2
  return bits
}

function writeValues(writer: WordWriter, entries: Uint32Array, rank: Uint32Array, bits: number): void {
  if (bits === 0) return
  const start = writer.length
  reserve(writer, Math.ceil((entries.length * bits) / 32))
  const { words } = writer
  for (let i = 0, bit = 0; i < entries.length; i++, bit += bits) {
    const at = start + Math.floor(bit / 32)
    words[at] = words[at]! | (rank[entries[i]!]! << (bit % 32))
  }
}

function writeTable(
  writer: WordWriter,
  table: LabelTable,
  rank: Uint32Array,
  wordsPerLabel: number,
  tables: Map<string, number>,
): number {
  const sorted = new Uint32Array(table.count * wordsPerLabel)
  for (let place = 0; place < table.count; place++) {
    const at = rank[place]! * wordsPerLabel
    sorted[at] = table.low[place]!
    if (wordsPerLabel === 2) sorted[at + 1] = table.high[place]!
    else assert(table.high[place] === 0, 'uint32 labels fit 32 bits')
  }
  const key = sorted.join()
  const known = tables.get(key)
  if (known !== undefined) return known
  const start = writer.length
  reserve(writer, sorted.length)
  writer.words.set(sorted, start)
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
