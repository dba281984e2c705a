import type { SegmentGraph } from '../graph/segment-graph.ts'
import { createIdTable } from '../ids/id-table.ts'

/** Base edges by the places of their ends in the graph of their base: two nodes an edge. */
export type NodePairs = ArrayLike<number>

export interface EdgesOfPairs {
  /** The pairs, each once, in the order in which they were named first, with their ends as they were named last. */
  readonly distinct: NodePairs
  /** Every edge between the nodes of a pair (edges may be parallel), and the place of its pair among the distinct ones. */
  readonly edges: readonly number[]
  readonly places: readonly number[]
}

/**
 * The edges between the nodes of each pair, whose order does not matter. A pair is looked for at whichever end has fewer
 * edges, and the edges of a node are looked through once for all pairs that begin there, so that the work is at most
 * that of the pairs and of the graph.
 */
export function edgesOfPairs({ count, offsets, targets, edges }: SegmentGraph, pairs: NodePairs): EdgesOfPairs {
  const degree = (node: number) => offsets[node + 1]! - offsets[node]!
  const wanted = createIdTable()
  wanted.reserve(pairs.length / 2)
  const isStart = new Uint8Array(count)
  const starts = new Int32Array(pairs.length / 2)
  let startCount = 0
  const distinct = new Int32Array(pairs.length)
  for (let i = 0; i < pairs.length; i += 2) {
    const from = pairs[i]!
    const to = pairs[i + 1]!
    const isFrom = (degree(from) - degree(to) || from - to) < 0
    const start = isFrom ? from : to
    const place = wanted.add(start, isFrom ? to : from, 0)
    distinct[2 * place] = from
    distinct[2 * place + 1] = to
    if (isStart[start] === 0) starts[startCount++] = start
    isStart[start] = 1
  }
  const found: number[] = []
  const places: number[] = []
  for (let at = 0; at < startCount; at++) {
    const node = starts[at]!
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      const place = wanted.find(node, targets[i]!, 0)
      if (place < 0) continue
      found.push(edges[i]!)
      places.push(place)
    }
  }
  return { distinct: distinct.subarray(0, 2 * wanted.count()), edges: found, places }
}
