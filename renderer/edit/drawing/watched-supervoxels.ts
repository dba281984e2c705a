/** A supervoxel with the base that it belongs to. */
export interface WatchedPoint {
  readonly supervoxel: bigint
  readonly base: bigint
}

/** The supervoxels that the gl worker has on screen, grouped by base once that is known. */
export function watchedSupervoxels() {
  const baseOf = new Map<bigint, bigint | undefined>()
  /** The segment that was told last of each supervoxel, by base. */
  const toldByBase = new Map<bigint, Map<bigint, bigint | undefined>>()
  return {
    add: (supervoxel: bigint): void => void baseOf.set(supervoxel, undefined),
    remove(supervoxel: bigint): void {
      const base = baseOf.get(supervoxel)
      baseOf.delete(supervoxel)
      if (base === undefined) return
      const told = toldByBase.get(base)
      told?.delete(supervoxel)
      if (told?.size === 0) toldByBase.delete(base)
    },
    has: (supervoxel: bigint): boolean => baseOf.has(supervoxel),
    all: (): Iterable<bigint> => baseOf.keys(),
    /** `segment`: what the gl worker takes it to be before it is told any. */
    setBase(supervoxel: bigint, base: bigint, segment: bigint | undefined): void {
      baseOf.set(supervoxel, base)
      const told = toldByBase.get(base) ?? new Map<bigint, bigint | undefined>()
      toldByBase.set(base, told)
      if (!told.has(supervoxel)) told.set(supervoxel, segment)
    },
    /** Another dataset: no base is known any more. */
    forgetBases(): void {
      toldByBase.clear()
      for (const supervoxel of baseOf.keys()) baseOf.set(supervoxel, undefined)
    },
    /** Remembers the segments that are told. Returns those that are news: still on screen, and not told before. */
    tell(points: readonly WatchedPoint[], segments: readonly { readonly segment: bigint }[]) {
      const news: { supervoxels: bigint[]; segments: bigint[] } = { supervoxels: [], segments: [] }
      for (const [i, { supervoxel, base }] of points.entries()) {
        const told = toldByBase.get(base)
        const { segment } = segments[i]!
        if (told === undefined || !told.has(supervoxel) || told.get(supervoxel) === segment) continue
        told.set(supervoxel, segment)
        news.supervoxels.push(supervoxel)
        news.segments.push(segment)
      }
      return { supervoxels: BigUint64Array.from(news.supervoxels), segments: BigUint64Array.from(news.segments) }
    },
    inBases(bases: Iterable<bigint>): WatchedPoint[] {
      const points: WatchedPoint[] = []
      for (const base of new Set(bases)) {
        for (const supervoxel of toldByBase.get(base)?.keys() ?? []) points.push({ supervoxel, base })
      }
      return points
    },
    /** The segment that was told last of one; undefined where none was, or where it is not on screen. */
    segmentOf(supervoxel: bigint): bigint | undefined {
      const base = baseOf.get(supervoxel)
      return base === undefined ? undefined : toldByBase.get(base)?.get(supervoxel)
    },
    /** Those that were told this segment last. */
    *inSegment(segment: bigint | undefined): Iterable<WatchedPoint> {
      for (const [base, told] of toldByBase) {
        for (const [supervoxel, its] of told) if (its === segment) yield { supervoxel, base }
      }
    },
  }
}
