import { assert } from '../../assert.ts'
import type { Problem } from '../../problem.ts'
import type { ChunkState } from './chunk-cover.ts'
import { type ChunkBook, type ChunkEntry, createBook, moveTo, newEntry, removeEntry } from './chunk-records.ts'
import type { NeededTier } from './needed-chunks.ts'
import { retryDelayMs } from './retry.ts'
import type { ChunkPhase, ChunkScheduler, NeededLoad, SchedulerAction, SchedulerTotals } from './scheduler-events.ts'
import { takeTurn } from './scheduler-turn.ts'

/** How long a chunk known to be background is not asked for again, ms. */
export const BACKGROUND_MS = 10 * 60_000

const TIER_RANK: { readonly [K in NeededTier]: number } = { overview: 0, visible: 1, prefetch: 2 }

/** Decides which chunks to load, upload and drop. Has no clock: the same calls give the same answers. */
export function createChunkScheduler(): ChunkScheduler {
  const book = createBook()
  let needed: readonly ChunkEntry[] = []
  let tick = 0
  return {
    schedule: (loads, capacities, nowMs) => {
      tick++
      const before = needed
      needed = markNeeded(book, loads, tick)
      return takeTurn({ book, tick, nowMs, capacities, needed, actions: [] }, before)
    },
    loaded: (key, memoryBytes, gpuBytes) => {
      const entry = book.entries.get(key)
      if (entry?.phase !== 'loading') return false
      moveTo(book, entry, 'memory', memoryBytes, gpuBytes)
      entry.expectedBytes = memoryBytes
      entry.shown = 'absent'
      entry.failures = 0
      entry.problem = undefined
      entry.retryAtMs = 0
      return true
    },
    missing: (key, nowMs) => {
      const entry = book.entries.get(key)
      if (entry?.phase !== 'loading') return
      moveTo(book, entry, 'background')
      entry.shown = 'background'
      entry.failures = 0
      entry.problem = undefined
      entry.retryAtMs = nowMs + BACKGROUND_MS
    },
    failed: (key, problem, nowMs) => fail(book, ['loading'], key, problem, nowMs),
    refused: (key, problem, nowMs) => fail(book, ['memory', 'gpu'], key, problem, nowMs),
    sized: (key, memoryBytes, gpuBytes) => {
      const entry = book.entries.get(key)
      if (entry?.phase !== 'memory' && entry?.phase !== 'gpu') return
      moveTo(book, entry, entry.phase, memoryBytes, gpuBytes)
      entry.expectedBytes = memoryBytes
    },
    forget: (prefix) => {
      needed = needed.filter((entry) => !entry.key.startsWith(prefix))
      return forget(book, prefix)
    },
    gpuLost: () => {
      for (const entry of book.entries.values()) {
        if (entry.phase === 'gpu') moveTo(book, entry, 'memory', entry.memoryBytes, entry.gpuBytes)
      }
    },
    phaseOf: (key) => book.entries.get(key)?.phase,
    stateOf: (key) => shownState(book.entries.get(key)),
    failureOf: (key) => {
      const entry = book.entries.get(key)
      return entry?.problem && { problem: entry.problem, retryAtMs: entry.retryAtMs }
    },
    totals: () => totalsOf(book, needed),
    nextRetryMs: () => needed.reduce((next, entry) => Math.min(next, dueAt(entry)), Infinity),
  }
}

/** Enters what is needed, best first; the better a chunk's place, the longer it will be remembered. */
function markNeeded(book: ChunkBook, loads: readonly NeededLoad[], tick: number): ChunkEntry[] {
  const needed: ChunkEntry[] = []
  for (const load of loads) {
    const entry = book.entries.get(load.key) ?? newEntry(book, load.key)
    const again = entry.tick === tick
    if (again && !comesBefore(load, entry)) continue
    entry.tier = load.tier
    entry.order = load.order
    if (entry.phase === 'queued') entry.expectedBytes = Math.max(entry.expectedBytes, load.bytes)
    entry.tick = tick
    if (!again) needed.push(entry)
  }
  needed.sort((a, b) => TIER_RANK[a.tier] - TIER_RANK[b.tier] || a.order - b.order)
  for (let i = needed.length - 1; i >= 0; i--) book.recency.touch(needed[i]!)
  return needed
}

function comesBefore(a: { tier: NeededTier; order: number }, b: { tier: NeededTier; order: number }): boolean {
  return (TIER_RANK[a.tier] - TIER_RANK[b.tier] || a.order - b.order) < 0
}

function fail(book: ChunkBook, from: readonly ChunkPhase[], key: string, problem: Problem, nowMs: number): void {
  const entry = book.entries.get(key)
  if (entry === undefined || !from.includes(entry.phase)) return
  entry.failures++
  entry.retryAtMs = nowMs + retryDelayMs(problem, entry.failures)
  if (problem.kind === 'cancelled') {
    moveTo(book, entry, 'queued')
    return
  }
  moveTo(book, entry, 'failed')
  entry.shown = 'failed'
  entry.problem = problem
}

function forget(book: ChunkBook, prefix: string): SchedulerAction[] {
  const actions: SchedulerAction[] = []
  for (const entry of [...book.entries.values()]) {
    if (!entry.key.startsWith(prefix)) continue
    if (entry.phase === 'loading') actions.push({ kind: 'cancel', key: entry.key })
    if (entry.phase === 'gpu') actions.push({ kind: 'dropGpu', key: entry.key })
    if (entry.phase === 'gpu' || entry.phase === 'memory') actions.push({ kind: 'dropMemory', key: entry.key })
    removeEntry(book, entry)
  }
  return actions
}

function shownState(entry: ChunkEntry | undefined): ChunkState {
  if (entry === undefined) return 'absent'
  switch (entry.phase) {
    case 'gpu':
      return 'loaded'
    case 'memory':
      return 'absent'
    case 'failed':
    case 'background':
      return entry.phase
    case 'queued':
    case 'loading':
      return entry.shown
  }
}

function dueAt(entry: ChunkEntry): number {
  const waits = entry.phase === 'failed' || (entry.phase === 'queued' && entry.failures > 0)
  return waits ? entry.retryAtMs : Infinity
}

function totalsOf(book: ChunkBook, needed: readonly ChunkEntry[]): SchedulerTotals {
  let wanted = 0
  let ready = 0
  let failed = 0
  let failure: Problem | null = null
  for (const entry of needed) {
    if (entry.tier === 'prefetch') break
    wanted++
    const state = shownState(entry)
    if (state === 'loaded' || state === 'background') ready++
    else if (state === 'failed') {
      failed++
      failure ??= entry.problem ?? null
    }
  }
  assert(wanted >= ready + failed, 'more chunks ready than wanted')
  const { loading, memoryBytes, gpuBytes } = book
  return { loading, memoryBytes, gpuBytes, wanted, ready, failed, failure, known: book.entries.size }
}
