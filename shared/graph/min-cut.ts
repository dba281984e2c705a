import { createTrail, type Joins, type Part, type Trail, walkApart } from './parts.ts'
import { createSeedJoiner, type JoinSeeds } from './protected-path.ts'
import { createRegionFlow, type RegionCut, type RegionFlow, SINK, SOURCE } from './region-flow.ts'
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

/** Nodes of the first region: solved in a few ms, and most false merges are mended within it. */
const FIRST_REGION = 2048

/** A region that was too small grows at least by this part of itself, so that few rounds are needed. */
const LEAST_GROWTH = 0.5

/** Finds the least cut between sources and sinks (node numbers). */
export type MinCutter = (sources: readonly number[], sinks: readonly number[]) => CutResult

/**
 * Min-cuts on one graph, over and over (a preview after every seed): all that is as long as the graph is made here.
 *
 * A cut is found on a region around the seeds and the paths between them, and then tried on the whole graph; where a
 * source still reaches a sink, the region grows around the path by which it does. A cut that holds is the least of the
 * whole graph too: leaving nodes out can only make a cut cheaper, so that the region's value is a lower bound, and one
 * that is reached.
 */
export function createMinCutter(graph: SegmentGraph, firstRegion = FIRST_REGION): MinCutter {
  const tools: Tools = {
    graph,
    firstRegion,
    region: createRegionFlow(graph),
    joinSeeds: createSeedJoiner(graph),
    cutEnds: new Uint8Array(graph.count),
    isCut: new Uint8Array(graph.edgeCount),
    trail: createTrail(graph.count),
  }
  const joins = joinsOf(tools)
  return (sources, sinks) => {
    const both = sources.find((node) => sinks.includes(node))
    if (both !== undefined) return { kind: 'none', why: { kind: 'same-supervoxel', node: both } }
    try {
      return findCut(tools, joins, sources, sinks)
    } finally {
      tools.region.reset()
    }
  }
}

interface Tools {
  readonly graph: SegmentGraph
  readonly firstRegion: number
  readonly region: RegionFlow
  readonly joinSeeds: JoinSeeds
  /** 1 for nodes at an edge that is cut just now: at all others `isCut` need not be looked at. */
  readonly cutEnds: Uint8Array
  readonly isCut: Uint8Array
  readonly trail: Trail
}

function findCut(tools: Tools, joins: Joins, sources: readonly number[], sinks: readonly number[]): CutResult {
  const { region } = tools
  const seeds = [...sources, ...sinks]
  const sideOf = (place: number) => (place < sources.length ? 1 : place < seeds.length ? 2 : 0)
  const together = walkApart(joins, seeds, sideOf)
  if (together.kind === 'apart') return { kind: 'none', why: { kind: 'not-connected' } }
  for (const seed of seeds) region.add(seed)
  growAlong(tools, together.path, tools.firstRegion)
  if (!protectSeeds(tools, sources, sinks)) return { kind: 'none', why: { kind: 'entangled' } }
  for (;;) {
    region.fill()
    const cut = region.cut()
    mark(tools, cut, 1)
    const tried = walkApart(joins, [...seeds, ...cut.ends], sideOf)
    mark(tools, cut, 0)
    if (tried.kind === 'apart') {
      const pieces = piecesOf(tools.graph, tried.parts, sideOf)
      return { kind: 'cut', edges: Uint32Array.from(cut.edges), value: cut.value, pieces }
    }
    growAlong(tools, tried.path, Math.max(tools.firstRegion, region.nodes.length * LEAST_GROWTH))
  }
}

/**
 * Takes in a path by which sources reach sinks, and what is around it: first around its weakest edges, where the cut is
 * likely to pass, so that all of a weak place is seen at once.
 */
function growAlong(tools: Tools, path: readonly number[], most: number): void {
  const weak = weakPlaces(tools, path)
  for (const node of path) tools.region.add(node)
  grow(tools, weak, most)
  grow(tools, path, most / 2)
}

/** Edges of a path that count as its weakest, of those that the region does not have yet. */
const WEAK_EDGES = 6

function weakPlaces({ graph, region }: Tools, path: readonly number[]): number[] {
  const { offsets, targets, edges, capacities } = graph
  const onPath = new Set(path)
  const found: { node: number; target: number; capacity: number }[] = []
  for (const node of path) {
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      const target = targets[i]!
      if (node > target || !onPath.has(target) || (region.has(node) && region.has(target))) continue
      found.push({ node, target, capacity: capacities[edges[i]!]! })
    }
  }
  found.sort((x, y) => x.capacity - y.capacity)
  return found.slice(0, WEAK_EDGES).flatMap(({ node, target }) => [node, target])
}

/** Takes in the given nodes, then what is next to them and is not in the region, up to so many more; false when there was nothing. */
function grow({ graph, region }: Tools, around: readonly number[], most: number): boolean {
  const { offsets, targets } = graph
  const before = region.nodes.length
  for (const node of around) region.add(node)
  const queue = [...around]
  const end = region.nodes.length + most
  for (let read = 0; read < queue.length && region.nodes.length < end; read++) {
    const node = queue[read]!
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      if (region.has(targets[i]!)) continue
      region.add(targets[i]!)
      queue.push(targets[i]!)
    }
  }
  return region.nodes.length > before
}

/** A tree for each side, apart from each other; whichever side goes first has the free choice. */
function protectSeeds(tools: Tools, sources: readonly number[], sinks: readonly number[]): boolean {
  const { region, joinSeeds } = tools
  const join = (seeds: readonly number[], avoid: ReadonlySet<number>) =>
    joinSeeds(seeds, (node) => region.has(node) && !avoid.has(node))
  for (;;) {
    const sourceFirst = join(sources, new Set(sinks))
    const sinkAfter = sourceFirst && join(sinks, sourceFirst)
    if (sourceFirst && sinkAfter) return setSides(region, sourceFirst, sinkAfter)
    const sinkFirst = join(sinks, new Set(sources))
    const sourceAfter = sinkFirst && join(sources, sinkFirst)
    if (sinkFirst && sourceAfter) return setSides(region, sourceAfter, sinkFirst)
    if (!grow(tools, [...region.nodes], region.nodes.length)) return false
  }
}

function setSides(region: RegionFlow, sources: ReadonlySet<number>, sinks: ReadonlySet<number>): true {
  for (const node of sources) region.setSide(node, SOURCE)
  for (const node of sinks) region.setSide(node, SINK)
  return true
}

function mark({ cutEnds, isCut }: Tools, cut: RegionCut, as: 0 | 1): void {
  for (const edge of cut.edges) isCut[edge] = as
  for (const node of cut.ends) cutEnds[node] = as
}

/** What comes out of the whole graph. */
function piecesOf(graph: SegmentGraph, parts: readonly Part[], sideOf: (place: number) => 0 | 1 | 2): CutPiece[] {
  const walked = parts.reduce((sum, part) => sum + (part.nodes?.length ?? 0), 0)
  const order = { source: 0, sink: 1, other: 2 }
  const pieces = parts.map(({ nodes, starts }): CutPiece => {
    const sides = starts.map(sideOf)
    const side = sides.includes(1) ? 'source' : sides.includes(2) ? 'sink' : 'other'
    return { side, size: nodes?.length ?? graph.count - walked, nodes }
  })
  return pieces.sort((p, q) => order[p.side] - order[q.side])
}

/** The edges that are not cut, for walks. */
function joinsOf({ graph, cutEnds, isCut, trail }: Tools): Joins {
  const { offsets, targets, edges } = graph
  const found: number[] = []
  return {
    trail,
    found,
    arrays: { offsets, targets, asks: cutEnds },
    neighbours(node) {
      let count = 0
      for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
        if (isCut[edges[i]!] === 0) found[count++] = targets[i]!
      }
      return count
    },
  }
}
