import { findParts } from '../graph/parts.ts'
import type { LoadedBase } from './base-graph.ts'
import { addLink } from './links.ts'
import { findNode, loadedBase, markLoose } from './loaded-base.ts'
import { addPiece } from './pieces.ts'
import { movePoint, pointOfHalves } from './points.ts'
import type { FoldTables } from './tables.ts'

/** A base edge by the places of its ends in the graph of its base. */
export interface NodePair {
  readonly from: number
  readonly to: number
}

/**
 * Makes base edges of one base links, live as they were. Where that parts a piece, it becomes several pieces of the
 * same segment.
 */
export function loosenBaseEdges(tables: FoldTables, base: number, edges: readonly NodePair[]): void {
  const loaded = loadedBase(tables, base)
  const starts = new Map<number, Set<number>>()
  for (const { from, to } of edges) {
    addLink(tables, pointOfNode(tables, base, loaded, from), pointOfNode(tables, base, loaded, to), -1, true)
    markLoose(loaded, from, to)
    const piece = loaded.pieceOf[from]!
    starts.set(piece, (starts.get(piece) ?? new Set()).add(from).add(to))
  }
  for (const [piece, nodes] of starts) separatePiece(tables, base, loaded, piece, [...nodes])
}

function pointOfNode(tables: FoldTables, base: number, { words }: LoadedBase, node: number): number {
  return pointOfHalves(tables, words[2 * node + 1]!, words[2 * node]!, base)
}

function separatePiece(
  tables: FoldTables,
  base: number,
  loaded: LoadedBase,
  piece: number,
  starts: readonly number[],
): void {
  const { pieces, segments } = tables
  const parts = findParts(loaded.joins, starts)
  const walked = parts.reduce((sum, part) => sum + (part.nodes?.length ?? 0), 0)
  const sizes = parts.map((part) => part.nodes?.length ?? pieces.size[piece]! - walked)
  const kept = sizes.indexOf(Math.max(...sizes))
  const segment = pieces.segment[piece]!
  for (const [i, { nodes }] of parts.entries()) {
    if (i === kept || nodes === undefined) continue
    const least = nodes.reduce((a, b) => Math.min(a, b))
    const part = addPiece(tables, base, loaded.words[2 * least + 1]!, loaded.words[2 * least]!, nodes.length, segment)
    pieces.size[piece]! -= nodes.length
    segments.size[segment]! -= nodes.length
    for (const node of nodes) moveNode(tables, loaded, node, part)
  }
  findLeastOfPiece(tables, loaded, piece)
}

/** The smallest supervoxel may have come off; what is left begins later. */
function findLeastOfPiece({ pieces }: FoldTables, { words, pieceOf }: LoadedBase, piece: number): void {
  let node = findNode(words, pieces.leastHigh[piece]!, pieces.leastLow[piece]!)
  while (pieceOf[node] !== piece) node++
  pieces.leastHigh[piece] = words[2 * node + 1]!
  pieces.leastLow[piece] = words[2 * node]!
}

function moveNode(tables: FoldTables, loaded: LoadedBase, node: number, piece: number): void {
  loaded.pieceOf[node] = piece
  const point = loaded.pointAt.get(node)
  if (point !== undefined) movePoint(tables, point, piece)
  if (node === 0) for (const stray of loaded.strays) movePoint(tables, stray, piece)
}
