import type { DoubtEnd, DoubtIndex, DoubtPair } from '../doubts/doubt-index.ts'
import type { Merge } from '../edits/edit.ts'
import { baseIds } from '../fold/bases-needed.ts'
import { handlesOf } from '../fold/expectation.ts'
import { type FoldTables, segmentOfPoint } from '../fold/tables.ts'
import type { FoldedLog } from '../folded-log/folded-log.ts'

/** How near the two points of a merge are, and whether their segments touch. */
export interface Nearness {
  readonly distanceNm: number
  /** Whether the agglomeration has an edge between the two, even a cut one or one under its threshold. */
  readonly touch: 'yes' | 'no' | 'unknown'
}

/** The edges under the threshold; undefined where they cannot be read. */
export type ReadDoubtIndex = () => Promise<DoubtIndex | undefined>

/** Edges whose segments are looked up at a time. */
const EDGES_AT_ONCE = 256

/** To be called after a dry run of the merge, which provides the graphs. */
export async function nearnessOf(foldedLog: FoldedLog, readDoubts: ReadDoubtIndex, merge: Merge): Promise<Nearness> {
  const distanceNm = distanceOf(merge)
  const { tables } = foldedLog.fold
  const points = handlesOf(tables, [merge.a, merge.b])
  const [one = -1, other = -1] = points
    .map((point) => segmentOfPoint(tables, point))
    .sort((p, q) => tables.segments.pieceCount[p]! - tables.segments.pieceCount[q]!)
  if (one === other || hasCutEdge(tables, one, other)) return { distanceNm, touch: 'yes' }
  const doubts = await readDoubts()
  if (doubts === undefined || doubts.edges === 0) return { distanceNm, touch: 'unknown' }
  const bases = { one: basesOf(tables, one), other: new Set(basesOf(tables, other)) }
  const segments = await segmentsOf(foldedLog, [merge.a, merge.b])
  return { distanceNm, touch: (await hasDoubt(foldedLog, doubts, bases, segments)) ? 'yes' : 'no' }
}

export function distanceOf({ a, b }: Pick<Merge, 'a' | 'b'>): number {
  return Math.hypot(...a.position.map((at, axis) => at - b.position[axis]!))
}

/** Whether a split cut a base edge between two segments. They touch there. */
function hasCutEdge({ pieces, points, segments, links }: FoldTables, one: number, other: number): boolean {
  for (let piece = segments.firstPiece[one]!; piece >= 0; piece = pieces.nextInSegment[piece]!) {
    for (let point = pieces.firstPoint[piece]!; point >= 0; point = points.nextInPiece[point]!) {
      for (let arc = points.firstArc[point]!; arc >= 0; arc = links.nextArc[arc]!) {
        const link = arc >> 1
        const end = arc % 2 === 0 ? links.b[link]! : links.a[link]!
        if (links.edit[link]! < 0 && pieces.segment[points.piece[end]!] === other) return true
      }
    }
  }
  return false
}

function basesOf(tables: FoldTables, segment: number): bigint[] {
  const { pieces, segments } = tables
  const handles = new Set<number>()
  for (let piece = segments.firstPiece[segment]!; piece >= 0; piece = pieces.nextInSegment[piece]!) {
    handles.add(pieces.base[piece]!)
  }
  return baseIds(tables, handles)
}

/** Bases may have been cut, so the segments of an edge's own ends decide whether the edge lies between the two. */
async function hasDoubt(
  foldedLog: FoldedLog,
  doubts: DoubtIndex,
  bases: { readonly one: readonly bigint[]; readonly other: ReadonlySet<bigint> },
  segments: readonly bigint[],
): Promise<boolean> {
  const between = new Set(segments)
  const isBetween = async (pairs: readonly DoubtPair[]) => {
    const now = await segmentsOf(
      foldedLog,
      pairs.flatMap(({ a, b }) => [a, b]),
    )
    return pairs.some((_, i) => {
      const [a, b] = [now[2 * i]!, now[2 * i + 1]!]
      return a !== b && between.has(a) && between.has(b)
    })
  }
  let some: DoubtPair[] = []
  for (const base of bases.one) {
    for (const pair of doubts.at(base)) {
      if (!bases.other.has(pair.a.base) && !bases.other.has(pair.b.base)) continue
      some.push(pair)
      if (some.length < EDGES_AT_ONCE) continue
      if (await isBetween(some)) return true
      some = []
    }
  }
  return isBetween(some)
}

async function segmentsOf(foldedLog: FoldedLog, points: readonly DoubtEnd[]): Promise<readonly bigint[]> {
  return (await foldedLog.segmentsAt(points)).map(({ segment }) => segment)
}
