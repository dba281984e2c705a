import { longerWords } from '../../../shared/ids/columns.ts'
import type { LabelTable } from './label-table.ts'
import type { SegmentLooks, Version } from './segment-looks.ts'

/** Told of supervoxels that come into memory and leave it: ids as halves, low first, of a chunk at a time. */
export interface SupervoxelWatcher {
  came(halves: Uint32Array<ArrayBuffer>): void
  gone(halves: Uint32Array<ArrayBuffer>): void
}

/** In place of a segment's number: not known. */
export const UNKNOWN = 0xffffffff

/** Which segment each supervoxel in memory belongs to, by dense number of the supervoxel. */
export interface SupervoxelSegments {
  /** Dense numbers of a chunk's labels (low and high halves alternate, as in the memory of a BigUint64Array). */
  retainAll(halves: Uint32Array): Uint32Array
  releaseAll(dense: Uint32Array): void
  /** From now on the i-th supervoxel belongs to the i-th segment, ids as halves; those not in memory are passed over. */
  remap(supervoxels: Uint32Array, segments: Uint32Array): void
  /** Each supervoxel is its own segment again. Where supervoxels are grouped, the segment of each is unknown. */
  forgetAll(): void
  isGrouped(): boolean
  setGrouped(isGrouped: boolean): void
  watch(watcher: SupervoxelWatcher | undefined): void
  /** The segment's number, by dense number: 0: nobody holds the supervoxel; or UNKNOWN. Valid until the next `retainAll`. */
  segmentOf(): Uint32Array
  /** The version at which that, or the paint, changed last. Valid until the next `retainAll`. */
  changedAt(): Uint32Array
}

/** `supervoxels`: gives the dense numbers. `freed`: called with the number of a supervoxel that has left memory. */
export function createSupervoxelSegments(
  supervoxels: LabelTable,
  looks: SegmentLooks,
  version: Version,
  freed: (dense: number) => void,
): SupervoxelSegments {
  const segmentOf = new Uint32Array(supervoxels.capacity())
  const changedAt = new Uint32Array(supervoxels.capacity())
  const table: Table = { supervoxels, looks, version, segmentOf, changedAt, isGrouped: false }
  let watcher: SupervoxelWatcher | undefined
  return {
    retainAll: (halves) => {
      const dense = new Uint32Array(halves.length / 2)
      const fresh: number[] = []
      for (let i = 0; i < dense.length; i++) {
        const d = supervoxels.retain(halves[2 * i + 1]!, halves[2 * i]!)
        dense[i] = d
        if (enter(table, d)) fresh.push(d)
      }
      if (fresh.length > 0) watcher?.came(idsOf(supervoxels, fresh))
      return dense
    },
    releaseAll: (dense) => {
      const gone: number[] = []
      for (const d of dense) {
        if (!supervoxels.release(d)) continue
        leave(table, table.segmentOf[d]!)
        table.segmentOf[d] = 0
        freed(d)
        gone.push(d)
      }
      // Numbers keep their ids until they are given again.
      if (gone.length > 0) watcher?.gone(idsOf(supervoxels, gone))
    },
    remap: (ids, to) => {
      version.value += 1
      for (let i = 0; i < ids.length; i += 2) {
        const d = supervoxels.find(ids[i + 1]!, ids[i]!)
        if (d > 0) moveTo(table, d, to[i + 1]!, to[i]!)
      }
    },
    forgetAll: () => forgetAll(table),
    isGrouped: () => table.isGrouped,
    setGrouped: (next) => {
      if (next === table.isGrouped) return
      table.isGrouped = next
      forgetAll(table)
    },
    watch: (next) => {
      const all = idsOf(supervoxels, held(table.segmentOf))
      if (all.length > 0) watcher?.gone(all.slice())
      watcher = next
      if (all.length > 0) watcher?.came(all)
    },
    segmentOf: () => table.segmentOf,
    changedAt: () => table.changedAt,
  }
}

interface Table {
  readonly supervoxels: LabelTable
  readonly looks: SegmentLooks
  readonly version: Version
  segmentOf: Uint32Array
  changedAt: Uint32Array
  isGrouped: boolean
}

/** A supervoxel has one more holder. True when it was not in memory before. */
function enter(table: Table, dense: number): boolean {
  const { supervoxels, looks } = table
  if (dense >= table.segmentOf.length) {
    table.segmentOf = longerWords(table.segmentOf, supervoxels.capacity())
    table.changedAt = longerWords(table.changedAt, supervoxels.capacity())
  }
  if (dense === 0 || table.segmentOf[dense] !== 0) return false
  const [high, low] = [supervoxels.highOf(dense), supervoxels.lowOf(dense)]
  table.segmentOf[dense] = table.isGrouped ? UNKNOWN : looks.join(high, low)
  return true
}

function leave({ looks }: Table, segment: number): void {
  if (segment !== UNKNOWN) looks.leave(segment)
}

function moveTo(table: Table, dense: number, high: number, low: number): void {
  const before = table.segmentOf[dense]!
  if (table.looks.find(high, low) === before) return
  table.segmentOf[dense] = table.looks.join(high, low)
  leave(table, before)
  table.changedAt[dense] = table.version.value
}

function forgetAll(table: Table): void {
  const { supervoxels, segmentOf, changedAt, version } = table
  version.value += 1
  for (const d of held(segmentOf)) {
    if (table.isGrouped) {
      leave(table, segmentOf[d]!)
      segmentOf[d] = UNKNOWN
      changedAt[d] = version.value
    } else moveTo(table, d, supervoxels.highOf(d), supervoxels.lowOf(d))
  }
}

function idsOf(supervoxels: LabelTable, dense: readonly number[]): Uint32Array<ArrayBuffer> {
  const halves = new Uint32Array(dense.length * 2)
  for (const [i, d] of dense.entries()) {
    halves[2 * i] = supervoxels.lowOf(d)
    halves[2 * i + 1] = supervoxels.highOf(d)
  }
  return halves
}

/** Dense numbers of the supervoxels in memory. */
function held(segmentOf: Uint32Array): number[] {
  const all: number[] = []
  for (let d = 1; d < segmentOf.length; d++) if (segmentOf[d] !== 0) all.push(d)
  return all
}
