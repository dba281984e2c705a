import { type ChunkBook, type ChunkEntry, moveTo, removeEntry } from './chunk-records.ts'
import type { SchedulerAction, SchedulerCapacities } from './scheduler-events.ts'

/** Failed and background chunks remembered while nobody needs them; each is some hundred bytes of heap. */
export const MAX_REMEMBERED = 20_000

/** One call of `schedule` at work. */
export interface Turn {
  readonly book: ChunkBook
  readonly tick: number
  readonly nowMs: number
  readonly capacities: SchedulerCapacities
  /** Best first. */
  readonly needed: readonly ChunkEntry[]
  readonly actions: SchedulerAction[]
}

/** Decides what to do for what is needed now; `before` is what was needed in the call before. */
export function takeTurn(turn: Turn, before: readonly ChunkEntry[]): SchedulerAction[] {
  releaseUnneeded(turn, before)
  requeueDue(turn)
  holdBudgets(turn)
  startLoads(turn)
  upload(turn)
  forgetOldest(turn)
  return turn.actions
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
