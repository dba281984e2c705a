import { type LiveProofreading, toTool } from '../proofread/live-proofreading.ts'
import type { Spot } from '../view/scene/spot.ts'
import type { Pointing } from './pointing.ts'
import { toolOf } from './tool-list.ts'

/** A press that moves more CSS pixels than this is a drag, and no click. */
const CLICK_PX = 4

/** What a click says where points are placed with Ctrl. */
const PLAIN_CLICK = 'A plain click places nothing: Ctrl+click, or Ctrl and drag, places seeds.'

/** Turns clicks, or strokes with Ctrl, into points of the tool in hand: whichever it takes. */
export interface ToolPointer {
  /** The primary button went down in a panel. True when the tool keeps the press, so that nothing is dragged. */
  readonly down: (event: PointerEvent, spot: Spot) => boolean
  /** `spotNow` is undefined where the pointer is over no panel. */
  readonly move: (event: PointerEvent, spotNow: () => Spot | undefined) => void
  readonly up: () => void
  readonly cancel: () => void
}

export function createToolPointer(proof: LiveProofreading, pointing: Pointing): ToolPointer {
  let press: { readonly x: number; readonly y: number; readonly spot: Spot } | undefined
  let painting = false
  const way = () => toolOf(proof.getState().tool.inHand).pointing
  const cancel = () => {
    press = undefined
    painting = false
  }
  return {
    down: (event, spot) => {
      painting = way() === 'ctrl-stroke' && (event.ctrlKey || event.metaKey)
      if (painting) pointing.at(spot)
      else press = { x: event.clientX, y: event.clientY, spot }
      return painting
    },
    move: (event, spotNow) => {
      if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > CLICK_PX) press = undefined
      const spot = painting ? spotNow() : undefined
      if (spot) pointing.through(spot)
    },
    up: () => {
      if (press && way() === 'click') pointing.at(press.spot)
      if (press && way() === 'ctrl-stroke') toTool(proof, { kind: 'missed', sentence: PLAIN_CLICK })
      cancel()
    },
    cancel,
  }
}
