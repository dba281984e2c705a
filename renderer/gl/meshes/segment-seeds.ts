import type { Vec3 } from '../../../shared/geometry.ts'

/** What is known of a segment before anything of it is loaded. */
export interface SegmentSeed {
  /** x, y, z in nanometres of each place. */
  readonly positions: Float32Array
  /** Some of its supervoxels, or all. */
  readonly supervoxels: BigUint64Array
}

/** Where the selected segments lie: shapes begin there. */
export interface SegmentSeeds {
  /** From now on these segments are selected. The places of those that were not before are asked for. */
  select(segments: Iterable<bigint>): void
  /** Edits have changed what belongs to the segments: all places are asked for again. The old ones hold until then. */
  again(): void
  /** Nanometres, of all selected segments. */
  positions(): Iterable<Vec3>
  /** x, y, z in nanometres of each place of one selected segment; undefined while none is known. */
  of(segment: bigint): Float32Array | undefined
  /** Of all selected segments. */
  supervoxels(): BigUint64Array
}

/** Segments whose places are asked for at a time: each may read a graph. */
const ASKED_AT_ONCE = 4

/** The id of a segment is a supervoxel in it. `told`: the seeds have changed. */
export function createSegmentSeeds(ask: (supervoxel: bigint) => Promise<SegmentSeed>, told: () => void): SegmentSeeds {
  const known = new Map<bigint, SegmentSeed>()
  let selected = new Set<bigint>()
  let waiting = new Set<bigint>()
  let asked = 0

  function askNext(): void {
    for (const segment of waiting) {
      if (asked >= ASKED_AT_ONCE) return
      waiting.delete(segment)
      asked += 1
      void ask(segment).then((seed) => answered(segment, seed))
    }
  }

  function answered(segment: bigint, seed: SegmentSeed): void {
    asked -= 1
    if (seed.positions.length > 0 && selected.has(segment)) {
      known.set(segment, seed)
      told()
    }
    askNext()
  }

  return {
    select: (segments) => {
      const before = selected
      selected = new Set(segments)
      for (const segment of known.keys()) if (!selected.has(segment)) known.delete(segment)
      waiting = new Set([...waiting].filter((segment) => selected.has(segment)))
      for (const segment of selected) if (!before.has(segment)) waiting.add(segment)
      if (known.size > 0 || before.size > 0) told()
      askNext()
    },
    again: () => {
      waiting = new Set(selected)
      askNext()
    },
    of: (segment) => known.get(segment)?.positions,
    *positions() {
      for (const { positions } of known.values()) {
        for (let at = 0; at < positions.length; at += 3) yield [positions[at]!, positions[at + 1]!, positions[at + 2]!]
      }
    },
    supervoxels: () => BigUint64Array.from([...known.values()].flatMap(({ supervoxels }) => [...supervoxels])),
  }
}
