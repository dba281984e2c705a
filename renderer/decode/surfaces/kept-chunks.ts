import type { DecodedChunk, LabelChunk } from '../../../shared/codec/decoded-chunk.ts'
import { ProblemError } from '../../../shared/problem.ts'

/**
 * Chunks in memory for what is made next, of each worker: a chunk belongs to 8 blocks and more. Two of the largest usual
 * chunks of labels (512 x 512 x 64 voxels, 2 bytes each) fit.
 */
const KEPT_BYTES = 64 * 2 ** 20

/** What came of reading a chunk; undefined is background. */
type ReadChunk<C> = (signal: AbortSignal) => Promise<C | undefined>

/** Reads a chunk once for all who ask for it while it is read or kept. */
export interface KeptChunks<C extends DecodedChunk = LabelChunk> {
  /** Rejects as `read` does, and with a problem of kind 'cancelled' once `signal` is aborted. */
  get(key: string, read: ReadChunk<C>, signal: AbortSignal): Promise<C | undefined>
  /** Drops all chunks whose key begins so. */
  forget(prefix: string): void
}

interface Reading<C> {
  readonly chunk: Promise<C | undefined>
  readonly abort: AbortController
  askers: number
}

export function createKeptChunks<C extends DecodedChunk = LabelChunk>(keptBytes = KEPT_BYTES): KeptChunks<C> {
  const readings = new Map<string, Reading<C>>()
  /** In the order of their last use. */
  const kept = new Map<string, C | undefined>()
  let bytes = 0

  function drop(key: string): void {
    bytes -= bytesOf(kept.get(key))
    kept.delete(key)
  }
  function keep(key: string, chunk: C | undefined): void {
    kept.set(key, chunk)
    bytes += bytesOf(chunk)
    for (const oldest of kept.keys()) {
      // One that is larger by itself stays until the next one comes.
      if (bytes <= keptBytes || oldest === key) break
      drop(oldest)
    }
  }
  function start(key: string, read: ReadChunk<C>): Reading<C> {
    const abort = new AbortController()
    const chunk = read(abort.signal)
    const reading: Reading<C> = { chunk, abort, askers: 0 }
    readings.set(key, reading)
    const isOpen = (): boolean => readings.get(key) === reading && readings.delete(key)
    chunk.then(
      (value) => {
        if (isOpen()) keep(key, value)
      },
      () => void isOpen(),
    )
    return reading
  }

  return {
    get: (key, read, signal) => {
      if (signal.aborted) return Promise.reject(cancelled())
      if (kept.has(key)) {
        const chunk = kept.get(key)
        drop(key)
        keep(key, chunk)
        return Promise.resolve(chunk)
      }
      const reading = readings.get(key) ?? start(key, read)
      reading.askers++
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          if (--reading.askers === 0) {
            if (readings.get(key) === reading) readings.delete(key)
            reading.abort.abort()
          }
          reject(cancelled())
        }
        signal.addEventListener('abort', leave, { once: true })
        reading.chunk.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
      })
    },
    forget: (prefix) => {
      for (const key of [...kept.keys()]) if (key.startsWith(prefix)) drop(key)
    },
  }
}

function bytesOf(chunk: DecodedChunk | undefined): number {
  if (chunk === undefined) return 0
  return chunk.kind === 'grey' ? chunk.voxels.byteLength : chunk.indices.byteLength + chunk.labels.byteLength
}

function cancelled(): ProblemError {
  return new ProblemError({ kind: 'cancelled', message: 'This was taken back' })
}
