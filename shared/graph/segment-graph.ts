import { assert } from '../assert.ts'

/**
 * The live edges of one segment, as compressed adjacency. Nodes are 0 to count - 1; whoever builds the graph keeps their
 * supervoxel ids. Every edge has two arcs, one at each end, with the same edge number.
 */
export interface SegmentGraph {
  readonly count: number
  readonly edgeCount: number
  /** count + 1 entries: the arcs of node i are offsets[i] to offsets[i + 1] - 1. */
  readonly offsets: Uint32Array
  /** By arc: the node at its other end. */
  readonly targets: Uint32Array
  /** By arc: the number of its edge. */
  readonly edges: Uint32Array
  /** By edge: its capacity, a positive whole number (see `capacityOf`). */
  readonly capacities: Uint32Array
}

/** The capacity of an affinity of 1. Capacities are whole numbers, so that cut values are exact. */
export const CAPACITY_OF_ONE = 1 << 20

/** A person made this edge: it costs more than any base edge, but not infinitely much, so that a later split can cut it. */
export const USER_EDGE_CAPACITY = 16 * CAPACITY_OF_ONE

/** The capacity of a base edge with an affinity of 0 to 1. It is at least 1, so that every cut edge costs something. */
export function capacityOf(affinity: number): number {
  return Math.max(1, Math.round(Math.min(1, Math.max(0, affinity)) * CAPACITY_OF_ONE))
}

/** Builds a graph from edges; `ends` holds two node numbers an edge. The adjacency leaves out loops. */
export function buildSegmentGraph(count: number, ends: Uint32Array, capacities: Uint32Array): SegmentGraph {
  const edgeCount = capacities.length
  assert(ends.length === 2 * edgeCount, 'two ends an edge')
  const offsets = new Uint32Array(count + 1)
  for (let e = 0; e < edgeCount; e++) {
    const u = ends[2 * e]!
    const v = ends[2 * e + 1]!
    assert(u < count && v < count, 'edge between nodes of the graph')
    if (u === v) continue
    offsets[u + 1]!++
    offsets[v + 1]!++
  }
  for (let i = 0; i < count; i++) offsets[i + 1]! += offsets[i]!
  const next = offsets.slice(0, count)
  const targets = new Uint32Array(offsets[count]!)
  const edges = new Uint32Array(offsets[count]!)
  for (let e = 0; e < edgeCount; e++) {
    const u = ends[2 * e]!
    const v = ends[2 * e + 1]!
    if (u === v) continue
    targets[next[u]!] = v
    edges[next[u]!++] = e
    targets[next[v]!] = u
    edges[next[v]!++] = e
  }
  return { count, edgeCount, offsets, targets, edges, capacities }
}
