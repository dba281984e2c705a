import { assert } from '../assert.ts'
import type { Problem } from '../problem.ts'
import { type ChunkBook, type ChunkEntry, createBook, moveTo, newEntry, removeEntry } from './chunk-book.ts'
import type { ChunkState } from './chunk-cover.ts'
import type { NeededTier } from './needed-chunks.ts'
import { retryDelayMs } from './retry.ts'
import type {
  ChunkScheduler,
  NeededLoad,
  SchedulerAction,
  SchedulerCapacities,
  SchedulerTotals,
} from './scheduler-contract.ts'

/** How long a chunk known to be background is not asked for again, ms. */
export const BACKGROUND_MS = 10 * 60_000

/** Failed and background chunks remembered while nobody needs them; each is some hundred bytes of heap. */
export const MAX_REMEMBERED = 20_000

const TIER_RANK: { readonly [K in NeededTier]: number } = { overview: 0, visible: 1, prefetch: 2 }

/** One call of `schedule` at work. */
interface Turn {
  readonly book: ChunkBook
  readonly tick: number
  readonly nowMs: number
  readonly capacities: SchedulerCapacities
  /** Best first. */
  readonly needed: readonly ChunkEntry[]
  readonly actions: SchedulerAction[]
}

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
      const turn: Turn = { book, tick, nowMs, capacities, needed, actions: [] }
      releaseUnneeded(turn, before)
      requeueDue(turn)
      holdBudgets(turn)
      startLoads(turn)
      upload(turn)
      forgetOldest(turn)
      return turn.actions
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
    failed: (key, problem, nowMs) => fail(book, key, problem, nowMs),
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

/** What was needed and is no more: loads under way are cancelled, places in the queue given up. */
function releaseUnneeded(turn: Turn, before: readonly ChunkEntry[]): void {
  for (const entry of before) {
    if (entry.tick === turn.tick) continue
    if (entry.phase === 'loading') cancel(turn, entry)
    // Cancelled or never started: only a history of failure or background is worth keeping.
    if (entry.phase === 'queued') {
      if (entry.shown === 'absent') removeEntry(turn.book, entry)
      else moveTo(turn.book, entry, entry.shown)
    }
  }
}

/** Failed chunks whose wait is over, and background that may have been written since. */
function requeueDue(turn: Turn): void {
  for (const entry of turn.needed) {
    const resting = entry.phase === 'failed' || entry.phase === 'background'
    if (resting && entry.retryAtMs <= turn.nowMs) moveTo(turn.book, entry, 'queued')
  }
}

/**
 * Brings both sums inside the capacities, whatever it takes: first what is not needed, the longest unused first, then
 * needed chunks from the worst place on. It takes needed ones only after a capacity has shrunk or a chunk has turned
 * out larger than was said.
 */
function holdBudgets(turn: Turn): void {
  const { book, capacities, needed } = turn
  const memoryOver = (): boolean => book.memoryBytes + book.reservedBytes > capacities.memoryBytes
  const gpuOver = (): boolean => book.gpuBytes > capacities.gpuBytes
  if (gpuOver()) dropUnneededGpu(turn, book.recency.oldest(), gpuOver)
  if (memoryOver()) dropUnneeded(turn, memoryOver)
  for (let i = needed.length - 1; i >= 0 && (memoryOver() || gpuOver()); i--) {
    const entry = needed[i]!
    if (gpuOver()) dropGpu(turn, entry)
    if (memoryOver()) giveUp(turn, entry)
  }
}

/** Starts loads, best first, while there are downloads and room. */
function startLoads(turn: Turn): void {
  const { book, capacities, needed, nowMs } = turn
  // Prefetched chunks that must yield to something in view: the worst first.
  let last = needed.length - 1
  const yieldOne = (only: (entry: ChunkEntry) => boolean): boolean => {
    for (; last >= 0 && needed[last]!.tier === 'prefetch'; last--) {
      const entry = needed[last]!
      if (only(entry) && giveUp(turn, entry)) return true
    }
    return false
  }
  let room = true
  for (const entry of needed) {
    if (entry.phase !== 'queued' || entry.retryAtMs > nowMs) continue
    const ahead = entry.tier === 'prefetch'
    if (!room && ahead) return
    const over = (): boolean => book.memoryBytes + book.reservedBytes + entry.expectedBytes > capacities.memoryBytes
    while (book.loading >= capacities.downloads) {
      if (ahead || !yieldLoading(turn)) return
    }
    if (over()) dropUnneeded(turn, over)
    while (over() && !ahead && yieldOne(() => true)) {}
    if (over()) {
      room = false
      continue
    }
    moveTo(book, entry, 'loading', entry.expectedBytes)
    turn.actions.push({ kind: 'start', key: entry.key })
  }
}

/** Cancels the prefetch under way that has the worst place; false when there is none. */
function yieldLoading(turn: Turn): boolean {
  for (let i = turn.needed.length - 1; i >= 0; i--) {
    const entry = turn.needed[i]!
    if (entry.tier !== 'prefetch') return false
    if (entry.phase === 'loading') return giveUp(turn, entry)
  }
  return false
}

/** Uploads what is in memory and needed, best first, while the GPU has room. */
function upload(turn: Turn): void {
  const { book, capacities, needed } = turn
  let uploads = capacities.uploads ?? Infinity
  let last = needed.length - 1
  let room = true
  // Nothing leaves the list here, so the search for what to drop goes on where it stopped.
  let oldest = book.recency.oldest()
  for (const entry of needed) {
    if (uploads <= 0) return
    if (entry.phase !== 'memory') continue
    const ahead = entry.tier === 'prefetch'
    if (!room && ahead) return
    const over = (): boolean => book.gpuBytes + entry.gpuBytes > capacities.gpuBytes
    if (over()) oldest = dropUnneededGpu(turn, oldest, over)
    for (; over() && !ahead && last >= 0 && needed[last]!.tier === 'prefetch'; last--) dropGpu(turn, needed[last]!)
    if (over()) {
      room = false
      continue
    }
    moveTo(book, entry, 'gpu', entry.memoryBytes, entry.gpuBytes)
    turn.actions.push({ kind: 'upload', key: entry.key })
    uploads--
  }
}

/** Drops chunks that are not needed from memory, the longest unused first, while `over`. */
function dropUnneeded(turn: Turn, over: () => boolean): void {
  let entry = turn.book.recency.oldest()
  while (entry !== undefined && entry.tick !== turn.tick && over()) {
    const newer: ChunkEntry | undefined = entry.newer
    giveUp(turn, entry)
    entry = newer
  }
}

/** The same for the GPU, from `entry` on; answers where it stopped. */
function dropUnneededGpu(turn: Turn, entry: ChunkEntry | undefined, over: () => boolean): ChunkEntry | undefined {
  let next = entry
  while (next !== undefined && next.tick !== turn.tick && over()) {
    dropGpu(turn, next)
    next = next.newer
  }
  return next
}

function dropGpu(turn: Turn, entry: ChunkEntry): void {
  if (entry.phase !== 'gpu') return
  moveTo(turn.book, entry, 'memory', entry.memoryBytes, entry.gpuBytes)
  turn.actions.push({ kind: 'dropGpu', key: entry.key })
}

/** Frees what a chunk takes, in whatever phase; false when it takes nothing. A needed one goes back to the queue. */
function giveUp(turn: Turn, entry: ChunkEntry): boolean {
  if (entry.phase === 'loading') {
    cancel(turn, entry)
    return true
  }
  if (entry.phase !== 'memory' && entry.phase !== 'gpu') return false
  dropGpu(turn, entry)
  turn.actions.push({ kind: 'dropMemory', key: entry.key })
  if (entry.tick === turn.tick) moveTo(turn.book, entry, 'queued')
  else removeEntry(turn.book, entry)
  return true
}

function cancel(turn: Turn, entry: ChunkEntry): void {
  moveTo(turn.book, entry, 'queued')
  turn.actions.push({ kind: 'cancel', key: entry.key })
}

/** Keeps the memory of failed and background chunks bounded. */
function forgetOldest(turn: Turn): void {
  const { book, tick } = turn
  let entry = book.remembered > MAX_REMEMBERED ? book.recency.oldest() : undefined
  while (entry !== undefined && entry.tick !== tick && book.remembered > MAX_REMEMBERED) {
    const newer: ChunkEntry | undefined = entry.newer
    if (entry.phase === 'failed' || entry.phase === 'background') removeEntry(book, entry)
    entry = newer
  }
}

function fail(book: ChunkBook, key: string, problem: Problem, nowMs: number): void {
  const entry = book.entries.get(key)
  if (entry?.phase !== 'loading') return
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
  for (const entry of needed) {
    if (entry.tier === 'prefetch') break
    wanted++
    const state = shownState(entry)
    if (state === 'loaded' || state === 'background') ready++
    else if (state === 'failed') failed++
  }
  assert(wanted >= ready + failed, 'more chunks ready than wanted')
  const { loading, memoryBytes, gpuBytes } = book
  return { loading, memoryBytes, gpuBytes, wanted, ready, failed, known: book.entries.size }
}
