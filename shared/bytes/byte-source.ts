import type { Sharding } from '../formats/precomputed/sharding.ts'
import type { AnyRange } from './byte-range.ts'

export interface GetOptions {
  readonly range?: AnyRange | undefined
  readonly signal?: AbortSignalLike | undefined
}

/** One value of a sharded folder. */
export interface ShardEntry {
  readonly sharding: Sharding
  readonly chunkKey: bigint
  /** Not the entry is wanted, but bytes that lie in front of it in its shard, as they are stored. */
  readonly before?: BytesBefore | undefined
}

/** The first byte lies `from` bytes in front of the entry's first; this many `bytes` of these. */
export interface BytesBefore {
  readonly from: number
  readonly bytes: number
}

/**
 * A compression that lies inside a value, as Zarr and N5 compress chunks, to be taken off by the source: its native code
 * takes a tenth of the time that plain JavaScript does.
 */
export interface Unpacking {
  readonly coding: 'gzip' | 'zlib'
  /** This many bytes stand before what is compressed, and stay. */
  readonly after: number
  /** The most bytes that may come out; beyond it is damage. */
  readonly maxBytes: number
}

/** Options for a source that reads sharded folders too. */
export interface ReadOptions extends GetOptions {
  /** The key names a sharded folder; this entry of it is wanted, whole. Not beside a range. */
  readonly entry?: ShardEntry | undefined
  /** What comes out of this is wanted. Damage is a problem of kind 'bad-chunk' or 'too-large'. Not beside an entry. */
  readonly unpack?: Unpacking | undefined
}

/** What `shared/` may know of an AbortSignal (which is neither DOM-free nor Node-free). */
export interface AbortSignalLike {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/**
 * Where bytes come from. A missing key is `undefined`; every other failure rejects with a `ProblemError`.
 * The bytes have their Content-Encoding (or `.gz` suffix) already taken off: the caller sees the bytes that the format
 * speaks of. A range is cut at the end of the value; one beyond it gives no bytes. A `Map<string, Uint8Array>` is a
 * byte source for callers that ask for whole values.
 */
export interface ByteSource<Options extends GetOptions = GetOptions> {
  get(key: string, options?: Options): Promise<Uint8Array | undefined> | Uint8Array | undefined
}
