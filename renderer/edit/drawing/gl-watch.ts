import type { FoldedLog } from '../../../shared/folded-log/folded-log.ts'
import { type Problem, problemOf } from '../../../shared/problem.ts'
import { retryDelayMs } from '../../../shared/view/chunks/retry.ts'
import type { EditToGl } from '../gl-link.ts'

/**
 * The supervoxels that the gl worker has on screen, grouped by their base. It is told their segments when they come, and
 * after an edit of those alone whose segment changed. Rule SS9.
 */
export interface GlWatch {
  watch(supervoxels: BigUint64Array): Promise<void>
  unwatch(supervoxels: BigUint64Array): void
  /**
   * Another dataset, or none: what is on screen is looked up anew in its folded log. `isGrouped`: the segment of a supervoxel
   * is not known before it is told; else its own until told otherwise.
   */
  attach(foldedLog: FoldedLog | undefined, isGrouped: boolean): Promise<void>
  /** Looks up again what could not be read: when `Unread` says so. */
  again(): Promise<void>
  /** After an edit: the bases that it touched. */
  touched(bases: Iterable<bigint>): Promise<void>
  /** The watched supervoxels that were told this segment. */
  watchedOf(segment: bigint | undefined): Iterable<{ readonly supervoxel: bigint; readonly base: bigint }>
}

/** Why the segments of some that are on screen are not known, and how long to wait before `again` (Infinity: for ever). */
export interface Unread {
  readonly problem: Problem
  readonly retryInMs: number
}

/** `unread` is told of each failed look-up, and of undefined when all that is on screen is read. */
export function createGlWatch(send: (message: EditToGl) => void, unread: (state: Unread | undefined) => void): GlWatch {
  let foldedLog: FoldedLog | undefined
  let isGrouped = false
  /** By supervoxel its base; and by base the segment that was told of each supervoxel last. */
  const baseOf = new Map<bigint, bigint | undefined>()
  const byBase = new Map<bigint, Map<bigint, bigint | undefined>>()
  /** Those whose look-up failed, and how often in a row. */
  const failed = new Set<bigint>()
  let failures = 0

  /** Tells the segments of those of the supervoxels, all of known bases, that are not what was told last. */
  const tell = async (from: FoldedLog, points: readonly { supervoxel: bigint; base: bigint }[]): Promise<void> => {
    const segments = await from.segmentsAt(points)
    const changed: bigint[] = []
    const now: bigint[] = []
    if (from !== foldedLog) return
    for (const [i, { supervoxel, base }] of points.entries()) {
      const told = byBase.get(base)
      const { segment } = segments[i]!
      // Gone from the screen meanwhile, or told already.
      if (told === undefined || !told.has(supervoxel) || told.get(supervoxel) === segment) continue
      told.set(supervoxel, segment)
      changed.push(supervoxel)
      now.push(segment)
    }
    if (changed.length === 0) return
    send({ kind: 'segments', supervoxels: BigUint64Array.from(changed), segments: BigUint64Array.from(now) })
  }

  const lookUp = async (supervoxels: BigUint64Array): Promise<void> => {
    const from = foldedLog
    if (from === undefined || supervoxels.length === 0) return
    const bases = await from.bases.basesOf(supervoxels)
    if (from !== foldedLog) return
    const points: { supervoxel: bigint; base: bigint }[] = []
    for (const [i, supervoxel] of supervoxels.entries()) {
      if (!baseOf.has(supervoxel)) continue
      const base = bases[i]!
      baseOf.set(supervoxel, base)
      const told = byBase.get(base) ?? new Map<bigint, bigint>()
      byBase.set(base, told)
      if (!told.has(supervoxel)) told.set(supervoxel, isGrouped ? undefined : supervoxel)
      points.push({ supervoxel, base })
    }
    await tell(from, points)
  }

  const settled = (): void => {
    if (failures === 0 || failed.size > 0) return
    failures = 0
    unread(undefined)
  }

  /** What cannot be read stays unknown, and is said; it is no bug. `isAgain`: this is the retry that was waited for. */
  const lookUpOrFail = async (supervoxels: BigUint64Array, isAgain = false): Promise<void> => {
    const from = foldedLog
    try {
      await lookUp(supervoxels)
      for (const supervoxel of supervoxels) failed.delete(supervoxel)
      settled()
    } catch (error) {
      const problem = problemOf(error)
      if (problem === undefined) throw error
      if (from !== foldedLog) return
      for (const supervoxel of supervoxels) if (baseOf.has(supervoxel)) failed.add(supervoxel)
      // What else fails meanwhile waits for the same retry.
      if (failed.size === 0 || (failures > 0 && !isAgain)) return
      failures += 1
      unread({ problem, retryInMs: retryDelayMs(problem, failures) })
    }
  }

  return {
    async watch(supervoxels) {
      const fresh = supervoxels.filter((supervoxel) => supervoxel !== 0n && !baseOf.has(supervoxel))
      for (const supervoxel of fresh) baseOf.set(supervoxel, undefined)
      await lookUpOrFail(fresh)
    },
    unwatch(supervoxels) {
      for (const supervoxel of supervoxels) {
        const base = baseOf.get(supervoxel)
        baseOf.delete(supervoxel)
        failed.delete(supervoxel)
        if (base === undefined) continue
        const told = byBase.get(base)
        told?.delete(supervoxel)
        if (told?.size === 0) byBase.delete(base)
      }
      settled()
    },
    async attach(next, grouped) {
      foldedLog = next
      isGrouped = grouped
      byBase.clear()
      failed.clear()
      settled()
      for (const supervoxel of baseOf.keys()) baseOf.set(supervoxel, undefined)
      send({ kind: 'reset' })
      await lookUpOrFail(BigUint64Array.from(baseOf.keys()))
    },
    again: () => lookUpOrFail(BigUint64Array.from(failed), true),
    async touched(bases) {
      if (foldedLog === undefined) return
      const points: { supervoxel: bigint; base: bigint }[] = []
      for (const base of new Set(bases)) {
        for (const supervoxel of byBase.get(base)?.keys() ?? []) points.push({ supervoxel, base })
      }
      await tell(foldedLog, points)
    },
    *watchedOf(segment) {
      for (const [base, told] of byBase) {
        for (const [supervoxel, its] of told) if (its === segment) yield { supervoxel, base }
      }
    },
  }
}
