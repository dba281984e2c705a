import type { Problem } from '../../../shared/problem.ts'
import type { LiveView } from '../view/live-view.ts'
import { notify } from '../view/recipes.ts'

/** Ms until another canvas takes the place of a lost one: the graphics process starts anew meanwhile. */
const RENEW_AFTER_MS = 500
/** A driver that stops more often than this within `SPAN_MS` is given up: a message asks to load the window again. */
const RENEWALS_MAX = 5
const SPAN_MS = 60_000

export interface CanvasRenewal {
  readonly canvasLost: (problem: Problem) => void
  readonly canvasTaken: () => void
}

export interface CanvasRenewalParts {
  readonly view: LiveView
  /** Nothing more is drawn until the window is loaded again. */
  readonly giveUp: (problem: Problem) => void
  /** A clock in ms that never goes back. */
  readonly now: () => number
  /** Calls back once after this many ms. */
  readonly later: (ms: number, call: () => void) => void
}

/** Puts a new canvas in the place of one whose context was lost, so that only a pause is seen. */
export function createCanvasRenewal({ view, giveUp, now, later }: CanvasRenewalParts): CanvasRenewal {
  let lostAt: readonly number[] = []
  let isLost = false
  return {
    canvasLost(problem) {
      isLost = true
      lostAt = [...lostAt.filter((at) => at > now() - SPAN_MS), now()]
      if (lostAt.length > RENEWALS_MAX) return giveUp(problem)
      later(RENEW_AFTER_MS, () =>
        view.setState((state) => {
          state.canvases += 1
        }),
      )
    },
    canvasTaken() {
      if (!isLost) return
      isLost = false
      view.setState(notify('The graphics driver had stopped; all is drawn again'))
    },
  }
}
