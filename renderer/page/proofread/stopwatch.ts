/**
 * A moment of the private stopwatch, which measures where the seconds of an edit go. Its times stay on this machine.
 * Search lasts from the end of the edit before to the arrival at a place: a doubt, a selected segment, a line of History.
 * Judging lasts from there to the first click of a tool, acting to the key that commits, and waiting until the edit is
 * durable. A part that is left out (no click before Y) takes no time.
 */
export type Moment =
  | { readonly kind: 'arrived'; readonly atMs: number }
  | { readonly kind: 'pointed'; readonly atMs: number }
  | { readonly kind: 'committed'; readonly atMs: number }
  | { readonly kind: 'made'; readonly atMs: number; readonly edit: TimedEdit['edit'] }
  /** The act was refused or asked about, so acting goes on. */
  | { readonly kind: 'held'; readonly atMs: number }
  /** No edit came of this place: the doubt was dismissed, or the tool put away. */
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
  /** The last sign of work. A long silence after it is a pause. */
  readonly lastMs: number
  readonly arrivedMs: number | null
  readonly pointedMs: number | null
  readonly committedMs: number | null
}

/** 5 minutes. A longer silence is a pause, which no part counts. */
export const PAUSE_MS = 5 * 60_000

/** The number of edits that are kept: some weeks of work at 40 an hour. */
export const KEPT_EDITS = 5000

export function startStopwatch(atMs: number): Stopwatch {
  return { sinceMs: atMs, lastMs: atMs, arrivedMs: null, pointedMs: null, committedMs: null }
}

/** The stopwatch after a moment, and the edit that the moment finished. */
export function stopwatchStep(before: Stopwatch, moment: Moment): { watch: Stopwatch; edit?: TimedEdit } {
  const watch = withoutPause(before, moment.atMs)
  const { atMs } = moment
  switch (moment.kind) {
    case 'arrived':
      // Only the last place before the first click counts. The places before it were search.
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

/** Moves all moments so far on by the length of a pause, as if there had been none. */
function withoutPause(watch: Stopwatch, atMs: number): Stopwatch {
  // A clock that was set back must not make negative times.
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

/** Reads the kept edits from stored text, without those that cannot be understood. */
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
