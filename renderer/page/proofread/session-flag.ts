import { STATE_WORDS } from '../../../shared/words/act-words.ts'
import type { TextStorage } from '../datasets/kept-view.ts'

/**
 * Tells whether the last session on a log ended by itself. A running session keeps a flag with the time at which it
 * last worked, and lowers it when it ends; one that is killed cannot. The storage of the page is written to the disk some
 * seconds late, so that the flag of a session that was killed early may be lost. The edit worker therefore remembers the
 * begin of each session at once.
 */
export interface SessionFlag {
  /** When the last session stopped without ending, in ms since 1970; undefined when it ended. */
  readonly stoppedAtMs: number | undefined
  readonly alive: (atMs: number) => void
  readonly end: (atMs: number) => void
}

/** How often a session writes that it works, so that "stopped at 14:02" is right to the minute. */
export const ALIVE_EVERY_MS = 20_000

function keyOf(dataset: string): string {
  return `skein.session.${dataset}`
}

const ENDED = 'ended '

/** Reads the flag of a dataset's log and raises this session's own. `beganBeforeMs`: when the last session began. */
export function raiseFlag(
  storage: TextStorage,
  dataset: string,
  beganBeforeMs: number | undefined,
  atMs: number,
): SessionFlag {
  const before = storage.getItem(keyOf(dataset))
  const write = (text: string) => {
    try {
      storage.setItem(keyOf(dataset), text)
    } catch {
      // The storage is full: the next start will not know how this session ended.
    }
  }
  write(String(atMs))
  return {
    stoppedAtMs: stoppedAt(before ?? '', beganBeforeMs),
    alive: (now) => write(String(now)),
    end: (now) => write(`${ENDED}${now}`),
  }
}

function stoppedAt(flag: string, beganMs = 0): number | undefined {
  const ended = flag.startsWith(ENDED)
  const flagMs = Number(ended ? flag.slice(ENDED.length) : flag)
  // Where the flag is older than the begin of the last session, the flag of that session was lost.
  const isLost = !(flagMs >= beganMs)
  if (isLost) return beganMs > 0 ? beganMs : undefined
  return ended || flagMs === 0 ? undefined : flagMs
}

export interface Stop {
  readonly stoppedAtMs: number | undefined
  readonly edits: number
  /** What the comparison of the log's two copies found, as a sentence. */
  readonly recovery: string | undefined
  /** The newest edit, such as "merge 461 + 9775". */
  readonly last: string | undefined
  /** What undo and redo left of it, such as "taken back". */
  readonly lastIs: string | undefined
  readonly now: number
}

/** What is said of an edit that undo or redo came to last; undefined of one that stands as it was made. */
export function movedWord(state: keyof typeof STATE_WORDS): string | undefined {
  return state === 'taken-back' || state === 'made-again' ? STATE_WORDS[state] : undefined
}

/** The sentences of the card after a crash: "Skein stopped at 14:02." and what was kept. */
export function stoppedSentence({ stoppedAtMs, edits, recovery, last, lastIs, now }: Stop): string {
  const stopped = stoppedAtMs === undefined ? '' : `Skein stopped ${timeWords(stoppedAtMs, now)}. `
  if (recovery !== undefined) return `${stopped}${recovery}`
  const all = edits === 1 ? 'The one edit is here' : `All ${edits.toLocaleString('en')} edits are here`
  if (last === undefined) return `${stopped}${all}.`
  return `${stopped}${all}; the last was the ${last}${lastIs === undefined ? '' : `, ${lastIs}`}.`
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
  // Some releases of the language data put a comma there.
  return words.replace(',', '')
}

/** When an edit was made, in few words: 14:02 for today, Tue 3 Mar 14:02 for other days. */
export function whenWords(atMs: number, now: number): string {
  return sameDay(atMs, now) ? clock(atMs) : `${dayOf(atMs)} ${clock(atMs)}`
}
