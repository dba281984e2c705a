import { lengthFor, longerInts } from '../ids/columns.ts'
import { eachCutEdge, viewSplit } from './split-pool.ts'
import { type FoldTables, type Splits, segmentOfPoint } from './tables.ts'

/** Segments that an edit would make one. */
export type Group = readonly number[]

/**
 * Rule E6: the handle of the first split in force that would find a guard pair of its own together which is apart now,
 * if each group of segments became one; -1 if there is none. Splits that stand aside are the target of a revert, and what
 * the edit overrides by name. Of a group all segments but the dearest are looked through: a broken pair has an end there.
 */
export function firstBrokenGuard(tables: FoldTables, groups: readonly Group[], aside: ReadonlySet<number>): number {
  let first = -1
  for (const group of groups) {
    const members = new Set(group)
    for (const split of splitsTouching(tables, butTheDearest(tables, group))) {
      if ((first >= 0 && split >= first) || aside.has(split)) continue
      if (wouldMeet(tables, split, members)) first = split
    }
  }
  return first
}

/** Rule E9: the splits in force with a guard pair together once the group is one segment, in log order. */
export function guardsWithin(tables: FoldTables, group: Group): number[] {
  const members = new Set(group)
  const together = [...splitsTouching(tables, group)].filter((split) => somePair(tables, split, members, () => true))
  return together.sort((a, b) => a - b)
}

/**
 * True when a group becoming one brings a guard pair of a split together that is apart now. The edges of the cut where
 * that is so count from now on as having been apart (see split-pool.ts).
 */
export function bringsTogether(tables: FoldTables, split: number, group: Group): boolean {
  const members = new Set(group)
  if (!wouldMeet(tables, split, members)) return false
  eachCutEdge(tables, split, (u, v, flag) => {
    if (segmentOfPoint(tables, u) !== segmentOfPoint(tables, v)) tables.splits.pool[flag] = 0
  })
  return true
}

/** A guard pair is together that has been apart since the split came in force: something overrides it. */
export function isOverridden(tables: FoldTables, split: number): boolean {
  const { sources, sinks } = viewSplit(tables.splits, split)
  const withSource = new Set([...sources].map((point) => segmentOfPoint(tables, point)))
  let overridden = sinks.some((point) => withSource.has(segmentOfPoint(tables, point)))
  eachCutEdge(tables, split, (u, v, flag) => {
    if (tables.splits.pool[flag] === 0 && segmentOfPoint(tables, u) === segmentOfPoint(tables, v)) overridden = true
  })
  return overridden
}

/** A guard pair of the split is apart now and both its ends are in the group. */
function wouldMeet(tables: FoldTables, split: number, group: ReadonlySet<number>): boolean {
  return somePair(tables, split, group, (s, t) => s !== t)
}

/** Some guard pair of the split has both ends in the group, in segments for which `holds`. */
function somePair(
  tables: FoldTables,
  split: number,
  group: ReadonlySet<number>,
  holds: (s: number, t: number) => boolean,
): boolean {
  const { sources, sinks } = viewSplit(tables.splits, split)
  const segmentsOf = (points: Int32Array) =>
    [...new Set(Array.from(points, (point) => segmentOfPoint(tables, point)))].filter((segment) => group.has(segment))
  const withSinks = segmentsOf(sinks)
  if (withSinks.length > 0 && segmentsOf(sources).some((s) => withSinks.some((t) => holds(s, t)))) return true
  let found = false
  eachCutEdge(tables, split, (u, v) => {
    const s = segmentOfPoint(tables, u)
    const t = segmentOfPoint(tables, v)
    if (group.has(s) && group.has(t) && holds(s, t)) found = true
  })
  return found
}

function splitsTouching({ points, pieces, segments, splits }: FoldTables, group: Group): Set<number> {
  const found = new Set<number>()
  for (const segment of group) {
    if (segments.guards[segment] === 0) continue
    for (let piece = segments.firstPiece[segment]!; piece >= 0; piece = pieces.nextInSegment[piece]!) {
      if (pieces.guards[piece] === 0) continue
      for (let point = pieces.firstPoint[piece]!; point >= 0; point = points.nextInPiece[point]!) {
        for (let entry = points.firstGuard[point]!; entry >= 0; entry = splits.guardNext[entry]!) {
          found.add(splits.guardSplit[entry]!)
        }
      }
    }
  }
  return found
}

/** All segments of the group but the one that is the dearest to look through. */
function butTheDearest({ segments }: FoldTables, group: Group): number[] {
  const costs = group.map((one) => (segments.guards[one] === 0 ? 0 : segments.guards[one]! + segments.pieceCount[one]!))
  const dearest = costs.indexOf(Math.max(...costs))
  return group.filter((_, i) => i !== dearest)
}

/** Enters a split that came in force into the lists of its guard points. */
export function addGuards(tables: FoldTables, split: number): void {
  const { points, pieces, segments, splits } = tables
  for (const point of guardPoints(tables, split)) {
    const entry = newEntry(splits)
    splits.guardSplit[entry] = split
    splits.guardNext[entry] = points.firstGuard[point]!
    points.firstGuard[point] = entry
    const piece = points.piece[point]!
    pieces.guards[piece]!++
    segments.guards[pieces.segment[piece]!]!++
  }
}

export function removeGuards(tables: FoldTables, split: number): void {
  const { points, pieces, segments, splits } = tables
  for (const point of guardPoints(tables, split)) {
    let before = -1
    let entry = points.firstGuard[point]!
    while (splits.guardSplit[entry] !== split) {
      before = entry
      entry = splits.guardNext[entry]!
    }
    if (before < 0) points.firstGuard[point] = splits.guardNext[entry]!
    else splits.guardNext[before] = splits.guardNext[entry]!
    splits.guardNext[entry] = splits.firstFreeGuard
    splits.firstFreeGuard = entry
    const piece = points.piece[point]!
    pieces.guards[piece]!--
    segments.guards[pieces.segment[piece]!]!--
  }
}

/** The points that a split guards, each once. */
function guardPoints(tables: FoldTables, split: number): Set<number> {
  const { sources, sinks } = viewSplit(tables.splits, split)
  const found = new Set([...sources, ...sinks])
  eachCutEdge(tables, split, (u, v) => found.add(u).add(v))
  return found
}

function newEntry(splits: Splits): number {
  if (splits.firstFreeGuard >= 0) {
    const entry = splits.firstFreeGuard
    splits.firstFreeGuard = splits.guardNext[entry]!
    return entry
  }
  const length = lengthFor(splits.guardRows + 1, splits.guardSplit.length)
  if (length > splits.guardSplit.length) {
    splits.guardSplit = longerInts(splits.guardSplit, length)
    splits.guardNext = longerInts(splits.guardNext, length)
  }
  return splits.guardRows++
}
