import type { Split } from '../../edits/edit.ts'
import { highHalf, lowHalf } from '../../ids/halves.ts'
import type { LoadedBase } from '../base-graph.ts'
import { findMerge } from '../edit-names.ts'
import { findBaseLink, isLive } from '../links.ts'
import { findNode, loadedBase } from '../loaded-base.ts'
import type { NodePairs } from '../node-pairs.ts'
import { findBase } from '../points.ts'
import { joinSegments, separateSegment } from '../segments.ts'
import { type FoldTables, segmentOfPoint } from '../tables.ts'
import { turnIntoLinks } from './cut-base.ts'

/** The edges that a split cuts in fact (rule E5), as links. */
export type EffectiveCut = readonly number[]

/** The segments that hold both a source and a sink. */
export function sharedSegments(tables: FoldTables, sources: readonly number[], sinks: readonly number[]): Set<number> {
  const withSource = new Set(sources.map((point) => segmentOfPoint(tables, point)))
  return new Set(sinks.map((point) => segmentOfPoint(tables, point)).filter((segment) => withSource.has(segment)))
}

/** The bases (handles) whose graphs are needed to find the edges that the split names. */
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

/** True if the base has a piece in one of these segments. Reads the pieces of the base or of the segments: the fewer. */
function hasPieceIn({ bases, pieces, segments }: FoldTables, base: number, searched: ReadonlySet<number>): boolean {
  let inSearched = 0
  for (const segment of searched) inSearched += segments.pieceCount[segment]!
  if (inSearched >= bases.pieceCount[base]!) {
    for (let piece = bases.firstPiece[base]!; piece >= 0; piece = pieces.nextInBase[piece]!) {
      if (searched.has(pieces.segment[piece]!)) return true
    }
    return false
  }
  for (const segment of searched) {
    for (let piece = segments.firstPiece[segment]!; piece >= 0; piece = pieces.nextInSegment[piece]!) {
      if (pieces.base[piece] === base) return true
    }
  }
  return false
}

/** The link between two supervoxels of one base, or -1. */
function linkOf(tables: FoldTables, base: number, first: bigint, second: bigint): number {
  const { ids } = tables.points
  const u = ids.find(highHalf(first), lowHalf(first), base)
  const v = ids.find(highHalf(second), lowHalf(second), base)
  return u < 0 || v < 0 ? -1 : findBaseLink(tables, u, v)
}

/**
 * Rule E5: the effective cut of a split. The base edges that the split names become links; nothing else changes. The
 * graphs of `basesToCut` must be loaded.
 */
export function effectiveCut(tables: FoldTables, edit: Split, shared: ReadonlySet<number>): EffectiveCut {
  const named = turnNamedIntoLinks(tables, edit, basesToCut(tables, edit, shared), shared)
  const { links, names } = tables
  const cut = new Set<number>()
  const add = (link: number) => {
    if (link >= 0 && isLive(links, link) && shared.has(segmentOfPoint(tables, links.a[link]!))) cut.add(link)
  }
  for (const [place, { base, pairs }] of edit.cut.bases.entries()) {
    const handle = findBase(tables, base)
    const nodes = named[place]
    if (nodes !== undefined) eachLinkOf(tables, handle, nodes, add)
    else if (handle >= 0) for (const pair of pairs) add(linkOf(tables, handle, pair[0], pair[1]))
  }
  for (const key of edit.cut.merges) add(findMerge(names, key))
  return [...cut]
}

/**
 * Turns the base edges that the split names into links.
 * @returns for each entry of `edit.cut.bases` its pairs as nodes; undefined if no graph is needed for it
 */
function turnNamedIntoLinks(
  tables: FoldTables,
  edit: Split,
  bases: readonly number[],
  shared: ReadonlySet<number>,
): (NodePairs | undefined)[] {
  const namedOf = new Map(bases.map((base): [number, Int32Array[]] => [base, []]))
  const named = edit.cut.bases.map(({ base, pairs }) => {
    const handle = findBase(tables, base)
    const ofBase = namedOf.get(handle)
    if (ofBase === undefined) return undefined
    const nodes = nodesOfPairs(tables, loadedBase(tables, handle), pairs, shared)
    ofBase.push(nodes)
    return nodes
  })
  for (const [base, ofBase] of namedOf) turnIntoLinks(tables, base, joinedInts(ofBase))
  return named
}

type Pairs = Split['cut']['bases'][number]['pairs']

/** The pairs as nodes. Left out are pairs in segments that are not shared, and those whose ends are not both in the base. */
function nodesOfPairs(
  { pieces }: FoldTables,
  { words, pieceOf }: LoadedBase,
  pairs: Pairs,
  shared: ReadonlySet<number>,
): Int32Array {
  const nodes = new Int32Array(2 * pairs.length)
  let end = 0
  for (let i = 0; i < pairs.length; i++) {
    const [first, second] = pairs[i]!
    const from = findNode(words, highHalf(first), lowHalf(first))
    const to = findNode(words, highHalf(second), lowHalf(second))
    if (from < 0 || to < 0 || from === to || !shared.has(pieces.segment[pieceOf[from]!]!)) continue
    nodes[end++] = from
    nodes[end++] = to
  }
  return nodes.subarray(0, end)
}

function joinedInts(parts: readonly Int32Array[]): Int32Array {
  if (parts.length === 1) return parts[0]!
  const joined = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** Calls `each` with the link of each pair of nodes (-1 if the pair has none). */
function eachLinkOf(tables: FoldTables, base: number, nodes: NodePairs, each: (link: number) => void): void {
  const { pointAt } = loadedBase(tables, base)
  for (let i = 0; i < nodes.length; i += 2) {
    const u = pointAt[nodes[i]!]!
    const v = pointAt[nodes[i + 1]!]!
    if (u >= 0 && v >= 0) each(findBaseLink(tables, u, v))
  }
}

/** Cuts the links, in the name of a split. Returns the segments that the shared segments fall into. */
export function cutLinks(tables: FoldTables, cut: EffectiveCut, shared: Iterable<number>, split: number): number[] {
  const { links, points, pieces } = tables
  const startsIn = new Map<number, number[]>()
  for (let i = 0; i < cut.length; i++) {
    const link = cut[i]!
    links.cutter[link] = split
    const a = points.piece[links.a[link]!]!
    const b = points.piece[links.b[link]!]! // in the same segment as a, because the link was live
    const own = startsIn.get(pieces.segment[a]!)
    if (own === undefined) startsIn.set(pieces.segment[a]!, [a, b])
    else own.push(a, b)
  }
  return [...shared].flatMap((segment) => {
    const own = startsIn.get(segment)
    return own === undefined ? [segment] : separateSegment(tables, segment, own)
  })
}

/** Restores the links. That of a merge which is no longer in force stays dead. Returns the segments of the live ones. */
export function restoreLinks(tables: FoldTables, cut: EffectiveCut): number[] {
  const { links } = tables
  for (let i = 0; i < cut.length; i++) links.cutter[cut[i]!] = -1
  const live = cut.filter((link) => isLive(links, link))
  for (let i = 0; i < live.length; i++) {
    const link = live[i]!
    joinSegments(tables, segmentOfPoint(tables, links.a[link]!), segmentOfPoint(tables, links.b[link]!))
  }
  return [...new Set(live.map((link) => segmentOfPoint(tables, links.a[link]!)))]
}

/** The groups of segments that would each become one if the links were restored. */
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
