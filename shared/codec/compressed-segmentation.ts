import type { Vec3 } from '../geometry.ts'
import type { Result } from '../problem.ts'
import { badChunk } from './bad-chunk.ts'
import type { LabelChunk } from './decoded-chunk.ts'
import { labelChunk, MAX_CHUNK_LABELS, tooManyLabels } from './label-chunk.ts'
import { emptyLabelTable, type LabelTable, placeOfLabel } from './label-table.ts'
import { wordsOf } from './words.ts'

/** What stays the same over the blocks of one chunk. */
interface Context {
  readonly words: Uint32Array
  /** Word at which the channel begins; all offsets in it count from here. */
  readonly channel: number
  readonly wordsPerLabel: 1 | 2
  readonly size: Vec3
  readonly block: Vec3
  readonly table: LabelTable
  readonly places: Uint16Array
  /** For tables of up to 256 entries: the place of each entry of the current block's table, -1 = not looked up. */
  readonly known: Int32Array
}

/** The part of a block that lies inside the chunk, in voxels of the chunk, and where its data are. */
interface Block {
  readonly x: number
  readonly y: number
  readonly z: number
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly bits: number
  readonly tableAt: number
  readonly valuesAt: number
}

/** Why a block was refused; undefined is success. */
type Fault = string | undefined

const TOO_MANY = 'too many labels'
const WIDEST_KNOWN_BITS = 8

/**
 * Decodes one channel of `compressed_segmentation` (neuroglancer, sliceview/compressed_segmentation/README.md) straight
 * into distinct labels and a place for each voxel, without ever writing 64 bits a voxel. `size` is the chunk's, cut off
 * at the volume's end. Every offset that is followed is first checked against the end of the data.
 */
export function decodeCompressedSegmentation(
  bytes: Uint8Array,
  voxelType: 'uint32' | 'uint64',
  size: Vec3,
  blockSize: Vec3,
  file: string,
): Result<LabelChunk> {
  if (bytes.byteLength === 0) return badChunk(file, 'it is empty')
  if (bytes.byteLength % 4 !== 0) return badChunk(file, `its ${bytes.byteLength} bytes are no whole number of words`)
  const words = wordsOf(bytes)
  const channel = words[0]!
  const grid = size.map((extent, axis) => Math.ceil(extent / blockSize[axis]!))
  const [gridX = 0, gridY = 0, gridZ = 0] = grid
  const headerWords = 2 * gridX * gridY * gridZ
  if (channel < 1 || channel + headerWords > words.length) {
    const message = `its ${headerWords} header words from word ${channel} on do not fit its ${words.length} words`
    return badChunk(file, message)
  }
  const context: Context = {
    words,
    channel,
    wordsPerLabel: voxelType === 'uint64' ? 2 : 1,
    size,
    block: blockSize,
    table: emptyLabelTable(),
    places: new Uint16Array(size[0] * size[1] * size[2]),
    known: new Int32Array(2 ** WIDEST_KNOWN_BITS),
  }
  let header = channel
  for (let z = 0; z < gridZ; z++) {
    for (let y = 0; y < gridY; y++) {
      for (let x = 0; x < gridX; x++) {
        const fault = decodeBlock(context, blockAt(context, header, x, y, z))
        if (fault === TOO_MANY) return tooManyLabels(file)
        if (fault !== undefined) return badChunk(file, `block (${x}, ${y}, ${z}) ${fault}`)
        header += 2
      }
    }
  }
  return { ok: true, value: labelChunk(size, context.table, context.places) }
}

function blockAt({ words, channel, size, block }: Context, header: number, gx: number, gy: number, gz: number): Block {
  const first = words[header]!
  const x = gx * block[0]
  const y = gy * block[1]
  const z = gz * block[2]
  return {
    x,
    y,
    z,
    width: Math.min(block[0], size[0] - x),
    height: Math.min(block[1], size[1] - y),
    depth: Math.min(block[2], size[2] - z),
    bits: first >>> 24,
    tableAt: channel + (first & 0xffffff),
    valuesAt: channel + words[header + 1]!,
  }
}

function decodeBlock(context: Context, block: Block): Fault {
  const { bits } = block
  if (bits === 0) return fillBlock(context, block)
  if (bits > 32 || (bits & (bits - 1)) !== 0) return `uses ${bits} bits a voxel, which the format does not have`
  const { words } = context
  // Positions count in the whole block, also where the chunk's end cuts it off.
  const last = block.width - 1 + context.block[0] * (block.height - 1 + context.block[1] * (block.depth - 1))
  const lastWord = block.valuesAt + Math.floor((last * bits) / 32)
  if (lastWord >= words.length) return `points outside: its values reach word ${lastWord} of ${words.length}`
  return bits <= WIDEST_KNOWN_BITS ? decodeNarrowBlock(context, block) : decodeWideBlock(context, block)
}

function fillBlock(context: Context, block: Block): Fault {
  const place = placeOfEntry(context, block.tableAt, 0)
  if (place < 0) return outsideTable(context, block, 0)
  if (context.table.count > MAX_CHUNK_LABELS) return TOO_MANY
  const { places, size } = context
  for (let z = 0; z < block.depth; z++) {
    for (let y = 0; y < block.height; y++) {
      const row = block.x + size[0] * (block.y + y + size[1] * (block.z + z))
      places.fill(place, row, row + block.width)
    }
  }
  return undefined
}

/** Blocks of 1, 2, 4 or 8 bits: nearly all. Each table entry is looked up once. */
function decodeNarrowBlock(context: Context, block: Block): Fault {
  const { words, places, known, size } = context
  const { bits, width, height, depth, valuesAt } = block
  const mask = (1 << bits) - 1
  const perWord = 32 / bits
  const rowBits = bits * context.block[0]
  known.fill(-1, 0, mask + 1)
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      let to = block.x + size[0] * (block.y + y + size[1] * (block.z + z))
      const end = to + width
      const bit = rowBits * (y + context.block[1] * z)
      let at = valuesAt + Math.floor(bit / 32)
      // A word is read once and used up from its low end; a usual row of 8 voxels lies in one or two.
      let word = words[at]! >>> (bit & 31)
      let left = perWord - (bit & 31) / bits
      while (to < end) {
        const stop = left < end - to ? to + left : end
        for (; to < stop; to++) {
          const entry = word & mask
          word >>>= bits
          let place = known[entry]!
          if (place < 0) {
            place = placeOfEntry(context, block.tableAt, entry)
            if (place < 0) return outsideTable(context, block, entry)
            known[entry] = place
          }
          places[to] = place
        }
        if (to < end) {
          word = words[++at]!
          left = perWord
        }
      }
    }
  }
  return context.table.count > MAX_CHUNK_LABELS ? TOO_MANY : undefined
}

/** Blocks of 16 or 32 bits: only where a block has more than 256 labels. */
function decodeWideBlock(context: Context, block: Block): Fault {
  const { words, places, size } = context
  const { bits, width, height, depth, valuesAt } = block
  const mask = bits === 32 ? 0xffffffff : 0xffff
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      const row = block.x + size[0] * (block.y + y + size[1] * (block.z + z))
      const first = context.block[0] * (y + context.block[1] * z)
      for (let x = 0; x < width; x++) {
        const bit = bits * (first + x)
        const entry = ((words[valuesAt + Math.floor(bit / 32)]! >>> (bit % 32)) & mask) >>> 0
        const place = placeOfEntry(context, block.tableAt, entry)
        if (place < 0) return outsideTable(context, block, entry)
        if (place >= MAX_CHUNK_LABELS) return TOO_MANY
        places[row + x] = place
      }
    }
  }
  return undefined
}

/** The place of the label in a table's entry; -1 when the entry lies outside the data. */
function placeOfEntry(context: Context, tableAt: number, entry: number): number {
  const { words, wordsPerLabel } = context
  const at = tableAt + entry * wordsPerLabel
  if (at + wordsPerLabel > words.length) return -1
  return placeOfLabel(context.table, words[at]!, wordsPerLabel === 2 ? words[at + 1]! : 0)
}

function outsideTable(context: Context, block: Block, entry: number): string {
  const at = block.tableAt + entry * context.wordsPerLabel
  return `points outside: entry ${entry} of its table would lie at word ${at} of ${context.words.length}`
}
