import type { Problem } from '../problem.ts'
import { type Check, FIRST_CHECK } from './check.ts'
import { followingCheck, type LineContext, type LogLine, parseLine, placeOfLine } from './log-line.ts'

type CopyName = 'database' | 'journal'

/** One copy of the log, compared with what both copies give together. */
export interface CopyReport {
  /** Lines that were found. */
  readonly found: number
  /** The number of these, from the first on, that are lines of the log. What follows must be written anew. */
  readonly good: number
  /** Edits of the log that this copy lost and the other copy gives back. */
  readonly lacking: number
  /** Lines that are not the log's, such as damaged lines or those of another dataset. They are set aside, never deleted. */
  readonly aside: readonly string[]
  /** What is wrong with the first line that is not good; undefined where the copy only ends early. */
  readonly problem?: Problem | undefined
}

export interface Comparison {
  /** The lines of the log, as far as this version can read them. */
  readonly lines: readonly LogLine[]
  /** Every line of the log, readable or not, in order; `lines` are the first of them. */
  readonly texts: readonly string[]
  /** The check of the last line of `texts`. */
  readonly lastCheck: Check
  /** Why the lines after `lines` cannot be read. The log is read-only then, and no copy may be changed. */
  readonly unreadable?: Problem | undefined
  readonly database: CopyReport
  readonly journal: CopyReport
  /** From this place on the copies hold different edits, each in good order. The longer copy is taken. */
  readonly divergedAt?: number | undefined
}

/** One copy, with its lines by the place that they claim. */
interface Copy {
  readonly lines: readonly string[]
  readonly byPlace: () => ReadonlyMap<number, readonly string[]>
}

/**
 * Puts the log together from its two copies. Each may be whole, empty, short, torn, or damaged anywhere. The next line
 * comes from any copy that holds a line that follows the one before. So only what both copies lost is lost. Rule LG2.
 */
export function compareCopies(dataset: string, database: readonly string[], journal: readonly string[]): Comparison {
  const copies = { database: copyOf(database), journal: copyOf(journal) }
  const texts: string[] = []
  const checks: Check[] = []
  let divergedAt: number | undefined
  let believed: CopyName | undefined
  for (;;) {
    const place = texts.length + 1
    const context: LineContext = { dataset, place, previousCheck: checks.at(-1) ?? FIRST_CHECK }
    const first = nextOf(copies.database, context)
    const agree = first !== undefined && journal[place - 1] === first.text
    const second = agree ? first : nextOf(copies.journal, context)
    if (first !== undefined && second !== undefined && first.text !== second.text && believed === undefined) {
      divergedAt = place
      believed = runOf(copies.database, context) >= runOf(copies.journal, context) ? 'database' : 'journal'
    }
    const next = believed === 'journal' ? (second ?? first) : (first ?? second)
    if (next === undefined) break
    texts.push(next.text)
    checks.push(next.check)
  }
  const { lines, unreadable } = readLines(dataset, texts, checks)
  return {
    lines,
    texts,
    lastCheck: checks.at(-1) ?? FIRST_CHECK,
    database: reportOf(copies.database, dataset, texts, checks),
    journal: reportOf(copies.journal, dataset, texts, checks),
    unreadable,
    divergedAt,
  }
}

function copyOf(lines: readonly string[]): Copy {
  let index: Map<number, string[]> | undefined
  const byPlace = () => {
    if (index !== undefined) return index
    index = new Map()
    for (const text of lines) {
      const place = placeOfLine(text)
      if (place === undefined) continue
      const there = index.get(place)
      if (there === undefined) index.set(place, [text])
      else there.push(text)
    }
    return index
  }
  return { lines, byPlace }
}

interface Next {
  readonly text: string
  readonly check: Check
}

/** The next line of the log in a copy. It mostly stands in its place, but damage may have shifted it. */
function nextOf({ lines, byPlace }: Copy, context: LineContext): Next | undefined {
  const { place } = context
  const inPlace = lines[place - 1]
  const next = inPlace === undefined ? undefined : asNext(inPlace, context)
  if (next !== undefined) return next
  // The copy has ended, and nothing is shifted where its last line stands in its place.
  if (inPlace === undefined && (lines.length === 0 || placeOfLine(lines.at(-1)!) === lines.length)) return undefined
  for (const text of byPlace().get(place) ?? []) {
    const shifted = asNext(text, context)
    if (shifted !== undefined) return shifted
  }
  return undefined
}

function asNext(text: string, context: LineContext): Next | undefined {
  const check = followingCheck(text, context)
  return check === undefined ? undefined : { text, check }
}

/** The number of lines of a copy that follow each other from here on. */
function runOf(copy: Copy, start: LineContext): number {
  let context = start
  for (;;) {
    const next = nextOf(copy, context)
    if (next === undefined) return context.place - start.place
    context = { ...context, place: context.place + 1, previousCheck: next.check }
  }
}

function readLines(dataset: string, texts: readonly string[], checks: readonly Check[]) {
  const lines: LogLine[] = []
  for (const [at, text] of texts.entries()) {
    const parsed = parseLine(text, { dataset, place: at + 1, previousCheck: checks[at - 1] ?? FIRST_CHECK })
    if (!parsed.ok) return { lines, unreadable: parsed.problem }
    lines.push(parsed.value)
  }
  return { lines, unreadable: undefined }
}

function reportOf(copy: Copy, dataset: string, texts: readonly string[], checks: readonly Check[]): CopyReport {
  const found = copy.lines.length
  let good = 0
  while (good < found && copy.lines[good] === texts[good]) good++
  const rest = copy.lines.slice(good)
  const had = new Set(rest)
  const ours = new Set(rest.length > 0 ? texts : [])
  const problem = good < found ? problemAt(copy.lines[good]!, dataset, good, checks) : undefined
  return {
    found,
    good,
    lacking: texts.slice(good).filter((text) => !had.has(text)).length,
    aside: rest.filter((text) => !ours.has(text)),
    problem,
  }
}

function problemAt(text: string, dataset: string, good: number, checks: readonly Check[]): Problem | undefined {
  const previousCheck = checks[good - 1] ?? FIRST_CHECK
  const parsed = parseLine(text, { dataset, place: good + 1, previousCheck })
  return parsed.ok ? undefined : parsed.problem
}
