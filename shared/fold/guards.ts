import type { EditKey } from '../edits/edit.ts'
import { type FoldedSplit, type FoldTables, segmentOfPoint } from './tables.ts'

/** Splits that stand aside: the target of a revert, and what the edit overrides by name. */
export type Aside = ReadonlySet<EditKey>

/**
 * Rule E6: the handle of the first split in force that would find a guard pair of its own together which is apart now,
 * if each group of segments became one; -1 if there is none. Only the guard points of all but the richest segment of a
 * group are looked at: a broken pair has an end there.
 */
export function firstBrokenGuard(tables: FoldTables, groups: readonly (readonly number[])[], aside: Aside): number {
  let first = -1
  for (const group of groups) {
    for (const split of splitsTouching(tables, butTheRichest(tables, group))) {
      if (first >= 0 && split >= first) continue
      const folded = tables.splits[split]!
      if (!aside.has(folded.key) && wouldMeet(tables, folded, new Set(group))) first = split
    }
  }
  return first
}

/** Rule E9: the splits in force with a guard pair together once the group is one segment, in log order. */
export function guardsWithin(tables: FoldTables, group: readonly number[]): number[] {
  const inGroup = new Set(group)
  const together = [...splitsTouching(tables, group)].filter((split) =>
    guardPairsSome(tables, tables.splits[split]!, inGroup, () => true),
  )
  return together.sort((a, b) => a - b)
}

/** A guard pair of the split is apart now and both its ends are in the group. */
function wouldMeet(tables: FoldTables, split: FoldedSplit, group: ReadonlySet<number>): boolean {
  return guardPairsSome(tables, split, group, (s, t) => s !== t)
}

/** Some guard pair of the split has both ends in the group, in segments for which `test` holds. */
function guardPairsSome(
  tables: FoldTables,
  split: FoldedSplit,
  group: ReadonlySet<number>,
  test: (s: number, t: number) => boolean,
): boolean {
  const segmentsOf = (points: readonly number[]) =>
    [...new Set(points.map((point) => segmentOfPoint(tables, point)))].filter((segment) => group.has(segment))
  const sinks = segmentsOf(split.sinks)
  if (segmentsOf(split.sources).some((s) => sinks.some((t) => test(s, t)))) return true
  const meets = (u: number, v: number) => {
    const s = segmentOfPoint(tables, u)
    const t = segmentOfPoint(tables, v)
    return group.has(s) && group.has(t) && test(s, t)
  }
  if (split.baseEdges.some(({ u, v }) => meets(u, v))) return true
  return split.userEdges.some((edge) => meets(tables.merges[edge]!.a, tables.merges[edge]!.b))
}

function splitsTouching({ points, pieces, segments }: FoldTables, group: readonly number[]): Set<number> {
  const splits = new Set<number>()
  for (const segment of group) {
    for (const piece of segments.pieces[segment]!) {
      for (const point of pieces.points[piece]!) for (const split of points.guards[point]!) splits.add(split)
    }
  }
  return splits
}

/** All segments of the group but the one with most pieces, which is the dearest to look through. */
function butTheRichest({ segments }: FoldTables, group: readonly number[]): number[] {
  const sizes = group.map((segment) => segments.pieces[segment]!.size)
  const richest = sizes.indexOf(Math.max(...sizes))
  return group.filter((_, i) => i !== richest)
}

/** The points that a split guards, each as often as it is named. */
export function guardPoints({ merges }: FoldTables, split: FoldedSplit): number[] {
  const ends = split.baseEdges.flatMap(({ u, v }) => [u, v])
  const userEnds = split.userEdges.flatMap((edge) => [merges[edge]!.a, merges[edge]!.b])
  return [...split.sources, ...split.sinks, ...ends, ...userEnds]
}
