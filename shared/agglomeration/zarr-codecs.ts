import * as zarr from 'zarrita'
import { unblosc } from '../codec/packed/blosc.ts'
import { unlz4Sized } from '../codec/packed/lz4-frames.ts'
import { unzstd } from '../codec/packed/zstd.ts'

/** The most bytes of one decompressed chunk: 256 MiB, the limit of the byte process for any value. */
const MAX_CHUNK_BYTES = 256 * 2 ** 20

type Decode = (bytes: Uint8Array) => Uint8Array

/** zarrita's own decoders of these names build code from text, which the policy of the edit worker forbids. */
const DECODERS: Readonly<Record<string, Decode>> = {
  zstd: (bytes) => unzstd(bytes, MAX_CHUNK_BYTES),
  blosc: (bytes) => unblosc(bytes, MAX_CHUNK_BYTES),
  lz4: (bytes) => unlz4Sized(bytes, MAX_CHUNK_BYTES),
}

let areSet = false

/** Replaces codecs of zarrita by codecs that need neither eval nor wasm. */
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

/** The first codec in an array's description (Zarr v3) that cannot be decoded; undefined if all can be. */
export function unknownCodec(description: unknown): string | undefined {
  const { codecs } = recordOf(description)
  const names = Array.isArray(codecs) ? codecs.map((codec: unknown) => recordOf(codec)['name']) : []
  return names.filter((name) => typeof name === 'string').find((name) => !zarr.registry.has(name))
}

function recordOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? { ...json } : {}
}
