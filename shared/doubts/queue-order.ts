import type { Vec3 } from '../geometry.ts'
import type { Candidate } from './candidate.ts'

/** A doubt of the queue, as far as its place in it depends on it. */
export type QueuedDoubt = Pick<Candidate, 'kind' | 'baseA' | 'baseB' | 'position'> & {
  /** 0 to 1: that it is an error. */
  readonly probability: number
}

/** A false merge that is at least so likely an error is asked before what would be joined to it. */
const LIKELY = 0.5

/** Seconds in which a person judges a doubt once it is on screen. */
const JUDGING_S = 5

/** Seconds until a person knows a place that is far from the one before: it is loaded, and everything about it is new. */
const FAR_S = 2

/** Within this many nanometres a place is near: the same neurites are about. */
const NEAR_NM = 3000

/** The next doubt is chosen among this many of the surest. So the order changes by a few places only. */
const CHOSEN_AMONG = 6

/**
 * So many doubts are chosen by worth at a time, some minutes of work, and asked from the surest on. What answers mend follows
 * from which are asked, and a person trusts a queue that begins with errors. Chosen on fib25, see bench/README.md.
 */
export const CHOSEN_AT_ONCE = 50

/**
 * The order in which doubts are asked, of doubts in the order of their worth. Fifty at a time, the surest come first. False
 * merges come before missed merges that would join more to them. What is near to the doubt before comes earlier: by the chance of
 * an error per second of a person's time.
 * @param asked so many doubts were asked before these, so that what is left of fifty stays together
 */
export function queueOrder<D extends QueuedDoubt>(byWorth: readonly D[], asked = 0): D[] {
  const due = falseMergesFirst(byWorth)
  const order: D[] = []
  for (let start = 0, end = CHOSEN_AT_ONCE - (asked % CHOSEN_AT_ONCE); start < due.length; ) {
    for (const doubt of nearTogether(falseMergesFirst(surestFirst(due.slice(start, end))))) order.push(doubt)
    start = end
    end += CHOSEN_AT_ONCE
  }
  return order
}

/** Equally sure ones stay in the order of their worth. */
function surestFirst<D extends QueuedDoubt>(doubts: readonly D[]): D[] {
  return [...doubts].sort((p, q) => q.probability - p.probability)
}

/** Likely false merges of a base are moved to before the first missed merge that would join something to that base. */
function falseMergesFirst<D extends QueuedDoubt>(doubts: readonly D[]): D[] {
  const likely = new Map<bigint, D[]>()
  for (const doubt of doubts) {
    if (doubt.kind !== 'false-merge' || doubt.probability < LIKELY) continue
    const own = likely.get(doubt.baseA) ?? []
    likely.set(doubt.baseA, own)
    own.push(doubt)
  }
  const placed = new Set<D>()
  for (const doubt of doubts) {
    if (doubt.kind === 'missed-merge') {
      for (const base of [doubt.baseA, doubt.baseB]) for (const cut of likely.get(base) ?? []) placed.add(cut)
    }
    placed.add(doubt)
  }
  return [...placed]
}

function nearTogether<D extends QueuedDoubt>(doubts: readonly D[]): D[] {
  const order: D[] = []
  const among = doubts.slice(0, CHOSEN_AMONG)
  let next = among.length
  for (let here: Vec3 | undefined; among.length > 0; ) {
    const at = bestOf(among, here)
    const [chosen] = among.splice(at, 1)
    order.push(chosen!)
    here = chosen!.position
    if (next < doubts.length) among.push(doubts[next++]!)
  }
  return order
}

/** The place of the doubt that is most likely an error per second. One that waits for a false merge before it is passed over. */
function bestOf(among: readonly QueuedDoubt[], here: Vec3 | undefined): number {
  let [best, most] = [0, Number.NEGATIVE_INFINITY]
  for (const [i, doubt] of among.entries()) {
    const perSecond = doubt.probability / (JUDGING_S + (isNear(doubt.position, here) ? 0 : FAR_S))
    if (perSecond <= most || waits(doubt, among.slice(0, i))) continue
    most = perSecond
    best = i
  }
  return best
}

function waits({ kind, baseA, baseB }: QueuedDoubt, before: readonly QueuedDoubt[]): boolean {
  if (kind === 'false-merge') return false
  return before.some(
    (one) => one.kind === 'false-merge' && one.probability >= LIKELY && (one.baseA === baseA || one.baseA === baseB),
  )
}

function isNear(place: Vec3, here: Vec3 | undefined): boolean {
  return here !== undefined && Math.hypot(...place.map((part, axis) => part - here[axis]!)) <= NEAR_NM
}
