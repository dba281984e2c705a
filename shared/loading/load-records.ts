import { assert } from '../assert.ts'
import type { Problem } from '../problem.ts'
import { createRecencyList, type RecencyLinks, type RecencyList } from './recency-list.ts'
import type { LoadPhase, LoadTier, PoolName } from './scheduler-events.ts'

/** What the scheduler knows of one chunk, block or part. */
export interface LoadRecord extends RecencyLinks<LoadRecord> {
  readonly key: string
  readonly pool: LoadPool
  phase: LoadPhase
  /** What is shown while it is queued or loading. It says how the last load ended, unless that was a success. */
  shown: 'absent' | 'failed' | 'background'
  /** While it loads: bytes kept free for it. Once it is in memory: bytes that it takes. */
  memoryBytes: number
  gpuBytes: number
  /** The most that it may take in memory, as announced, or as found once it was loaded. */
  expectedBytes: number
  tier: LoadTier
  order: number
  /** The call of `schedule` that last needed it. */
  tick: number
  /** Failures in a row. `problem` is the last one. */
  failures: number
  problem: Problem | undefined
  /** True for a needed load of the last tier for which there is no room: nobody waits for it. */
  isLeftOut: boolean
  /** A load does not start before this time. For background: it is not asked for again before. */
  retryAtMs: number
}

/** What shares one pair of budgets, and the sums over it. Only `moveTo` and `removeRecord` change phases and sums. */
export interface LoadPool {
  readonly recency: RecencyList<LoadRecord>
  loading: number
  /** Bytes in memory. `reservedBytes` are kept free for what is loading. */
  memoryBytes: number
  reservedBytes: number
  gpuBytes: number
  /** Records that only remember a failure or background. */
  remembered: number
}

/** All that the scheduler knows. */
export interface LoadRecords {
  readonly byKey: Map<string, LoadRecord>
  readonly pools: { readonly [K in PoolName]: LoadPool }
}

export function createRecords(): LoadRecords {
  return { byKey: new Map(), pools: { chunks: emptyPool(), meshes: emptyPool() } }
}

function emptyPool(): LoadPool {
  return { recency: createRecencyList(), loading: 0, memoryBytes: 0, reservedBytes: 0, gpuBytes: 0, remembered: 0 }
}

export function newRecord(records: LoadRecords, key: string, pool: PoolName): LoadRecord {
  const record: LoadRecord = {
    key,
    pool: records.pools[pool],
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
    isLeftOut: false,
    retryAtMs: 0,
    older: undefined,
    newer: undefined,
  }
  records.byKey.set(key, record)
  return record
}

/** Moves a record to another phase, with what the load takes there. */
export function moveTo(record: LoadRecord, phase: LoadPhase, memoryBytes = 0, gpuBytes = 0): void {
  count(record, -1)
  record.phase = phase
  record.memoryBytes = memoryBytes
  record.gpuBytes = gpuBytes
  count(record, 1)
}

export function removeRecord(records: LoadRecords, record: LoadRecord): void {
  count(record, -1)
  record.pool.recency.remove(record)
  records.byKey.delete(record.key)
}

function count(record: LoadRecord, sign: 1 | -1): void {
  const { pool } = record
  switch (record.phase) {
    case 'queued':
      break
    case 'loading':
      pool.loading += sign
      pool.reservedBytes += sign * record.memoryBytes
      break
    case 'gpu':
      pool.gpuBytes += sign * record.gpuBytes
      pool.memoryBytes += sign * record.memoryBytes
      break
    case 'memory':
      pool.memoryBytes += sign * record.memoryBytes
      break
    case 'failed':
    case 'background':
      pool.remembered += sign
  }
  assert(pool.loading >= 0 && pool.memoryBytes >= 0 && pool.gpuBytes >= 0, 'sums of loads below zero')
}
