import type { RegionGrowth } from './cut-region.ts'
import { createHeap } from './heap.ts'
import type { Joins } from './joins.ts'
import { findParts, type Parts, walkApart } from './parts.ts'
import type { JoinGroups } from './protected-path.ts'
import { type RegionCut, type RegionFlow, SINK, SOURCE } from './region-flow.ts'
import type { SegmentGraph } from './segment-graph.ts'

export interface SearchTools {
  readonly graph: SegmentGraph
  readonly region: RegionFlow
  readonly growth: RegionGrowth
  /** A region that is too small grows at least by so many nodes. */
  readonly leastGrowth: number
  readonly joinGroups: JoinGroups
  readonly joins: Joins
  /** Takes edges out of `joins` (1) or puts them back (0), with the nodes at their ends. */
  readonly mark: (edges: readonly number[], ends: readonly number[], as: 0 | 1) => void
}

export interface SearchSeeds {
  readonly sources: readonly number[]
  readonly sinks: readonly number[]
}

export type SearchResult =
  /** `least`: no cut that keeps each side's seeds joined costs less. */
  | ({ readonly kind: 'found'; readonly least: boolean } & Solution)
  /** There is no such cut; where `sure` is false, none was found. */
  | { readonly kind: 'none'; readonly sure: boolean }

interface Solution {
  readonly edges: readonly number[]
  readonly value: number
  readonly parts: Parts
}

/**
 * Steps that a search may take before it ends with the best cut so far: nodes of the region, for each cut that is tried
 * in it. A first region of 2048 nodes allows about 15 cuts, of some ms each; a graph of 12 nodes about 2700.
 */
const STEPS_MAX = 32_768

/** More than that before the search ends with nothing at all: it had rather be late than refuse. */
const STEPS_WITHOUT_CUT_MAX = 8 * STEPS_MAX

type Side = 'sources' | 'sinks'

/**
 * Some of all cuts: those that have certain nodes on certain sides. It is the state `from`, where moreover the first
 * `kept` nodes of a path belong to `side`, and the next one to the other side.
 */
interface State {
  /** No cut in it costs less. */
  readonly bound: number
  readonly from: State | undefined
  readonly side: Side
  readonly path: readonly number[]
  readonly kept: number
}

/**
 * The least cut that leaves each side's seeds joined, by branch and bound. Without the wish that they be joined, a
 * min-cut is the answer, and often the seeds are joined in it. Where they are not, they are joined by a path; either all
 * of the path is on their side, or some node of it is the first that is not. (In a least cut both sides are connected:
 * what is not joined to a side's seeds costs less on the other side. So a node on a side is joined to its seeds.)
 * A cut is found in a region of the graph and tried on all of it: leaving nodes out only makes a min-cut cheaper, so that
 * each value is a bound for the whole graph.
 */
export function searchCut(tools: SearchTools, seeds: SearchSeeds): SearchResult {
  const search: Search = { tools, seeds, states: [], open: createHeap(), best: undefined, steps: 0 }
  const all: State = { bound: 0, from: undefined, side: 'sources', path: [], kept: 0 }
  dive(search, all)
  if (search.open.size() > 0) {
    tryTrees(search, ['sources', 'sinks'])
    tryTrees(search, ['sinks', 'sources'])
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
    dive(search, search.states[place]!)
  }
}

interface Search {
  readonly tools: SearchTools
  readonly seeds: SearchSeeds
  readonly states: State[]
  /** Places of states that are not looked at, by their bounds. */
  readonly open: ReturnType<typeof createHeap>
  best: Solution | undefined
  steps: number
}

function push({ states, open }: Search, state: State): void {
  open.push(states.length, state.bound)
  states.push(state)
}

/** Follows a state to a cut, joining seeds by whole paths; puts aside what differs on the way. */
function dive(search: Search, state: State): void {
  const { tools, seeds } = search
  const sides = sidesOf(seeds, state)
  tools.region.restart()
  for (;;) {
    setSides(tools.region, sides)
    const found = cutApart(search)
    if (search.best !== undefined && found.value >= search.best.value) return
    const broken = brokenSide(seeds, found.parts)
    if (broken === undefined) {
      search.best = found
      return
    }
    const path = pathBetween(search, sides, broken)
    if (path === undefined) return
    for (let kept = path.length - 1; kept >= 0; kept--) {
      push(search, { bound: found.value, from: state, side: broken.side, path, kept })
    }
    state = { bound: found.value, from: state, side: broken.side, path, kept: path.length }
    for (const node of path) sides[broken.side].add(node)
  }
}

/**
 * A cut around a tree for each side, which joins all its seeds by strong paths: a good one, as a start, where seeds are
 * far from where the two sides meet. Whichever side goes first has the free choice.
 */
function tryTrees(search: Search, order: readonly Side[]): void {
  const { tools, seeds } = search
  const sides: Sides = { sources: new Set(seeds.sources), sinks: new Set(seeds.sinks) }
  for (const side of order) {
    const path = pathBetween(search, sides, { side, groups: seeds[side].map((seed) => [seed]) })
    if (path === undefined) return
    for (const node of path) sides[side].add(node)
  }
  tools.region.restart()
  setSides(tools.region, sides)
  const found = cutApart(search)
  if (search.best === undefined || found.value < search.best.value) search.best = found
}

type Sides = Readonly<Record<Side, Set<number>>>

function sidesOf(seeds: SearchSeeds, state: State): Sides {
  const sides: Sides = { sources: new Set(seeds.sources), sinks: new Set(seeds.sinks) }
  for (let at: State | undefined = state; at !== undefined; at = at.from) {
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

/** The min-cut between the sides that are set, with a region that is large enough for it to hold in the whole graph. */
function cutApart(search: Search): Solution {
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

/** A region that was too small grows at least by this part of itself, so that few rounds are needed. */
const LEAST_GROWTH = 0.5

function tryWhole({ joins, mark }: SearchTools, { sources, sinks }: SearchSeeds, { edges, ends }: RegionCut) {
  const seeds = sources.length + sinks.length
  mark(edges, ends, 1)
  const tried = walkApart(joins, [...sources, ...sinks, ...ends], (place) =>
    place < sources.length ? 1 : place < seeds ? 2 : 0,
  )
  mark(edges, ends, 0)
  return tried
}

interface BrokenSide {
  readonly side: Side
  /** Its seeds, by the part that they are in. */
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

/** Nodes that join the groups of a side and are not on a side yet; undefined when nothing joins them without the other side. */
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

/** Whether the groups are joined in the whole graph without these nodes. */
function canBeJoined({ graph, joins, mark }: SearchTools, groups: BrokenSide['groups'], without: Set<number>): boolean {
  const { offsets, targets, edges } = graph
  const [taken, ends]: [number[], number[]] = [[], []]
  for (const node of without) {
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      taken.push(edges[i]!)
      ends.push(node, targets[i]!)
    }
  }
  mark(taken, ends, 1)
  const parts = findParts(joins, groups.flat())
  mark(taken, ends, 0)
  return parts.count === 1
}

function otherSide(side: Side): Side {
  return side === 'sources' ? 'sinks' : 'sources'
}
