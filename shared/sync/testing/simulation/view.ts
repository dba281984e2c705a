import type { CommittedEdit } from '../../../contracts/store-protocol.ts'
import { type Edit, editKey, type LogEntry } from '../../../edits/edit.ts'
import type { NaiveBase } from '../../../edits/testing/naive-fold.ts'
import type { Fold } from '../../../fold/fold.ts'
import { applyWith, foldOfBases, segmentsOf } from '../../../fold/testing/fold-fixture.ts'
import type { Tally } from './tally.ts'

export type Bases = ReadonlyMap<bigint, NaiveBase>

/** For tests: what a device shows, the fold of the committed edits and then of its own pending ones. */
export interface View {
  /** Brings the fold up to date: in place where it can, anew where edits of others came in under pending ones. */
  of(committed: readonly CommittedEdit[], pending: readonly Edit[]): Fold
}

export function createView(bases: Bases, tally: Tally): View {
  let fold = foldOfBases(bases)
  /** What was folded, in its order. */
  let folded: LogEntry[] = []
  /** How many of the first are committed ones in their places. */
  let settled = 0

  return {
    of(committed, pending) {
      const entryAt = (i: number): LogEntry | undefined => {
        const edit = committed[i]?.edit ?? pending[i - committed.length]
        const refused = committed[i]?.refused
        return edit && { seq: i + 1, edit, refused }
      }
      const hadPending = folded.length > settled
      for (let i = settled; i < folded.length; i++) {
        if (isSame(folded[i], entryAt(i))) continue
        if (hadPending) tally.count('rebased under pending edits')
        fold = foldOfBases(bases)
        folded = []
        break
      }
      if (hadPending && folded.length > 0 && committed.length > settled) tally.count('acknowledged in place')
      for (let i = folded.length; i < committed.length + pending.length; i++) {
        const entry = entryAt(i)!
        applyWith(fold, bases, entry)
        folded.push(entry)
      }
      settled = committed.length
      return fold
    },
  }
}

function isSame(a: LogEntry | undefined, b: LogEntry | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return a.refused === b.refused && editKey(a.edit.id) === editKey(b.edit.id)
}

/** Every supervoxel's segment, every verdict and every annotation, as one text. */
export function pictureOf(fold: Fold, bases: Bases): string {
  const segments = [...segmentsOf(fold, bases)].map(([supervoxel, segment]) => `${supervoxel}:${segment}`)
  const notes = [...fold.annotations()].map(([name, { text }]) => `${name}=${text}`)
  return `${segments.join(' ')} | ${fold.historyVerdicts().join(' ')} | ${notes.sort().join(' ')}`
}
