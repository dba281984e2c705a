import type { Candidate } from './candidate.ts'
import { placeOf } from './evidence/evidence.ts'

/** So many candidates of each kind are worth a look at the voxels around them. */
export const LOOKED_AT = 1_500

const ROOT = placeOf('root-odds')
const WEAK = placeOf('weak-odds')

/** Which candidates are looked at first, the highest first: by all edges between the sides, whatever is at stake. */
export function firstLookScore({ kind, evidence }: Pick<Candidate, 'kind' | 'evidence'>): number {
  return kind === 'missed-merge' ? evidence[ROOT]! : -evidence[WEAK]!
}
