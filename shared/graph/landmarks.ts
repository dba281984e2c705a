import type { Vec3 } from '../geometry.ts'
import type { SegmentGraph } from './segment-graph.ts'

/** What is known of the edges of a graph beside their capacities. */
export interface EdgeFacts {
  /** By edge: voxel faces that the ends share; 0 where that is not known. */
  readonly areas: Uint32Array
  /** By edge: x, y, z of a place on the contact, nanometres; NaN where none is known. */
  readonly positions: Float32Array
}

export interface Landmark {
  readonly node: number
  readonly position: Vec3
}

/**
 * The thickest places of a segment, the thickest first: nodes whose contacts have the most faces together, because a
 * supervoxel in a thick place is large and shares much with its neighbours. Two of them are at least `apart` nanometres
 * from each other. Nodes of which no place is known are passed over.
 */
export function thickestPlaces(
  graph: SegmentGraph,
  { areas, positions }: EdgeFacts,
  most: number,
  apart: number,
): readonly Landmark[] {
  const { count, offsets, edges } = graph
  const weights = new Float64Array(count)
  /** By node: the edge of its largest contact, or -1. */
  const largest = new Int32Array(count).fill(-1)
  for (let node = 0; node < count; node++) {
    let best = -1
    for (let arc = offsets[node]!; arc < offsets[node + 1]!; arc++) {
      const area = areas[edges[arc]!]!
      weights[node]! += area
      if (area <= best || !hasPlace(positions, edges[arc]!)) continue
      best = area
      largest[node] = edges[arc]!
    }
  }
  const found: Landmark[] = []
  const isOut = Uint8Array.from(largest, (edge) => (edge < 0 ? 1 : 0))
  while (found.length < most) {
    let node = -1
    for (let i = 0; i < count; i++) if (isOut[i] === 0 && (node < 0 || weights[i]! > weights[node]!)) node = i
    if (node < 0) break
    found.push({ node, position: placeOf(positions, largest[node]!) })
    for (let i = 0; i < count; i++) {
      if (isOut[i] === 0 && far(positions, largest[i]!, largest[node]!) < apart) isOut[i] = 1
    }
    isOut[node] = 1
  }
  return found
}

export interface Tip extends Landmark {
  /** Nanometres along the graph from the way to the tips before it; of the first one, from the start. */
  readonly length: number
}

/**
 * The tips of a segment, seen from a node: first the one that is farthest along the graph; then always the one that is
 * farthest from the ways to those before. The way to a node is that over the fewest contacts, and its length runs from
 * contact to contact. A contact whose place is not known adds nothing to it.
 */
export function farthestTips(
  graph: SegmentGraph,
  { positions }: Pick<EdgeFacts, 'positions'>,
  start: number,
  most: number,
): readonly Tip[] {
  const { order, previous, length, via } = waysFrom(graph, positions, start)
  /** By node: the farthest node that is reached through it. */
  const tip = Int32Array.from({ length: graph.count }, (_, node) => node)
  for (let i = order.length - 1; i > 0; i--) {
    const node = order[i]!
    const before = previous[node]!
    if (length[tip[node]!]! > length[tip[before]!]!) tip[before] = tip[node]!
  }
  const tips: Tip[] = []
  for (const node of order) {
    const before = previous[node]!
    // Where the way to the tip of the node before runs through this node, that one stands for both.
    if (before >= 0 && tip[before] === tip[node]) continue
    const end = tip[node]!
    if (via[end]! < 0) continue
    const position = placeOf(positions, via[end]!)
    tips.push({ node: end, position, length: length[end]! - (before < 0 ? 0 : length[before]!) })
  }
  return tips.sort((p, q) => q.length - p.length || p.node - q.node).slice(0, most)
}

interface Ways {
  /** The nodes that are reached, each after the one before it. */
  readonly order: readonly number[]
  /** By node: the node before it, or -1 at the start. */
  readonly previous: Int32Array
  /** By node, nanometres from the start. */
  readonly length: Float64Array
  /** By node: the last edge on the way whose place is known, or -1. */
  readonly via: Int32Array
}

function waysFrom({ count, offsets, targets, edges }: SegmentGraph, positions: Float32Array, start: number): Ways {
  const previous = new Int32Array(count).fill(-1)
  const length = new Float64Array(count)
  const via = new Int32Array(count).fill(-1)
  const isFound = new Uint8Array(count)
  isFound[start] = 1
  const order = [start]
  for (const node of order) {
    for (let arc = offsets[node]!; arc < offsets[node + 1]!; arc++) {
      const target = targets[arc]!
      if (isFound[target] === 1) continue
      isFound[target] = 1
      previous[target] = node
      const [from, to] = [via[node]!, edges[arc]!]
      const isKnown = hasPlace(positions, to)
      via[target] = isKnown ? to : from
      length[target] = length[node]! + (isKnown && from >= 0 ? far(positions, from, to) : 0)
      order.push(target)
    }
  }
  return { order, previous, length, via }
}

function hasPlace(positions: Float32Array, edge: number): boolean {
  const at = 3 * edge
  return Number.isFinite(positions[at]! + positions[at + 1]! + positions[at + 2]!)
}

function placeOf(positions: Float32Array, edge: number): Vec3 {
  return [positions[3 * edge]!, positions[3 * edge + 1]!, positions[3 * edge + 2]!]
}

/** Nanometres between the places of two edges. */
function far(positions: Float32Array, a: number, b: number): number {
  const along = (axis: 0 | 1 | 2) => positions[3 * a + axis]! - positions[3 * b + axis]!
  return Math.sqrt(along(0) ** 2 + along(1) ** 2 + along(2) ** 2)
}
