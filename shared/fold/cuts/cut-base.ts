import { findParts, largestPart, smallestReachable } from '../../graph/parts.ts'
import type { LoadedBase } from '../base-graph.ts'
import { addLink, reserveLinks } from '../links.ts'
import { findNode, loadedBase } from '../loaded-base.ts'
import { edgesOfPairs, type NodePairs } from '../node-pairs.ts'
import { addPiece } from '../pieces.ts'
import { movePoint, pointOfNode, reservePoints } from '../points.ts'
import type { FoldTables } from '../tables.ts'

/**
 * Turns the base edges between these pairs of nodes into links. The links are live, as the edges were. If a piece is no
 * longer connected without these edges, it becomes several pieces of the same segment.
 */
export function turnIntoLinks(tables: FoldTables, base: number, pairs: NodePairs): void {
  const loaded = loadedBase(tables, base)
  const { distinct, edges, places } = edgesOfPairs(loaded.graph, pairs)
  const isNew = new Uint8Array(distinct.length / 2)
  for (let i = 0; i < edges.length; i++) if (loaded.isLink[edges[i]!] === 0) isNew[places[i]!] = 1
  for (const edge of edges) loaded.isLink[edge] = 1
  reserveEnds(
    tables,
    isNew.reduce((sum, fresh) => sum + fresh, 0),
  )
  const starts = new Map<number, number[]>()
  for (let place = 0; place < isNew.length; place++) {
    if (isNew[place] === 0) continue
    const from = distinct[2 * place]!
    const to = distinct[2 * place + 1]!
    addLink(tables, pointOfNode(tables, base, loaded, from), pointOfNode(tables, base, loaded, to), -1, true)
    const piece = loaded.pieceOf[from]!
    const ends = starts.get(piece)
    if (ends === undefined) starts.set(piece, [from, to])
    else ends.push(from, to)
  }
  for (const [piece, nodes] of starts) separatePiece(tables, base, loaded, piece, nodes)
}

/** Makes room for this many links and their points at once, because each growth copies all columns. */
function reserveEnds({ links, points }: FoldTables, count: number): void {
  reserveLinks(links, links.rows + count)
  links.baseLinks.reserve(links.baseLinks.count() + count)
  points.ids.reserve(points.ids.count() + 2 * count)
  reservePoints(points, points.ids.count() + 2 * count)
}

function separatePiece(
  tables: FoldTables,
  base: number,
  loaded: LoadedBase,
  piece: number,
  starts: readonly number[],
): void {
  const { pieces, segments } = tables
  const parts = findParts(loaded.walkGraph, starts)
  const kept = largestPart(parts)
  const segment = pieces.segment[piece]!
  const { count, nodes, offsets, partOf } = parts
  for (let i = 0; i < count; i++) {
    if (i === kept) continue
    const [from, to] = [offsets[i]!, offsets[i + 1]!]
    let least = nodes[from]!
    for (let at = from + 1; at < to; at++) least = Math.min(least, nodes[at]!)
    const part = addPiece(tables, base, loaded.words[2 * least + 1]!, loaded.words[2 * least]!, to - from, segment)
    pieces.size[piece]! -= to - from
    segments.size[segment]! -= to - from
    for (let at = from; at < to; at++) moveNode(tables, loaded, nodes[at]!, part)
  }
  findLeastOfPiece(tables, loaded, piece, starts[partOf.indexOf(kept)]!)
}

/**
 * Finds the smallest supervoxel of a piece that lost nodes; `start` is a node of it. The search tries the nodes that
 * follow the former smallest one, but no more nodes than the piece has: beyond that it costs less to walk the piece.
 */
function findLeastOfPiece(
  { pieces }: FoldTables,
  { words, pieceOf, walkGraph }: LoadedBase,
  piece: number,
  start: number,
): void {
  let node = findNode(words, pieces.leastHigh[piece]!, pieces.leastLow[piece]!)
  const end = Math.min(pieceOf.length, node + pieces.size[piece]!)
  while (node < end && pieceOf[node] !== piece) node++
  if (node === end) node = smallestReachable(walkGraph, start)
  pieces.leastHigh[piece] = words[2 * node + 1]!
  pieces.leastLow[piece] = words[2 * node]!
}

function moveNode(tables: FoldTables, loaded: LoadedBase, node: number, piece: number): void {
  loaded.pieceOf[node] = piece
  const point = loaded.pointAt[node]!
  if (point >= 0) movePoint(tables, point, piece)
  if (node === 0) for (const stray of loaded.strays) movePoint(tables, stray, piece)
}
