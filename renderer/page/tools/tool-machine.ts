import type { Vec3 } from '../../../shared/geometry.ts'
import type { Act, Preview } from '../../edit/messages.ts'
import { browse } from './browse.ts'
import type { SegmentPoint, Step } from './tool.ts'
import { shownKey, type ToolInHand, toolOf } from './tool-list.ts'

/** The tool in hand and how far the work with it has got. Pure data; only `toolStep` makes the next state. */
export interface ToolState {
  readonly inHand: ToolInHand
  /** What would come of the points that are shown; null until the edit worker has said. */
  readonly preview: Preview | null
  /** Consequences that need a second key before this act is done. */
  readonly asked: (OneAct & { readonly sentences: readonly string[] }) | null
  /** The act that the edit worker is doing. */
  readonly acting: (OneAct & { readonly confirmed: boolean }) | null
  /** Why the last act, click or seed was refused. The next one clears it. */
  readonly refusal: string | null
  /** Where that is of which the refusal, or the question, tells: nanometres. */
  readonly place: Vec3 | null
  /** The last click placed nothing, so that Backspace has nothing to take back but what was said of it. */
  readonly clickRefused: boolean
}

interface OneAct {
  readonly act: Act
  /** The tool in hand asked for it, so the tool begins anew once it is done. */
  readonly byTool: boolean
}

/** What a person does. */
type HandEvent =
  | { readonly kind: 'take'; readonly inHand: ToolInHand }
  /** A click or a stroke at a segment. */
  | { readonly kind: 'point'; readonly point: SegmentPoint }
  /** The same where there is no segment. */
  | { readonly kind: 'missed'; readonly sentence: string }
  /** A key of the tool in hand. */
  | { readonly kind: 'command'; readonly id: string }
  | { readonly kind: 'cancel' }
  /** Enter, or the key that says yes to a doubt. */
  | { readonly kind: 'commit' }
  /** Undo, redo or a revert out of History: an act that needs no tool. */
  | { readonly kind: 'act'; readonly act: Act }

export type ToolEvent =
  | HandEvent
  /** The caller gives only the preview of the points that are shown. */
  | { readonly kind: 'previewed'; readonly preview: Preview }
  | { readonly kind: 'not-previewed'; readonly sentence: string }
  /** The outcome of the act that was under way. */
  | { readonly kind: 'asked'; readonly sentences: readonly string[]; readonly place?: Vec3 | undefined }
  | { readonly kind: 'refused'; readonly sentence: string; readonly place?: Vec3 | undefined }
  | { readonly kind: 'made' }
  /** The act that is under way goes on while the person does. What came of it is told otherwise. */
  | { readonly kind: 'go-on'; readonly inHand: ToolInHand }
  /** The log changed: what was said of the points shown is out of date. */
  | { readonly kind: 'log-changed' }

export const noTool: ToolState = {
  inHand: browse.empty,
  preview: null,
  asked: null,
  acting: null,
  refusal: null,
  place: null,
  clickRefused: false,
}

/** The state after an event. While an act is under way, clicks and keys change nothing. */
export function toolStep(state: ToolState, event: ToolEvent): ToolState {
  const { inHand, acting } = state
  switch (event.kind) {
    case 'previewed': {
      const segments = new Map(event.preview.segments.map(({ supervoxel, segment }) => [supervoxel, segment]))
      // The message tells of the weakest contact of a path: Show flies there.
      const place = event.preview.path?.weakest.position ?? state.place
      const now = stepped({ ...state, preview: event.preview, place }, toolOf(inHand).located?.(inHand, segments))
      // While a merge is under way its two points become one segment: nobody made a mistake then.
      if (!acting) return now
      return { ...now, refusal: state.refusal, place: state.place, clickRefused: state.clickRefused }
    }
    case 'not-previewed':
      return { ...stepped(state, toolOf(inHand).located?.(inHand, new Map())), refusal: event.sentence, place: null }
    case 'log-changed':
      return { ...state, asked: null, preview: null }
    case 'made': {
      return { ...noTool, inHand: acting?.byTool ? (toolOf(inHand).empty ?? browse.empty) : inHand }
    }
    case 'go-on':
      return { ...noTool, inHand: event.inHand }
    case 'refused': {
      const { sentence, place = null } = event
      return { ...state, acting: null, asked: null, refusal: sentence, place, clickRefused: false }
    }
    case 'asked':
      if (!acting) return state
      return {
        ...state,
        acting: null,
        asked: { act: acting.act, byTool: acting.byTool, sentences: event.sentences },
        place: event.place ?? null,
      }
    case 'take':
    case 'point':
    case 'missed':
    case 'command':
    case 'cancel':
    case 'commit':
    case 'act':
      return acting ? state : handStep(state, event)
  }
}

function handStep(before: ToolState, event: HandEvent): ToolState {
  const { inHand, asked } = before
  const state: ToolState = { ...before, refusal: null, place: null, clickRefused: false }
  const tool = toolOf(inHand)
  switch (event.kind) {
    case 'take':
      return withHand({ ...state, asked: null }, event.inHand)
    case 'act':
      return { ...state, asked: null, acting: { act: event.act, byTool: false, confirmed: false } }
    case 'commit': {
      if (!asked) return commit(state)
      const { act, byTool } = asked
      return { ...state, asked: null, acting: { act, byTool, confirmed: true } }
    }
    case 'cancel':
      // Esc takes the points back. Without points it puts the tool away.
      if (asked) return { ...state, asked: null }
      return withHand(state, (tool.hasPoints?.(inHand) ? tool.empty : null) ?? browse.empty)
    case 'missed':
      return tool.pointing === 'none' ? state : { ...state, refusal: event.sentence, clickRefused: true }
    case 'point':
      return stepped({ ...state, asked: null }, tool.point?.(inHand, event.point))
    case 'command':
      if (event.id === 'remove-last' && before.clickRefused) return state
      return withHand({ ...state, asked: null }, tool.command?.(inHand, event.id) ?? inHand)
  }
}

function stepped(state: ToolState, step: Step<ToolInHand> = { next: state.inHand }): ToolState {
  const { next, refusal, place = null } = step
  const now = withHand(state, next)
  return refusal === undefined ? now : { ...now, refusal, place, clickRefused: true }
}

/** A preview of other points is forgotten. */
function withHand(state: ToolState, next: ToolInHand): ToolState {
  const isSame = next === state.inHand || shownKey(next) === shownKey(state.inHand)
  return { ...state, inHand: next, preview: isSame ? state.preview : null }
}

function commit(state: ToolState): ToolState {
  const { inHand, preview } = state
  if (preview?.refusal !== undefined) return { ...state, refusal: preview.refusal }
  const intent = toolOf(inHand).commit(inHand, preview)
  switch (intent.kind) {
    case 'nothing':
      return state
    case 'refused':
      return { ...state, refusal: intent.sentence }
    case 'act': {
      const { act, asks } = intent
      if (asks.length > 0) return { ...state, asked: { act, byTool: true, sentences: asks } }
      return { ...state, acting: { act, byTool: true, confirmed: false } }
    }
  }
}
