import { groupOf, startWalk, type Walk, walkInTurns } from './walk.ts'
import { outdateMarks, type WalkGraph } from './walk-graph.ts'

/** The connected parts of a graph that hold the starts of a walk. As columns, because there may be very many small ones. */
export interface Parts {
  readonly count: number
  /** The one part that was not walked to its end, or -1. Its nodes are not known. */
  readonly unfinished: number
  /** count + 1 entries: the nodes of part i are nodes[offsets[i]] to nodes[offsets[i + 1] - 1]; none of the unfinished one. */
  readonly offsets: Uint32Array
  readonly nodes: Int32Array
  /** The part of each start, in the order in which the starts were given. */
  readonly partOf: Int32Array
}

export type PartsOrPath =
  /** No start of side 1 is joined to one of side 2. */
  | { readonly kind: 'apart'; readonly parts: Parts }
  /** Nodes that hold a path from one side to the other, in no particular order. */
  | { readonly kind: 'joined'; readonly path: readonly number[] }

/**
 * Finds the connected parts that hold the starts. They are walked in turns, and the walk ends when only one of them is
 * unfinished. So the largest part costs little: cutting a twig off a large neuron walks the twig.
 */
export function findParts(graph: WalkGraph, starts: readonly number[]): Parts {
  const walk = startWalk(graph, starts)
  return collectParts(walk, walkInTurns(walk))
}

/**
 * Finds the parts as `findParts` does, or a path between the sides as soon as the walk comes upon one. A start of side 0
 * belongs to neither side.
 */
export function partsOrPath(
  graph: WalkGraph,
  starts: readonly number[],
  sideOf: (place: number) => 0 | 1 | 2,
): PartsOrPath {
  const walk = startWalk(graph, starts, sideOf)
  const openGroup = walkInTurns(walk)
  if (walk.joined < 0) return { kind: 'apart', parts: collectParts(walk, openGroup) }
  const path = pathThrough(walk)
  outdateMarks(graph.marks, walk.searchCount)
  return { kind: 'joined', path }
}

/** The unfinished part, which the walk takes for the largest; without one the first of the largest parts. */
export function largestPart({ count, unfinished, offsets }: Parts): number {
  if (unfinished >= 0) return unfinished
  let largest = 0
  let most = 0
  for (let part = 0; part < count; part++) {
    const size = offsets[part + 1]! - offsets[part]!
    if (size <= most) continue
    largest = part
    most = size
  }
  return largest
}

/** The nodes of one part; undefined for the unfinished one. */
export function nodesOfPart({ unfinished, offsets, nodes }: Parts, part: number): Int32Array | undefined {
  return part === unfinished ? undefined : nodes.subarray(offsets[part]!, offsets[part + 1]!)
}

/** The smallest node number in the part that holds `start`. */
export function smallestReachable({ neighbours, found }: WalkGraph, start: number): number {
  const seen = new Set([start])
  let smallest = start
  for (const node of seen) {
    smallest = Math.min(smallest, node)
    const count = neighbours(node)
    for (let i = 0; i < count; i++) seen.add(found[i]!)
  }
  return smallest
}

/** The nodes on the way from the starts of the joined group to each place where its searches met. */
function pathThrough(walk: Walk): number[] {
  const { meetings = [], joined } = walk
  const { previous } = walk.graph.marks
  const path = new Set<number>()
  const addWayTo = (end: number) => {
    for (let node = end; node >= 0 && !path.has(node); node = previous[node]!) path.add(node)
  }
  for (let i = 0; i < meetings.length; i += 3) {
    if (groupOf(walk, meetings[i + 1]!) !== groupOf(walk, joined)) continue
    addWayTo(meetings[i]!)
    addWayTo(meetings[i + 2]!)
  }
  return [...path]
}

/** Reads the parts from the marks: each group is a part, and the queues of its searches hold its nodes. */
function collectParts(walk: Walk, openGroup: number): Parts {
  const { graph, starts, searchCount, first } = walk
  const { owner, base, next } = graph.marks
  const openRoot = openGroup < 0 ? -1 : groupOf(walk, openGroup)
  const partOfSearch = new Int32Array(searchCount)
  /** By root: its part + 1. */
  const partOfGroup = new Int32Array(searchCount)
  const ends = new Uint32Array(searchCount + 1)
  let count = 0
  for (let search = 0; search < searchCount; search++) {
    const group = groupOf(walk, search)
    if (partOfGroup[group] === 0) partOfGroup[group] = ++count
    const part = partOfGroup[group]! - 1
    partOfSearch[search] = part
    if (group !== openRoot) for (let node = first[search]!; node >= 0; node = next[node]!) ends[part + 1]!++
  }
  const offsets = ends.subarray(0, count + 1)
  for (let part = 0; part < count; part++) offsets[part + 1]! += offsets[part]!
  const nodes = new Int32Array(offsets[count]!)
  const at = offsets.slice()
  const unfinished = openRoot < 0 ? -1 : partOfGroup[openRoot]! - 1
  for (let search = 0; search < searchCount; search++) {
    const part = partOfSearch[search]!
    if (part !== unfinished) for (let node = first[search]!; node >= 0; node = next[node]!) nodes[at[part]!++] = node
  }
  const partOf = new Int32Array(starts.length)
  for (let place = 0; place < starts.length; place++) partOf[place] = partOfSearch[owner[starts[place]!]! - base]!
  outdateMarks(graph.marks, searchCount)
  return { count, unfinished, offsets, nodes, partOf }
}
