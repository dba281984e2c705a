import { LRUCache } from 'lru-cache'
import type { AbortSignalLike } from '../../../shared/bytes/byte-source.ts'
import { throwIfCancelled, untilCancelled } from '../cancel.ts'

export interface Kept<T> {
  readonly value: T
  /** What it weighs in memory, bytes. */
  readonly bytes: number
}

export interface KeptReads<T> {
  /**
   * The kept value of a name, or what `read` gives, which is then kept. Concurrent askers share one read; it is aborted when
   * the last of them leaves. A failed read is not kept.
   */
  get(name: string, read: (signal: AbortSignal) => Promise<Kept<T>>, signal: AbortSignalLike | undefined): Promise<T>
}

interface Reading<T> {
  readonly promise: Promise<T>
  readonly controller: AbortController
  askers: number
}

/** Keeps up to `maxBytes`; the least recently used leave first. */
export function createKeptReads<T>(maxBytes: number): KeptReads<T> {
  const kept = new LRUCache<string, Kept<T>>({ maxSize: maxBytes, sizeCalculation: ({ bytes }) => bytes })
  const reading = new Map<string, Reading<T>>()

  function start(name: string, read: (signal: AbortSignal) => Promise<Kept<T>>): Reading<T> {
    const controller = new AbortController()
    const promise = read(controller.signal).then(
      (entry) => {
        if (reading.get(name) === own) reading.delete(name)
        kept.set(name, entry)
        return entry.value
      },
      (error: unknown) => {
        if (reading.get(name) === own) reading.delete(name)
        throw error
      },
    )
    const own: Reading<T> = { promise, controller, askers: 0 }
    reading.set(name, own)
    return own
  }

  async function share(name: string, shared: Reading<T>, signal: AbortSignalLike | undefined): Promise<T> {
    shared.askers++
    try {
      return await untilCancelled(shared.promise, signal)
    } finally {
      shared.askers--
      if (shared.askers === 0 && reading.get(name) === shared) {
        // Removed at once: whoever asks next must not join a read that is being aborted.
        reading.delete(name)
        shared.controller.abort()
      }
    }
  }

  return {
    async get(name, read, signal) {
      throwIfCancelled(signal)
      const entry = kept.get(name)
      return entry === undefined ? share(name, reading.get(name) ?? start(name, read), signal) : entry.value
    },
  }
}
