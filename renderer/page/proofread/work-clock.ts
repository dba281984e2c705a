import type { Act } from '../../edit/messages.ts'
import type { TextStorage } from '../datasets/kept-view.ts'
import type { LiveProofreading } from './live-proofreading.ts'
import { KEPT_EDITS, type Moment, parseTimedEdits, startStopwatch, stopwatchStep, type TimedEdit } from './stopwatch.ts'

const KEY = 'skein.stopwatch'

/** Runs the private stopwatch on the real clock and keeps what it measured on this machine. */
export interface WorkClock {
  readonly arrived: () => void
  readonly pointed: () => void
  readonly committed: () => void
  readonly held: () => void
  readonly dropped: () => void
  readonly made: (edit: Act['kind']) => void
  /** The person goes on before the edit is made, and waits no more. The times are kept once what is returned is called. */
  readonly goesOn: (edit: Act['kind']) => () => void
  readonly forgetAll: () => void
}

export function createWorkClock(proof: LiveProofreading, storage: TextStorage, now: () => number): WorkClock {
  let watch = startStopwatch(now())
  proof.setState({ timed: parseTimedEdits(storage.getItem(KEY)) })

  const keep = (timed: readonly TimedEdit[]) => {
    proof.setState({ timed })
    try {
      storage.setItem(KEY, JSON.stringify(timed))
    } catch {
      // The storage is full: the times are kept until the window closes.
    }
  }
  const step = (moment: Moment) => {
    const { watch: next, edit } = stopwatchStep(watch, moment)
    watch = next
    return () => {
      if (edit) keep([...proof.getState().timed, edit].slice(-KEPT_EDITS))
    }
  }
  const tell = (kind: Exclude<Moment['kind'], 'made'>) => () => void step({ kind, atMs: now() })
  return {
    arrived: tell('arrived'),
    pointed: tell('pointed'),
    committed: tell('committed'),
    held: tell('held'),
    dropped: tell('dropped'),
    made: (edit) => step({ kind: 'made', edit, atMs: now() })(),
    goesOn: (edit) => step({ kind: 'made', edit, atMs: now() }),
    forgetAll: () => keep([]),
  }
}
