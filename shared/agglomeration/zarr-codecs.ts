import * as zarr from 'zarrita'
import { unblosc } from '../codec/packed/blosc.ts'
import { unlz4Block } from '../codec/packed/lz4.ts'
import { unzstd } from '../codec/packed/zstd.ts'

/** The most bytes of one chunk of an array, decompressed: 256 MiB, as the byte process has it for any value. */
const MAX_CHUNK_BYTES = 256 * 2 ** 20

type Decode = (bytes: Uint8Array) => Uint8Array

/** zarrita's own ones for these names build code from text, which the edit worker's policy forbids. */
const DECODERS: Readonly<Record<string, Decode>> = {
  zstd: (bytes) => unzstd(bytes, MAX_CHUNK_BYTES),
  blosc: (bytes) => unblosc(bytes, MAX_CHUNK_BYTES),
  lz4: unlz4,
}

/** As numcodecs writes it: the number of bytes (little-endian, 32 bits), then one block. */
function unlz4(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 4) throw new Error('it is cut short')
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true)
  if (length > MAX_CHUNK_BYTES) throw new Error(`it holds ${length} bytes, more than ${MAX_CHUNK_BYTES}`)
  return unlz4Block(bytes.subarray(4), length)
}

let areSet = false

/** Puts codecs that need neither eval nor wasm in the place of zarrita's. */
export function setZarrCodecs(): void {
  if (areSet) return
  areSet = true
  for (const [name, decode] of Object.entries(DECODERS)) {
    const codec = {
      kind: 'bytes_to_bytes' as const,
      decode,
      encode: () => {
        throw new Error('arrays are only read')
      },
    }
    const entry = () => Promise.resolve({ fromConfig: () => codec })
    zarr.registry.set(name, entry)
    zarr.registry.set(`numcodecs.${name}`, entry)
  }
}

/** The first codec of an array's description (Zarr v3) that cannot be decoded; undefined where all can. */
export function unknownCodec(description: unknown): string | undefined {
  const { codecs } = recordOf(description)
  const names = Array.isArray(codecs) ? codecs.map((codec: unknown) => recordOf(codec)['name']) : []
  return names.filter((name) => typeof name === 'string').find((name) => !zarr.registry.has(name))
}

function recordOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? { ...json } : {}
}
