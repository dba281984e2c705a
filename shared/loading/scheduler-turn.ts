import { shareDownloads } from './downloads-share.ts'
import { type LoadPool, type LoadRecord, type LoadRecords, moveTo, removeRecord } from './load-records.ts'
import type { PoolCapacities, SchedulerAction, SchedulerCapacities } from './scheduler-events.ts'
import { yieldsToOthers } from './tiers.ts'

/** Failed and background loads of a pool remembered while nobody needs them; each is some hundred bytes of heap. */
export const MAX_REMEMBERED = 20_000

/** One call of `schedule` at work. */
export interface Turn {
  readonly records: LoadRecords
  readonly tick: number
  readonly nowMs: number
  readonly capacities: SchedulerCapacities
  /** Best first, of both pools. */
  readonly needed: readonly LoadRecord[]
  readonly actions: SchedulerAction[]
}

/** The turn of one pool. */
interface PoolTurn extends Omit<Turn, 'capacities'> {
  readonly pool: LoadPool
  readonly capacities: PoolCapacities
  /** Loads that this pool may have in flight now. */
  readonly downloads: number
  /** Whether both pools together have no room for one more load. */
  readonly isFull: () => boolean
}

/** Decides what to do for what is needed now. `before`: what was needed at the call before this one. */
export function takeTurn(turn: Turn, before: readonly LoadRecord[]): SchedulerAction[] {
  releaseUnneeded(turn, before)
  requeueDue(turn)
  const pools = poolTurns(turn)
  for (const pool of pools) holdBudgets(pool)
  giveBackDownloads(...pools)
  for (const pool of pools) startLoads(pool)
  for (const pool of pools) upload(pool)
  for (const pool of pools) forgetOldest(pool)
  return turn.actions
}

const NO_ROOM: NonNullable<SchedulerCapacities['meshes']> = { memoryBytes: 0, gpuBytes: 0 }

/** Chunks first. */
function poolTurns(turn: Turn): readonly [PoolTurn, PoolTurn] {
  const { chunks, meshes } = turn.records.pools
  const [chunksNeeded, meshesNeeded] = [chunks, meshes].map((pool) => turn.needed.filter((each) => each.pool === pool))
  const asks = ({ phase, retryAtMs }: LoadRecord) =>
    phase === 'loading' || (phase === 'queued' && retryAtMs <= turn.nowMs)
  const chunksAsked = chunksNeeded!.filter((each) => each.tier !== 'prefetch' && asks(each)).length
  const { downloads, meshes: meshCapacities = NO_ROOM, ...chunkCapacities } = turn.capacities
  const meshesAsked = Math.min(meshesNeeded!.filter(asks).length, meshCapacities.downloads ?? downloads)
  const share = shareDownloads(downloads, chunksAsked, meshesAsked)
  const isFull = () => chunks.loading + meshes.loading >= downloads
  const of = (pool: LoadPool, needed: LoadRecord[], capacities: PoolCapacities, most: number): PoolTurn => {
    return { ...turn, pool, needed, capacities, downloads: most, isFull }
  }
  return [
    of(chunks, chunksNeeded!, chunkCapacities, share.chunks),
    of(meshes, meshesNeeded!, meshCapacities, share.meshes),
  ]
}

/** For what was needed and is no more: cancels loads under way and removes places in the queue. */
function releaseUnneeded(turn: Turn, before: readonly LoadRecord[]): void {
  for (const record of before) {
    if (record.tick === turn.tick) continue
    if (record.phase === 'loading') cancel(turn, record)
    // Cancelled or never started: the record is kept only if it remembers a failure or background.
    if (record.phase === 'queued') {
      if (record.shown === 'absent') removeRecord(turn.records, record)
      else moveTo(record, record.shown)
    }
  }
}

/** Queues again failed loads whose wait is over, and background that may have been written since. */
function requeueDue(turn: Turn): void {
  for (const record of turn.needed) {
    const resting = record.phase === 'failed' || record.phase === 'background'
    if (resting && record.retryAtMs <= turn.nowMs) moveTo(record, 'queued')
  }
}

/**
 * Brings both sums inside the capacities. It drops what is not needed first, the longest unused before the others; then
 * what is needed, from the worst place on. What is needed is dropped only after a capacity has shrunk, or after something
 * has turned out larger than announced.
 */
function holdBudgets(turn: PoolTurn): void {
  const { pool, capacities, needed } = turn
  const memoryOver = (): boolean => pool.memoryBytes + pool.reservedBytes > capacities.memoryBytes
  const gpuOver = (): boolean => pool.gpuBytes > capacities.gpuBytes
  if (gpuOver()) dropUnneededGpu(turn, pool.recency.oldest(), gpuOver)
  if (memoryOver()) dropUnneeded(turn, memoryOver)
  for (let i = needed.length - 1; i >= 0 && (memoryOver() || gpuOver()); i--) {
    const record = needed[i]!
    if (gpuOver()) dropGpu(turn, record)
    if (memoryOver()) giveUp(turn, record)
  }
}

/** Neither pool keeps downloads that the other one needs, before either takes any. A chunk in view goes on loading. */
function giveBackDownloads(chunks: PoolTurn, meshes: PoolTurn): void {
  while (chunks.pool.loading > chunks.downloads && yieldLoading(chunks)) {}
  for (let i = meshes.needed.length - 1; i >= 0 && meshes.pool.loading > meshes.downloads; i--) {
    const record = meshes.needed[i]!
    if (record.phase === 'loading') cancel(meshes, record)
  }
}

/** Starts loads, best first, while there are downloads and room. */
function startLoads(turn: PoolTurn): void {
  const { pool, capacities, needed, nowMs } = turn
  // Of the last tier, what must yield to the tiers before it: the worst first.
  let last = needed.length - 1
  const yieldOne = (): boolean => {
    for (; last >= 0 && yieldsToOthers(needed[last]!.tier); last--) if (giveUp(turn, needed[last]!)) return true
    return false
  }
  let room = true
  for (const record of needed) {
    if (record.phase !== 'queued' || record.retryAtMs > nowMs) continue
    const isLast = yieldsToOthers(record.tier)
    if (!room && isLast) {
      record.isLeftOut = true
      continue
    }
    const over = (): boolean => pool.memoryBytes + pool.reservedBytes + record.expectedBytes > capacities.memoryBytes
    while (pool.loading >= turn.downloads || turn.isFull()) {
      if (isLast || !yieldLoading(turn)) return
    }
    if (over()) dropUnneeded(turn, over)
    while (over() && !isLast && yieldOne()) {}
    if (over()) {
      room = false
      record.isLeftOut = isLast
      continue
    }
    moveTo(record, 'loading', record.expectedBytes)
    turn.actions.push({ kind: 'start', key: record.key })
  }
}

/** Cancels the load under way that has the worst place in the last tier. Returns false when there is none. */
function yieldLoading(turn: PoolTurn): boolean {
  for (let i = turn.needed.length - 1; i >= 0; i--) {
    const record = turn.needed[i]!
    if (!yieldsToOthers(record.tier)) return false
    if (record.phase === 'loading') return giveUp(turn, record)
  }
  return false
}

/** Uploads what is in memory and needed, best first, while the GPU has room. */
function upload(turn: PoolTurn): void {
  const { pool, capacities, needed } = turn
  let uploads = capacities.uploads ?? Infinity
  let last = needed.length - 1
  let room = true
  // Nothing leaves the list here, so the search for what to drop goes on where it stopped.
  let oldest = pool.recency.oldest()
  for (const record of needed) {
    if (uploads <= 0) return
    if (record.phase !== 'memory') continue
    const isLast = yieldsToOthers(record.tier)
    if (!room && isLast) {
      record.isLeftOut = true
      continue
    }
    const over = (): boolean => pool.gpuBytes + record.gpuBytes > capacities.gpuBytes
    if (over()) oldest = dropUnneededGpu(turn, oldest, over)
    for (; over() && !isLast && last >= 0 && yieldsToOthers(needed[last]!.tier); last--) dropGpu(turn, needed[last]!)
    if (over()) {
      room = false
      record.isLeftOut = isLast
      continue
    }
    moveTo(record, 'gpu', record.memoryBytes, record.gpuBytes)
    turn.actions.push({ kind: 'upload', key: record.key })
    uploads--
  }
}

/** Drops what is not needed from memory, the longest unused first, while `over`. */
function dropUnneeded(turn: PoolTurn, over: () => boolean): void {
  let record = turn.pool.recency.oldest()
  while (record !== undefined && record.tick !== turn.tick && over()) {
    const newer: LoadRecord | undefined = record.newer
    giveUp(turn, record)
    record = newer
  }
}

/** The same for the GPU, starting at `record`. Returns the record at which it stopped. */
function dropUnneededGpu(turn: PoolTurn, record: LoadRecord | undefined, over: () => boolean): LoadRecord | undefined {
  let next = record
  while (next !== undefined && next.tick !== turn.tick && over()) {
    dropGpu(turn, next)
    next = next.newer
  }
  return next
}

function dropGpu(turn: PoolTurn, record: LoadRecord): void {
  if (record.phase !== 'gpu') return
  moveTo(record, 'memory', record.memoryBytes, record.gpuBytes)
  turn.actions.push({ kind: 'dropGpu', key: record.key })
}

/** Frees what a load takes, whatever its phase. Returns false when it takes nothing. What is needed goes back to the queue. */
function giveUp(turn: PoolTurn, record: LoadRecord): boolean {
  if (record.phase === 'loading') {
    cancel(turn, record)
    return true
  }
  if (record.phase !== 'memory' && record.phase !== 'gpu') return false
  dropGpu(turn, record)
  turn.actions.push({ kind: 'dropMemory', key: record.key })
  if (record.tick === turn.tick) moveTo(record, 'queued')
  else removeRecord(turn.records, record)
  return true
}

function cancel(turn: Pick<Turn, 'actions'>, record: LoadRecord): void {
  moveTo(record, 'queued')
  turn.actions.push({ kind: 'cancel', key: record.key })
}

/** Keeps the memory of failed and background loads bounded. */
function forgetOldest({ records, pool, tick }: PoolTurn): void {
  let record = pool.remembered > MAX_REMEMBERED ? pool.recency.oldest() : undefined
  while (record !== undefined && record.tick !== tick && pool.remembered > MAX_REMEMBERED) {
    const newer: LoadRecord | undefined = record.newer
    if (record.phase === 'failed' || record.phase === 'background') removeRecord(records, record)
    record = newer
  }
}
