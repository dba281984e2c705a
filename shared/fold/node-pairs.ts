import type { SegmentGraph } from '../graph/segment-graph.ts'
import { createIdTable } from '../ids/id-table.ts'

/** Base edges as pairs of nodes in the graph of their base: two entries an edge. */
export type NodePairs = ArrayLike<number>

export interface EdgesOfPairs {
  /** Each pair once: in the order of the first times, with its ends in the order of the last time. */
  readonly distinct: NodePairs
  /** All edges between the nodes of a pair; there may be parallel ones. */
  readonly edges: readonly number[]
  /** For each of these edges: the place of its pair in `distinct`. */
  readonly places: readonly number[]
}

/**
 * Finds the edges between the nodes of each pair, in either direction. A pair is looked up at the end that has fewer
 * edges. The edges of a node are read once for all pairs that are looked up there. So each pair and each edge of the
 * graph is looked at once at most.
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
