import { lengthFor, longerInts } from '../ids/columns.ts'
import { eachCutEdge, someCutEdge, viewSplit } from './cuts/split-pool.ts'
import { type FoldTables, type Splits, segmentOfPoint } from './tables.ts'

/** Segments that an edit would make one. No segment is in two groups of one edit. */
export type Group = readonly number[]

/**
 * Rule E6: the first split in force that would be broken if each group became one segment; -1 if there is none. A split
 * is broken if a pair that it guards is apart now and would be together.
 * @param exempt splits that may be broken: the target of a revert, and those that the edit names in `overrides`
 */
export function firstBrokenGuard(tables: FoldTables, groups: readonly Group[], exempt: ReadonlySet<number>): number {
  const groupOf = groupsBySegment(groups)
  let first = -1
  for (const split of splitsPossiblyBroken(tables, groups)) {
    if ((first >= 0 && split >= first) || exempt.has(split)) continue
    if (hasPair(tables, split, groupOf, 'apart')) first = split
  }
  return first
}

/** A split in force that an edit would break. */
export interface BrokenGuard {
  readonly split: number
  /** True if a source and a sink would come together; false if only ends of edges of its cut would. */
  readonly seedsMeet: boolean
}

/** All splits that would be broken, in log order. The parameters are those of `firstBrokenGuard`. */
export function brokenGuards(tables: FoldTables, groups: readonly Group[], exempt: ReadonlySet<number>): BrokenGuard[] {
  const groupOf = groupsBySegment(groups)
  const found: BrokenGuard[] = []
  for (const split of [...splitsPossiblyBroken(tables, groups)].sort((a, b) => a - b)) {
    if (exempt.has(split)) continue
    const seedsMeet = hasSeeds(tables, split, groupOf, 'apart')
    if (seedsMeet || hasEnds(tables, split, groupOf, 'apart')) found.push({ split, seedsMeet })
  }
  return found
}

/** Rule E9: the splits in force that have a guarded pair together once each group is one segment, in log order. */
export function guardsWithin(tables: FoldTables, groups: readonly Group[]): number[] {
  const groupOf = groupsBySegment(groups)
  const splits = [...splitsTouching(tables, groups.flat())]
  return splits.filter((split) => hasPair(tables, split, groupOf, 'any')).sort((a, b) => a - b)
}

/**
 * True if a split would be broken when each group becomes one segment. Then the ends of its cut edges that are apart now
 * are recorded as having been apart (see split-pool.ts).
 */
export function bringsTogether(tables: FoldTables, split: number, groups: readonly Group[]): boolean {
  if (!hasPair(tables, split, groupsBySegment(groups), 'apart')) return false
  eachCutEdge(tables, split, (u, v, flag) => {
    if (segmentOfPoint(tables, u) !== segmentOfPoint(tables, v)) tables.splits.pool[flag] = 0
  })
  return true
}

/** Rule E12: a guarded pair is together that has been apart at some time since the split came in force. */
export function isOverridden(tables: FoldTables, split: number): boolean {
  let overridden = areSeedsTogether(tables, split)
  eachCutEdge(tables, split, (u, v, flag) => {
    if (tables.splits.pool[flag] === 0 && segmentOfPoint(tables, u) === segmentOfPoint(tables, v)) overridden = true
  })
  return overridden
}

/** True if a source and a sink of the split are in one segment. */
export function areSeedsTogether(tables: FoldTables, split: number): boolean {
  const { sources, sinks } = viewSplit(tables.splits, split)
  const withSource = new Set([...sources].map((point) => segmentOfPoint(tables, point)))
  return sinks.some((point) => withSource.has(segmentOfPoint(tables, point)))
}

/** For each segment that is in a group: the place of that group. */
function groupsBySegment(groups: readonly Group[]): Map<number, number> {
  const groupOf = new Map<number, number>()
  for (const [place, group] of groups.entries()) for (const segment of group) groupOf.set(segment, place)
  return groupOf
}

/** Stands for the segment of the sources in a group, where these lie in several segments. */
const SEVERAL = -1

type GroupOf = ReadonlyMap<number, number>

/** 'any': pairs with both ends in one group. 'apart': only those of them whose ends lie in two segments of the group. */
type Which = 'any' | 'apart'

function hasPair(tables: FoldTables, split: number, groupOf: GroupOf, which: Which): boolean {
  return hasSeeds(tables, split, groupOf, which) || hasEnds(tables, split, groupOf, which)
}

/** True if a source and a sink of the split are such a pair. */
function hasSeeds(tables: FoldTables, split: number, groupOf: GroupOf, which: Which): boolean {
  const { sources, sinks } = viewSplit(tables.splits, split)
  const isApart = which === 'apart'
  const withSource = new Map<number, number>()
  for (const point of sources) {
    const segment = segmentOfPoint(tables, point)
    const group = groupOf.get(segment)
    if (group === undefined) continue
    const known = withSource.get(group) ?? segment
    withSource.set(group, known === segment ? segment : SEVERAL)
  }
  for (const point of sinks) {
    const segment = segmentOfPoint(tables, point)
    const source = withSource.get(groupOf.get(segment) ?? -1)
    if (source !== undefined && (!isApart || source !== segment)) return true
  }
  return false
}

/** True if the ends of an edge of its cut are such a pair. */
function hasEnds(tables: FoldTables, split: number, groupOf: GroupOf, which: Which): boolean {
  return someCutEdge(tables, split, (u, v) => {
    const [s, t] = [segmentOfPoint(tables, u), segmentOfPoint(tables, v)]
    const group = groupOf.get(s)
    return group !== undefined && group === groupOf.get(t) && (which === 'any' || s !== t)
  })
}

/**
 * The splits in force that guard a point in the groups, but without those of the costliest segment of each group. A pair
 * whose ends lie in two segments of a group has an end outside the costliest one, so no broken split is missed.
 */
function splitsPossiblyBroken(tables: FoldTables, groups: readonly Group[]): Set<number> {
  return splitsTouching(
    tables,
    groups.flatMap((group) => allButCostliest(tables, group)),
  )
}

/** The splits in force that guard a point in these segments. */
function splitsTouching({ points, pieces, segments, splits }: FoldTables, searched: readonly number[]): Set<number> {
  const found = new Set<number>()
  for (const segment of searched) {
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

/** All segments of the group but the one whose guards take the longest to read. */
function allButCostliest({ segments }: FoldTables, group: Group): number[] {
  const costOf = (one: number) => (segments.guards[one] === 0 ? 0 : segments.guards[one]! + segments.pieceCount[one]!)
  let costliest = 0
  for (let i = 1; i < group.length; i++) if (costOf(group[i]!) > costOf(group[costliest]!)) costliest = i
  return group.filter((_, i) => i !== costliest)
}

/** Adds a guard entry for the split to each point that it guards. */
export function addGuards(tables: FoldTables, split: number): void {
  const { points, pieces, segments, splits } = tables
  const enter = (point: number) => {
    const newest = points.firstGuard[point]!
    if (newest >= 0 && splits.guardSplit[newest] === split) return // the point has an entry of this split already
    const entry = newEntry(splits)
    splits.guardSplit[entry] = split
    splits.guardNext[entry] = points.firstGuard[point]!
    points.firstGuard[point] = entry
    const piece = points.piece[point]!
    pieces.guards[piece]!++
    segments.guards[pieces.segment[piece]!]!++
  }
  const { sources, sinks } = viewSplit(splits, split)
  for (const seeds of [sources, sinks]) for (const point of seeds) enter(point)
  eachCutEdge(tables, split, (u, v) => {
    enter(u)
    enter(v)
  })
}

/** Removes what `addGuards` added. */
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

/** The points that a split guards: its seeds and the ends of its cut. */
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
