import { createFlowNetwork, maxFlow } from './max-flow.ts'
import { findParts, type Joins } from './parts.ts'
import { joinSeeds } from './protected-path.ts'
import type { SegmentGraph } from './segment-graph.ts'

export type CutResult = FoundCut | NoCut

export interface FoundCut {
  readonly kind: 'cut'
  /** The edges to cut. */
  readonly edges: Uint32Array
  /** The sum of their capacities: the least there is that keeps each side's seeds joined along the protected paths. */
  readonly value: number
  /** All that comes out, at least two: those with sources first, then those with sinks, then the others. */
  readonly pieces: readonly CutPiece[]
}

export interface CutPiece {
  readonly side: 'source' | 'sink' | 'other'
  readonly size: number
  /** Undefined for the one piece that holds every node which no other piece has. */
  readonly nodes: readonly number[] | undefined
}

export interface NoCut {
  readonly kind: 'none'
  readonly why: /** A node is a seed of both sides. */
    | { readonly kind: 'same-supervoxel'; readonly node: number }
    /** Sources and sinks are not in one segment. */
    | { readonly kind: 'not-connected' }
    /** The seeds of a side can only be joined through the other side. */
    | { readonly kind: 'entangled' }
}

/** Nodes of the first neighbourhood: solved in a few ms, and most false merges are mended within it. */
const FIRST_NEIGHBOURHOOD = 2048

/** How much the neighbourhood grows when its cut does not hold in the whole segment. */
const GROWTH = 4

/**
 * The least cut between sources and sinks (node numbers). It is found on a neighbourhood of the seeds and then
 * tried on the whole segment; where sources still reach sinks by a way round, the neighbourhood grows.
 * A cut that holds is the least of the whole segment too: leaving nodes out can only make a cut cheaper,
 * so the neighbourhood's value is a lower bound, and one that is reached.
 */
export function minCut(graph: SegmentGraph, sources: readonly number[], sinks: readonly number[]): CutResult {
  const both = sources.find((node) => sinks.includes(node))
  if (both !== undefined) return { kind: 'none', why: { kind: 'same-supervoxel', node: both } }
  const region = createRegion(graph, [...sources, ...sinks])
  for (let size = FIRST_NEIGHBOURHOOD; ; size *= GROWTH) {
    const whole = region.growTo(size)
    const found = cutWithin(graph, region, sources, sinks)
    if (found.kind === 'cut') {
      const pieces = piecesOf(graph, found, sources, sinks)
      if (pieces !== undefined) return { kind: 'cut', edges: found.edges, value: found.value, pieces }
    }
    if (whole) return found.kind === 'none' ? found : { kind: 'none', why: { kind: 'not-connected' } }
  }
}

/** The nodes around the seeds, nearest first, by number of steps. */
interface Region {
  readonly size: () => number
  readonly nodeAt: (place: number) => number
  /** The node's place in the region, or -1. */
  readonly placeOf: (node: number) => number
  /** Takes in nodes until there are `size`; true when there is nothing more to take in. */
  growTo(size: number): boolean
}

function createRegion({ count, offsets, targets }: SegmentGraph, seeds: readonly number[]): Region {
  const places = new Int32Array(count).fill(-1)
  const nodes = new Uint32Array(count)
  let end = 0
  let read = 0
  const add = (node: number) => {
    if (places[node]! >= 0) return
    places[node] = end
    nodes[end++] = node
  }
  for (const seed of seeds) add(seed)
  return {
    size: () => end,
    nodeAt: (place) => nodes[place]!,
    placeOf: (node) => places[node]!,
    growTo(size) {
      for (; read < end && end < size; read++) {
        const node = nodes[read]!
        for (let i = offsets[node]!; i < offsets[node + 1]!; i++) add(targets[i]!)
      }
      return read === end
    },
  }
}

interface LocalCut {
  readonly kind: 'cut'
  readonly edges: Uint32Array
  /** The nodes at both ends of each edge of the cut. */
  readonly ends: Uint32Array
  readonly value: number
}

const SOURCE = 0
const SINK = 1

function cutWithin(
  graph: SegmentGraph,
  region: Region,
  sources: readonly number[],
  sinks: readonly number[],
): LocalCut | NoCut {
  const sides = protectSeeds(graph, region, sources, sinks)
  if (sides === undefined) return { kind: 'none', why: { kind: 'entangled' } }
  const [sourceTree, sinkTree] = sides
  const local = (place: number) => {
    const node = region.nodeAt(place)
    if (sourceTree.has(node)) return SOURCE
    return sinkTree.has(node) ? SINK : place + 2
  }
  const ends: number[] = []
  const capacities: number[] = []
  const edgeOf: number[] = []
  const nodes: number[] = []
  for (let place = 0; place < region.size(); place++) {
    const node = region.nodeAt(place)
    const u = local(place)
    for (let i = graph.offsets[node]!; i < graph.offsets[node + 1]!; i++) {
      const other = region.placeOf(graph.targets[i]!)
      if (other <= place) continue // outside, or seen from its other end
      const v = local(other)
      if (u === v) continue
      ends.push(u, v)
      capacities.push(graph.capacities[graph.edges[i]!]!)
      edgeOf.push(graph.edges[i]!)
      nodes.push(node, graph.targets[i]!)
    }
  }
  const network = createFlowNetwork(region.size() + 2, Uint32Array.from(ends), Float64Array.from(capacities))
  const { value, sourceSide } = maxFlow(network, SOURCE, SINK)
  if (value === 0) return { kind: 'none', why: { kind: 'not-connected' } }
  const crossing = edgeOf.flatMap((_, e) => (sourceSide[ends[2 * e]!] === sourceSide[ends[2 * e + 1]!] ? [] : [e]))
  return {
    kind: 'cut',
    edges: Uint32Array.from(crossing, (e) => edgeOf[e]!),
    ends: Uint32Array.from(crossing.flatMap((e) => [nodes[2 * e]!, nodes[2 * e + 1]!])),
    value,
  }
}

/** A tree for each side, apart from each other; whichever side goes first has the free choice. */
function protectSeeds(
  graph: SegmentGraph,
  region: Region,
  sources: readonly number[],
  sinks: readonly number[],
): readonly [Set<number>, Set<number>] | undefined {
  const join = (seeds: readonly number[], avoid: ReadonlySet<number>) =>
    joinSeeds(graph, seeds, (node) => region.placeOf(node) >= 0 && !avoid.has(node))
  const sourceFirst = join(sources, new Set(sinks))
  const sinkAfter = sourceFirst && join(sinks, sourceFirst)
  if (sourceFirst && sinkAfter) return [sourceFirst, sinkAfter]
  const sinkFirst = join(sinks, new Set(sources))
  const sourceAfter = sinkFirst && join(sources, sinkFirst)
  return sinkFirst && sourceAfter ? [sourceAfter, sinkFirst] : undefined
}

/** What comes out of the whole segment, or undefined when a source still reaches a sink. */
function piecesOf(
  graph: SegmentGraph,
  cut: LocalCut,
  sources: readonly number[],
  sinks: readonly number[],
): CutPiece[] | undefined {
  const isCut = new Uint8Array(graph.edgeCount)
  for (const edge of cut.edges) isCut[edge] = 1
  const parts = findParts(joinsOf(graph, isCut), [...sources, ...sinks, ...cut.ends])
  const walked = parts.reduce((sum, part) => sum + (part.nodes?.length ?? 0), 0)
  const pieces: CutPiece[] = []
  for (const { nodes, starts } of parts) {
    const hasSource = starts.some((start) => start < sources.length)
    const hasSink = starts.some((start) => start >= sources.length && start < sources.length + sinks.length)
    if (hasSource && hasSink) return undefined
    const side = hasSource ? 'source' : hasSink ? 'sink' : 'other'
    pieces.push({ side, size: nodes?.length ?? graph.count - walked, nodes })
  }
  const order = { source: 0, sink: 1, other: 2 }
  return pieces.sort((p, q) => order[p.side] - order[q.side])
}

/** The edges that are not marked in `isCut` (one byte an edge), as `findParts` wants them. */
export function joinsOf({ count, offsets, targets, edges }: SegmentGraph, isCut: Uint8Array): Joins {
  return {
    owner: new Int32Array(count).fill(-1),
    neighbours(node, found) {
      for (let i = offsets[node]!; i < offsets[node + 1]!; i++) if (isCut[edges[i]!] === 0) found(targets[i]!)
    },
  }
}
