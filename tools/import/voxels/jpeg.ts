import createJpegModule, { type JpegDecoderInstance } from '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs'
import type { Vec3 } from '../../../shared/geometry.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { createJpegEncoder } from '../../precomputed-writer.ts'

/** A picture whose channels follow each other pixel by pixel. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly pixels: Uint8Array | Uint16Array
}

const encoders = new Map<number, ReturnType<typeof createJpegEncoder>>()
let decoder: Promise<JpegDecoderInstance> | undefined

/** The encoder of this thread for a quality of 1 to 100. */
export function jpegEncoder(quality: number): Promise<(chunk: Uint8Array, size: Vec3) => Uint8Array> {
  const known = encoders.get(quality)
  if (known !== undefined) return known
  const made = createJpegEncoder(quality)
  encoders.set(quality, made)
  return made
}

/** The grey voxels of a chunk. Rejects with a `ProblemError` that names the file. */
export async function decodeJpeg(bytes: Uint8Array, count: number, file: string): Promise<Uint8Array> {
  const { pixels, channels } = await decodeJpegPicture(bytes, file)
  if (channels !== 1 || pixels.length !== count || !(pixels instanceof Uint8Array)) {
    throw bad(file, 'holds a JPEG of another size')
  }
  return pixels
}

/** Decodes a whole JPEG file. One that is cut short is a problem: libjpeg would fill the rest with grey. */
export async function decodeJpegPicture(bytes: Uint8Array, file: string): Promise<Picture> {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw bad(file, 'is no JPEG')
  if (!endsWhole(bytes)) throw bad(file, 'is a JPEG that is cut short')
  decoder ??= createJpegModule({ print: () => {}, printErr: () => {} }).then(({ JPEGDecoder }) => new JPEGDecoder())
  const instance = await decoder
  try {
    instance.getEncodedBuffer(bytes.length).set(bytes)
    instance.decode()
    const { width, height, componentCount } = instance.getFrameInfo()
    const pixels = Uint8Array.from(instance.getDecodedBuffer())
    if (pixels.length === width * height * componentCount) return { width, height, channels: componentCount, pixels }
  } catch {
    // What C++ throws is only a number, and it leaves memory of the module behind: drop the whole module.
  }
  decoder = undefined
  throw bad(file, 'is a JPEG that does not decode')
}

/** Whether an end marker (FF D9) is there; some programs write zeros after it. */
function endsWhole(bytes: Uint8Array): boolean {
  let end = bytes.length
  while (end > 2 && bytes[end - 1] === 0) end -= 1
  return bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9
}

function bad(file: string, what: string): ProblemError {
  return new ProblemError({ kind: 'bad-chunk', message: `${file} ${what}`, file })
}
