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

/**
 * The place of the part that stays what it was while the others are moved: the one that was not walked to its end, of
 * which the nodes are not known, else the first that no other exceeds.
 */
export function partKept(parts: readonly Part[]): number {
  let kept = 0
  for (const [place, { nodes }] of parts.entries()) {
    if (nodes === undefined) return place
    if (nodes.length > (parts[kept]?.nodes?.length ?? 0)) kept = place
  }
  return kept
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

/** A walk from one start. */
interface Search {
  readonly queue: number[]
  read: number
}

interface Walk {
  readonly joins: Joins
  readonly starts: readonly number[]
  readonly searches: Search[]
  readonly groups: Groups
  /** Where two groups met: a node, its search, and a node of the other. */
  readonly meetings: (readonly [number, number, number])[]
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

function startWalk(joins: Joins, starts: readonly number[], sideOf: (place: number) => 0 | 1 | 2): Walk {
  const { owner, base, previous } = joins.trail
  const groups = createGroups(starts.length)
  const { sides } = groups
  const walk: Walk = { joins, starts, searches: [], groups, meetings: [], joined: -1 }
  for (const [place, start] of starts.entries()) {
    let search = owner[start]! - base
    if (search < 0) {
      search = walk.searches.length
      owner[start] = base + search
      previous[start] = -1
      walk.searches.push({ queue: [start], read: 0 })
    }
    sides[search]! |= sideOf(place)
  }
  walk.joined = sides.indexOf(BOTH_SIDES)
  return walk
}

/** Each search a group of its own, not at its end. */
function createGroups(count: number): Groups {
  const numbers = Int32Array.from({ length: count }, (_, i) => i)
  return {
    nearer: numbers,
    sides: new Uint8Array(count),
    firstOpen: numbers.slice(),
    lastOpen: numbers.slice(),
    nextOpen: new Int32Array(count).fill(-1),
  }
}

/** Walks until at most one group has anything left to walk, which is answered (else -1), or both sides are in one. */
function walkInTurns(walk: Walk): number {
  const { nearer } = walk.groups
  let active = walk.searches.map((_, i) => i)
  for (let turn = FIRST_TURN_NODES; active.length > 1; turn = Math.min(2 * turn, MOST_TURN_NODES)) {
    for (const group of active) {
      // A group that joined another one meanwhile is named by that one.
      if (nearer[group] === group) takeTurn(walk, group, turn)
      if (walk.joined >= 0) return -1
    }
    active = active.filter((group) => nearer[group] === group && openSearch(walk, group) >= 0)
  }
  return active[0] ?? -1
}

function takeTurn(walk: Walk, group: number, nodes: number): void {
  let left = nodes
  while (left > 0 && walk.joined < 0) {
    const me = openSearch(walk, groupOf(walk.groups, group))
    if (me < 0) return
    const search = walk.searches[me]!
    const before = search.read
    step(walk, search, me, left)
    left -= search.read - before
  }
}

/** The first search of a group that is not at its end, or -1. Those before it leave the chain. */
function openSearch({ searches, groups }: Walk, group: number): number {
  const { firstOpen, nextOpen } = groups
  let first = firstOpen[group]!
  while (first >= 0 && searches[first]!.read >= searches[first]!.queue.length) first = nextOpen[first]!
  firstOpen[group] = first
  return first
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

function isForeign({ groups }: Walk, me: number, other: number): boolean {
  return groupOf(groups, other) !== groupOf(groups, me)
}

function visit(walk: Walk, { queue }: Search, me: number, node: number, found: readonly number[], count: number): void {
  const { groups } = walk
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
      unite(walk, groupOf(groups, me), groupOf(groups, other - base))
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

function groupOf({ nearer }: Groups, search: number): number {
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

/** The nodes that the searches of the joined group came by on their way to where they met. */
function pathThrough({ groups, meetings, joins, joined }: Walk): number[] {
  const { previous } = joins.trail
  const path = new Set<number>()
  const trace = (end: number) => {
    for (let node = end; node >= 0 && !path.has(node); node = previous[node]!) path.add(node)
  }
  for (const [node, me, target] of meetings) {
    if (groupOf(groups, me) !== groupOf(groups, joined)) continue
    trace(node)
    trace(target)
  }
  return [...path]
}

function collect(walk: Walk, unfinished: number): Part[] {
  const { joins, starts, searches, groups } = walk
  const left = unfinished < 0 ? -1 : groupOf(groups, unfinished)
  const parts: { readonly nodes: number[] | undefined; readonly starts: number[] }[] = []
  /** By naming search: the place of its part + 1. */
  const placeOf = new Uint32Array(searches.length)
  for (const [i, { queue }] of searches.entries()) {
    const group = groupOf(groups, i)
    const place = placeOf[group]! - 1
    if (place < 0) placeOf[group] = parts.push({ nodes: group === left ? undefined : queue, starts: [] })
    else if (group !== left) for (const node of queue) parts[place]!.nodes!.push(node)
  }
  for (const [place, start] of starts.entries()) {
    parts[placeOf[groupOf(groups, joins.trail.owner[start]! - joins.trail.base)]! - 1]!.starts.push(place)
  }
  endWalk(walk)
  return parts
}
