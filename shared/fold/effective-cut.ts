import type { Split } from '../edits/edit.ts'
import { highHalf, lowHalf } from '../ids/halves.ts'
import { loosenBaseEdges, type NodePair } from './cut-base.ts'
import { findMerge } from './edit-names.ts'
import { findBaseLink, isLive } from './links.ts'
import { findNode, isWithinPiece, loadedBase } from './loaded-base.ts'
import { findBase } from './points.ts'
import { joinSegments, separateSegment } from './segments.ts'
import { type FoldTables, segmentOfPoint } from './tables.ts'

/** The edges that a split really cuts (rule E5), as links. */
export type EffectiveCut = readonly number[]

/** The segments that hold both a source and a sink. */
export function sharedSegments(tables: FoldTables, sources: readonly number[], sinks: readonly number[]): Set<number> {
  const withSource = new Set(sources.map((point) => segmentOfPoint(tables, point)))
  return new Set(sinks.map((point) => segmentOfPoint(tables, point)).filter((segment) => withSource.has(segment)))
}

/** The bases (handles) whose graph is needed to know the edges that the split names. */
export function basesToCut(tables: FoldTables, edit: Split, shared: ReadonlySet<number>): number[] {
  const named = edit.cut.bases.filter(({ base, pairs }) => {
    const handle = findBase(tables, base)
    return handle >= 0 && hasPieceIn(tables, handle, shared) && pairs.some(([u, v]) => linkOf(tables, handle, u, v) < 0)
  })
  return [...new Set(named.map(({ base }) => findBase(tables, base)))]
}

function hasPieceIn({ bases, pieces }: FoldTables, base: number, segments: ReadonlySet<number>): boolean {
  for (let piece = bases.firstPiece[base]!; piece >= 0; piece = pieces.nextInBase[piece]!) {
    if (segments.has(pieces.segment[piece]!)) return true
  }
  return false
}

/** The link that a pair of supervoxels of one base has, or -1. */
function linkOf(tables: FoldTables, base: number, first: bigint, second: bigint): number {
  const { ids } = tables.points
  const u = ids.find(highHalf(first), lowHalf(first), base)
  const v = ids.find(highHalf(second), lowHalf(second), base)
  return u < 0 || v < 0 ? -1 : findBaseLink(tables, u, v)
}

/** The graphs of `basesToCut` must be loaded. Base edges in the cut become links; nothing else changes. */
export function effectiveCut(tables: FoldTables, edit: Split, shared: ReadonlySet<number>): EffectiveCut {
  for (const base of basesToCut(tables, edit, shared)) loosenNamed(tables, edit, base, shared)
  const { links, names } = tables
  const cut = new Set<number>()
  const add = (link: number) => {
    if (link >= 0 && isLive(links, link) && shared.has(segmentOfPoint(tables, links.a[link]!))) cut.add(link)
  }
  for (const { base, pairs } of edit.cut.bases) {
    const handle = findBase(tables, base)
    if (handle >= 0) for (const [u, v] of pairs) add(linkOf(tables, handle, u, v))
  }
  for (const key of edit.cut.merges) add(findMerge(names, key))
  return [...cut]
}

function loosenNamed(tables: FoldTables, edit: Split, base: number, shared: ReadonlySet<number>): void {
  const loaded = loadedBase(tables, base)
  const pairs = new Map<string, NodePair>()
  for (const group of edit.cut.bases) {
    if (findBase(tables, group.base) !== base) continue
    for (const [first, second] of group.pairs) {
      const from = findNode(loaded.words, highHalf(first), lowHalf(first))
      const to = findNode(loaded.words, highHalf(second), lowHalf(second))
      if (from < 0 || to < 0 || from === to || !isWithinPiece(loaded, from, to)) continue
      if (!shared.has(tables.pieces.segment[loaded.pieceOf[from]!]!)) continue
      pairs.set(from < to ? `${from} ${to}` : `${to} ${from}`, { from, to })
    }
  }
  loosenBaseEdges(tables, base, [...pairs.values()])
}

/** Takes the edges out, in the name of a split (its handle); answers all segments that the shared ones are now. */
export function takeOut(tables: FoldTables, cut: EffectiveCut, shared: Iterable<number>, split: number): number[] {
  const { links, points, pieces } = tables
  const starts = new Set<number>()
  for (const link of cut) {
    links.cutter[link] = split
    starts.add(points.piece[links.a[link]!]!).add(points.piece[links.b[link]!]!)
  }
  return [...shared].flatMap((segment) => {
    const own = [...starts].filter((piece) => pieces.segment[piece] === segment)
    return own.length === 0 ? [segment] : separateSegment(tables, segment, own)
  })
}

/** Puts the edges back; where a merge is not in force any more, its edge stays dead. Answers the segments they join. */
export function putBack(tables: FoldTables, cut: EffectiveCut): number[] {
  const { links } = tables
  for (const link of cut) links.cutter[link] = -1
  const live = cut.filter((link) => isLive(links, link))
  for (const link of live) {
    const [a, b] = [links.a[link]!, links.b[link]!]
    joinSegments(tables, segmentOfPoint(tables, a), segmentOfPoint(tables, b))
  }
  return [...new Set(live.map((link) => segmentOfPoint(tables, links.a[link]!)))]
}

/** Groups of segments that putting the edges back would make one. */
export function groupsJoinedBy(tables: FoldTables, cut: EffectiveCut): number[][] {
  const { links } = tables
  const groupOf = new Map<number, number[]>()
  for (const link of cut) {
    if (links.inForce[link] === 0) continue
    const a = segmentOfPoint(tables, links.a[link]!)
    const b = segmentOfPoint(tables, links.b[link]!)
    const first = groupOf.get(a) ?? [a]
    const second = groupOf.get(b) ?? [b]
    if (first === second || a === b) {
      groupOf.set(a, first)
      continue
    }
    const [into, from] = first.length >= second.length ? [first, second] : [second, first]
    into.push(...from)
    for (const segment of into) groupOf.set(segment, into)
  }
  return [...new Set(groupOf.values())]
}
