import type { Split } from '../edits/edit.ts'
import { cutBaseEdges, findNode, freeBaseEdges, graphOf, hasEdge } from './loaded-base.ts'
import { type BaseFacts, pointHandle } from './resolve.ts'
import { joinSegments, separateSegment } from './segments.ts'
import { type BaseEdge, type FoldTables, isLive, pairKey, segmentOfPoint } from './tables.ts'

/** The edges that a split really cuts (rule E5). */
export interface EffectiveCut {
  readonly baseEdges: readonly (BaseEdge & { readonly base: number })[]
  readonly userEdges: readonly number[]
}

/** The segments that hold both a source and a sink. */
export function sharedSegments(tables: FoldTables, sources: readonly number[], sinks: readonly number[]): Set<number> {
  const withSource = new Set(sources.map((point) => segmentOfPoint(tables, point)))
  return new Set(sinks.map((point) => segmentOfPoint(tables, point)).filter((segment) => withSource.has(segment)))
}

export function effectiveCut(
  tables: FoldTables,
  facts: BaseFacts,
  edit: Split,
  shared: ReadonlySet<number>,
  mergeOf: (key: string) => number | undefined,
): EffectiveCut {
  const baseEdges = new Map<number, BaseEdge & { base: number }>()
  for (const group of edit.cut.bases) {
    const base = tables.baseHandles.get(group.base)
    if (base === undefined) continue // no edit ties it to another base, and no seed lies in it
    const loaded = graphOf(tables.bases[base]!)
    for (const [first, second] of group.pairs) {
      const from = findNode(loaded.supervoxels, first)
      const to = findNode(loaded.supervoxels, second)
      if (from < 0 || to < 0 || !hasEdge(loaded, from, to)) continue
      if (!shared.has(tables.pieces.segment[loaded.pieceOf[from]!]!)) continue
      const u = pointHandle(tables, facts, first, group.base)
      const v = pointHandle(tables, facts, second, group.base)
      const key = pairKey(u, v)
      if (!tables.bases[base]!.cut.has(key)) baseEdges.set(key, { u, v, base })
    }
  }
  const userEdges = new Set<number>()
  for (const key of edit.cut.merges) {
    const handle = mergeOf(key)
    const edge = handle === undefined ? undefined : tables.merges[handle]
    if (handle === undefined || edge === undefined || !isLive(edge)) continue
    if (shared.has(segmentOfPoint(tables, edge.a))) userEdges.add(handle)
  }
  return { baseEdges: [...baseEdges.values()], userEdges: [...userEdges] }
}

/** Takes the edges out, in the name of a split; answers all segments that the shared ones are now. */
export function takeOut(tables: FoldTables, cut: EffectiveCut, shared: Iterable<number>, split: number): number[] {
  const starts: number[] = []
  for (const [base, edges] of byBase(cut)) {
    for (const edge of edges) tables.bases[base]!.cut.set(pairKey(edge.u, edge.v), { ...edge, split })
    starts.push(...cutBaseEdges(tables, base, edges))
  }
  for (const handle of cut.userEdges) {
    const edge = tables.merges[handle]!
    edge.cutter = split
    starts.push(tables.points.piece[edge.a]!, tables.points.piece[edge.b]!)
  }
  return [...shared].flatMap((segment) => {
    const own = [...new Set(starts)].filter((piece) => tables.pieces.segment[piece] === segment)
    return own.length === 0 ? [segment] : separateSegment(tables, segment, own)
  })
}

/** Puts the edges back; where a merge is not in force any more, its edge stays dead. Answers the segments they join. */
export function putBack(tables: FoldTables, cut: EffectiveCut): number[] {
  const joined = new Set<number>()
  for (const handle of cut.userEdges) {
    const edge = tables.merges[handle]!
    edge.cutter = -1
    if (edge.inForce) joinEnds(tables, edge.a, edge.b)
  }
  for (const [base, edges] of byBase(cut)) {
    for (const { u, v } of edges) {
      tables.bases[base]!.cut.delete(pairKey(u, v))
      joinEnds(tables, u, v)
    }
    freeBaseEdges(tables, base, edges)
  }
  for (const { u, v } of edgeEnds(tables, cut)) {
    joined.add(segmentOfPoint(tables, u))
    joined.add(segmentOfPoint(tables, v))
  }
  return [...joined]
}

/** Groups of segments that putting the edges back would make one. */
export function groupsJoinedBy(tables: FoldTables, cut: EffectiveCut): number[][] {
  const groupOf = new Map<number, number[]>()
  for (const { u, v } of edgeEnds(tables, cut)) {
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
function edgeEnds(tables: FoldTables, cut: EffectiveCut): BaseEdge[] {
  const users = cut.userEdges.map((handle) => tables.merges[handle]!).filter((edge) => edge.inForce)
  return [...cut.baseEdges, ...users.map(({ a, b }) => ({ u: a, v: b }))]
}

function joinEnds(tables: FoldTables, u: number, v: number): void {
  joinSegments(tables, segmentOfPoint(tables, u), segmentOfPoint(tables, v))
}

function byBase(cut: EffectiveCut): Map<number, BaseEdge[]> {
  const groups = new Map<number, BaseEdge[]>()
  for (const { base, u, v } of cut.baseEdges) {
    const group = groups.get(base) ?? []
    groups.set(base, group)
    group.push({ u, v })
  }
  return groups
}
