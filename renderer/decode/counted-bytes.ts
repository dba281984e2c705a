import type { ByteClient } from '../../shared/bytes/byte-client.ts'
import type { ByteSource, ReadOptions } from '../../shared/bytes/byte-source.ts'

/** Reads sources of the byte process for one load, and counts the bytes that came over disk or network for it. */
export interface CountedBytes {
  of(sourceId: string): ByteSource<ReadOptions>
  transferred(): number
}

export function countedBytes(client: ByteClient): CountedBytes {
  let transferred = 0
  return {
    of: (sourceId) => ({
      async get(key, options) {
        const fetched = await client.get(sourceId, key, options)
        transferred += fetched?.transferred ?? 0
        return fetched?.data
      },
    }),
    transferred: () => transferred,
  }
}
