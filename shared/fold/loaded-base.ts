import { assert } from '../assert.ts'
import { findParts, type Joins } from '../graph/parts.ts'
import { buildSegmentGraph, type SegmentGraph } from '../graph/segment-graph.ts'
import { addPiece, type Base, type BaseEdge, type FoldTables, lesser, removePiece } from './tables.ts'

/** The supervoxels of one base segment and the base edges among them, as an agglomeration source gives them. */
export interface BaseGraph {
  /** Ascending, unsigned. */
  readonly supervoxels: BigUint64Array
  /** Two places in `supervoxels` an edge. */
  readonly ends: Uint32Array
  /** One capacity an edge (see `capacityOf`); the fold does not use them. */
  readonly capacities: Uint32Array
}

/** A base whose graph is in memory, with the pieces that its nodes lie in. */
export interface LoadedBase {
  readonly supervoxels: BigUint64Array
  readonly graph: SegmentGraph
  /** One byte an edge: 1 where a split in force cut it. */
  readonly dead: Uint8Array
  readonly pieceOf: Int32Array
  /** Points of the fold by their node. */
  readonly pointAt: Map<number, number>
  readonly joins: Joins
}

/** Takes in the graph of a base. Pieces that were there before (of a snapshot, or from before the graph was dropped) are found again. */
export function loadBase(tables: FoldTables, base: number, given: BaseGraph): void {
  const owner = tables.bases[base]!
  const { supervoxels } = given
  const graph = buildSegmentGraph(supervoxels.length, given.ends, given.capacities)
  const dead = new Uint8Array(graph.edgeCount)
  const pieceOf = new Int32Array(supervoxels.length)
  const joins: Joins = {
    owner: new Int32Array(supervoxels.length).fill(-1),
    neighbours(node, found) {
      for (let i = graph.offsets[node]!; i < graph.offsets[node + 1]!; i++) {
        if (dead[graph.edges[i]!] === 0) found(graph.targets[i]!)
      }
    },
  }
  const loaded: LoadedBase = { supervoxels, graph, dead, pieceOf, pointAt: new Map(), joins }
  owner.loaded = loaded
  for (const [handle, pieceBase] of tables.points.base.entries()) {
    if (pieceBase !== base) continue
    const node = findNode(supervoxels, tables.points.supervoxel[handle]!)
    if (node >= 0) loaded.pointAt.set(node, handle)
  }
  for (const edge of owner.cut.values()) markEdges(tables, loaded, edge, 1)
  findPiecesAgain(tables, owner, loaded)
}

/** Numbers the nodes with the pieces that the tables already have, known by their smallest supervoxel. */
function findPiecesAgain({ pieces }: FoldTables, base: Base, loaded: LoadedBase): void {
  const byLeast = new Map([...base.pieces].map((piece) => [pieces.least[piece]!, piece]))
  loaded.pieceOf.fill(-1)
  for (let start = 0; start < loaded.pieceOf.length; start++) {
    if (loaded.pieceOf[start]! >= 0) continue
    const piece = byLeast.get(loaded.supervoxels[start]!)
    assert(piece !== undefined, 'each part of a base begins with the least of a known piece')
    const queue = [start]
    loaded.pieceOf[start] = piece
    for (const node of queue) {
      loaded.joins.neighbours(node, (target) => {
        if (loaded.pieceOf[target]! >= 0) return
        loaded.pieceOf[target] = piece
        queue.push(target)
      })
    }
  }
}

/** The place of a supervoxel in its base, or -1. */
export function findNode(supervoxels: BigUint64Array, id: bigint): number {
  let low = 0
  let high = supervoxels.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (supervoxels[middle]! < id) low = middle + 1
    else high = middle
  }
  return supervoxels[low] === id ? low : -1
}

function nodeOf({ supervoxels }: LoadedBase, id: bigint): number {
  const node = findNode(supervoxels, id)
  assert(node >= 0, `supervoxel ${id} is in its base`)
  return node
}

/** True when there is a base edge between the two nodes. */
export function hasEdge({ graph }: LoadedBase, from: number, to: number): boolean {
  return graph.targets.subarray(graph.offsets[from]!, graph.offsets[from + 1]!).includes(to)
}

function edgesBetween({ points }: FoldTables, loaded: LoadedBase, { u, v }: BaseEdge): number[] {
  const { offsets, targets, edges } = loaded.graph
  const from = nodeOf(loaded, points.supervoxel[u]!)
  const to = nodeOf(loaded, points.supervoxel[v]!)
  const found: number[] = []
  for (let i = offsets[from]!; i < offsets[from + 1]!; i++) if (targets[i] === to) found.push(edges[i]!)
  return found
}

function markEdges(tables: FoldTables, loaded: LoadedBase, edge: BaseEdge, dead: 0 | 1): void {
  for (const number of edgesBetween(tables, loaded, edge)) loaded.dead[number] = dead
}

/**
 * Cuts base edges of one base: pieces that fall apart become several, all in the segment of the old one for now (the
 * caller looks at segments afterwards). Answers the pieces that changed or are new.
 */
export function cutBaseEdges(tables: FoldTables, base: number, edges: readonly BaseEdge[]): number[] {
  const loaded = graphOf(tables.bases[base]!)
  const starts = new Map<number, Set<number>>()
  for (const edge of edges) {
    markEdges(tables, loaded, edge, 1)
    for (const point of [edge.u, edge.v]) {
      const node = nodeOf(loaded, tables.points.supervoxel[point]!)
      const piece = loaded.pieceOf[node]!
      starts.set(piece, (starts.get(piece) ?? new Set()).add(node))
    }
  }
  return [...starts].flatMap(([piece, nodes]) => separate(tables, base, loaded, piece, [...nodes]))
}

function separate(tables: FoldTables, base: number, loaded: LoadedBase, piece: number, starts: number[]): number[] {
  const { pieces } = tables
  const parts = findParts(loaded.joins, starts)
  const walked = parts.reduce((sum, part) => sum + (part.nodes?.length ?? 0), 0)
  const sizes = parts.map((part) => part.nodes?.length ?? pieces.count[piece]! - walked)
  const kept = sizes.indexOf(Math.max(...sizes))
  const changed = [piece]
  for (const [i, { nodes }] of parts.entries()) {
    if (i === kept || nodes === undefined) continue
    const least = loaded.supervoxels[leastOf(nodes)]!
    const part = addPiece(tables, base, least, nodes.length, pieces.segment[piece]!)
    for (const node of nodes) moveNode(tables, loaded, node, part)
    changed.push(part)
  }
  pieces.count[piece] = sizes[kept]!
  if (changed.length > 1) {
    pieces.points[piece] = pieces.points[piece]!.filter((point) => tables.points.piece[point] === piece)
    pieces.least[piece] = loaded.supervoxels[loaded.pieceOf.indexOf(piece)]!
  }
  return changed
}

function leastOf(nodes: readonly number[]): number {
  return nodes.reduce((least, node) => Math.min(least, node))
}

function moveNode(tables: FoldTables, loaded: LoadedBase, node: number, piece: number): void {
  loaded.pieceOf[node] = piece
  const point = loaded.pointAt.get(node)
  if (point === undefined) return
  tables.points.piece[point] = piece
  tables.pieces.points[piece]!.push(point)
}

/** Makes base edges live again and joins the pieces that they join, which must be in one segment already. */
export function freeBaseEdges(tables: FoldTables, base: number, edges: readonly BaseEdge[]): void {
  const loaded = graphOf(tables.bases[base]!)
  for (const edge of edges) {
    const pu = tables.points.piece[edge.u]!
    const pv = tables.points.piece[edge.v]!
    if (pu !== pv) joinPieces(tables, loaded, pu, pv, edge)
    markEdges(tables, loaded, edge, 0)
  }
}

function joinPieces(tables: FoldTables, loaded: LoadedBase, pu: number, pv: number, edge: BaseEdge): void {
  const { pieces, points } = tables
  const [into, from] = pieces.count[pu]! >= pieces.count[pv]! ? [pu, pv] : [pv, pu]
  const start = nodeOf(loaded, points.supervoxel[from === pu ? edge.u : edge.v]!)
  const queue = [start]
  moveNode(tables, loaded, start, into)
  for (const node of queue) {
    loaded.joins.neighbours(node, (target) => {
      if (loaded.pieceOf[target] !== from) return
      moveNode(tables, loaded, target, into)
      queue.push(target)
    })
  }
  pieces.count[into]! += pieces.count[from]!
  pieces.least[into] = lesser(pieces.least[into]!, pieces.least[from]!)
  removePiece(tables, from)
}

export function graphOf(base: Base): LoadedBase {
  assert(base.loaded !== undefined, `the graph of base ${base.id} is loaded`)
  return base.loaded
}
