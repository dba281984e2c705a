import * as zarr from 'zarrita'
import { unblosc } from '../codec/packed/blosc.ts'
import { unlz4Sized } from '../codec/packed/lz4-frames.ts'
import { CHECK_BYTES, withoutCrc32c } from '../codec/packed/unpack.ts'
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

/** Replaces codecs of zarrita by codecs that need neither eval nor wasm, and that look at checksums. */
export function setZarrCodecs(): void {
  if (areSet) return
  areSet = true
  for (const [name, decode] of Object.entries(DECODERS)) {
    const entry = () => Promise.resolve({ fromConfig: () => codecOf(decode) })
    zarr.registry.set(name, entry)
    zarr.registry.set(`numcodecs.${name}`, entry)
  }
  // zarrita's own leaves the checksum out unread. Its length tells how long the index of a shard is.
  const checked = { ...codecOf(withoutCrc32c), computeEncodedSize: (bytes: number) => bytes + CHECK_BYTES }
  zarr.registry.set('crc32c', () => Promise.resolve({ fromConfig: () => checked }))
}

function codecOf(decode: Decode) {
  const encode = (): Uint8Array => {
    throw new Error('arrays are only read')
  }
  return { kind: 'bytes_to_bytes' as const, decode, encode }
}

/** The first codec in an array's description (Zarr v3), or in its shards, that cannot be decoded; undefined if all can be. */
export function unknownCodec(description: unknown): string | undefined {
  const codecs = codecsIn(recordOf(description)['codecs'])
  const inShards = codecs
    .filter(({ name }) => name === SHARDING)
    .flatMap(({ configuration }) => {
      const { codecs: own, index_codecs: ofIndex } = recordOf(configuration)
      return [...codecsIn(own), ...codecsIn(ofIndex)]
    })
  const names = [
    ...codecs.map(({ name }) => name).filter((name) => name !== SHARDING),
    ...inShards.map(({ name }) => name),
  ]
  return names.filter((name) => typeof name === 'string').find((name) => !zarr.registry.has(name))
}

/** The codec of shards, which zarrita has in no registry. */
const SHARDING = 'sharding_indexed'

function codecsIn(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(list) ? list.map((codec: unknown) => recordOf(codec)) : []
}

function recordOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? { ...json } : {}
}
