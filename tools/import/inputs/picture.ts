import { readFile } from 'node:fs/promises'
import { inflateSync } from 'node:zlib'
import { removeRowFilters } from '../../../shared/codec/png/png-filters.ts'
import { type PngParts, readPngParts } from '../../../shared/codec/png/png-parts.ts'
import { messageOf, ProblemError } from '../../../shared/problem.ts'
import { decodeJpegPicture, type Picture } from '../voxels/jpeg.ts'

/** The most pixels of one picture: it is decoded as a whole, and several threads do so at once. */
export const MAX_PICTURE_PIXELS = 2 ** 28

const GREY = 0
const RGB = 2
const PALETTE = 3
const GREY_ALPHA = 4
const RGB_ALPHA = 6

/** Channels by the colour type of a PNG (ISO/IEC 15948, 11.2.2). */
const PNG_CHANNELS: ReadonlyMap<number, number> = new Map([
  [GREY, 1],
  [RGB, 3],
  [PALETTE, 1],
  [GREY_ALPHA, 2],
  [RGB_ALPHA, 4],
])

/** Reads a PNG or JPEG file. Rejects with a `ProblemError` that names it. */
export async function readPicture(file: string): Promise<Picture> {
  const bytes = await readFile(file)
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? decodeJpegPicture(bytes, file) : decodePngPicture(bytes, file)
}

/**
 * Decodes a PNG of any bits and colours. Pixels with fewer than 8 bits become a byte each, with the value that is stored;
 * those of a palette are its indices.
 */
export function decodePngPicture(bytes: Uint8Array, file: string): Picture {
  const parts = readPngParts(bytes)
  if (typeof parts === 'string') throw bad(file, parts)
  const { width, height, bitDepth, colourType, interlaced } = parts
  const channels = PNG_CHANNELS.get(colourType)
  if (channels === undefined || ![1, 2, 4, 8, 16].includes(bitDepth) || width === 0 || height === 0) {
    throw bad(file, `its PNG header says ${width} x ${height} pixels of ${bitDepth} bits, colour type ${colourType}`)
  }
  if (interlaced) throw new ProblemError({ kind: 'unsupported', message: `${file}: interlaced PNG is not read`, file })
  if (width * height > MAX_PICTURE_PIXELS) {
    const message = `${file} has ${width} x ${height} pixels, more than the ${MAX_PICTURE_PIXELS} of one section that are read`
    throw new ProblemError({ kind: 'too-large', message, file })
  }
  const rowBytes = Math.ceil((width * channels * bitDepth) / 8)
  const rows = inflated(parts, height * (1 + rowBytes), file)
  const step = Math.max(1, (channels * bitDepth) / 8)
  const unfiltered = removeRowFilters(rows, rowBytes, height, step)
  if (unfiltered === undefined) throw bad(file, 'its PNG has a row with an unknown filter')
  return { width, height, channels, pixels: spread(unfiltered, width * channels, height, bitDepth) }
}

function inflated({ data }: PngParts, expected: number, file: string): Uint8Array {
  let rows: Uint8Array
  try {
    rows = inflateSync(data, { maxOutputLength: expected })
  } catch (error) {
    throw bad(file, `its PNG does not inflate: ${messageOf(error)}`)
  }
  if (rows.length !== expected) throw bad(file, `its PNG inflates to ${rows.length} bytes, and ${expected} are needed`)
  return rows
}

/** One array entry a sample. Samples of a row are packed from the highest bit; those of 16 bits are big-endian. */
function spread(bytes: Uint8Array, samples: number, height: number, bitDepth: number): Uint8Array | Uint16Array {
  if (bitDepth === 8) return bytes
  const count = samples * height
  if (bitDepth === 16) {
    const wide = new Uint16Array(count)
    for (let i = 0; i < count; i += 1) wide[i] = (bytes[2 * i]! << 8) | bytes[2 * i + 1]!
    return wide
  }
  const out = new Uint8Array(count)
  const rowBytes = bytes.length / height
  const mask = (1 << bitDepth) - 1
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0; x < samples; x += 1, to += 1) {
      const bit = x * bitDepth
      out[to] = (bytes[y * rowBytes + (bit >> 3)]! >> (8 - bitDepth - (bit & 7))) & mask
    }
  }
  return out
}

function bad(file: string, what: string): ProblemError {
  return new ProblemError({ kind: 'bad-chunk', message: `${file}: ${what}`, file })
}
