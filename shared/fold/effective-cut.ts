import type { Split } from '../edits/edit.ts'
import { highHalf, lowHalf } from '../ids/halves.ts'
import { cutBaseEdges, freeBaseEdges } from './cut-base.ts'
import { findMerge } from './edit-names.ts'
import { edgesBetween, findNode, type LoadedBase, loadedBase } from './loaded-base.ts'
import { findBase, pointOfHalves } from './points.ts'
import { joinSegments, separateSegment } from './segments.ts'
import { type BaseEdge, type EffectiveCut, type FoldTables, segmentOfPoint } from './tables.ts'
import { isLive } from './user-edges.ts'

/** The segments that hold both a source and a sink. */
export function sharedSegments(tables: FoldTables, sources: readonly number[], sinks: readonly number[]): Set<number> {
  const withSource = new Set(sources.map((point) => segmentOfPoint(tables, point)))
  return new Set(sinks.map((point) => segmentOfPoint(tables, point)).filter((segment) => withSource.has(segment)))
}

/** The bases (handles) that the split names in its cut and that have a piece in a shared segment. */
export function basesToCut(tables: FoldTables, edit: Split, shared: ReadonlySet<number>): number[] {
  const { bases, pieces } = tables
  const isShared = (base: number) => {
    for (let piece = bases.firstPiece[base]!; piece >= 0; piece = pieces.nextInBase[piece]!) {
      if (shared.has(pieces.segment[piece]!)) return true
    }
    return false
  }
  const named = edit.cut.bases.map(({ base }) => findBase(tables, base))
  return [...new Set(named)].filter((base) => base >= 0 && isShared(base))
}

/** The graphs of `basesToCut` must be loaded. */
export function effectiveCut(tables: FoldTables, edit: Split, shared: ReadonlySet<number>): EffectiveCut {
  const { merges, names } = tables
  const baseEdges = new Map<string, BaseEdge & { base: number }>()
  const cutable = new Set(basesToCut(tables, edit, shared))
  for (const group of edit.cut.bases) {
    const base = findBase(tables, group.base)
    if (!cutable.has(base)) continue
    const loaded = loadedBase(tables, base)
    for (const [first, second] of group.pairs) {
      const from = findNode(loaded.words, highHalf(first), lowHalf(first))
      const to = findNode(loaded.words, highHalf(second), lowHalf(second))
      if (from < 0 || to < 0 || from === to || !isLiveBetween(loaded, from, to)) continue
      if (!shared.has(tables.pieces.segment[loaded.pieceOf[from]!]!)) continue
      const [u, v] = [pointOfNode(tables, base, loaded, from), pointOfNode(tables, base, loaded, to)]
      baseEdges.set(u < v ? `${u} ${v}` : `${v} ${u}`, { u, v, base })
    }
  }
  const userEdges = new Set<number>()
  for (const key of edit.cut.merges) {
    const edge = findMerge(names, key)
    if (edge < 0 || !isLive(merges, edge)) continue
    if (shared.has(segmentOfPoint(tables, merges.a[edge]!))) userEdges.add(edge)
  }
  return { baseEdges: [...baseEdges.values()], userEdges: [...userEdges] }
}

function isLiveBetween(loaded: LoadedBase, from: number, to: number): boolean {
  let live = false
  edgesBetween(loaded, from, to, (number) => {
    if (loaded.dead[number] === 0) live = true
  })
  return live
}

function pointOfNode(tables: FoldTables, base: number, { words }: LoadedBase, node: number): number {
  return pointOfHalves(tables, words[2 * node + 1]!, words[2 * node]!, base)
}

/** Takes the edges out, in the name of a split (its handle); answers all segments that the shared ones are now. */
export function takeOut(tables: FoldTables, cut: EffectiveCut, shared: Iterable<number>, split: number): number[] {
  const { merges, points, pieces } = tables
  const starts: number[] = []
  for (const [base, edges] of byBase(cut)) starts.push(...cutBaseEdges(tables, base, edges))
  for (const edge of cut.userEdges) {
    merges.cutter[edge] = split
    starts.push(points.piece[merges.a[edge]!]!, points.piece[merges.b[edge]!]!)
  }
  return [...shared].flatMap((segment) => {
    const own = [...new Set(starts)].filter((piece) => pieces.segment[piece] === segment)
    return own.length === 0 ? [segment] : separateSegment(tables, segment, own)
  })
}

/** Puts the edges back; where a merge is not in force any more, its edge stays dead. Answers the segments they join. */
export function putBack(tables: FoldTables, cut: EffectiveCut): number[] {
  const { merges } = tables
  for (const edge of cut.userEdges) {
    merges.cutter[edge] = -1
    if (merges.inForce[edge] === 1) joinEnds(tables, merges.a[edge]!, merges.b[edge]!)
  }
  for (const [base, edges] of byBase(cut)) {
    for (const { u, v } of edges) joinEnds(tables, u, v)
    freeBaseEdges(tables, base, edges)
  }
  return [...new Set(endsToJoin(tables, cut).map(({ u }) => segmentOfPoint(tables, u)))]
}

/** Groups of segments that putting the edges back would make one. */
export function groupsJoinedBy(tables: FoldTables, cut: EffectiveCut): number[][] {
  const groupOf = new Map<number, number[]>()
  for (const { u, v } of endsToJoin(tables, cut)) {
    const a = segmentOfPoint(tables, u)
    const b = segmentOfPoint(tables, v)
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

/** The ends of the edges that would be live if they were put back. */
function endsToJoin({ merges }: FoldTables, cut: EffectiveCut): BaseEdge[] {
  const users = cut.userEdges.filter((edge) => merges.inForce[edge] === 1)
  return [...cut.baseEdges, ...users.map((edge) => ({ u: merges.a[edge]!, v: merges.b[edge]! }))]
}

function joinEnds(tables: FoldTables, u: number, v: number): void {
  joinSegments(tables, segmentOfPoint(tables, u), segmentOfPoint(tables, v))
}

function byBase(cut: EffectiveCut): Map<number, BaseEdge[]> {
  const groups = new Map<number, BaseEdge[]>()
  for (const edge of cut.baseEdges) {
    const group = groups.get(edge.base) ?? []
    groups.set(edge.base, group)
    group.push(edge)
  }
  return groups
}
