import type { WalkGraph } from './walk-graph.ts'

/**
 * A breadth-first walk from many starts at once. Each distinct start has a *search* of its own; the searches are
 * numbered in the order of the starts. Searches that have met form a *group*. The groups take turns, so that a small
 * part of the graph is walked to its end after little work, however large the other parts are.
 */
export interface Walk {
  readonly graph: WalkGraph
  readonly starts: readonly number[]
  readonly searchCount: number
  /** By search: the first and the last node of its queue, and the node that it visited last (-1 before the first visit). */
  readonly first: Int32Array
  readonly last: Int32Array
  readonly visited: Int32Array
  readonly groups: Groups
  /**
   * Where two groups met, as three numbers: a node, the search that visited it, and its neighbour in the other group.
   * Undefined where the starts have no sides.
   */
  readonly meetings: number[] | undefined
  /** The group that holds starts of both sides, or -1. The walk ends once there is one. */
  joined: number
}

/**
 * The groups as a union-find forest over the searches. A search is *open* while its queue holds nodes that it has not
 * visited. Each group keeps a list of its searches that may be open.
 */
interface Groups {
  /** By search: its parent in the forest. The root of a group is its own parent, and stands for the group. */
  readonly parent: Int32Array
  /** By root: the sides of the group's starts, as bits. */
  readonly sides: Uint8Array
  /** By root: the first and the last search of the group's list, or -1. */
  readonly firstOpen: Int32Array
  readonly lastOpen: Int32Array
  /** By search: the next one in its list, or -1. */
  readonly nextOpen: Int32Array
}

const BOTH_SIDES = 3
/** Nodes that a group visits in one turn: few at first, later enough to keep its surroundings in the processor's cache. */
const FIRST_TURN_NODES = 16
const MOST_TURN_NODES = 2048

/** The loops count places, because an iterator would allocate an object for each of very many starts. */
export function startWalk(graph: WalkGraph, starts: readonly number[], sideOf?: (place: number) => 0 | 1 | 2): Walk {
  const { owner, base, previous, next } = graph.marks
  let searchCount = 0
  for (let place = 0; place < starts.length; place++) {
    const start = starts[place]!
    if (owner[start]! >= base) continue
    owner[start] = base + searchCount++
    previous[start] = -1
    next[start] = -1
  }
  const first = new Int32Array(searchCount)
  const groups = createGroups(searchCount)
  const { sides } = groups
  for (let place = 0; place < starts.length; place++) {
    const search = owner[starts[place]!]! - base
    first[search] = starts[place]!
    if (sideOf !== undefined) sides[search]! |= sideOf(place)
  }
  const visited = new Int32Array(searchCount).fill(-1)
  const joined = sides.indexOf(BOTH_SIDES)
  const meetings = sideOf === undefined ? undefined : []
  return { graph, starts, searchCount, first, last: first.slice(), visited, groups, meetings, joined }
}

/** Each search is an open group of its own. */
function createGroups(count: number): Groups {
  const numbers = new Int32Array(count)
  for (let i = 0; i < count; i++) numbers[i] = i
  return {
    parent: numbers,
    sides: new Uint8Array(count),
    firstOpen: numbers.slice(),
    lastOpen: numbers.slice(),
    nextOpen: new Int32Array(count).fill(-1),
  }
}

/**
 * Lets the groups take turns until a group holds both sides, or until at most one group is still open.
 * @returns the group that is still open, or -1
 */
export function walkInTurns(walk: Walk): number {
  let open = walk.groups.parent.slice()
  for (let turn = FIRST_TURN_NODES; open.length > 1; turn = Math.min(2 * turn, MOST_TURN_NODES)) {
    for (let i = 0; i < open.length && walk.joined < 0; i++) takeTurn(walk, open[i]!, turn)
    if (walk.joined >= 0) return -1
    open = open.filter((group) => isRoot(walk, group) && firstOpenSearch(walk, group) >= 0)
  }
  return open[0] ?? -1
}

/** One turn of a group. A group that has become part of another one since has no turn of its own. */
function takeTurn(walk: Walk, group: number, nodes: number): void {
  if (!isRoot(walk, group)) return
  let left = nodes
  while (left > 0 && walk.joined < 0) {
    // Asked again each time: the group grows, and its root may change, as it meets others.
    const search = firstOpenSearch(walk, groupOf(walk, group))
    if (search < 0) return
    left = visitNodes(walk, search, left)
  }
}

/** The first open search of a group, or -1. Searches that have ended leave the group's list here. */
function firstOpenSearch(walk: Walk, group: number): number {
  const { firstOpen, nextOpen } = walk.groups
  let first = firstOpen[group]!
  while (first >= 0 && nextNode(walk, first) < 0) first = nextOpen[first]!
  firstOpen[group] = first
  return first
}

/** The node that a search visits next, or -1 when it has ended. */
function nextNode({ graph, first, visited }: Walk, search: number): number {
  const before = visited[search]!
  return before < 0 ? first[search]! : graph.marks.next[before]!
}

/**
 * Lets one search visit up to this many nodes, or until it meets another group.
 * @returns how many of these visits are left
 */
function visitNodes(walk: Walk, search: number, nodes: number): number {
  const { graph, visited } = walk
  let left = nodes
  while (left > 0) {
    if (graph.arrays !== undefined) left = visitByArrays(walk, graph.arrays, search, left)
    const node = nextNode(walk, search)
    if (node < 0 || left === 0) return left
    left--
    visited[search] = node
    if (visitByCall(walk, search, node, graph.neighbours(node))) return left
  }
  return left
}

/**
 * Visits nodes until one is filtered or has a neighbour in another group; that node is left to `visitByCall`. In large
 * parts nearly all time is spent in this loop.
 * @returns how many of the visits are left
 */
function visitByArrays(
  walk: Walk,
  { offsets, targets, isFiltered }: NonNullable<WalkGraph['arrays']>,
  search: number,
  nodes: number,
): number {
  const { owner, base, previous, next } = walk.graph.marks
  const mine = base + search
  let last = walk.last[search]!
  let left = nodes
  walking: for (
    let node = nextNode(walk, search);
    node >= 0 && left > 0 && isFiltered[node] === 0;
    node = next[node]!
  ) {
    const end = offsets[node + 1]!
    for (let i = offsets[node]!; i < end; i++) {
      const target = targets[i]!
      const other = owner[target]!
      if (other === mine) continue
      if (other >= base && isOtherGroup(walk, search, other - base)) break walking
      if (other >= base) continue
      owner[target] = mine
      previous[target] = node
      next[target] = -1
      next[last] = target
      last = target
    }
    walk.visited[search] = node
    left--
  }
  walk.last[search] = last
  return left
}

function isOtherGroup(walk: Walk, search: number, other: number): boolean {
  return groupOf(walk, other) !== groupOf(walk, search)
}

/**
 * Visits a node whose `count` neighbours are in `found`.
 * @returns whether it met another group
 */
function visitByCall(walk: Walk, search: number, node: number, count: number): boolean {
  const { found, marks } = walk.graph
  const { owner, base, previous, next } = marks
  let hasMet = false
  for (let i = 0; i < count; i++) {
    const target = found[i]!
    const other = owner[target]!
    if (other < base) {
      owner[target] = base + search
      previous[target] = node
      next[target] = -1
      next[walk.last[search]!] = target
      walk.last[search] = target
    } else if (isOtherGroup(walk, search, other - base)) {
      hasMet = true
      walk.meetings?.push(node, search, target)
      unite(walk, groupOf(walk, search), groupOf(walk, other - base))
    }
  }
  return hasMet
}

function isRoot({ groups }: Walk, search: number): boolean {
  return groups.parent[search] === search
}

/** The root of a search's group. */
export function groupOf({ groups: { parent } }: Walk, search: number): number {
  let at = search
  for (let next = parent[at]!; next !== at; next = parent[at]!) {
    parent[at] = parent[next]! // path halving
    at = next
  }
  return at
}

/** Makes the group `from` part of the group `into`; the open searches of `from` come first in the list. */
function unite(walk: Walk, into: number, from: number): void {
  const { parent, sides, firstOpen, lastOpen, nextOpen } = walk.groups
  parent[from] = into
  sides[into]! |= sides[from]!
  if (sides[into] === BOTH_SIDES) walk.joined = into
  const [first, last] = [firstOpen[from]!, lastOpen[from]!]
  if (first < 0) return
  nextOpen[last] = firstOpen[into]!
  if (firstOpen[into]! < 0) lastOpen[into] = last
  firstOpen[into] = first
}
