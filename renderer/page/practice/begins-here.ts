import type { ProofState } from '../proofread/live-proofreading.ts'

/**
 * Whether this is a practice volume that nobody has edited, of which an error can be shown to somebody who may mend it.
 * After the first edit that holds until it is counted.
 */
export function beginsHere({ practice, editing }: Pick<ProofState, 'practice' | 'editing'>): boolean {
  if (editing.kind !== 'open' || editing.log.readOnly !== undefined) return false
  return practice?.planted === true && practice.begin !== undefined && practice.edits === 0
}
