import { assert } from '../../assert.ts'
import type { Problem } from '../../problem.ts'
import type { NeededTier } from './needed-chunks.ts'
import { createRecencyList, type RecencyLinks, type RecencyList } from './recency-list.ts'
import type { ChunkPhase } from './scheduler-events.ts'

/** What the scheduler knows of one chunk. */
export interface ChunkRecord extends RecencyLinks<ChunkRecord> {
  readonly key: string
  phase: ChunkPhase
  /** What is shown while it is queued or loading. It says how the last load ended, unless that was a success. */
  shown: 'absent' | 'failed' | 'background'
  /** While it loads: bytes kept free for it. Once it is in memory: bytes that it takes. */
  memoryBytes: number
  gpuBytes: number
  /** The most that it may take in memory, as announced, or as found once it was loaded. */
  expectedBytes: number
  tier: NeededTier
  order: number
  /** The call of `schedule` that last needed it. */
  tick: number
  /** Failures in a row. `problem` is the last one. */
  failures: number
  problem: Problem | undefined
  /** A load does not start before this time. For background: it is not asked for again before. */
  retryAtMs: number
}

/** All chunks that the scheduler knows, and the sums over them. Only `moveTo` and `removeRecord` change phases and sums. */
export interface ChunkRecords {
  readonly byKey: Map<string, ChunkRecord>
  readonly recency: RecencyList<ChunkRecord>
  loading: number
  /** Bytes in memory. `reservedBytes` are kept free for what is loading. */
  memoryBytes: number
  reservedBytes: number
  gpuBytes: number
  /** Records that only remember a failure or background. */
  remembered: number
}

export function createRecords(): ChunkRecords {
  return {
    byKey: new Map(),
    recency: createRecencyList(),
    loading: 0,
    memoryBytes: 0,
    reservedBytes: 0,
    gpuBytes: 0,
    remembered: 0,
  }
}

export function newRecord(records: ChunkRecords, key: string): ChunkRecord {
  const record: ChunkRecord = {
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
  records.byKey.set(key, record)
  return record
}

/** Moves a record to another phase, with what the chunk takes there. */
export function moveTo(
  records: ChunkRecords,
  record: ChunkRecord,
  phase: ChunkPhase,
  memoryBytes = 0,
  gpuBytes = 0,
): void {
  count(records, record, -1)
  record.phase = phase
  record.memoryBytes = memoryBytes
  record.gpuBytes = gpuBytes
  count(records, record, 1)
}

export function removeRecord(records: ChunkRecords, record: ChunkRecord): void {
  count(records, record, -1)
  records.recency.remove(record)
  records.byKey.delete(record.key)
}

function count(records: ChunkRecords, record: ChunkRecord, sign: 1 | -1): void {
  switch (record.phase) {
    case 'queued':
      break
    case 'loading':
      records.loading += sign
      records.reservedBytes += sign * record.memoryBytes
      break
    case 'gpu':
      records.gpuBytes += sign * record.gpuBytes
      records.memoryBytes += sign * record.memoryBytes
      break
    case 'memory':
      records.memoryBytes += sign * record.memoryBytes
      break
    case 'failed':
    case 'background':
      records.remembered += sign
  }
  assert(records.loading >= 0 && records.memoryBytes >= 0 && records.gpuBytes >= 0, 'chunk sums below zero')
}
