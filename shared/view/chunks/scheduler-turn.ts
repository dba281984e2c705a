import { type ChunkRecord, type ChunkRecords, moveTo, removeRecord } from './chunk-records.ts'
import type { SchedulerAction, SchedulerCapacities } from './scheduler-events.ts'

/** Failed and background chunks remembered while nobody needs them; each is some hundred bytes of heap. */
export const MAX_REMEMBERED = 20_000

/** One call of `schedule` at work. */
export interface Turn {
  readonly records: ChunkRecords
  readonly tick: number
  readonly nowMs: number
  readonly capacities: SchedulerCapacities
  /** Best first. */
  readonly needed: readonly ChunkRecord[]
  readonly actions: SchedulerAction[]
}

/** Decides what to do for what is needed now. `before`: what was needed at the call before this one. */
export function takeTurn(turn: Turn, before: readonly ChunkRecord[]): SchedulerAction[] {
  releaseUnneeded(turn, before)
  requeueDue(turn)
  holdBudgets(turn)
  startLoads(turn)
  upload(turn)
  forgetOldest(turn)
  return turn.actions
}

/** For what was needed and is no more: cancels loads under way and removes places in the queue. */
function releaseUnneeded(turn: Turn, before: readonly ChunkRecord[]): void {
  for (const record of before) {
    if (record.tick === turn.tick) continue
    if (record.phase === 'loading') cancel(turn, record)
    // Cancelled or never started: the record is kept only if it remembers a failure or background.
    if (record.phase === 'queued') {
      if (record.shown === 'absent') removeRecord(turn.records, record)
      else moveTo(turn.records, record, record.shown)
    }
  }
}

/** Queues again failed chunks whose wait is over, and background that may have been written since. */
function requeueDue(turn: Turn): void {
  for (const record of turn.needed) {
    const resting = record.phase === 'failed' || record.phase === 'background'
    if (resting && record.retryAtMs <= turn.nowMs) moveTo(turn.records, record, 'queued')
  }
}

/**
 * Brings both sums inside the capacities. It drops what is not needed first, the longest unused before the others; then
 * needed chunks, from the worst place on. Needed chunks are dropped only after a capacity has shrunk, or after a chunk
 * has turned out larger than announced.
 */
function holdBudgets(turn: Turn): void {
  const { records, capacities, needed } = turn
  const memoryOver = (): boolean => records.memoryBytes + records.reservedBytes > capacities.memoryBytes
  const gpuOver = (): boolean => records.gpuBytes > capacities.gpuBytes
  if (gpuOver()) dropUnneededGpu(turn, records.recency.oldest(), gpuOver)
  if (memoryOver()) dropUnneeded(turn, memoryOver)
  for (let i = needed.length - 1; i >= 0 && (memoryOver() || gpuOver()); i--) {
    const record = needed[i]!
    if (gpuOver()) dropGpu(turn, record)
    if (memoryOver()) giveUp(turn, record)
  }
}

/** Starts loads, best first, while there are downloads and room. */
function startLoads(turn: Turn): void {
  const { records, capacities, needed, nowMs } = turn
  // Prefetched chunks that must yield to something in view: the worst first.
  let last = needed.length - 1
  const yieldOne = (only: (record: ChunkRecord) => boolean): boolean => {
    for (; last >= 0 && needed[last]!.tier === 'prefetch'; last--) {
      const record = needed[last]!
      if (only(record) && giveUp(turn, record)) return true
    }
    return false
  }
  let room = true
  for (const record of needed) {
    if (record.phase !== 'queued' || record.retryAtMs > nowMs) continue
    const ahead = record.tier === 'prefetch'
    if (!room && ahead) return
    const over = (): boolean =>
      records.memoryBytes + records.reservedBytes + record.expectedBytes > capacities.memoryBytes
    while (records.loading >= capacities.downloads) {
      if (ahead || !yieldLoading(turn)) return
    }
    if (over()) dropUnneeded(turn, over)
    while (over() && !ahead && yieldOne(() => true)) {}
    if (over()) {
      room = false
      continue
    }
    moveTo(records, record, 'loading', record.expectedBytes)
    turn.actions.push({ kind: 'start', key: record.key })
  }
}

/** Cancels the prefetch under way that has the worst place. Returns false when there is none. */
function yieldLoading(turn: Turn): boolean {
  for (let i = turn.needed.length - 1; i >= 0; i--) {
    const record = turn.needed[i]!
    if (record.tier !== 'prefetch') return false
    if (record.phase === 'loading') return giveUp(turn, record)
  }
  return false
}

/** Uploads what is in memory and needed, best first, while the GPU has room. */
function upload(turn: Turn): void {
  const { records, capacities, needed } = turn
  let uploads = capacities.uploads ?? Infinity
  let last = needed.length - 1
  let room = true
  // Nothing leaves the list here, so the search for what to drop goes on where it stopped.
  let oldest = records.recency.oldest()
  for (const record of needed) {
    if (uploads <= 0) return
    if (record.phase !== 'memory') continue
    const ahead = record.tier === 'prefetch'
    if (!room && ahead) return
    const over = (): boolean => records.gpuBytes + record.gpuBytes > capacities.gpuBytes
    if (over()) oldest = dropUnneededGpu(turn, oldest, over)
    for (; over() && !ahead && last >= 0 && needed[last]!.tier === 'prefetch'; last--) dropGpu(turn, needed[last]!)
    if (over()) {
      room = false
      continue
    }
    moveTo(records, record, 'gpu', record.memoryBytes, record.gpuBytes)
    turn.actions.push({ kind: 'upload', key: record.key })
    uploads--
  }
}

/** Drops chunks that are not needed from memory, the longest unused first, while `over`. */
function dropUnneeded(turn: Turn, over: () => boolean): void {
  let record = turn.records.recency.oldest()
  while (record !== undefined && record.tick !== turn.tick && over()) {
    const newer: ChunkRecord | undefined = record.newer
    giveUp(turn, record)
    record = newer
  }
}

/** The same for the GPU, starting at `record`. Returns the record at which it stopped. */
function dropUnneededGpu(turn: Turn, record: ChunkRecord | undefined, over: () => boolean): ChunkRecord | undefined {
  let next = record
  while (next !== undefined && next.tick !== turn.tick && over()) {
    dropGpu(turn, next)
    next = next.newer
  }
  return next
}

function dropGpu(turn: Turn, record: ChunkRecord): void {
  if (record.phase !== 'gpu') return
  moveTo(turn.records, record, 'memory', record.memoryBytes, record.gpuBytes)
  turn.actions.push({ kind: 'dropGpu', key: record.key })
}

/** Frees what a chunk takes, whatever its phase. Returns false when it takes nothing. A needed chunk goes back to the queue. */
function giveUp(turn: Turn, record: ChunkRecord): boolean {
  if (record.phase === 'loading') {
    cancel(turn, record)
    return true
  }
  if (record.phase !== 'memory' && record.phase !== 'gpu') return false
  dropGpu(turn, record)
  turn.actions.push({ kind: 'dropMemory', key: record.key })
  if (record.tick === turn.tick) moveTo(turn.records, record, 'queued')
  else removeRecord(turn.records, record)
  return true
}

function cancel(turn: Turn, record: ChunkRecord): void {
  moveTo(turn.records, record, 'queued')
  turn.actions.push({ kind: 'cancel', key: record.key })
}

/** Keeps the memory of failed and background chunks bounded. */
function forgetOldest(turn: Turn): void {
  const { records, tick } = turn
  let record = records.remembered > MAX_REMEMBERED ? records.recency.oldest() : undefined
  while (record !== undefined && record.tick !== tick && records.remembered > MAX_REMEMBERED) {
    const newer: ChunkRecord | undefined = record.newer
    if (record.phase === 'failed' || record.phase === 'background') removeRecord(records, record)
    record = newer
  }
}
