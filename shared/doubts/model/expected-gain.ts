import type { Candidate } from '../candidate.ts'
import { placeOf } from '../evidence/evidence.ts'

const SURFACES = [placeOf('surface-less'), placeOf('surface-more')] as const
const COUNTS = [placeOf('count-less'), placeOf('count-more')] as const

/**
 * How much joining or parting the two sides changes the variation of information, up to a factor that is the same for all
 * doubts of a dataset. Surfaces stand in for volumes, which the agglomeration does not know; supervoxels for surfaces that
 * are not known.
 */
export function gainOf({ evidence }: Pick<Candidate, 'evidence'>): number {
  const places = Number.isNaN(evidence[SURFACES[0]]) ? COUNTS : SURFACES
  const [less, more] = [Math.exp(evidence[places[0]]!), Math.exp(evidence[places[1]]!)]
  return entropy(less + more) - entropy(less) - entropy(more)
}

function entropy(size: number): number {
  return size <= 0 ? 0 : size * Math.log2(size)
}
