import { findParts } from '../graph/parts.ts'
import { compareHalves } from '../ids/halves.ts'
import { findNode, type LoadedBase, loadedBase, markEdges, nodeOfPoint } from './loaded-base.ts'
import { addPiece, removePiece } from './pieces.ts'
import { movePoint } from './points.ts'
import type { BaseEdge, FoldTables } from './tables.ts'

/**
 * Cuts base edges of one base: pieces that fall apart become several, all in the segment of the old one for now (the
 * caller looks at segments afterwards). Answers the pieces that changed or are new.
 */
export function cutBaseEdges(tables: FoldTables, base: number, edges: readonly BaseEdge[]): number[] {
  const loaded = loadedBase(tables, base)
  const starts = new Map<number, Set<number>>()
  for (const { u, v } of edges) {
    markEdges(tables, loaded, u, v, 1)
    for (const point of [u, v]) {
      const node = nodeOfPoint(tables, loaded, point)
      const piece = loaded.pieceOf[node]!
      starts.set(piece, (starts.get(piece) ?? new Set()).add(node))
    }
  }
  return [...starts].flatMap(([piece, nodes]) => separatePiece(tables, base, loaded, piece, [...nodes]))
}

function separatePiece(
  tables: FoldTables,
  base: number,
  loaded: LoadedBase,
  piece: number,
  starts: readonly number[],
): number[] {
  const { pieces, segments } = tables
  const parts = findParts(loaded.joins, starts)
  const walked = parts.reduce((sum, part) => sum + (part.nodes?.length ?? 0), 0)
  const sizes = parts.map((part) => part.nodes?.length ?? pieces.size[piece]! - walked)
  const kept = sizes.indexOf(Math.max(...sizes))
  const segment = pieces.segment[piece]!
  const changed = [piece]
  for (const [i, { nodes }] of parts.entries()) {
    if (i === kept || nodes === undefined) continue
    const least = nodes.reduce((a, b) => Math.min(a, b))
    const part = addPiece(tables, base, loaded.words[2 * least + 1]!, loaded.words[2 * least]!, nodes.length, segment)
    pieces.size[piece]! -= nodes.length
    segments.size[segment]! -= nodes.length
    for (const node of nodes) moveNode(tables, loaded, node, part)
    changed.push(part)
  }
  if (changed.length > 1) findLeastOfPiece(tables, loaded, piece)
  return changed
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

/** Makes base edges live again and joins the pieces that they join, which must be in one segment already. */
export function freeBaseEdges(tables: FoldTables, base: number, edges: readonly BaseEdge[]): void {
  const loaded = loadedBase(tables, base)
  for (const { u, v } of edges) {
    const first = tables.points.piece[u]!
    const second = tables.points.piece[v]!
    if (first !== second) joinPieces(tables, loaded, u, v)
    markEdges(tables, loaded, u, v, 0)
  }
}

/** The smaller of the two pieces, known by a point in each, becomes part of the larger. */
function joinPieces(tables: FoldTables, loaded: LoadedBase, u: number, v: number): void {
  const { pieces, points, segments } = tables
  const ofU = points.piece[u]!
  const ofV = points.piece[v]!
  const [into, from] = pieces.size[ofU]! >= pieces.size[ofV]! ? [ofU, ofV] : [ofV, ofU]
  const start = nodeOfPoint(tables, loaded, from === ofU ? u : v)
  const queue = [start]
  moveNode(tables, loaded, start, into)
  for (const node of queue) {
    loaded.joins.neighbours(node, (target) => {
      if (loaded.pieceOf[target] !== from) return
      moveNode(tables, loaded, target, into)
      queue.push(target)
    })
  }
  const { leastHigh: high, leastLow: low } = pieces
  if (compareHalves(high[from]!, low[from]!, high[into]!, low[into]!) < 0) {
    high[into] = high[from]!
    low[into] = low[from]!
  }
  pieces.size[into]! += pieces.size[from]!
  segments.size[pieces.segment[into]!]! += pieces.size[from]!
  removePiece(tables, from)
}
