import { type Joins, outdateTrail } from './joins.ts'
import { groupOf, startWalk, type Walk, walkInTurns } from './walk.ts'

/** The connected parts of what was walked, 0 to count - 1. Of very many parts each may be small, so they are columns. */
export interface Parts {
  readonly count: number
  /** The one part that was not walked to its end, or -1. */
  readonly unfinished: number
  /** count + 1 entries: the nodes of part i are nodes[offsets[i]] to nodes[offsets[i + 1] - 1]; the unfinished one lists none. */
  readonly offsets: Uint32Array
  readonly nodes: Int32Array
  /** By start, as the starts were given: its part. */
  readonly partOf: Int32Array
}

/** What lies apart, or how two starts that were to be apart are joined. */
export type Apart =
  | { readonly kind: 'apart'; readonly parts: Parts }
  /** Nodes that hold a path from one side to the other, in no particular order. */
  | { readonly kind: 'joined'; readonly path: readonly number[] }

/**
 * The connected parts that hold the starts. All are walked in turns until only one is unfinished, so that the work is
 * that of all parts but the largest: cutting a twig off a large neuron looks at the twig.
 */
export function findParts(joins: Joins, starts: readonly number[]): Parts {
  const walk = startWalk(joins, starts)
  const unfinished = walkInTurns(walk)
  return collect(walk, unfinished)
}

/** As `findParts`; ends as soon as a start of side 1 and one of side 2 turn out to be joined. Starts of side 0 may join either. */
export function walkApart(joins: Joins, starts: readonly number[], sideOf: (place: number) => 0 | 1 | 2): Apart {
  const walk = startWalk(joins, starts, sideOf)
  const unfinished = walkInTurns(walk)
  if (walk.joined < 0) return { kind: 'apart', parts: collect(walk, unfinished) }
  const path = pathThrough(walk)
  outdateTrail(joins.trail, walk.searches)
  return { kind: 'joined', path }
}

/**
 * The part that stays what it was while the others are moved: the one that was not walked to its end, of which the nodes
 * are not known, else the first that no other exceeds.
 */
export function partKept({ count, unfinished, offsets }: Parts): number {
  if (unfinished >= 0) return unfinished
  let kept = 0
  let most = 0
  for (let part = 0; part < count; part++) {
    const size = offsets[part + 1]! - offsets[part]!
    if (size <= most) continue
    kept = part
    most = size
  }
  return kept
}

/** The nodes of one part; undefined for the one that was not walked to its end. */
export function nodesOfPart({ unfinished, offsets, nodes }: Parts, part: number): Int32Array | undefined {
  return part === unfinished ? undefined : nodes.subarray(offsets[part]!, offsets[part + 1]!)
}

/** The smallest of the nodes that are joined to a node. */
export function leastReached({ neighbours, found }: Joins, start: number): number {
  const seen = new Set([start])
  let least = start
  for (const node of seen) {
    least = Math.min(least, node)
    const count = neighbours(node)
    for (let i = 0; i < count; i++) seen.add(found[i]!)
  }
  return least
}

/** The nodes that the searches of the joined group came by on their way to where they met. */
function pathThrough(walk: Walk): number[] {
  const { meetings = [], joined } = walk
  const { previous } = walk.joins.trail
  const path = new Set<number>()
  const trace = (end: number) => {
    for (let node = end; node >= 0 && !path.has(node); node = previous[node]!) path.add(node)
  }
  for (let i = 0; i < meetings.length; i += 3) {
    if (groupOf(walk, meetings[i + 1]!) !== groupOf(walk, joined)) continue
    trace(meetings[i]!)
    trace(meetings[i + 2]!)
  }
  return [...path]
}

function collect(walk: Walk, lastGroup: number): Parts {
  const { joins, starts, searches, first } = walk
  const { owner, base, next } = joins.trail
  const left = lastGroup < 0 ? -1 : groupOf(walk, lastGroup)
  const partOfSearch = new Int32Array(searches)
  /** By naming search: its part + 1. */
  const partOfGroup = new Int32Array(searches)
  const ends = new Uint32Array(searches + 1)
  let count = 0
  for (let search = 0; search < searches; search++) {
    const group = groupOf(walk, search)
    if (partOfGroup[group] === 0) partOfGroup[group] = ++count
    const part = partOfGroup[group]! - 1
    partOfSearch[search] = part
    if (group !== left) for (let node = first[search]!; node >= 0; node = next[node]!) ends[part + 1]!++
  }
  const offsets = ends.subarray(0, count + 1)
  for (let part = 0; part < count; part++) offsets[part + 1]! += offsets[part]!
  const nodes = new Int32Array(offsets[count]!)
  const at = offsets.slice()
  const unfinished = left < 0 ? -1 : partOfGroup[left]! - 1
  for (let search = 0; search < searches; search++) {
    const part = partOfSearch[search]!
    if (part !== unfinished) for (let node = first[search]!; node >= 0; node = next[node]!) nodes[at[part]!++] = node
  }
  const partOf = new Int32Array(starts.length)
  for (let place = 0; place < starts.length; place++) partOf[place] = partOfSearch[owner[starts[place]!]! - base]!
  outdateTrail(joins.trail, searches)
  return { count, unfinished, offsets, nodes, partOf }
}
