import wasmUrl from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url&inline'
import createModule, { type JpegDecoderInstance } from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'
import { badChunk, sizeText, unsupportedChunk, voxelCount } from '../../shared/codec/bad-chunk.ts'
import { ONLY_CHANNEL, oneChannel, type StoredChannel } from '../../shared/codec/channel.ts'
import type { GreyChunk } from '../../shared/codec/decoded-chunk.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import type { Result } from '../../shared/problem.ts'
import { inlinedBytes } from './inlined-bytes.ts'
import { readJpegHeader } from './jpeg-header.ts'

/** Passes of a progressive picture. Encoders write about ten; each costs the whole picture, however few its bytes. */
const MAX_SCANS = 64

/** Decodes `jpeg` chunks, one after the other, by libjpeg-turbo. */
export interface JpegDecoder {
  decode(bytes: Uint8Array, size: Vec3, file: string, channel?: StoredChannel): Promise<Result<GreyChunk>>
}

/** The wasm module is started on the first chunk, and again after a chunk that it failed on. */
export function createJpegDecoder(): JpegDecoder {
  let instance: Promise<JpegDecoderInstance> | undefined
  return {
    async decode(bytes, size, file, channel = ONLY_CHANNEL) {
      const fault = checkHeader(bytes, size, file, channel)
      if (fault !== undefined) return fault
      instance ??= startInstance().catch((error: unknown) => {
        instance = undefined
        throw error
      })
      const decoder = await instance
      try {
        return { ok: true, value: { kind: 'grey', size, voxels: decodePixels(decoder, bytes, size, channel) } }
      } catch {
        // What C++ throws is only a number, and it leaves memory of the module behind: drop the whole module.
        instance = undefined
        return badChunk(file, 'its JPEG does not decode')
      }
    },
  }
}

function checkHeader(
  bytes: Uint8Array,
  size: Vec3,
  file: string,
  channel: StoredChannel,
): Exclude<Result<GreyChunk>, { ok: true }> | undefined {
  const header = readJpegHeader(bytes)
  if (typeof header === 'string') return badChunk(file, header)
  const { width, height, components, bitsPerSample, scans } = header
  if ((components !== 1 && components !== 3) || bitsPerSample !== 8) {
    const what = `has ${components} components of ${bitsPerSample} bits; Skein reads JPEG of 1 or 3 components of 8 bits`
    return unsupportedChunk(file, what)
  }
  if (components !== channel.count) {
    return badChunk(file, `its JPEG has ${components} components, but num_channels is ${channel.count}`)
  }
  if (width * height !== voxelCount(size)) {
    return badChunk(file, `its JPEG has ${width} x ${height} pixels, but ${sizeText(size)} voxels are needed`)
  }
  return scans > MAX_SCANS ? badChunk(file, `its JPEG has ${scans} scans, more than ${MAX_SCANS}`) : undefined
}

function decodePixels(decoder: JpegDecoderInstance, bytes: Uint8Array, size: Vec3, channel: StoredChannel): Uint8Array {
  decoder.getEncodedBuffer(bytes.length).set(bytes)
  decoder.decode()
  const pixels = decoder.getDecodedBuffer()
  if (pixels.length !== voxelCount(size) * channel.count) throw new RangeError('the decoder disagrees with the header')
  // The view lies in the module's memory, which the next chunk overwrites.
  const own = new Uint8Array(pixels)
  return oneChannel(own, channel)
}

async function startInstance(): Promise<JpegDecoderInstance> {
  const quiet = () => {}
  const module = await createModule({ wasmBinary: inlinedBytes(wasmUrl), print: quiet, printErr: quiet })
  return new module.JPEGDecoder()
}
