import { unzlibSync } from 'fflate'
import type { Vec3 } from '../../geometry.ts'
import type { Result } from '../../problem.ts'
import { badChunk, sizeText, unsupportedChunk, voxelCount } from '../bad-chunk.ts'
import { ONLY_CHANNEL, oneChannel } from '../channel.ts'
import type { DecodedChunk } from '../decoded-chunk.ts'
import { labelsFromArray } from '../labels-from-array.ts'
import { removeRowFilters } from './png-filters.ts'
import { type PngParts, readPngParts } from './png-parts.ts'

/** Values of a pixel by colour type: grey; red, green, blue; grey and alpha; all four (ISO/IEC 15948, table 11.1). */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 }

/**
 * Decodes a `png` chunk (neuroglancer, datasource/precomputed/volume.md): one picture, 8 or 16 bits a value, whose pixels
 * row by row are the chunk's voxels, x fastest; its values are the volume's channels. Nothing is inflated beyond the size
 * that the chunk must have.
 */
export function decodePng(
  bytes: Uint8Array,
  kind: 'image' | 'segmentation',
  voxelType: 'uint8' | 'uint16',
  size: Vec3,
  file: string,
  channel = ONLY_CHANNEL,
): Result<DecodedChunk> {
  const read = readPngParts(bytes)
  if (typeof read === 'string') return badChunk(file, read)
  const { width, height, bitDepth, colourType, interlaced } = read
  const channels = CHANNELS[colourType]
  if (channels === undefined || interlaced) {
    return unsupportedChunk(file, 'is a PNG with a palette or interlaced; Skein reads plain ones')
  }
  if (channels !== channel.count) {
    return badChunk(file, `its PNG has ${channels} values a pixel, but num_channels is ${channel.count}`)
  }
  const expectedDepth = voxelType === 'uint8' ? 8 : 16
  if (bitDepth !== expectedDepth) {
    return badChunk(file, `its PNG has ${bitDepth} bits a voxel, but data_type is ${voxelType}`)
  }
  if (width * height !== voxelCount(size)) {
    return badChunk(file, `its PNG has ${width} x ${height} pixels, but ${sizeText(size)} voxels are needed`)
  }
  const pixelBytes = channels * (bitDepth / 8)
  const rows = inflateRows(read, pixelBytes)
  if (typeof rows === 'string') return badChunk(file, rows)
  const pixels = removeRowFilters(rows, width * pixelBytes, height, pixelBytes)
  if (pixels === undefined) return badChunk(file, 'its PNG has a row with an unknown filter')
  const voxels = oneChannel(bitDepth === 8 ? pixels : fromBigEndian(pixels), channel)
  if (kind === 'image') return { ok: true, value: { kind: 'grey', size, voxels } }
  return labelsFromArray({ kind: 'words', words: voxels }, size, file)
}

/** The filtered rows, each with a leading byte for its filter. A text where something is wrong. */
function inflateRows({ data, width, height }: PngParts, pixelBytes: number): Uint8Array | string {
  const expected = height * (1 + width * pixelBytes)
  // One byte to spare shows a stream that is too long; a buffer of fixed size never grows, whatever the stream says.
  const out = new Uint8Array(expected + 1)
  let length: number
  try {
    length = unzlibSync(data, { out }).length
  } catch (error) {
    // fflate throws Errors on what is not deflate, and RangeErrors where a stored block would leave the buffer.
    if (!(error instanceof Error)) throw error
    return `its PNG does not inflate: ${error.message}`
  }
  if (length !== expected) return `its PNG inflates to other than the ${expected} bytes that its size needs`
  return out.subarray(0, expected)
}

function fromBigEndian(bytes: Uint8Array): Uint16Array {
  const voxels = new Uint16Array(bytes.length / 2)
  for (let i = 0, at = 0; i < voxels.length; i++, at += 2) voxels[i] = (bytes[at]! << 8) | bytes[at + 1]!
  return voxels
}
