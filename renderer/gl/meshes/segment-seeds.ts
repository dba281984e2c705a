import type { Vec3 } from '../../../shared/geometry.ts'

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
}

/** Segments whose places are asked for at a time: each may read a graph. */
const ASKED_AT_ONCE = 4

/** `ask`: x, y, z in nanometres of each place; the id of a segment is a supervoxel in it. `told`: positions have changed. */
export function createSegmentSeeds(ask: (supervoxel: bigint) => Promise<Float32Array>, told: () => void): SegmentSeeds {
  const known = new Map<bigint, Float32Array>()
  let selected = new Set<bigint>()
  let waiting = new Set<bigint>()
  let asked = 0

  function askNext(): void {
    for (const segment of waiting) {
      if (asked >= ASKED_AT_ONCE) return
      waiting.delete(segment)
      asked += 1
      void ask(segment).then((places) => answered(segment, places))
    }
  }

  function answered(segment: bigint, places: Float32Array): void {
    asked -= 1
    if (places.length > 0 && selected.has(segment)) {
      known.set(segment, places)
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
    of: (segment) => known.get(segment),
    *positions() {
      for (const places of known.values()) {
        for (let at = 0; at < places.length; at += 3) yield [places[at]!, places[at + 1]!, places[at + 2]!]
      }
    },
  }
}
