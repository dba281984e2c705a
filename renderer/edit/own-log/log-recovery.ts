import { FIRST_CHECK } from '../../../shared/log/check.ts'
import type { Comparison } from '../../../shared/log/compare-copies.ts'
import { compareCopies } from '../../../shared/log/compare-copies.ts'
import { checkOfLine } from '../../../shared/log/log-line.ts'
import type { Problem, Result } from '../../../shared/problem.ts'
import type { RecoveryFacts } from '../../../shared/words/recovery-words.ts'
import type { JournalClient } from './journal-client.ts'
import type { LogDatabase, StoredLine, Written } from './log-database.ts'

/** The two copies of one dataset's log. */
export interface LogCopies {
  readonly dataset: string
  readonly database: LogDatabase
  readonly journal: JournalClient
}

/** What the comparison of the two copies found and mended. */
export interface LogRecovery extends RecoveryFacts {
  /** What was wrong with the damaged lines: one sentence for each damaged copy. */
  readonly problems: readonly Problem[]
}

export interface Recovered {
  readonly comparison: Comparison
  readonly recovery?: LogRecovery | undefined
  /** Why nothing may be written until the dataset is opened again. */
  readonly readOnly?: string
  /** A copy could not be read or mended. That may pass, so the copies are compared again before the next write. */
  readonly trouble?: Problem | undefined
}

/**
 * Compares the two copies and makes both whole again (rule LG2). Nothing is written where another window has the log,
 * or where it holds what this version cannot read.
 */
export async function recoverCopies(copies: LogCopies): Promise<Recovered> {
  const { dataset, database: store, journal } = copies
  const found = await journal.open(dataset)
  // Another process has the journal, and the database with it. Chromium opens a database for one process only, so
  // reading it would never end. The journal alone holds the whole log.
  const isElsewhere = found.ok && found.value.readOnly !== undefined
  const rows: Result<readonly StoredLine[]> = isElsewhere ? { ok: true, value: [] } : await store.readAll()
  const database = rows.ok ? rows.value : []
  const comparison = compareCopies(
    dataset,
    database.map(({ text }) => text),
    found.ok ? found.value.lines : [],
  )
  const { unreadable } = comparison
  if (unreadable !== undefined) return { comparison, readOnly: unreadable.message }
  if (found.ok && found.value.readOnly !== undefined) return { comparison, readOnly: found.value.readOnly }
  if (!found.ok) return { comparison, trouble: found.problem }
  if (!rows.ok) return { comparison, trouble: rows.problem }
  const trouble = await restore(copies, comparison, database)
  const recovery = recoveryOf(comparison, found.value.torn)
  return { comparison, recovery, trouble }
}

/** Lines. Where more are missing, the whole journal is written anew, which has no limit on its size. */
const APPENDED_LINES_MAX = 1000

/** Writes to each copy what it lacks. Lines that are not the log's are set aside first. */
async function restore(
  { database: store, journal }: LogCopies,
  { texts, database, journal: inJournal }: Comparison,
  rows: readonly StoredLine[],
): Promise<Problem | undefined> {
  const steps: (() => Promise<Written>)[] = []
  if (database.aside.length > 0) steps.push(() => journal.setAside(database.aside))
  const missing = texts.slice(inJournal.good)
  if (inJournal.found > inJournal.good || missing.length > APPENDED_LINES_MAX) steps.push(() => journal.replace(texts))
  else if (missing.length > 0) steps.push(() => journal.append(missing))
  const good = Math.min(database.good, orderlyRows(rows))
  if (rows.length > good || texts.length > good) {
    steps.push(() =>
      store.replaceFrom(
        good + 1,
        texts.slice(good).map((text, at) => storedLine(good + 1 + at, text)),
      ),
    )
  }
  for (const step of steps) {
    const written = await step()
    if (written.kind === 'failed') return written.problem
  }
  return undefined
}

export function storedLine(place: number, text: string): StoredLine {
  return { place, text, check: checkOfLine(text) ?? FIRST_CHECK }
}

/** The number of rows, from the first on, that stand in their place with the check of their line. */
function orderlyRows(rows: readonly StoredLine[]): number {
  const first = rows.findIndex(({ place, check, text }, at) => place !== at + 1 || check !== checkOfLine(text))
  return first < 0 ? rows.length : first
}

function recoveryOf({ texts, database, journal, divergedAt }: Comparison, torn: boolean): LogRecovery | undefined {
  const setAside = database.aside.length + journal.aside.length
  const restored = database.lacking + journal.lacking
  if (setAside === 0 && restored === 0 && !torn) return undefined
  return {
    edits: texts.length,
    restored,
    from: database.lacking > journal.lacking ? 'journal' : 'database',
    setAside,
    torn,
    problems: [database.problem, journal.problem].filter((problem) => problem !== undefined),
    divergedAt,
  }
}
