import { assert } from '../assert.ts'
import type { Problem } from '../problem.ts'
import type { ChunkState } from '../view/chunks/chunk-cover.ts'
import {
  createRecords,
  type LoadPool,
  type LoadRecord,
  type LoadRecords,
  moveTo,
  newRecord,
  removeRecord,
} from './load-records.ts'
import { retryDelayMs } from './retry.ts'
import type { LoadPhase, LoadScheduler, LoadTier, NeededLoad, PoolTotals, SchedulerAction } from './scheduler-events.ts'
import { takeTurn } from './scheduler-turn.ts'
import { poolOf, TIER_RANK } from './tiers.ts'

/** How long a chunk known to be background is not asked for again, ms. */
export const BACKGROUND_MS = 10 * 60_000

/** Decides what to load, upload and drop: chunks and meshes. Has no clock: the same calls return the same results. */
export function createLoadScheduler(): LoadScheduler {
  const records = createRecords()
  let needed: readonly LoadRecord[] = []
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
      moveTo(record, 'memory', memoryBytes, gpuBytes)
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
      moveTo(record, 'background')
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
      moveTo(record, record.phase, memoryBytes, gpuBytes)
      record.expectedBytes = memoryBytes
    },
    forget: (prefix) => {
      needed = needed.filter((record) => !record.key.startsWith(prefix))
      return forget(records, prefix)
    },
    gpuLost: () => {
      for (const record of records.byKey.values()) {
        if (record.phase === 'gpu') moveTo(record, 'memory', record.memoryBytes, record.gpuBytes)
      }
    },
    phaseOf: (key) => records.byKey.get(key)?.phase,
    stateOf: (key) => shownState(records.byKey.get(key)),
    failureOf: (key) => {
      const record = records.byKey.get(key)
      return record?.problem && { problem: record.problem, retryAtMs: record.retryAtMs }
    },
    totals: () => ({
      ...totalsOf(records.pools.chunks, needed),
      meshes: totalsOf(records.pools.meshes, needed),
      known: records.byKey.size,
    }),
    nextRetryMs: () => needed.reduce((next, record) => Math.min(next, dueAt(record)), Infinity),
  }
}

/** Records what is needed, best first. The better its place, the longer it is remembered. */
function markNeeded(records: LoadRecords, loads: readonly NeededLoad[], tick: number): LoadRecord[] {
  const needed: LoadRecord[] = []
  for (const load of loads) {
    const record = records.byKey.get(load.key) ?? newRecord(records, load.key, poolOf(load.tier))
    const again = record.tick === tick
    if (again && !comesBefore(load, record)) continue
    record.tier = load.tier
    record.order = load.order
    if (record.phase === 'queued') record.expectedBytes = Math.max(record.expectedBytes, load.bytes)
    record.tick = tick
    record.isLeftOut = false
    if (!again) needed.push(record)
  }
  needed.sort((a, b) => TIER_RANK[a.tier] - TIER_RANK[b.tier] || a.order - b.order)
  for (let i = needed.length - 1; i >= 0; i--) needed[i]!.pool.recency.touch(needed[i]!)
  return needed
}

function comesBefore(a: { tier: LoadTier; order: number }, b: { tier: LoadTier; order: number }): boolean {
  return (TIER_RANK[a.tier] - TIER_RANK[b.tier] || a.order - b.order) < 0
}

function fail(records: LoadRecords, from: readonly LoadPhase[], key: string, problem: Problem, nowMs: number): void {
  const record = records.byKey.get(key)
  if (record === undefined || !from.includes(record.phase)) return
  record.failures++
  record.retryAtMs = nowMs + retryDelayMs(problem, record.failures)
  if (problem.kind === 'cancelled') {
    moveTo(record, 'queued')
    return
  }
  moveTo(record, 'failed')
  record.shown = 'failed'
  record.problem = problem
}

function forget(records: LoadRecords, prefix: string): SchedulerAction[] {
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

function shownState(record: LoadRecord | undefined): ChunkState {
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

function dueAt(record: LoadRecord): number {
  const waits = record.phase === 'failed' || (record.phase === 'queued' && record.failures > 0)
  return waits ? record.retryAtMs : Infinity
}

function totalsOf(pool: LoadPool, needed: readonly LoadRecord[]): PoolTotals {
  let wanted = 0
  let ready = 0
  let failed = 0
  let failure: Problem | null = null
  for (const record of needed) {
    if (record.pool !== pool || record.tier === 'prefetch' || record.isLeftOut) continue
    wanted++
    const state = shownState(record)
    if (state === 'loaded' || state === 'background') ready++
    else if (state === 'failed') {
      failed++
      failure ??= record.problem ?? null
    }
  }
  assert(wanted >= ready + failed, 'more is ready than wanted')
  const { loading, memoryBytes, gpuBytes } = pool
  return { loading, memoryBytes, gpuBytes, wanted, ready, failed, failure }
}
