/** What is joined to what, for walks. */
export interface Joins {
  /** Writes the nodes that are still joined to `node` into `found`, one maybe more than once; answers how many. */
  neighbours(node: number): number
  readonly found: number[]
  /** Who walked where. Kept by the caller, so that it is made once. */
  readonly trail: Trail
  /**
   * Where the nodes have their neighbours in arrays: those of `node` are targets[offsets[node]] to
   * targets[offsets[node + 1] - 1], unless `asks[node]` is 1. Then only those nodes go through `neighbours`.
   */
  readonly arrays?: { readonly offsets: Uint32Array; readonly targets: Uint32Array; readonly asks: Uint8Array }
}

export interface Trail {
  /** By node: `base` + the search that walked there; less than `base` from earlier walks. */
  owner: Int32Array
  base: number
  /** By node: where the search came from, or -1 at a start. */
  previous: Int32Array
}

export function createTrail(nodes: number): Trail {
  return { owner: new Int32Array(nodes), base: 1, previous: new Int32Array(nodes) }
}

/** Owners are signed words; long before they overflow the trail is wiped. */
const LAST_BASE = 2 ** 30

/** One connected part of what was walked. */
export interface Part {
  /** Its nodes, or undefined for the one part that was not walked to its end. */
  readonly nodes: readonly number[] | undefined
  /** The starts that lie in it, as places in the list of starts. */
  readonly starts: readonly number[]
}

/** What lies apart, or how two starts that were to be apart are joined. */
export type Apart =
  | { readonly kind: 'apart'; readonly parts: readonly Part[] }
  /** Nodes that hold a path from one side to the other, in no particular order. */
  | { readonly kind: 'joined'; readonly path: readonly number[] }

/** Nodes that one group takes before the next has its turn: few at first, then enough to keep its surroundings in cache. */
const FIRST_TURN_NODES = 16
const MOST_TURN_NODES = 2048

/**
 * The connected parts that hold the starts. All are walked in turns until only one is unfinished, so that the work is
 * that of all parts but the largest: cutting a twig off a large neuron looks at the twig.
 */
export function findParts(joins: Joins, starts: readonly number[]): Part[] {
  const walk = startWalk(joins, starts, () => 0)
  const unfinished = walkInTurns(walk)
  return collect(walk, unfinished)
}

/** As `findParts`; ends as soon as a start of side 1 and one of side 2 turn out to be joined. Starts of side 0 may join either. */
export function walkApart(joins: Joins, starts: readonly number[], sideOf: (place: number) => 0 | 1 | 2): Apart {
  const walk = startWalk(joins, starts, sideOf)
  const unfinished = walkInTurns(walk)
  if (walk.joined < 0) return { kind: 'apart', parts: collect(walk, unfinished) }
  const path = pathThrough(walk)
  endWalk(walk)
  return { kind: 'joined', path }
}

/** A walk from one start. Searches that meet are one group, which is named by one of its members. */
interface Search {
  readonly queue: number[]
  read: number
  group: number
  /** For the naming member only: the sides of its starts, as bits, and the searches that are not at their end. */
  sides: number
  open: number[]
}

interface Walk {
  readonly joins: Joins
  readonly starts: readonly number[]
  readonly searches: Search[]
  /** Where two groups met: a node, its search, and a node of the other. */
  readonly meetings: (readonly [number, number, number])[]
  /** The group in which both sides are, or -1. */
  joined: number
}

const BOTH_SIDES = 3

function startWalk(joins: Joins, starts: readonly number[], sideOf: (place: number) => 0 | 1 | 2): Walk {
  const { owner, base, previous } = joins.trail
  const walk: Walk = { joins, starts, searches: [], meetings: [], joined: -1 }
  for (const [place, start] of starts.entries()) {
    const known = walk.searches[owner[start]! - base]
    if (known !== undefined) {
      known.sides |= sideOf(place)
      continue
    }
    const me = walk.searches.length
    owner[start] = base + me
    previous[start] = -1
    walk.searches.push({ queue: [start], read: 0, group: me, sides: sideOf(place), open: [me] })
  }
  walk.joined = walk.searches.findIndex(({ sides }) => sides === BOTH_SIDES)
  return walk
}

/** Walks until at most one group has anything left to walk, which is answered (else -1), or both sides are in one. */
function walkInTurns(walk: Walk): number {
  const { searches } = walk
  let active = searches.map((_, i) => i)
  for (let turn = FIRST_TURN_NODES; active.length > 1; turn = Math.min(2 * turn, MOST_TURN_NODES)) {
    for (const group of active) {
      // A group that joined another one meanwhile is named by that one.
      if (searches[group]!.group === group) takeTurn(walk, group, turn)
      if (walk.joined >= 0) return -1
    }
    active = active.filter((group) => searches[group]!.group === group && searches[group]!.open.length > 0)
  }
  return active[0] ?? -1
}

function takeTurn(walk: Walk, group: number, nodes: number): void {
  let left = nodes
  while (left > 0 && walk.joined < 0) {
    const { open } = walk.searches[groupOf(walk.searches, group)]!
    const me = open.at(-1)
    if (me === undefined) return
    const search = walk.searches[me]!
    const before = search.read
    step(walk, search, me, left)
    left -= search.read - before
    if (search.read < search.queue.length) continue
    const named = walk.searches[groupOf(walk.searches, group)]!
    named.open.splice(named.open.indexOf(me), 1)
  }
}

/** Walks up to so many nodes of one search, or until it meets another group. */
function step(walk: Walk, search: Search, me: number, nodes: number): void {
  const { joins } = walk
  const { arrays } = joins
  const { queue } = search
  const stop = search.read + nodes
  const met = walk.meetings.length
  while (search.read < queue.length && search.read < stop && walk.meetings.length === met) {
    if (arrays !== undefined) stepOverArrays(walk, arrays, search, me, stop)
    if (search.read >= queue.length || search.read >= stop) return
    const node = queue[search.read++]!
    visit(walk, search, me, node, joins.found, joins.neighbours(node))
  }
}

/** Walks until it must ask, or has met another group: the one loop that large parts spend their time in. */
function stepOverArrays(
  walk: Walk,
  { offsets, targets, asks }: NonNullable<Joins['arrays']>,
  search: Search,
  me: number,
  stop: number,
): void {
  const { owner, base, previous } = walk.joins.trail
  const { queue } = search
  const mine = base + me
  let read = search.read
  for (; read < queue.length && read < stop; read++) {
    const node = queue[read]!
    if (asks[node] === 1) break
    const end = offsets[node + 1]!
    for (let i = offsets[node]!; i < end; i++) {
      const target = targets[i]!
      const other = owner[target]!
      if (other === mine) continue
      if (other >= base && isForeign(walk, me, other - base)) {
        search.read = read
        return // this node again, by asking
      }
      if (other >= base) continue
      owner[target] = mine
      previous[target] = node
      queue.push(target)
    }
  }
  search.read = read
}

function isForeign({ searches }: Walk, me: number, other: number): boolean {
  return groupOf(searches, other) !== groupOf(searches, me)
}

function visit(walk: Walk, { queue }: Search, me: number, node: number, found: readonly number[], count: number): void {
  const { searches } = walk
  const { owner, base, previous } = walk.joins.trail
  for (let i = 0; i < count; i++) {
    const target = found[i]!
    const other = owner[target]!
    if (other < base) {
      owner[target] = base + me
      previous[target] = node
      queue.push(target)
    } else if (isForeign(walk, me, other - base)) {
      walk.meetings.push([node, me, target])
      unite(walk, groupOf(searches, me), groupOf(searches, other - base))
    }
  }
}

/** Makes all marks of this walk old ones. */
function endWalk({ joins: { trail }, searches }: Walk): void {
  trail.base += searches.length
  if (trail.base < LAST_BASE) return
  trail.owner.fill(0)
  trail.base = 1
}

function groupOf(searches: readonly Search[], member: number): number {
  let group = member
  while (searches[group]!.group !== group) group = searches[group]!.group
  searches[member]!.group = group
  return group
}

function unite(walk: Walk, a: number, b: number): void {
  const [into, from] = [walk.searches[a]!, walk.searches[b]!]
  from.group = a
  into.sides |= from.sides
  into.open.push(...from.open)
  from.open = []
  if (into.sides === BOTH_SIDES) walk.joined = a
}

/** The nodes that the searches of the joined group came by on their way to where they met. */
function pathThrough({ searches, meetings, joins, joined }: Walk): number[] {
  const { previous } = joins.trail
  const path = new Set<number>()
  const trace = (end: number) => {
    for (let node = end; node >= 0 && !path.has(node); node = previous[node]!) path.add(node)
  }
  for (const [node, me, target] of meetings) {
    if (groupOf(searches, me) !== groupOf(searches, joined)) continue
    trace(node)
    trace(target)
  }
  return [...path]
}

function collect(walk: Walk, unfinished: number): Part[] {
  const { joins, starts, searches } = walk
  const searchOfStart = starts.map((start) => joins.trail.owner[start]! - joins.trail.base)
  const parts = new Map<number, { nodes: number[]; starts: number[] }>()
  const left = unfinished < 0 ? -1 : groupOf(searches, unfinished)
  for (const [i, { queue }] of searches.entries()) {
    const group = groupOf(searches, i)
    const part = parts.get(group) ?? { nodes: [], starts: [] }
    parts.set(group, part)
    if (group !== left) part.nodes = part.nodes.length === 0 ? queue : part.nodes.concat(queue)
  }
  for (const [place, search] of searchOfStart.entries()) parts.get(groupOf(searches, search))?.starts.push(place)
  endWalk(walk)
  return [...parts].map(([group, { nodes, starts: held }]) => ({
    nodes: group === left ? undefined : nodes,
    starts: held,
  }))
}
