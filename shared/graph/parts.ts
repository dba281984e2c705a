/** What is joined to what, for `findParts`. */
export interface Joins {
  /** Calls `found` for each node that is still joined to `node`; a node may come more than once. */
  neighbours(node: number, found: (target: number) => void): void
  /** One entry a node, -1 in each before and after: who walked there. Kept by the caller, so that it is made once. */
  readonly owner: Int32Array
}

/** One connected part of what was walked. */
export interface Part {
  /** Its nodes, or undefined for the one part that was not walked to its end. */
  readonly nodes: readonly number[] | undefined
  /** The starts that lie in it, as places in the list of starts. */
  readonly starts: readonly number[]
}

/** How many nodes one search takes before the next has its turn: enough to keep its surroundings in cache. */
const TURN_NODES = 32

/** A walk from one start. Walks that meet are one group; a group is named by one of its members. */
interface Search {
  readonly queue: number[]
  read: number
  group: number
}

/**
 * The connected parts that hold the starts. All are walked in turns until only one is unfinished, so that the work is
 * that of all parts but the largest: cutting a twig off a large neuron looks at the twig.
 */
export function findParts(joins: Joins, starts: readonly number[]): Part[] {
  const { owner } = joins
  const searches: Search[] = []
  for (const start of starts) {
    if (owner[start]! >= 0) continue
    owner[start] = searches.length
    searches.push({ queue: [start], read: 0, group: searches.length })
  }
  const searchOfStart = starts.map((start) => owner[start]!)
  const unfinished = walkInTurns(joins, searches)
  for (const { queue } of searches) for (const node of queue) owner[node] = -1
  return collect(searches, searchOfStart, unfinished)
}

/** Walks until at most one group has anything left to walk; returns that group, or -1. */
function walkInTurns(joins: Joins, searches: readonly Search[]): number {
  let active = searches.map((_, i) => i)
  while (active.length > 0) {
    const first = groupOf(searches, active[0]!)
    if (active.every((i) => groupOf(searches, i) === first)) return first
    for (const i of active) takeTurn(joins, searches, i)
    active = active.filter((i) => searches[i]!.read < searches[i]!.queue.length)
  }
  return -1
}

function groupOf(searches: readonly Search[], member: number): number {
  let group = member
  while (searches[group]!.group !== group) group = searches[group]!.group
  searches[member]!.group = group
  return group
}

function takeTurn({ neighbours, owner }: Joins, searches: readonly Search[], me: number): void {
  const search = searches[me]!
  const { queue } = search
  const found = (target: number) => {
    const other = owner[target]!
    if (other === me) return
    if (other < 0) {
      owner[target] = me
      queue.push(target)
      return
    }
    const theirs = groupOf(searches, other)
    const mine = groupOf(searches, me)
    if (theirs !== mine) searches[theirs]!.group = mine
  }
  const stop = search.read + TURN_NODES
  for (; search.read < queue.length && search.read < stop; search.read++) neighbours(queue[search.read]!, found)
}

function collect(searches: readonly Search[], searchOfStart: readonly number[], unfinished: number): Part[] {
  const parts = new Map<number, { nodes: number[]; starts: number[] }>()
  for (const [i, { queue }] of searches.entries()) {
    const group = groupOf(searches, i)
    const part = parts.get(group) ?? { nodes: [], starts: [] }
    parts.set(group, part)
    if (group !== unfinished) part.nodes = part.nodes.length === 0 ? queue : part.nodes.concat(queue)
  }
  for (const [place, search] of searchOfStart.entries()) parts.get(groupOf(searches, search))?.starts.push(place)
  return [...parts].map(([group, { nodes, starts }]) => ({ nodes: group === unfinished ? undefined : nodes, starts }))
}
