/** A notch of a mouse wheel reports at least this many pixels; a trackpad reports many smaller movements. */
const NOTCH_PX = 40

/** Pixels of a trackpad's movement for one slice. */
const PX_PER_STEP = 24

/** Pixels of one line and one page, for wheels that count in these. */
const PX_PER_LINE = 40
const PX_PER_PAGE = 400

/** What of a `WheelEvent` is needed. */
export interface WheelMove {
  readonly deltaX: number
  readonly deltaY: number
  /** 0 pixels, 1 lines, 2 pages. */
  readonly deltaMode: number
}

/** How far a wheel was turned, in pixels; downwards is positive. With Shift held a wheel may report sideways. */
export function wheelPixels(move: WheelMove): number {
  const delta = move.deltaY === 0 ? move.deltaX : move.deltaY
  if (move.deltaMode === 1) return delta * PX_PER_LINE
  return move.deltaMode === 2 ? delta * PX_PER_PAGE : delta
}

/**
 * Whole slices from wheel movements: a notch is one step, small movements add up, and a change of direction starts
 * afresh. Downwards goes back, as in Neuroglancer.
 */
export function createWheelSteps(): (move: WheelMove) => number {
  let rest = 0
  return (move) => {
    const pixels = wheelPixels(move)
    if (Math.abs(pixels) >= NOTCH_PX) {
      rest = 0
      return pixels > 0 ? -1 : 1
    }
    if (Math.sign(pixels) !== Math.sign(rest)) rest = 0
    rest += pixels
    const steps = Math.trunc(rest / PX_PER_STEP)
    rest -= steps * PX_PER_STEP
    return steps === 0 ? 0 : -steps
  }
}
