import type { ByteSource, GetOptions } from '../../shared/bytes/byte-source.ts'

export interface OriginOptions extends GetOptions {
  /** Told of bytes as they come over disk or network, before they are inflated; their sum is `transferred` of a reply. */
  readonly onTransferred?: ((bytes: number) => void) | undefined
}

/**
 * A `ByteStore` on a folder or URL. Fails with 'outside' for a key that leaves it. A range is cut at the end of the value; one
 * that starts beyond it gives no bytes. What comes out lies in a buffer of its own.
 */
export interface OriginStore extends ByteSource {
  get(key: string, options?: OriginOptions): Promise<Uint8Array | undefined>
  /** The file or URL of a key, for messages to a person. */
  fileOf(key: string): string
}
