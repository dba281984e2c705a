import type { AnyRange } from '../../shared/bytes/byte-range.ts'
import type { ByteSource, GetOptions } from '../../shared/bytes/byte-source.ts'
import type { OpenedSource } from '../../shared/contracts/host-api.ts'
import type { Coding } from './wrappers/inflate.ts'

export interface OriginOptions extends GetOptions {
  /** Is told of bytes as they come over disk or network, before they are inflated; their sum is `transferred` of a reply. */
  readonly onTransferred?: ((bytes: number) => void) | undefined
}

/**
 * A `ByteSource` on a folder or URL. Fails with 'outside' for a key that leaves it. A range is cut at the end of the
 * value; one that starts beyond it gives no bytes. Each value lies in a buffer of its own.
 */
export interface OriginSource extends ByteSource {
  get(key: string, options?: OriginOptions): Promise<Uint8Array | undefined>
  /** The file or URL of a key, for messages to a person. */
  fileOf(key: string): string
}

/** What each scheme (`sources/<scheme>`) gives: values as their origin stores them. `withInflating` makes an `OriginSource` of it. */
export interface SchemeSource {
  get(key: string, options?: OriginOptions): Promise<StoredValue | undefined>
  fileOf(key: string): string
}

export interface StoredValue {
  readonly bytes: Uint8Array
  /** What it is compressed with, in the order in which that was done. */
  readonly codings: readonly Coding[]
  /** What to cut from the inflated bytes; undefined when they are what was asked for. */
  readonly cut?: AnyRange | undefined
  /** The file or URL that was read, for messages: it may have a suffix that the key does not have. */
  readonly file: string
  /** Changes when the value changes (an ETag, a time); undefined where the origin says nothing of that kind. */
  readonly validator?: string | undefined
  /** Throws a `ProblemError` where the inflated bytes are not what was asked for. */
  readonly check?: ((inflated: Uint8Array) => void) | undefined
}

/** A folder or URL that was opened. */
export interface OpenedPlace extends Omit<OpenedSource, 'sourceId' | 'formats'> {
  readonly source: SchemeSource
  /** Opens a folder below it, see `HostApi.openBelow`. Fails as `openSource`, and with 'outside'. */
  openBelow(folder: string): Promise<OpenedPlace>
  /** What to open in its place, see `HostApi.openInstead`. Never rejects for a place that cannot be looked at. */
  nearby(marks: readonly string[]): Promise<string | undefined>
}
