import type { Joins } from './joins.ts'

/** A walk from many starts. Its searches, one from each distinct start, are numbered in the order of the starts. */
export interface Walk {
  readonly joins: Joins
  readonly starts: readonly number[]
  readonly searches: number
  /** By search: its start, the node that it found last, and the node that it read last (-1 before the first). */
  readonly first: Int32Array
  readonly last: Int32Array
  readonly read: Int32Array
  readonly groups: Groups
  /** Where two groups met, three numbers each: a node, its search, and a node of the other. Kept where sides matter. */
  readonly meetings: number[] | undefined
  /** The group in which both sides are, or -1. */
  joined: number
}

/** Searches that met are one group, which is named by one of them. There can be as many searches as starts. */
interface Groups {
  /** By search: another one of its group, nearer to the one that names it; the naming one has itself. */
  readonly nearer: Int32Array
  /** By naming search: the sides of the group's starts, as bits. */
  readonly sides: Uint8Array
  /** By naming search: the first and the last of a chain of its searches that were not at their end when last seen; or -1. */
  readonly firstOpen: Int32Array
  readonly lastOpen: Int32Array
  /** By search: the next one in such a chain, or -1. */
  readonly nextOpen: Int32Array
}

const BOTH_SIDES = 3
/** Nodes that one group takes before the next has its turn: few at first, then enough to keep its surroundings in cache. */
const FIRST_TURN_NODES = 16
const MOST_TURN_NODES = 2048

/** Loops here count places, for an iterator would leave an object for each of very many starts. */
export function startWalk(joins: Joins, starts: readonly number[], sideOf?: (place: number) => 0 | 1 | 2): Walk {
  const { owner, base, previous, next } = joins.trail
  let searches = 0
  for (let place = 0; place < starts.length; place++) {
    const start = starts[place]!
    if (owner[start]! >= base) continue
    owner[start] = base + searches++
    previous[start] = -1
    next[start] = -1
  }
  const first = new Int32Array(searches)
  const groups = createGroups(searches)
  const { sides } = groups
  for (let place = 0; place < starts.length; place++) {
    const search = owner[starts[place]!]! - base
    first[search] = starts[place]!
    if (sideOf !== undefined) sides[search]! |= sideOf(place)
  }
  const read = new Int32Array(searches).fill(-1)
  const joined = sides.indexOf(BOTH_SIDES)
  const meetings = sideOf === undefined ? undefined : []
  return { joins, starts, searches, first, last: first.slice(), read, groups, meetings, joined }
}

/** Each search a group of its own, not at its end. */
function createGroups(count: number): Groups {
  const numbers = new Int32Array(count)
  for (let i = 0; i < count; i++) numbers[i] = i
  return {
    nearer: numbers,
    sides: new Uint8Array(count),
    firstOpen: numbers.slice(),
    lastOpen: numbers.slice(),
    nextOpen: new Int32Array(count).fill(-1),
  }
}

/** Walks until at most one group has anything left to walk, which is answered (else -1), or both sides are in one. */
export function walkInTurns(walk: Walk): number {
  const { nearer } = walk.groups
  const active = nearer.slice()
  let count = active.length
  for (let turn = FIRST_TURN_NODES; count > 1; turn = Math.min(2 * turn, MOST_TURN_NODES)) {
    for (let i = 0; i < count; i++) {
      // A group that joined another one meanwhile is named by that one.
      if (nearer[active[i]!] === active[i]) takeTurn(walk, active[i]!, turn)
      if (walk.joined >= 0) return -1
    }
    let left = 0
    for (let i = 0; i < count; i++) {
      const group = active[i]!
      if (nearer[group] === group && openSearch(walk, group) >= 0) active[left++] = group
    }
    count = left
  }
  return count === 0 ? -1 : active[0]!
}

function takeTurn(walk: Walk, group: number, nodes: number): void {
  let left = nodes
  while (left > 0 && walk.joined < 0) {
    const me = openSearch(walk, groupOf(walk, group))
    if (me < 0) return
    left = step(walk, me, left)
  }
}

/** The first search of a group that is not at its end, or -1. Those before it leave the chain. */
function openSearch(walk: Walk, group: number): number {
  const { firstOpen, nextOpen } = walk.groups
  let first = firstOpen[group]!
  while (first >= 0 && nextNode(walk, first) < 0) first = nextOpen[first]!
  firstOpen[group] = first
  return first
}

/** The node that a search reads next, or -1 at its end. */
function nextNode({ joins, first, read }: Walk, search: number): number {
  const before = read[search]!
  return before < 0 ? first[search]! : joins.trail.next[before]!
}

/** Walks up to so many nodes of one search, or until it meets another group. Answers how many are left. */
function step(walk: Walk, me: number, nodes: number): number {
  const { joins, read } = walk
  let left = nodes
  while (left > 0) {
    if (joins.arrays !== undefined) left = stepOverArrays(walk, joins.arrays, me, left)
    const node = nextNode(walk, me)
    if (node < 0 || left === 0) return left
    left--
    read[me] = node
    if (visit(walk, me, node, joins.neighbours(node))) return left
  }
  return left
}

/** Walks until it must ask, or has met another group: the one loop that large parts spend their time in. */
function stepOverArrays(
  walk: Walk,
  { offsets, targets, asks }: NonNullable<Joins['arrays']>,
  me: number,
  nodes: number,
): number {
  const { owner, base, previous, next } = walk.joins.trail
  const mine = base + me
  let last = walk.last[me]!
  let left = nodes
  walking: for (let node = nextNode(walk, me); node >= 0 && left > 0 && asks[node] === 0; node = next[node]!) {
    const end = offsets[node + 1]!
    for (let i = offsets[node]!; i < end; i++) {
      const target = targets[i]!
      const other = owner[target]!
      if (other === mine) continue
      if (other >= base && isForeign(walk, me, other - base)) break walking // this node again, by asking
      if (other >= base) continue
      owner[target] = mine
      previous[target] = node
      next[target] = -1
      next[last] = target
      last = target
    }
    walk.read[me] = node
    left--
  }
  walk.last[me] = last
  return left
}

function isForeign(walk: Walk, me: number, other: number): boolean {
  return groupOf(walk, other) !== groupOf(walk, me)
}

/** Answers whether it met another group. */
function visit(walk: Walk, me: number, node: number, count: number): boolean {
  const { found, trail } = walk.joins
  const { owner, base, previous, next } = trail
  let hasMet = false
  for (let i = 0; i < count; i++) {
    const target = found[i]!
    const other = owner[target]!
    if (other < base) {
      owner[target] = base + me
      previous[target] = node
      next[target] = -1
      next[walk.last[me]!] = target
      walk.last[me] = target
    } else if (isForeign(walk, me, other - base)) {
      hasMet = true
      walk.meetings?.push(node, me, target)
      unite(walk, groupOf(walk, me), groupOf(walk, other - base))
    }
  }
  return hasMet
}

export function groupOf({ groups: { nearer } }: Walk, search: number): number {
  let at = search
  for (let next = nearer[at]!; next !== at; next = nearer[at]!) {
    nearer[at] = nearer[next]! // half the way for whoever asks next
    at = next
  }
  return at
}

/** Makes two groups one, which `into` names; what is open of `from` comes first. */
function unite(walk: Walk, into: number, from: number): void {
  const { nearer, sides, firstOpen, lastOpen, nextOpen } = walk.groups
  nearer[from] = into
  sides[into]! |= sides[from]!
  if (sides[into] === BOTH_SIDES) walk.joined = into
  const [first, last] = [firstOpen[from]!, lastOpen[from]!]
  if (first < 0) return
  nextOpen[last] = firstOpen[into]!
  if (firstOpen[into]! < 0) lastOpen[into] = last
  firstOpen[into] = first
}
