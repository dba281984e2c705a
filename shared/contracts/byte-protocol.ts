import type { AnyRange } from '../bytes/byte-range.ts'
import type { ShardEntry, Unpacking } from '../bytes/byte-source.ts'
import type { Problem } from '../problem.ts'

/**
 * The contract between whoever needs bytes (the page for descriptions, decode workers for chunks) and the
 * byte process. Each asker holds its own MessagePort. A source id comes from the host, which is the
 * only one that can open a source; keys are relative to it. Each request gets one reply, but one that was cancelled gets none.
 * An id may be used again once its reply came or it was cancelled.
 */
export type ByteRequest =
  | {
      readonly kind: 'get'
      readonly id: number
      readonly sourceId: string
      readonly key: string
      readonly range?: AnyRange | undefined
      /** `key` names a sharded folder, and this entry of it is wanted, whole. Not beside a range. */
      readonly entry?: ShardEntry | undefined
      /** What comes out of the bytes is wanted. Not beside an entry. */
      readonly unpack?: Unpacking | undefined
    }
  | { readonly kind: 'cancel'; readonly id: number }

export type ByteReply =
  | {
      readonly kind: 'bytes'
      readonly id: number
      /** Exactly these bytes: the buffer holds nothing else, so that it travels at its own size. */
      readonly data: Uint8Array
      /** Bytes that came over disk or network for this reply (before inflating); 0 when memory had them. */
      readonly transferred: number
    }
  | { readonly kind: 'missing'; readonly id: number }
  | { readonly kind: 'problem'; readonly id: number; readonly problem: Problem }
