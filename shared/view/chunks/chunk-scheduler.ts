import { assert } from '../../assert.ts'
import type { Problem } from '../../problem.ts'
import type { ChunkState } from './chunk-cover.ts'
import { type ChunkRecord, type ChunkRecords, createRecords, moveTo, newRecord, removeRecord } from './chunk-records.ts'
import type { NeededTier } from './needed-chunks.ts'
import { retryDelayMs } from './retry.ts'
import type { ChunkPhase, ChunkScheduler, NeededLoad, SchedulerAction, SchedulerTotals } from './scheduler-events.ts'
import { takeTurn } from './scheduler-turn.ts'

/** How long a chunk known to be background is not asked for again, ms. */
export const BACKGROUND_MS = 10 * 60_000

const TIER_RANK: { readonly [K in NeededTier]: number } = { overview: 0, visible: 1, prefetch: 2 }

/** Decides which chunks to load, upload and drop. Has no clock: the same calls return the same results. */
export function createChunkScheduler(): ChunkScheduler {
  const records = createRecords()
  let needed: readonly ChunkRecord[] = []
  let tick = 0
  return {
    schedule: (loads, capacities, nowMs) => {
      tick++
      const before = needed
      needed = markNeeded(records, loads, tick)
      return takeTurn({ records, tick, nowMs, capacities, needed, actions: [] }, before)
    },
    loaded: (key, memoryBytes, gpuBytes) => {
      const record = records.byKey.get(key)
      if (record?.phase !== 'loading') return false
      moveTo(records, record, 'memory', memoryBytes, gpuBytes)
      record.expectedBytes = memoryBytes
      record.shown = 'absent'
      record.failures = 0
      record.problem = undefined
      record.retryAtMs = 0
      return true
    },
    missing: (key, nowMs) => {
      const record = records.byKey.get(key)
      if (record?.phase !== 'loading') return
      moveTo(records, record, 'background')
      record.shown = 'background'
      record.failures = 0
      record.problem = undefined
      record.retryAtMs = nowMs + BACKGROUND_MS
    },
    failed: (key, problem, nowMs) => fail(records, ['loading'], key, problem, nowMs),
    refused: (key, problem, nowMs) => fail(records, ['memory', 'gpu'], key, problem, nowMs),
    sized: (key, memoryBytes, gpuBytes) => {
      const record = records.byKey.get(key)
      if (record?.phase !== 'memory' && record?.phase !== 'gpu') return
      moveTo(records, record, record.phase, memoryBytes, gpuBytes)
      record.expectedBytes = memoryBytes
    },
    forget: (prefix) => {
      needed = needed.filter((record) => !record.key.startsWith(prefix))
      return forget(records, prefix)
    },
    gpuLost: () => {
      for (const record of records.byKey.values()) {
        if (record.phase === 'gpu') moveTo(records, record, 'memory', record.memoryBytes, record.gpuBytes)
      }
    },
    phaseOf: (key) => records.byKey.get(key)?.phase,
    stateOf: (key) => shownState(records.byKey.get(key)),
    failureOf: (key) => {
      const record = records.byKey.get(key)
      return record?.problem && { problem: record.problem, retryAtMs: record.retryAtMs }
    },
    totals: () => totalsOf(records, needed),
    nextRetryMs: () => needed.reduce((next, record) => Math.min(next, dueAt(record)), Infinity),
  }
}

/** Records what is needed, best first. The better a chunk's place, the longer it is remembered. */
function markNeeded(records: ChunkRecords, loads: readonly NeededLoad[], tick: number): ChunkRecord[] {
  const needed: ChunkRecord[] = []
  for (const load of loads) {
    const record = records.byKey.get(load.key) ?? newRecord(records, load.key)
    const again = record.tick === tick
    if (again && !comesBefore(load, record)) continue
    record.tier = load.tier
    record.order = load.order
    if (record.phase === 'queued') record.expectedBytes = Math.max(record.expectedBytes, load.bytes)
    record.tick = tick
    if (!again) needed.push(record)
  }
  needed.sort((a, b) => TIER_RANK[a.tier] - TIER_RANK[b.tier] || a.order - b.order)
  for (let i = needed.length - 1; i >= 0; i--) records.recency.touch(needed[i]!)
  return needed
}

function comesBefore(a: { tier: NeededTier; order: number }, b: { tier: NeededTier; order: number }): boolean {
  return (TIER_RANK[a.tier] - TIER_RANK[b.tier] || a.order - b.order) < 0
}

function fail(records: ChunkRecords, from: readonly ChunkPhase[], key: string, problem: Problem, nowMs: number): void {
  const record = records.byKey.get(key)
  if (record === undefined || !from.includes(record.phase)) return
  record.failures++
  record.retryAtMs = nowMs + retryDelayMs(problem, record.failures)
  if (problem.kind === 'cancelled') {
    moveTo(records, record, 'queued')
    return
  }
  moveTo(records, record, 'failed')
  record.shown = 'failed'
  record.problem = problem
}

function forget(records: ChunkRecords, prefix: string): SchedulerAction[] {
  const actions: SchedulerAction[] = []
  for (const record of [...records.byKey.values()]) {
    if (!record.key.startsWith(prefix)) continue
    if (record.phase === 'loading') actions.push({ kind: 'cancel', key: record.key })
    if (record.phase === 'gpu') actions.push({ kind: 'dropGpu', key: record.key })
    if (record.phase === 'gpu' || record.phase === 'memory') actions.push({ kind: 'dropMemory', key: record.key })
    removeRecord(records, record)
  }
  return actions
}

function shownState(record: ChunkRecord | undefined): ChunkState {
  if (record === undefined) return 'absent'
  switch (record.phase) {
    case 'gpu':
      return 'loaded'
    case 'memory':
      return 'absent'
    case 'failed':
    case 'background':
      return record.phase
    case 'queued':
    case 'loading':
      return record.shown
  }
}

function dueAt(record: ChunkRecord): number {
  const waits = record.phase === 'failed' || (record.phase === 'queued' && record.failures > 0)
  return waits ? record.retryAtMs : Infinity
}

function totalsOf(records: ChunkRecords, needed: readonly ChunkRecord[]): SchedulerTotals {
  let wanted = 0
  let ready = 0
  let failed = 0
  let failure: Problem | null = null
  for (const record of needed) {
    if (record.tier === 'prefetch') break
    wanted++
    const state = shownState(record)
    if (state === 'loaded' || state === 'background') ready++
    else if (state === 'failed') {
      failed++
      failure ??= record.problem ?? null
    }
  }
  assert(wanted >= ready + failed, 'more chunks ready than wanted')
  const { loading, memoryBytes, gpuBytes } = records
  return { loading, memoryBytes, gpuBytes, wanted, ready, failed, failure, known: records.byKey.size }
}
