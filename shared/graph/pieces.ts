import type { SegmentGraph } from './segment-graph.ts'

/** One connected piece of a segment after a cut. */
export interface Piece {
  readonly size: number
  /** Its nodes, or undefined for the one piece that was not walked to its end: all nodes that no other piece has. */
  readonly nodes: Uint32Array | undefined
  /** The starts that lie in it, as places in the list of starts. */
  readonly starts: readonly number[]
}

/** How many nodes one search takes before the next has its turn: enough to keep its part of the graph in cache. */
const TURN_NODES = 32

/** A walk from one start. Walks that meet are one group; a group is named by its first member. */
interface Search {
  readonly start: number
  readonly queue: number[]
  read: number
  group: number
}

/**
 * The pieces that hold the starts, once the edges marked in `isCut` (one byte an edge) are gone. All pieces are walked in turns, so that
 * the work is that of all pieces but the largest: cutting a twig off a large neuron looks at the twig.
 * Every piece of a segment that was connected before has an end of a cut edge, so give all of these as starts.
 */
export function findPieces(graph: SegmentGraph, isCut: Uint8Array, starts: readonly number[]): Piece[] {
  const owner = new Map<number, number>()
  const searches: Search[] = []
  const searchOfStart: number[] = []
  for (const start of starts) {
    const known = owner.get(start)
    if (known === undefined) {
      owner.set(start, searches.length)
      searchOfStart.push(searches.length)
      searches.push({ start, queue: [start], read: 0, group: searches.length })
    } else {
      searchOfStart.push(known)
    }
  }
  const walked = walkInTurns(graph, isCut, searches)
  return collect(graph, searches, searchOfStart, walked)
}

/** Walks until at most one group has anything left to walk; returns that group, or -1. */
function walkInTurns(graph: SegmentGraph, isCut: Uint8Array, searches: Search[]): number {
  const owner = new Int32Array(graph.count).fill(-1)
  for (const [i, search] of searches.entries()) owner[search.start] = i
  const groupOf = (i: number): number => {
    let group = i
    while (searches[group]!.group !== group) group = searches[group]!.group
    searches[i]!.group = group
    return group
  }
  let active = searches.map((_, i) => i)
  for (;;) {
    if (active.length === 0) return -1
    const first = groupOf(active[0]!)
    if (active.every((i) => groupOf(i) === first)) return first
    for (const i of active) takeTurn(graph, isCut, searches, owner, i, groupOf)
    active = active.filter((i) => searches[i]!.read < searches[i]!.queue.length)
  }
}

function takeTurn(
  { offsets, targets, edges }: SegmentGraph,
  isCut: Uint8Array,
  searches: Search[],
  owner: Int32Array,
  me: number,
  groupOf: (i: number) => number,
): void {
  const search = searches[me]!
  const { queue } = search
  const stop = search.read + TURN_NODES
  for (; search.read < queue.length && search.read < stop; search.read++) {
    const node = queue[search.read]!
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      const target = targets[i]!
      const other = owner[target]!
      if (other === me || isCut[edges[i]!] === 1) continue
      if (other < 0) {
        owner[target] = me
        queue.push(target)
      } else if (groupOf(other) !== groupOf(me)) {
        searches[groupOf(other)]!.group = groupOf(me)
      }
    }
  }
}

function collect(graph: SegmentGraph, searches: Search[], searchOfStart: number[], unfinished: number): Piece[] {
  const root = (i: number): number => (searches[i]!.group === i ? i : root(searches[i]!.group))
  const groups = [...new Set(searches.map((_, i) => root(i)))]
  const finished = (group: number) => searches.filter((_, i) => root(i) === group)
  const restSize = () => {
    let others = 0
    for (const [i, search] of searches.entries()) if (root(i) !== unfinished) others += search.queue.length
    return graph.count - others
  }
  return groups.map((group) => {
    const members = searchOfStart.flatMap((search, start) => (root(search) === group ? [start] : []))
    if (group === unfinished) return { size: restSize(), nodes: undefined, starts: members }
    const nodes = Uint32Array.from(finished(group).flatMap((search) => search.queue))
    return { size: nodes.length, nodes, starts: members }
  })
}
