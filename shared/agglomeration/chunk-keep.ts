/** Keeps the chunks that were used last. A chunk is read once, even if several callers ask for it at a time. */
export interface ChunkKeep<T> {
  get(key: string, read: () => Promise<T>): Promise<T>
}

interface Entry<T> {
  readonly data: Promise<T>
  bytes: number
}

/** Keeps at most this many bytes, or one chunk. It forgets a failed read, so that the next call tries again. */
export function createChunkKeep<T extends { readonly byteLength: number }>(maxBytes: number): ChunkKeep<T> {
  const kept = new Map<string, Entry<T>>()
  let bytes = 0
  const drop = (key: string, entry: Entry<T>) => {
    if (kept.get(key) !== entry) return
    bytes -= entry.bytes
    kept.delete(key)
  }
  const weigh = (key: string, entry: Entry<T>, weight: number) => {
    if (kept.get(key) !== entry) return
    entry.bytes = weight
    bytes += weight
    for (const [oldest, old] of kept) {
      if (bytes <= maxBytes || kept.size === 1) break
      drop(oldest, old)
    }
  }
  return {
    get(key, read) {
      const known = kept.get(key)
      if (known) {
        kept.delete(key)
        kept.set(key, known)
        return known.data
      }
      const entry: Entry<T> = { data: read(), bytes: 0 }
      kept.set(key, entry)
      entry.data.then(
        (data) => weigh(key, entry, data.byteLength),
        () => drop(key, entry),
      )
      return entry.data
    },
  }
}
