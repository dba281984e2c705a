import type { Outcome, Verdict } from '../../edits/edit.ts'
import { lengthFor, longerBytes } from '../../ids/columns.ts'
import type { History } from '../tables.ts'

/** What became of an entry of the log, so that History can show it without folding the log again. */
export type PastOutcome =
  /** An edit with its id was folded before (E1). */
  { readonly kind: 'known' } | { readonly kind: 'folded'; readonly verdict: Verdict; readonly changed: boolean }

const VERDICTS: readonly Verdict[] = ['applied', 'redundant', 'conflicted', 'void']
const CHANGED = 4
const KNOWN = 8
/** The greatest byte that is written. */
export const MAX_VERDICT_BYTE = KNOWN

export function recordOutcome(history: History, seq: number, outcome: Outcome | undefined): void {
  const length = lengthFor(history.entries + 1, history.verdicts.length)
  if (length > history.verdicts.length) history.verdicts = longerBytes(history.verdicts, length)
  history.verdicts[history.entries++] =
    outcome === undefined ? KNOWN : VERDICTS.indexOf(outcome.verdict) + (outcome.changed ? CHANGED : 0)
  history.head = seq
}

export function readVerdictByte(byte: number): PastOutcome {
  const verdict = VERDICTS[byte % CHANGED]
  if (byte >= KNOWN || verdict === undefined) return { kind: 'known' }
  return { kind: 'folded', verdict, changed: byte >= CHANGED }
}
