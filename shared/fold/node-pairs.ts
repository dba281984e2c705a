import type { SegmentGraph } from '../graph/segment-graph.ts'
import { createIdTable } from '../ids/id-table.ts'

/** A base edge by the places of its ends in the graph of its base. */
export interface NodePair {
  readonly from: number
  readonly to: number
}

export interface EdgesOfPairs {
  /** The pairs, each once, in the order in which they were named first, with their ends as they were named last. */
  readonly distinct: readonly NodePair[]
  /** Every edge between the nodes of a pair (edges may be parallel), and the place of its pair in `distinct`. */
  readonly edges: readonly number[]
  readonly places: readonly number[]
}

/**
 * The edges between the nodes of each pair, whose order does not matter. A pair is looked for at whichever end has fewer
 * edges, and the edges of a node are looked through once for all pairs that begin there, so that the work is at most
 * that of the pairs and of the graph.
 */
export function edgesOfPairs({ offsets, targets, edges }: SegmentGraph, pairs: readonly NodePair[]): EdgesOfPairs {
  const degree = (node: number) => offsets[node + 1]! - offsets[node]!
  const wanted = createIdTable()
  const starts = new Set<number>()
  const distinct: NodePair[] = []
  for (const pair of pairs) {
    const { from, to } = pair
    const isFrom = (degree(from) - degree(to) || from - to) < 0
    const start = isFrom ? from : to
    const place = wanted.add(start, isFrom ? to : from, 0)
    distinct[place] = pair
    starts.add(start)
  }
  const found: number[] = []
  const places: number[] = []
  for (const node of starts) {
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      const place = wanted.find(node, targets[i]!, 0)
      if (place < 0) continue
      found.push(edges[i]!)
      places.push(place)
    }
  }
  return { distinct, edges: found, places }
}
