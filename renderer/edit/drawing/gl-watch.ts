import type { FoldedLog } from '../../../shared/folded-log/folded-log.ts'
import { retryDelayMs } from '../../../shared/loading/retry.ts'
import { type Problem, problemOf } from '../../../shared/problem.ts'
import type { EditToGl } from '../gl-link.ts'
import { type WatchedPoint, watchedSupervoxels } from './watched-supervoxels.ts'

/**
 * Keeps the gl worker right about the segments of the supervoxels that it has on screen. It tells the segment of each
 * when it comes on screen, and after an edit only of those whose segment changed. Rule SS9.
 */
export interface GlWatch {
  watch(supervoxels: BigUint64Array): Promise<void>
  unwatch(supervoxels: BigUint64Array): void
  /**
   * Looks up all that is on screen in the folded log of another dataset, or forgets it where none is open. `isGrouped`:
   * the segment of a supervoxel is not known before it is told; otherwise it is its own segment until told.
   */
  attach(foldedLog: FoldedLog | undefined, isGrouped: boolean): Promise<void>
  /** Looks up again what could not be read. Called when `Unread` says so. */
  again(): Promise<void>
  /** Tells what an edit changed in the bases that it touched. */
  touched(bases: Iterable<bigint>): Promise<void>
  /** The segment that was told of a watched supervoxel. */
  segmentOf(supervoxel: bigint): bigint | undefined
  /** The watched supervoxels that were told this segment. */
  watchedOf(segment: bigint | undefined): Iterable<WatchedPoint>
}

/** Why some segments on screen are not known, and how long to wait before `again`: for ever if Infinity. */
export interface Unread {
  readonly problem: Problem
  readonly retryInMs: number
}

/** Calls `unread` after each failed look-up, and with undefined once all that is on screen is read. */
export function createGlWatch(send: (message: EditToGl) => void, unread: (state: Unread | undefined) => void): GlWatch {
  let foldedLog: FoldedLog | undefined
  let isGrouped = false
  const watched = watchedSupervoxels()
  const failures = createFailures(unread)

  const tell = async (from: FoldedLog, points: readonly WatchedPoint[]): Promise<void> => {
    const segments = await from.segmentsAt(points)
    if (from !== foldedLog) return
    const news = watched.tell(points, segments)
    if (news.supervoxels.length > 0) send({ kind: 'segments', ...news })
  }

  const lookUp = async (from: FoldedLog, supervoxels: BigUint64Array): Promise<void> => {
    const bases = await from.bases.basesOf(supervoxels)
    if (from !== foldedLog) return
    const points: WatchedPoint[] = []
    for (const [i, supervoxel] of supervoxels.entries()) {
      if (!watched.has(supervoxel)) continue
      const base = bases[i]!
      watched.setBase(supervoxel, base, isGrouped ? undefined : supervoxel)
      points.push({ supervoxel, base })
    }
    await tell(from, points)
  }

  /** What cannot be read stays unknown, and `unread` hears of it: it is no bug. `isAgain`: this is the retry. */
  const lookUpOrFail = async (supervoxels: BigUint64Array, isAgain = false): Promise<void> => {
    const from = foldedLog
    try {
      if (from !== undefined && supervoxels.length > 0) await lookUp(from, supervoxels)
      failures.remove(supervoxels)
    } catch (error) {
      const problem = problemOf(error)
      if (problem === undefined) throw error
      if (from === foldedLog) failures.add(supervoxels.filter(watched.has), problem, isAgain)
    }
  }

  return {
    async watch(supervoxels) {
      const fresh = supervoxels.filter((supervoxel) => supervoxel !== 0n && !watched.has(supervoxel))
      fresh.forEach(watched.add)
      await lookUpOrFail(fresh)
    },
    unwatch(supervoxels) {
      supervoxels.forEach(watched.remove)
      failures.remove(supervoxels)
    },
    async attach(next, grouped) {
      foldedLog = next
      isGrouped = grouped
      failures.clear()
      watched.forgetBases()
      send({ kind: 'reset' })
      await lookUpOrFail(BigUint64Array.from(watched.all()))
    },
    again: () => lookUpOrFail(failures.all(), true),
    async touched(bases) {
      if (foldedLog !== undefined) await tell(foldedLog, watched.inBases(bases))
    },
    segmentOf: watched.segmentOf,
    watchedOf: watched.inSegment,
  }
}

/** The supervoxels whose look-up failed, and how often in a row it did. */
function createFailures(unread: (state: Unread | undefined) => void) {
  const failed = new Set<bigint>()
  let count = 0
  const settle = (): void => {
    if (count === 0 || failed.size > 0) return
    count = 0
    unread(undefined)
  }
  return {
    add(supervoxels: BigUint64Array, problem: Problem, isAgain: boolean): void {
      for (const supervoxel of supervoxels) failed.add(supervoxel)
      // What else fails meanwhile waits for the same retry.
      if (failed.size === 0 || (count > 0 && !isAgain)) return
      count += 1
      unread({ problem, retryInMs: retryDelayMs(problem, count) })
    },
    remove(supervoxels: BigUint64Array): void {
      for (const supervoxel of supervoxels) failed.delete(supervoxel)
      settle()
    },
    clear(): void {
      failed.clear()
      settle()
    },
    all: () => BigUint64Array.from(failed),
  }
}
