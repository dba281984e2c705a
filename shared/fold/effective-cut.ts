import type { Split } from '../edits/edit.ts'
import { highHalf, lowHalf } from '../ids/halves.ts'
import { loosenBaseEdges } from './cut-base.ts'
import { findMerge } from './edit-names.ts'
import { findBaseLink, isLive } from './links.ts'
import { findNode, loadedBase } from './loaded-base.ts'
import type { NodePair } from './node-pairs.ts'
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
  const found = new Set<number>()
  const isShared = new Map<number, boolean>()
  for (const { base, pairs } of edit.cut.bases) {
    const handle = findBase(tables, base)
    if (handle < 0 || found.has(handle)) continue
    const reaches = isShared.get(handle) ?? hasPieceIn(tables, handle, shared)
    isShared.set(handle, reaches)
    if (reaches && pairs.some(([u, v]) => linkOf(tables, handle, u, v) < 0)) found.add(handle)
  }
  return [...found]
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
  loosenNamed(tables, edit, new Set(basesToCut(tables, edit, shared)), shared)
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

function loosenNamed(tables: FoldTables, edit: Split, bases: ReadonlySet<number>, shared: ReadonlySet<number>): void {
  const pairsOf = new Map([...bases].map((base): [number, NodePair[]] => [base, []]))
  for (const { base, pairs } of edit.cut.bases) {
    const handle = findBase(tables, base)
    const named = pairsOf.get(handle)
    if (named === undefined) continue
    const { words, pieceOf } = loadedBase(tables, handle)
    for (const [first, second] of pairs) {
      const from = findNode(words, highHalf(first), lowHalf(first))
      const to = findNode(words, highHalf(second), lowHalf(second))
      if (from < 0 || to < 0 || from === to || !shared.has(tables.pieces.segment[pieceOf[from]!]!)) continue
      named.push({ from, to })
    }
  }
  for (const [base, pairs] of pairsOf) loosenBaseEdges(tables, base, pairs)
}

/** Takes the edges out, in the name of a split (its handle); answers all segments that the shared ones are now. */
export function takeOut(tables: FoldTables, cut: EffectiveCut, shared: Iterable<number>, split: number): number[] {
  const { links, points, pieces } = tables
  const starts = new Set<number>()
  for (const link of cut) {
    links.cutter[link] = split
    starts.add(points.piece[links.a[link]!]!).add(points.piece[links.b[link]!]!)
  }
  const startsIn = new Map<number, number[]>()
  for (const piece of starts) {
    const segment = pieces.segment[piece]!
    const own = startsIn.get(segment)
    if (own === undefined) startsIn.set(segment, [piece])
    else own.push(piece)
  }
  return [...shared].flatMap((segment) => {
    const own = startsIn.get(segment)
    return own === undefined ? [segment] : separateSegment(tables, segment, own)
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

/** Groups of segments that putting the edges back would make one; no segment is in two. */
export function groupsJoinedBy(tables: FoldTables, cut: EffectiveCut): number[][] {
  const { links } = tables
  const groupOf = new Map<number, number[]>()
  const groupWith = (segment: number): number[] => {
    const group = groupOf.get(segment) ?? [segment]
    groupOf.set(segment, group)
    return group
  }
  for (const link of cut) {
    if (links.inForce[link] === 0) continue
    const a = groupWith(segmentOfPoint(tables, links.a[link]!))
    const b = groupWith(segmentOfPoint(tables, links.b[link]!))
    if (a === b) continue
    const [into, from] = a.length >= b.length ? [a, b] : [b, a]
    for (const segment of from) {
      into.push(segment)
      groupOf.set(segment, into)
    }
  }
  return [...new Set(groupOf.values())]
}
