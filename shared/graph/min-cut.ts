import { createRegionGrowth } from './cut-region.ts'
import { type SearchSeeds, type SearchTools, searchCut } from './cut-search.ts'
import { findParts, nodesOfPart, type Parts, partsOrPath } from './parts.ts'
import { createGroupJoiner } from './protected-path.ts'
import { createRegionFlow } from './region-flow.ts'
import type { SegmentGraph } from './segment-graph.ts'
import { createWalkMarks, type WalkGraph } from './walk-graph.ts'

export type CutResult = FoundCut | NoCut

export interface FoundCut {
  readonly kind: 'cut'
  /** The edges to cut. */
  readonly edges: Uint32Array
  /** The sum of their capacities. */
  readonly value: number
  /** True if no cut that keeps the seeds of each side joined costs less; false if the search ended before that was sure. */
  readonly least: boolean
  /** All pieces that come out, at least two: first those with sources, then those with sinks, then the others. */
  readonly pieces: readonly CutPiece[]
}

export interface CutPiece {
  readonly side: 'source' | 'sink' | 'other'
  readonly size: number
  /** Undefined for the one piece whose nodes are all that are in no other piece. */
  readonly nodes: Int32Array | undefined
}

export interface NoCut {
  readonly kind: 'none'
  readonly why: /** A node is a seed of both sides. */
    | { readonly kind: 'same-supervoxel'; readonly node: number }
    /** Sources and sinks are not in one segment. */
    | { readonly kind: 'not-connected' }
    /** No cut keeps the seeds of each side joined. */
    | { readonly kind: 'entangled' }
    /** The search ended before it found a cut that keeps them joined. There may be one. */
    | { readonly kind: 'not-found' }
}

/** Nodes of the first region. It is solved in a few ms, and most false merges can be cut within it. */
const FIRST_REGION = 2048

/** Finds the least cut between sources and sinks (node numbers) that keeps the seeds of each side joined. */
export type MinCutter = (sources: readonly number[], sinks: readonly number[]) => CutResult

/**
 * Makes a cutter for many min-cuts on one graph (a preview after every seed). All arrays that are as long as the graph
 * are allocated here. A cut is looked for in a region around the seeds and the paths between them, which grows if needed.
 */
export function createMinCutter(graph: SegmentGraph, firstRegion = FIRST_REGION): MinCutter {
  const tools = createTools(graph, firstRegion)
  return (sources, sinks) => {
    const both = sources.find((node) => sinks.includes(node))
    if (both !== undefined) return { kind: 'none', why: { kind: 'same-supervoxel', node: both } }
    try {
      return findCut(tools, firstRegion, { sources: [...new Set(sources)], sinks: [...new Set(sinks)] })
    } finally {
      tools.region.reset()
    }
  }
}

function createTools(graph: SegmentGraph, firstRegion: number): SearchTools {
  const region = createRegionFlow(graph)
  /** 1 for a node at the end of a cut edge. At all other nodes `isCut` need not be read. */
  const cutEnds = new Uint8Array(graph.count)
  const isCut = new Uint8Array(graph.edgeCount)
  return {
    graph,
    region,
    growth: createRegionGrowth(graph, region),
    leastGrowth: firstRegion,
    joinGroups: createGroupJoiner(graph),
    walkGraph: walkGraphWithout(graph, cutEnds, isCut),
    setCut(edges, ends, as) {
      for (const edge of edges) isCut[edge] = as
      for (const node of ends) cutEnds[node] = as
    },
  }
}

function findCut(tools: SearchTools, firstRegion: number, seeds: SearchSeeds): CutResult {
  const { region, growth, walkGraph, graph } = tools
  const { sources, sinks } = seeds
  const all = [...sources, ...sinks]
  const sideOf = (place: number) => (place < sources.length ? 1 : place < all.length ? 2 : 0)
  const together = partsOrPath(walkGraph, all, sideOf)
  if (together.kind === 'apart') return { kind: 'none', why: { kind: 'not-connected' } }
  for (const seed of all) region.add(seed)
  growth.along(together.path, firstRegion)
  const found = searchCut(tools, seeds)
  if (found.kind === 'found') {
    const { edges, value, least, parts } = found
    return { kind: 'cut', edges: Uint32Array.from(edges), value, least, pieces: piecesOf(graph, parts, sideOf) }
  }
  if (findParts(walkGraph, all).count > 1) return { kind: 'none', why: { kind: 'not-connected' } }
  return { kind: 'none', why: { kind: found.sure ? 'entangled' : 'not-found' } }
}

/** The pieces of the whole graph. */
function piecesOf(graph: SegmentGraph, parts: Parts, sideOf: (place: number) => 0 | 1 | 2): CutPiece[] {
  const sides = new Array<CutPiece['side']>(parts.count).fill('other')
  for (const [place, part] of parts.partOf.entries()) {
    const side = sideOf(place)
    if (side !== 0) sides[part] = side === 1 ? 'source' : 'sink'
  }
  const pieces = sides.map((side, part): CutPiece => {
    const nodes = nodesOfPart(parts, part)
    return { side, size: nodes?.length ?? graph.count - parts.nodes.length, nodes }
  })
  const order = { source: 0, sink: 1, other: 2 }
  return pieces.sort((p, q) => order[p.side] - order[q.side])
}

/** The graph without its cut edges. */
function walkGraphWithout(
  { count, offsets, targets, edges }: SegmentGraph,
  cutEnds: Uint8Array,
  isCut: Uint8Array,
): WalkGraph {
  const found: number[] = []
  return {
    marks: createWalkMarks(count),
    found,
    arrays: { offsets, targets, isFiltered: cutEnds },
    neighbours(node) {
      let joined = 0
      for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
        if (isCut[edges[i]!] === 0) found[joined++] = targets[i]!
      }
      return joined
    },
  }
}
