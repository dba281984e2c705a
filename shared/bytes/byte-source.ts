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
}

/** Options for a source that reads sharded folders too. */
export interface ReadOptions extends GetOptions {
  /** The key names a sharded folder; this entry of it is wanted, whole. Not beside a range. */
  readonly entry?: ShardEntry | undefined
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
