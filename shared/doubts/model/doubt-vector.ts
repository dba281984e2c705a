import type { Candidate } from '../candidate.ts'
import { EVIDENCE_NAMES } from '../evidence/evidence.ts'

/** What is known of a candidate as numbers, for what learns from them: one entry a name of `EVIDENCE_NAMES`, in their order. */
export interface DoubtVector {
  /** In the units of SPEC.md. 0 where a number is not known. All are finite. */
  readonly values: Float64Array
  /** 1 where a number is known, else 0. */
  readonly known: Uint8Array
}

/**
 * The vector of a candidate by what is known of it now. Evidence of voxels comes in later than that of edges, so a later
 * call can give more known numbers.
 */
export function doubtVector({ evidence }: Pick<Candidate, 'evidence'>): DoubtVector {
  const values = new Float64Array(EVIDENCE_NAMES.length)
  const known = new Uint8Array(EVIDENCE_NAMES.length)
  for (const [place, value] of evidence.entries()) {
    if (!Number.isFinite(value)) continue
    values[place] = value
    known[place] = 1
  }
  return { values, known }
}
