import type { Edit, LogEntry } from '../../../shared/edits/edit.ts'
import type { Check } from '../../../shared/log/check.ts'
import { formatLine, type LogLine, parseLine } from '../../../shared/log/log-line.ts'
import type { Problem, Result } from '../../../shared/problem.ts'
import type { StoredCheck } from './log-database.ts'
import { type LogCopies, type LogRecovery, recoverCopies, storedLine } from './log-recovery.ts'

export interface LogParts extends LogCopies {
  /** A clock in ms, for the times alone. */
  readonly now: () => number
}

/** Ms that each copy took to be durable. */
export interface AppendTimes {
  readonly database: number
  readonly journal: number
}

/** One dataset's edit log, in two durable copies. */
export interface EditLog {
  /** What the log held when it was opened, in order; seq is the place. */
  readonly entries: readonly LogEntry[]
  /** What the comparison of the copies found; undefined when they agreed. */
  readonly recovery?: LogRecovery
  /** Why no edit can be made, as a sentence; undefined while edits can be made. May come up while the log is open. */
  readOnly(): string | undefined
  /** Why the next append may fail (a copy that could not be mended); it will be tried again then. */
  trouble(): Problem | undefined
  /**
   * Write-ahead (rule LG5): an edit exists once this is ok, and then it is in both copies on disk. Many edits are added
   * all or none. After a problem nothing of them is there, and the next append is tried as if this one had never been.
   * One call is served after the other.
   */
  append(edits: readonly Edit[]): Promise<Result<AppendTimes>>
  /** The whole log as text: its lines as they are, each with a line break. */
  exportText(): Promise<Result<string>>
  /** Waits for what is under way and gives the journal's lock back. */
  close(): Promise<void>
}

/** Opens the log: compares its copies, mends them, reads it. Never fails: what stands in the way makes it read-only. */
export async function openLog(parts: LogParts): Promise<EditLog> {
  const { dataset, store, journal, now } = parts
  const found = await recoverCopies(parts)
  let { readOnly, trouble } = found
  let count = found.comparison.texts.length
  let lastCheck: Check = found.comparison.lastCheck
  let underWay: Promise<unknown> = Promise.resolve()

  const previous = (): StoredCheck | undefined => (count === 0 ? undefined : { place: count, check: lastCheck })

  /** A copy was lost while running, or could not be mended before: both are compared again. */
  const recoverAgain = async (): Promise<void> => {
    const again = await recoverCopies(parts)
    const { texts, lastCheck: check } = again.comparison
    readOnly = again.readOnly
    trouble = again.trouble
    if (readOnly !== undefined || trouble !== undefined) return
    if (texts.length === count && check === lastCheck) return
    readOnly =
      texts.length < count
        ? `Both copies of the edit log were damaged while Skein ran: ${count - texts.length} edits are lost. Export what is shown`
        : 'The edit log was changed by something else while Skein ran; open the dataset again'
  }

  /** Database, then journal; takes the database's lines back when the journal refuses. */
  const writeBoth = async (lines: readonly LogLine[]): Promise<Attempt> => {
    const start = now()
    const inStore = await store.append(
      lines.map(({ place, text }) => storedLine(place, text)),
      previous(),
    )
    if (inStore.kind === 'failed') return inStore
    const between = now()
    const inJournal = await journal.append(lines.map(({ text }) => text))
    if (inJournal.kind === 'done')
      return { kind: 'done', times: { database: between - start, journal: now() - between } }
    const takenBack = await store.replaceFrom(count + 1, [])
    if (takenBack.kind === 'failed') {
      readOnly = `An edit could not be written to the journal, nor be taken back from the database. ${inJournal.problem.message}`
      return { ...inJournal, lost: false }
    }
    return inJournal
  }

  const appendNow = async (edits: readonly Edit[]): Promise<Result<AppendTimes>> => {
    if (readOnly === undefined && trouble !== undefined) await recoverAgain()
    if (readOnly !== undefined) return refuse({ kind: 'forbidden', message: readOnly })
    if (trouble !== undefined) return refuse(trouble)
    const lines = linesOf(edits, dataset, count, lastCheck)
    if (!lines.ok) return lines
    let attempt = await writeBoth(lines.value)
    if (attempt.kind === 'failed' && attempt.lost) {
      await recoverAgain()
      if (readOnly !== undefined) return refuse({ kind: 'forbidden', message: readOnly })
      if (trouble !== undefined) return refuse(trouble)
      attempt = await writeBoth(lines.value)
    }
    if (attempt.kind === 'failed') return refuse(attempt.problem)
    count += lines.value.length
    lastCheck = lines.value.at(-1)?.check ?? lastCheck
    return { ok: true, value: attempt.times }
  }

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = underWay.then(work)
    // A bug in one call is told to its caller, and must not keep the next from its turn.
    underWay = done.catch(() => undefined)
    return done
  }

  return {
    entries: found.comparison.lines.map(({ place, edit }) => ({ seq: place, edit })),
    ...(found.recovery === undefined ? {} : { recovery: found.recovery }),
    readOnly: () => readOnly,
    trouble: () => trouble,
    append: (edits) => inTurn(() => appendNow(edits)),
    exportText: () =>
      inTurn(async () => {
        if (found.readOnly !== undefined)
          return { ok: true, value: found.comparison.texts.map((text) => `${text}\n`).join('') }
        const rows = await store.readAll()
        if (!rows.ok) return rows
        const isWhole = rows.value.length === count && (rows.value.at(-1)?.check ?? lastCheck) === lastCheck
        if (!isWhole && readOnly === undefined) return refuse(NOT_WHOLE)
        return { ok: true, value: rows.value.map(({ text }) => `${text}\n`).join('') }
      }),
    close: () =>
      inTurn(async () => {
        readOnly ??= 'The dataset is closed'
        await journal.close()
        store.close()
      }),
  }
}

type Attempt =
  | { readonly kind: 'done'; readonly times: AppendTimes }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly lost: boolean }

const NOT_WHOLE: Problem = {
  kind: 'disk',
  message: 'The database of the edit log is not what it should be; open the dataset again, which mends it, then export',
}

/** The next lines of the log. Each is read back, so that nothing is written that the next start could not read. */
function linesOf(edits: readonly Edit[], dataset: string, count: number, check: Check): Result<readonly LogLine[]> {
  const lines: LogLine[] = []
  for (const edit of edits) {
    const place = count + 1 + lines.length
    const context = { dataset, place, previousCheck: lines.at(-1)?.check ?? check }
    const line = formatLine(edit, context)
    const readBack = parseLine(line.text, context)
    if (!readBack.ok) return refuse(readBack.problem)
    lines.push(line)
  }
  return { ok: true, value: lines }
}

function refuse(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem }
}
