import type { ShownBases } from '../../edit/gl-link.ts'

/** Which base segments the shown segments are made of, as the edit worker told last: meshes are stored by base. */
export interface SegmentMakeup {
  set(shown: readonly ShownBases[]): void
  /** Rises with each change. */
  version(): number
  /** Where nobody tells bases, the segment itself; none while those of this segment are not told. */
  basesOf(segment: bigint): readonly bigint[]
  /** Whether any base is cut or mending. */
  hasCuts(): boolean
  /** Edits cut it: shown segments hold a part of it, and others the rest. */
  isCut(base: bigint): boolean
  /** It was cut and is whole again, and `mend` was not called yet. */
  isMending(base: bigint): boolean
  mend(base: bigint): void
  /** The cut or mending base that a supervoxel is of. */
  baseOf(supervoxel: bigint): bigint | undefined
  /** Of a cut or mending base. */
  supervoxelsOf(base: bigint): ReadonlySet<bigint> | undefined
}

export function createSegmentMakeup(): SegmentMakeup {
  let version = 1
  let told: ReadonlyMap<bigint, readonly bigint[]> | undefined
  let cut = new Map<bigint, ReadonlySet<bigint>>()
  let mending = new Map<bigint, ReadonlySet<bigint>>()
  let baseOf = new Map<bigint, bigint>()
  const index = () => {
    version += 1
    baseOf = new Map()
    for (const [base, supervoxels] of [...mending, ...cut]) for (const one of supervoxels) baseOf.set(one, base)
  }
  return {
    set: (shown) => {
      const before = new Map([...mending, ...cut])
      told = new Map(shown.map(({ segment, bases }) => [segment, bases]))
      cut = new Map(
        shown.flatMap((one) => one.cut.map(({ base, supervoxels }) => [base, new Set(supervoxels)] as const)),
      )
      const isShown = new Set([...told.values()].flat())
      mending = new Map([...before].filter(([base]) => isShown.has(base) && !cut.has(base)))
      index()
    },
    version: () => version,
    basesOf: (segment) => (told === undefined ? [segment] : (told.get(segment) ?? [])),
    hasCuts: () => baseOf.size > 0,
    isCut: (base) => cut.has(base),
    isMending: (base) => mending.has(base),
    mend: (base) => {
      if (mending.delete(base)) index()
    },
    baseOf: (supervoxel) => baseOf.get(supervoxel),
    supervoxelsOf: (base) => cut.get(base) ?? mending.get(base),
  }
}
