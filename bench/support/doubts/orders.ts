import type { Candidate } from '../../../shared/doubts/candidate.ts'
import { effectScore } from '../../../shared/doubts/doubts.ts'
import { randomFrom } from '../../random.ts'

/** An order of the queue that learns nothing. */
export interface PlainOrder {
  readonly name: string
  readonly scoreOf: (candidate: Candidate) => number
  /** What it takes for the probability of an error; undefined where its score is none. */
  readonly probabilityOf?: (candidate: Candidate) => number
}

/** The app's order without a model, the affinity of the strongest edge alone, and none at all. */
export const PLAIN_ORDERS: readonly PlainOrder[] = [
  { name: 'effect', scoreOf: effectScore, probabilityOf: ({ plain }) => plain },
  { name: 'affinity', scoreOf: byAffinity, probabilityOf: byAffinity },
  { name: 'random', scoreOf: byLot },
]

function byAffinity({ kind, affinity }: Candidate): number {
  return kind === 'missed-merge' ? affinity : 1 - affinity
}

function byLot({ id }: Candidate): number {
  let seed = 0
  for (let i = 0; i < id.length; i++) seed = (Math.imul(seed, 31) + id.charCodeAt(i)) >>> 0
  return randomFrom(seed)(2 ** 31)
}

/** The highest score first; equal scores by id, so that the order is always the same. */
export function inOrder(candidates: readonly Candidate[], scoreOf: (candidate: Candidate) => number): Candidate[] {
  const scores = new Map(candidates.map((candidate) => [candidate, scoreOf(candidate)]))
  return [...candidates].sort((p, q) => scores.get(q)! - scores.get(p)! || (p.id < q.id ? -1 : 1))
}
