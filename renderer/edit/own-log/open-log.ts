import type { Edit, LogEntry } from '../../../shared/edits/edit.ts'
import type { Check } from '../../../shared/log/check.ts'
import { formatLine, type LogLine, parseLine } from '../../../shared/log/log-line.ts'
import type { Problem, Result } from '../../../shared/problem.ts'
import { createTurns } from '../in-turn.ts'
import { type LogCopies, type LogRecovery, recoverCopies, storedLine } from './log-recovery.ts'

export interface LogParts extends LogCopies {
  /** A clock in ms, for durations. */
  readonly now: () => number
}

/** Ms until each copy was durable. */
export interface AppendTimes {
  readonly database: number
  readonly journal: number
}

/** One dataset's edit log, in two durable copies. */
export interface EditLog {
  /** What the log held when it was opened, in order. The seq of an entry is its place. */
  readonly entries: readonly LogEntry[]
  /** What the comparison of the copies found; undefined when they agreed. */
  readonly recovery: LogRecovery | undefined
  /** Why no edit can be made, as a sentence; undefined while edits can be made. It may change while the log is open. */
  readOnly(): string | undefined
  /** A copy could not be mended. The next append tries that again first. */
  trouble(): Problem | undefined
  /**
   * Write-ahead (rule LG5): an edit exists once this is ok. Then it is in both copies on disk. Many edits are added all
   * or none. After a problem the log holds none of them, and the next append is tried as if this one had not been.
   * Calls are served one after the other.
   */
  append(edits: readonly Edit[]): Promise<Result<AppendTimes>>
  /** The whole log as text: its lines as they are, each with a line break. */
  exportText(): Promise<Result<string>>
  /** Waits for what is under way and releases the journal's lock. */
  close(): Promise<void>
}

/** Opens the log: compares its copies, mends them, and reads it. Never fails: what stands in the way makes it read-only. */
export async function openLog(parts: LogParts): Promise<EditLog> {
  const { database, journal } = parts
  const { comparison, recovery, readOnly, trouble } = await recoverCopies(parts)
  const { lines, texts, lastCheck } = comparison
  const log: Log = { ...parts, count: texts.length, lastCheck, readOnly, trouble }
  const { inTurn } = createTurns()
  return {
    entries: lines.map(({ place, edit }) => ({ seq: place, edit })),
    recovery,
    readOnly: () => log.readOnly,
    trouble: () => log.trouble,
    append: (edits) => inTurn(() => append(log, edits)),
    exportText: () =>
      inTurn(() => (readOnly === undefined ? exportText(log) : ({ ok: true, value: textOf(texts) } as const))),
    close: () =>
      inTurn(async () => {
        log.readOnly ??= 'The dataset is closed'
        await journal.close()
        database.close()
      }),
  }
}

/** A log that is open. */
interface Log extends LogParts {
  count: number
  /** The check of the last line. */
  lastCheck: Check
  readOnly: string | undefined
  trouble: Problem | undefined
}

async function append(log: Log, edits: readonly Edit[]): Promise<Result<AppendTimes>> {
  if (log.readOnly === undefined && log.trouble !== undefined) await recoverAgain(log)
  const before = refusalOf(log)
  if (before !== undefined) return refuse(before)
  const lines = linesOf(log, edits)
  if (!lines.ok) return lines
  let attempt = await writeBoth(log, lines.value)
  if (attempt.kind === 'failed' && attempt.lost) {
    await recoverAgain(log)
    const after = refusalOf(log)
    if (after !== undefined) return refuse(after)
    attempt = await writeBoth(log, lines.value)
  }
  if (attempt.kind === 'failed') return refuse(attempt.problem)
  log.count += lines.value.length
  log.lastCheck = lines.value.at(-1)?.check ?? log.lastCheck
  return { ok: true, value: attempt.times }
}

/** Why nothing can be appended now. */
function refusalOf({ readOnly, trouble }: Log): Problem | undefined {
  return readOnly === undefined ? trouble : { kind: 'forbidden', message: readOnly }
}

/** Compares both copies again: one was lost while the app ran, or could not be mended before. */
async function recoverAgain(log: Log): Promise<void> {
  const found = await recoverCopies(log)
  const { texts, lastCheck } = found.comparison
  log.readOnly = found.readOnly
  log.trouble = found.trouble
  if (log.readOnly !== undefined || log.trouble !== undefined) return
  if (texts.length === log.count && lastCheck === log.lastCheck) return
  log.readOnly =
    texts.length < log.count
      ? `Both copies of the edit log were damaged while Skein ran: ${log.count - texts.length} edits are lost. Export what is shown`
      : 'The edit log was changed by something else while Skein ran; open the dataset again'
}

type Attempt =
  | { readonly kind: 'written'; readonly times: AppendTimes }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly lost: boolean }

/** Writes to the database, then to the journal. Where the journal fails, the lines are taken out of the database again. */
async function writeBoth(log: Log, lines: readonly LogLine[]): Promise<Attempt> {
  const { database, journal, now, count, lastCheck } = log
  const start = now()
  const inDatabase = await database.append(
    lines.map(({ place, text }) => storedLine(place, text)),
    count === 0 ? undefined : { place: count, check: lastCheck },
  )
  if (inDatabase.kind === 'failed') return inDatabase
  const between = now()
  const inJournal = await journal.append(lines.map(({ text }) => text))
  if (inJournal.kind === 'written') {
    return { kind: 'written', times: { database: between - start, journal: now() - between } }
  }
  const takenBack = await database.replaceFrom(count + 1, [])
  if (takenBack.kind === 'written') return inJournal
  log.readOnly = `An edit could not be written to the journal, nor be taken back from the database. ${inJournal.problem.message}`
  return { ...inJournal, lost: false }
}

async function exportText({ database, count, lastCheck, readOnly }: Log): Promise<Result<string>> {
  const rows = await database.readAll()
  if (!rows.ok) return rows
  const isWhole = rows.value.length === count && (rows.value.at(-1)?.check ?? lastCheck) === lastCheck
  if (!isWhole && readOnly === undefined) return refuse(NOT_WHOLE)
  return { ok: true, value: textOf(rows.value.map(({ text }) => text)) }
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

const NOT_WHOLE: Problem = {
  kind: 'disk',
  message: 'The database of the edit log is not what it should be; open the dataset again, which mends it, then export',
}

/** Makes the next lines of the log. Each is parsed again, so that the next start can read whatever is written. */
function linesOf({ dataset, count, lastCheck }: Log, edits: readonly Edit[]): Result<readonly LogLine[]> {
  const lines: LogLine[] = []
  for (const edit of edits) {
    const place = count + 1 + lines.length
    const context = { dataset, place, previousCheck: lines.at(-1)?.check ?? lastCheck }
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
