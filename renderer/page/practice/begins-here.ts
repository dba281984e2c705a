import type { ProofState } from '../proofread/live-proofreading.ts'

/**
 * Whether this is a practice volume that nobody has edited, of which an error can be shown. After the first edit that
 * holds until it is counted.
 */
export function beginsHere({ practice }: Pick<ProofState, 'practice'>): boolean {
  return practice?.planted === true && practice.begin !== undefined && practice.edits === 0
}
