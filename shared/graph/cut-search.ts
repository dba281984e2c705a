import type { RegionGrowth } from './cut-region.ts'
import { createHeap } from './heap.ts'
import { findParts, type Parts, partsOrPath } from './parts.ts'
import type { JoinGroups } from './protected-path.ts'
import { type RegionCut, type RegionFlow, SINK, SOURCE } from './region-flow.ts'
import type { SegmentGraph } from './segment-graph.ts'
import type { WalkGraph } from './walk-graph.ts'

export interface SearchTools {
  readonly graph: SegmentGraph
  readonly region: RegionFlow
  readonly growth: RegionGrowth
  /** The least number of nodes by which a region that is too small grows. */
  readonly leastGrowth: number
  readonly joinGroups: JoinGroups
  readonly walkGraph: WalkGraph
  /** Cuts edges of `walkGraph` (1) or restores them (0); `ends` are the nodes at their ends. */
  readonly setCut: (edges: readonly number[], ends: readonly number[], as: 0 | 1) => void
}

export interface SearchSeeds {
  readonly sources: readonly number[]
  readonly sinks: readonly number[]
}

export type SearchResult =
  /** `least` is true if no cut that keeps the seeds of each side joined costs less. */
  | ({ readonly kind: 'found'; readonly least: boolean } & Solution)
  /** `sure` is true if there is no such cut, and false if the search ended before it found one. */
  | { readonly kind: 'none'; readonly sure: boolean }

interface Solution {
  readonly edges: readonly number[]
  readonly value: number
  readonly parts: Parts
}

/**
 * The steps after which a search ends with the best cut so far. Each cut that is tried takes as many steps as the region
 * has nodes. So a region of 2048 nodes allows about 15 cuts, of some ms each, and a graph of 12 nodes about 2700.
 */
const STEPS_MAX = 32_768

/** The steps after which a search that has found no cut ends: a late cut is better than none. */
const STEPS_WITHOUT_CUT_MAX = 8 * STEPS_MAX

type Side = 'sources' | 'sinks'

/**
 * A subset of all cuts: those of the branch `from` that moreover have the first `kept` nodes of `path` on `side`, and
 * the next node of `path`, if there is one, on the other side.
 */
interface Branch {
  /** No cut of this branch costs less. */
  readonly bound: number
  readonly from: Branch | undefined
  readonly side: Side
  readonly path: readonly number[]
  readonly kept: number
}

/**
 * Finds the least cut that keeps the seeds of each side joined, by branch and bound.
 *
 * A min-cut alone may leave the seeds of a side apart. Then the search looks for a path that joins them. In the cut that
 * it looks for, either the whole path lies on their side, or some node of the path is the first that does not: each of
 * these cases is a branch. (In a least cut both sides are connected, because whatever is not joined to the seeds of its
 * side costs less on the other side. So a node that lies on a side is joined to the seeds of that side.)
 *
 * Each min-cut is found in a region of the graph and then tried on the whole graph. A region has fewer edges to cut than
 * the graph, so the value of its min-cut is a lower bound for the graph as well.
 */
export function searchCut(tools: SearchTools, seeds: SearchSeeds): SearchResult {
  const search: Search = { tools, seeds, branches: [], open: createHeap(), best: undefined, steps: 0 }
  const allCuts: Branch = { bound: 0, from: undefined, side: 'sources', path: [], kept: 0 }
  follow(search, allCuts)
  if (search.open.size() > 0) {
    tryPathsFirst(search, ['sources', 'sinks'])
    tryPathsFirst(search, ['sinks', 'sources'])
  }
  for (;;) {
    const bound = search.open.leastKey()
    const place = search.open.pop()
    const { best } = search
    if (place === undefined || (best !== undefined && bound >= best.value)) {
      return best === undefined ? { kind: 'none', sure: true } : { kind: 'found', least: true, ...best }
    }
    if (search.steps > (best === undefined ? STEPS_WITHOUT_CUT_MAX : STEPS_MAX)) {
      return best === undefined ? { kind: 'none', sure: false } : { kind: 'found', least: false, ...best }
    }
    follow(search, search.branches[place]!)
  }
}

interface Search {
  readonly tools: SearchTools
  readonly seeds: SearchSeeds
  readonly branches: Branch[]
  /** The places of the branches that were put aside, by their bounds. */
  readonly open: ReturnType<typeof createHeap>
  best: Solution | undefined
  steps: number
}

function putAside({ branches, open }: Search, branch: Branch): void {
  open.push(branches.length, branch.bound)
  branches.push(branch)
}

/**
 * Follows a branch to a cut: where seeds of a side are apart, it puts the whole of a path that joins them on that side.
 * The other cases of that path are put aside.
 */
function follow(search: Search, start: Branch): void {
  const { tools, seeds } = search
  let branch = start
  const sides = sidesOf(seeds, branch)
  tools.region.restart()
  for (;;) {
    setSides(tools.region, sides)
    const found = leastCut(search)
    if (search.best !== undefined && found.value >= search.best.value) return
    const broken = brokenSide(seeds, found.parts)
    if (broken === undefined) {
      search.best = found
      return
    }
    const path = pathBetween(search, sides, broken)
    if (path === undefined) return
    for (let kept = path.length - 1; kept >= 0; kept--) {
      putAside(search, { bound: found.value, from: branch, side: broken.side, path, kept })
    }
    branch = { bound: found.value, from: branch, side: broken.side, path, kept: path.length }
    for (const node of path) sides[broken.side].add(node)
  }
}

/**
 * Joins all seeds of each side by strong paths before it cuts. The cut is a good first one where the seeds lie far from
 * the place where the two sides meet. The side that goes first may use any node for its paths.
 */
function tryPathsFirst(search: Search, order: readonly Side[]): void {
  const { tools, seeds } = search
  const sides: Sides = { sources: new Set(seeds.sources), sinks: new Set(seeds.sinks) }
  for (const side of order) {
    const path = pathBetween(search, sides, { side, groups: seeds[side].map((seed) => [seed]) })
    if (path === undefined) return
    for (const node of path) sides[side].add(node)
  }
  tools.region.restart()
  setSides(tools.region, sides)
  const found = leastCut(search)
  if (search.best === undefined || found.value < search.best.value) search.best = found
}

type Sides = Readonly<Record<Side, Set<number>>>

function sidesOf(seeds: SearchSeeds, branch: Branch): Sides {
  const sides: Sides = { sources: new Set(seeds.sources), sinks: new Set(seeds.sinks) }
  for (let at: Branch | undefined = branch; at !== undefined; at = at.from) {
    for (let i = 0; i < at.kept; i++) sides[at.side].add(at.path[i]!)
    const beyond = at.path[at.kept]
    if (beyond !== undefined) sides[otherSide(at.side)].add(beyond)
  }
  return sides
}

function setSides(region: RegionFlow, { sources, sinks }: Sides): void {
  for (const node of sources) region.setSide(node, SOURCE)
  for (const node of sinks) region.setSide(node, SINK)
}

/** The min-cut between the sides that are set. The region grows until the cut holds in the whole graph as well. */
function leastCut(search: Search): Solution {
  const { tools, seeds } = search
  const { region, growth, leastGrowth } = tools
  for (;;) {
    search.steps += region.nodes.length
    region.fill()
    const cut = region.cut()
    const tried = tryWhole(tools, seeds, cut)
    if (tried.kind === 'apart') return { edges: cut.edges, value: cut.value, parts: tried.parts }
    growth.along(tried.path, Math.max(leastGrowth, region.nodes.length * LEAST_GROWTH))
  }
}

/** A region that is too small grows at least by this part of its size, so that few rounds are needed. */
const LEAST_GROWTH = 0.5

function tryWhole({ walkGraph, setCut }: SearchTools, { sources, sinks }: SearchSeeds, { edges, ends }: RegionCut) {
  const seeds = sources.length + sinks.length
  setCut(edges, ends, 1)
  const tried = partsOrPath(walkGraph, [...sources, ...sinks, ...ends], (place) =>
    place < sources.length ? 1 : place < seeds ? 2 : 0,
  )
  setCut(edges, ends, 0)
  return tried
}

interface BrokenSide {
  readonly side: Side
  /** Its seeds, in one group for each part that holds some. */
  readonly groups: readonly (readonly number[])[]
}

/** A side whose seeds are in several parts. */
function brokenSide({ sources, sinks }: SearchSeeds, { partOf }: Parts): BrokenSide | undefined {
  const groupsOf = (seeds: readonly number[], before: number) => {
    const groups = new Map<number, number[]>()
    for (const [i, seed] of seeds.entries()) {
      const part = partOf[before + i]!
      const group = groups.get(part)
      if (group === undefined) groups.set(part, [seed])
      else group.push(seed)
    }
    return [...groups.values()]
  }
  const [ofSources, ofSinks] = [groupsOf(sources, 0), groupsOf(sinks, sources.length)]
  if (ofSources.length > 1) return { side: 'sources', groups: ofSources }
  return ofSinks.length > 1 ? { side: 'sinks', groups: ofSinks } : undefined
}

/**
 * The nodes of paths that join the groups of a side, without those that are on this side already. Undefined if only
 * nodes of the other side could join them.
 */
function pathBetween(search: Search, sides: Sides, { side, groups }: BrokenSide): readonly number[] | undefined {
  const { tools } = search
  const { region, growth, joinGroups } = tools
  const [mine, others] = [sides[side], sides[otherSide(side)]]
  let isJoinable = false
  for (;;) {
    search.steps += region.nodes.length
    const path = joinGroups(groups, (node) => region.has(node) && !others.has(node))
    if (path !== undefined) return path.filter((node) => !mine.has(node))
    isJoinable ||= canBeJoined(tools, groups, others)
    if (!isJoinable || !growth.everywhere(region.nodes.length)) return undefined
  }
}

/** True if the groups are joined in the whole graph when these nodes are left out. */
function canBeJoined(
  { graph, walkGraph, setCut }: SearchTools,
  groups: BrokenSide['groups'],
  without: Set<number>,
): boolean {
  const { offsets, targets, edges } = graph
  const [taken, ends]: [number[], number[]] = [[], []]
  for (const node of without) {
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      taken.push(edges[i]!)
      ends.push(node, targets[i]!)
    }
  }
  setCut(taken, ends, 1)
  const parts = findParts(walkGraph, groups.flat())
  setCut(taken, ends, 0)
  return parts.count === 1
}

function otherSide(side: Side): Side {
  return side === 'sources' ? 'sinks' : 'sources'
}
