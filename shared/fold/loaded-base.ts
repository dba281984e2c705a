import { assert } from '../assert.ts'
import { buildSegmentGraph, type SegmentGraph } from '../graph/segment-graph.ts'
import { createWalkMarks, type WalkGraph } from '../graph/walk-graph.ts'
import { compareHalves, halvesOf } from '../ids/halves.ts'
import type { BaseGraph, LoadedBase } from './base-graph.ts'
import { edgesOfPairs } from './node-pairs.ts'
import type { FoldTables } from './tables.ts'

/**
 * Loads the graph of a base. The tables may have pieces of the base already (from a snapshot, or from before the graph
 * was dropped), which are found in the graph again.
 * @returns false if the graph does not have these pieces; then it is not the graph that they were cut from, and nothing
 * is loaded
 */
export function loadBase(tables: FoldTables, base: number, baseGraph: BaseGraph): boolean {
  const { supervoxels } = baseGraph
  const graph = buildSegmentGraph(supervoxels.length, baseGraph.ends, baseGraph.capacities)
  const isLink = new Uint8Array(graph.edgeCount)
  const walkGraph = walkGraphWithin(graph, isLink)
  const words = halvesOf(supervoxels)
  const pieceOf = new Int32Array(supervoxels.length)
  const pointAt = new Int32Array(supervoxels.length).fill(-1)
  const loaded: LoadedBase = { baseGraph, words, graph, isLink, pieceOf, pointAt, strays: [], walkGraph }
  findPoints(tables, base, loaded)
  markLinks(tables, loaded)
  if (!findPiecesAgain(tables, base, loaded)) return false
  tables.bases.loaded.set(base, loaded)
  return true
}

/** The nodes and the edges within pieces. */
function walkGraphWithin({ count, offsets, targets, edges }: SegmentGraph, isLink: Uint8Array): WalkGraph {
  const found: number[] = []
  return {
    marks: createWalkMarks(count),
    found,
    neighbours(node) {
      let end = 0
      for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
        if (isLink[edges[i]!] === 0) found[end++] = targets[i]!
      }
      return end
    },
  }
}

function findPoints({ bases, pieces, points }: FoldTables, base: number, loaded: LoadedBase): void {
  for (let piece = bases.firstPiece[base]!; piece >= 0; piece = pieces.nextInBase[piece]!) {
    for (let point = pieces.firstPoint[piece]!; point >= 0; point = points.nextInPiece[point]!) {
      const node = findNode(loaded.words, points.ids.highOf(point), points.ids.lowOf(point))
      if (node >= 0) loaded.pointAt[node] = point
      else loaded.strays.push(point)
    }
  }
}

/** Finds the nodes of each piece of the base, by walking from its smallest supervoxel. False if they do not fit. */
function findPiecesAgain(
  { bases, pieces }: FoldTables,
  base: number,
  { words, pieceOf, walkGraph }: LoadedBase,
): boolean {
  if (bases.pieceCount[base] === 1) {
    pieceOf.fill(bases.firstPiece[base]!)
    return true
  }
  pieceOf.fill(-1)
  for (let piece = bases.firstPiece[base]!; piece >= 0; piece = pieces.nextInBase[piece]!) {
    const start = findNode(words, pieces.leastHigh[piece]!, pieces.leastLow[piece]!)
    if (start < 0 || pieceOf[start]! >= 0) return false
    const queue = [start]
    pieceOf[start] = piece
    for (const node of queue) {
      const count = walkGraph.neighbours(node)
      for (let i = 0; i < count; i++) {
        const target = walkGraph.found[i]!
        if (pieceOf[target]! >= 0) continue
        pieceOf[target] = piece
        queue.push(target)
      }
    }
    if (queue.length !== pieces.size[piece]) return false
  }
  return true
}

/** The node of a supervoxel, or -1 if it is not in the base; `words` as in `LoadedBase`. */
export function findNode(words: Uint32Array, high: number, low: number): number {
  let from = 0
  let to = words.length >>> 1
  while (from < to) {
    const middle = (from + to) >>> 1
    if (compareHalves(words[2 * middle + 1]!, words[2 * middle]!, high, low) < 0) from = middle + 1
    else to = middle
  }
  return words[2 * from] === low && words[2 * from + 1] === high ? from : -1
}

/** Marks the base edges that have become links. */
function markLinks({ links, points }: FoldTables, { words, graph, isLink, pointAt }: LoadedBase): void {
  const pairs: number[] = []
  for (let from = 0; from < pointAt.length; from++) {
    const point = pointAt[from]!
    if (point < 0) continue
    for (let arc = points.firstArc[point]!; arc >= 0; arc = links.nextArc[arc]!) {
      if (links.edit[arc >> 1] !== -1 || arc % 2 === 1) continue // every link once, at its end a
      const end = links.b[arc >> 1]!
      const to = findNode(words, points.ids.highOf(end), points.ids.lowOf(end))
      if (to >= 0) pairs.push(from, to)
    }
  }
  for (const edge of edgesOfPairs(graph, pairs).edges) isLink[edge] = 1
}

export function loadedBase({ bases }: FoldTables, base: number): LoadedBase {
  const loaded = bases.loaded.get(base)
  assert(loaded !== undefined, 'the graph of the base is loaded')
  return loaded
}
