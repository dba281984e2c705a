import type { TextStorage } from '../datasets/kept-view.ts'

/**
 * Whether the last session on a log ended by itself. While one runs its flag stands, with the time at which it was
 * last known to be alive; a session that ends takes it away. One that was killed cannot.
 */
export interface SessionFlag {
  /** When the session before stopped without ending, ms since 1970; undefined when it ended well. */
  readonly stoppedAtMs: number | undefined
  readonly alive: (atMs: number) => void
  readonly end: () => void
}

/** A session says that it is alive this often, so that "stopped at 14:02" is right to the minute. */
export const ALIVE_EVERY_MS = 20_000

function keyOf(dataset: string): string {
  return `skein.session.${dataset}`
}

/** Reads the flag of a dataset's log and raises this session's own. */
export function raiseFlag(storage: TextStorage, dataset: string, atMs: number): SessionFlag {
  const before = Number(storage.getItem(keyOf(dataset)) ?? 'NaN')
  const write = (text: string) => {
    try {
      storage.setItem(keyOf(dataset), text)
    } catch {
      // A full store: the next start then does not know how this session ended.
    }
  }
  write(String(atMs))
  return {
    stoppedAtMs: Number.isFinite(before) && before > 0 ? before : undefined,
    alive: (now) => write(String(now)),
    end: () => write(''),
  }
}

export interface Stop {
  readonly stoppedAtMs: number | undefined
  readonly edits: number
  /** What the comparison of the log's two copies found, as a sentence. */
  readonly recovery: string | undefined
  /** The newest edit, such as "merge 461 + 9775". */
  readonly last: string | undefined
  readonly now: number
}

/** "Skein stopped at 14:02." and what is there, for the card after a crash. */
export function stoppedSentence({ stoppedAtMs, edits, recovery, last, now }: Stop): string {
  const stopped = stoppedAtMs === undefined ? '' : `Skein stopped ${timeWords(stoppedAtMs, now)}. `
  if (recovery !== undefined) return `${stopped}${recovery}`
  const all = edits === 1 ? 'The one edit is here' : `All ${edits.toLocaleString('en')} edits are here`
  return `${stopped}${all}${last === undefined ? '' : `; the last was the ${last}`}.`
}

function timeWords(atMs: number, now: number): string {
  return sameDay(atMs, now) ? `at ${clock(atMs)}` : `on ${dayOf(atMs)} at ${clock(atMs)}`
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}

/** 14:02, on this machine's clock. */
function clock(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
}

function dayOf(atMs: number): string {
  const words = new Date(atMs).toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })
  // Releases of the language data differ in a comma.
  return words.replace(',', '')
}

/** When an edit was made, as short as it is clear: 14:02 today, else Tue 3 Mar 14:02. */
export function whenWords(atMs: number, now: number): string {
  return sameDay(atMs, now) ? clock(atMs) : `${dayOf(atMs)} ${clock(atMs)}`
}
