/**
 * The private stopwatch: where the seconds of an edit go. Pure over moments; it lives on this machine only.
 * Search: from the end of the edit before to the arrival at a place (a doubt, a selected segment, a line of History).
 * Judging: from there to the first click of a tool. Acting: from there to the committing key. Waiting: until the edit
 * is durable. What did not happen (no click before Y) takes no time of its own.
 */
export type Moment =
  | { readonly kind: 'arrived'; readonly atMs: number }
  | { readonly kind: 'pointed'; readonly atMs: number }
  | { readonly kind: 'committed'; readonly atMs: number }
  | { readonly kind: 'done'; readonly atMs: number; readonly edit: TimedEdit['edit'] }
  /** The act was refused or asked about: it goes on. */
  | { readonly kind: 'held'; readonly atMs: number }
  /** Nothing was edited here after all: answered with no, or the tool put away. */
  | { readonly kind: 'dropped'; readonly atMs: number }

export interface TimedEdit {
  readonly edit: 'merge' | 'split' | 'revert' | 'undo' | 'redo'
  /** When it was done, ms since 1970. */
  readonly atMs: number
  /** Milliseconds. */
  readonly search: number
  readonly judging: number
  readonly acting: number
  readonly waiting: number
}

export interface Stopwatch {
  /** When the edit before ended, or the stopwatch was started. */
  readonly sinceMs: number
  /** The last sign of work, which finds out pauses. */
  readonly lastMs: number
  readonly arrivedMs: number | null
  readonly pointedMs: number | null
  readonly committedMs: number | null
}

/** A longer silence is a pause, not work: 5 minutes. Its time counts for nothing. */
export const PAUSE_MS = 5 * 60_000

/** So many edits are kept: some weeks of work at 40 an hour. */
export const KEPT_EDITS = 5000

export function startStopwatch(atMs: number): Stopwatch {
  return { sinceMs: atMs, lastMs: atMs, arrivedMs: null, pointedMs: null, committedMs: null }
}

/** The stopwatch after a moment, and the edit that it finished. */
export function stopwatchStep(before: Stopwatch, moment: Moment): { watch: Stopwatch; edit?: TimedEdit } {
  const watch = withoutPause(before, moment.atMs)
  const { atMs } = moment
  switch (moment.kind) {
    case 'arrived':
      // The last place before the first click counts: those before it were search.
      return { watch: watch.pointedMs === null ? { ...watch, arrivedMs: atMs } : watch }
    case 'pointed':
      return { watch: { ...watch, pointedMs: watch.pointedMs ?? atMs } }
    case 'committed':
      return { watch: { ...watch, committedMs: atMs } }
    case 'held':
      return { watch: { ...watch, committedMs: null } }
    case 'dropped':
      return { watch: { ...watch, arrivedMs: null, pointedMs: null, committedMs: null } }
    default: {
      const committed = watch.committedMs ?? atMs
      const pointed = Math.min(watch.pointedMs ?? committed, committed)
      const arrived = Math.min(watch.arrivedMs ?? watch.sinceMs, pointed)
      const edit: TimedEdit = {
        edit: moment.edit,
        atMs,
        search: arrived - watch.sinceMs,
        judging: pointed - arrived,
        acting: committed - pointed,
        waiting: atMs - committed,
      }
      return { watch: startStopwatch(atMs), edit }
    }
  }
}

/** After a pause all moments so far move on by its length, as if it had not been. */
function withoutPause(watch: Stopwatch, atMs: number): Stopwatch {
  // A clock that was set back makes no negative times.
  const silence = atMs - watch.lastMs
  const by = silence > PAUSE_MS || silence < 0 ? silence : 0
  const moved = (moment: number | null) => (moment === null ? null : moment + by)
  return {
    sinceMs: watch.sinceMs + by,
    lastMs: atMs,
    arrivedMs: moved(watch.arrivedMs),
    pointedMs: moved(watch.pointedMs),
    committedMs: moved(watch.committedMs),
  }
}

export const PARTS = ['search', 'judging', 'acting', 'waiting'] as const

export type Part = (typeof PARTS)[number]

/** The middle value of each part, in milliseconds; undefined without edits. */
export function medians(edits: readonly TimedEdit[]): Readonly<Record<Part, number>> | undefined {
  if (edits.length === 0) return undefined
  const middle = (part: Part) => {
    const sorted = edits.map((edit) => edit[part]).sort((a, b) => a - b)
    const half = sorted.length >> 1
    const upper = sorted[half] ?? 0
    return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2
  }
  return { search: middle('search'), judging: middle('judging'), acting: middle('acting'), waiting: middle('waiting') }
}

/** A table for a spreadsheet: seconds with three decimals. */
export function toCsv(edits: readonly TimedEdit[]): string {
  const seconds = (ms: number) => (ms / 1000).toFixed(3)
  const rows = edits.map((one) =>
    [new Date(one.atMs).toISOString(), one.edit, ...PARTS.map((part) => seconds(one[part]))].join(','),
  )
  return ['time,edit,search_s,judging_s,acting_s,waiting_s', ...rows, ''].join('\n')
}

/** Kept edits out of stored text; those that cannot be understood are left out. */
export function parseTimedEdits(text: string | null): readonly TimedEdit[] {
  let json: unknown
  try {
    json = JSON.parse(text ?? '[]')
  } catch {
    return []
  }
  return Array.isArray(json) ? json.flatMap((one: unknown) => parseTimedEdit(one) ?? []) : []
}

const EDITS: readonly TimedEdit['edit'][] = ['merge', 'split', 'revert', 'undo', 'redo']

function parseTimedEdit(json: unknown): TimedEdit | undefined {
  if (typeof json !== 'object' || json === null) return undefined
  const fields = new Map<string, unknown>(Object.entries(json))
  const number = (key: string) => {
    const value = fields.get(key)
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
  }
  const edit = EDITS.find((one) => one === fields.get('edit'))
  const [atMs, search, judging] = [number('atMs'), number('search'), number('judging')]
  const [acting, waiting] = [number('acting'), number('waiting')]
  if (edit === undefined || atMs === undefined || search === undefined) return undefined
  if (judging === undefined || acting === undefined || waiting === undefined) return undefined
  return { edit, atMs, search, judging, acting, waiting }
}
