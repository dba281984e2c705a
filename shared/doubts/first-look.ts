import type { Candidate } from './candidate.ts'
import { placeOf } from './evidence/evidence.ts'

/** Where models are fitted, the voxels around this many candidates of each kind are read. */
export const LOOKED_AT = 1_500

/** In the app the voxels around this many of the best places are read. Later places are asked about after hours of work. */
export const MOST_LOOKED_AT = 1_000

const ROOT = placeOf('root-odds')
const WEAK = placeOf('weak-odds')

/** Which candidates are looked at first, the highest first: by all edges between the sides, whatever is at stake. */
export function firstLookScore({ kind, evidence }: Pick<Candidate, 'kind' | 'evidence'>): number {
  return kind === 'missed-merge' ? evidence[ROOT]! : -evidence[WEAK]!
}
