import { assert } from '../../assert.ts'
import type { Problem } from '../../problem.ts'
import type { NeededTier } from './needed-chunks.ts'
import { createRecencyList, type RecencyLinks, type RecencyList } from './recency-list.ts'
import type { ChunkPhase } from './scheduler-events.ts'

/** What the scheduler knows of one chunk. */
export interface ChunkEntry extends RecencyLinks<ChunkEntry> {
  readonly key: string
  phase: ChunkPhase
  /** What is shown while it is queued or loading: how its last load ended, if it was no success. */
  shown: 'absent' | 'failed' | 'background'
  /** Bytes kept free for it while it loads, or that it takes once it is in memory. */
  memoryBytes: number
  gpuBytes: number
  /** The most that it is said, or was found, to take in memory. */
  expectedBytes: number
  tier: NeededTier
  order: number
  /** The call of `schedule` that last needed it. */
  tick: number
  /** Failures in a row, and the last one. */
  failures: number
  problem: Problem | undefined
  /** Not started before this; for background: not asked again before. */
  retryAtMs: number
}

/** All chunks with a history, and the sums over them. Only `moveTo` and `resize` change phases and sums. */
export interface ChunkBook {
  readonly entries: Map<string, ChunkEntry>
  readonly recency: RecencyList<ChunkEntry>
  loading: number
  /** Bytes in memory, and kept free for what is loading. */
  memoryBytes: number
  reservedBytes: number
  gpuBytes: number
  /** Entries that only remember a failure or background. */
  remembered: number
}

export function createBook(): ChunkBook {
  return {
    entries: new Map(),
    recency: createRecencyList(),
    loading: 0,
    memoryBytes: 0,
    reservedBytes: 0,
    gpuBytes: 0,
    remembered: 0,
  }
}

export function newEntry(book: ChunkBook, key: string): ChunkEntry {
  const entry: ChunkEntry = {
    key,
    phase: 'queued',
    shown: 'absent',
    memoryBytes: 0,
    gpuBytes: 0,
    expectedBytes: 0,
    tier: 'prefetch',
    order: 0,
    tick: 0,
    failures: 0,
    problem: undefined,
    retryAtMs: 0,
    older: undefined,
    newer: undefined,
  }
  book.entries.set(key, entry)
  return entry
}

/** Moves an entry to another phase, with what it takes there. */
export function moveTo(book: ChunkBook, entry: ChunkEntry, phase: ChunkPhase, memoryBytes = 0, gpuBytes = 0): void {
  count(book, entry, -1)
  entry.phase = phase
  entry.memoryBytes = memoryBytes
  entry.gpuBytes = gpuBytes
  count(book, entry, 1)
}

/** Takes an entry out of the book altogether. */
export function removeEntry(book: ChunkBook, entry: ChunkEntry): void {
  count(book, entry, -1)
  book.recency.remove(entry)
  book.entries.delete(entry.key)
}

function count(book: ChunkBook, entry: ChunkEntry, sign: 1 | -1): void {
  switch (entry.phase) {
    case 'queued':
      break
    case 'loading':
      book.loading += sign
      book.reservedBytes += sign * entry.memoryBytes
      break
    case 'gpu':
      book.gpuBytes += sign * entry.gpuBytes
      book.memoryBytes += sign * entry.memoryBytes
      break
    case 'memory':
      book.memoryBytes += sign * entry.memoryBytes
      break
    case 'failed':
    case 'background':
      book.remembered += sign
  }
  assert(book.loading >= 0 && book.memoryBytes >= 0 && book.gpuBytes >= 0, 'chunk sums below zero')
}
