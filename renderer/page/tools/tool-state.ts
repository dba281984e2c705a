import type { Act, Doubt, FromEdit, Point, SegmentNow } from '../../edit/messages.ts'

/** A supervoxel where it was clicked, with the segment that it is in. */
export interface SegmentPoint extends Point {
  readonly segment: bigint
}

export type SplitSide = 'a' | 'b'

export interface Seed extends Point {
  readonly side: SplitSide
}

type Answer<K extends FromEdit['kind']> = Extract<FromEdit, { kind: K }>

/** What a merge of the two points shown would be; null until the edit worker has said. */
export type Tried = Omit<Answer<'tried'>, 'kind' | 'id'>

/** What the seeds shown would cut; null until the edit worker has said. */
export type Preview = Omit<Answer<'preview'>, 'kind' | 'id'>

export type Tool =
  | { readonly kind: 'browse' }
  | {
      readonly kind: 'merge'
      readonly a: SegmentPoint | null
      readonly b: SegmentPoint | null
      readonly tried: Tried | null
    }
  | {
      readonly kind: 'split'
      /** The segment to cut: that of the first seed. */
      readonly segment: bigint | null
      readonly seeds: readonly Seed[]
      readonly side: SplitSide
      readonly preview: Preview | null
    }
  /** A suspected error is shown: Y mends it, X says that it is none. */
  | { readonly kind: 'doubt'; readonly doubt: Doubt; readonly tried: Tried | null; readonly preview: Preview | null }

/** The proofreading tool in hand and how far it has got. Pure data: `toolStep` alone makes the next one. */
export interface ToolState {
  readonly tool: Tool
  /** Consequences that need a second key before this act is done. */
  readonly asked: { readonly act: Act; readonly sentences: readonly string[] } | null
  /** The act that the edit worker has been given and has not answered yet. */
  readonly acting: { readonly act: Act; readonly confirmed: boolean } | null
  /** Why the last act, click or seed was refused, until the next one. */
  readonly refusal: string | null
}

export type ToolEvent =
  | { readonly kind: 'choose'; readonly tool: 'browse' | 'merge' | 'split' }
  | { readonly kind: 'show-doubt'; readonly doubt: Doubt }
  /** A click with the merge tool, or a seed with the split tool. */
  | { readonly kind: 'point'; readonly pointed: SegmentPoint }
  /** The same where there is no segment. */
  | { readonly kind: 'missed'; readonly sentence: string }
  | { readonly kind: 'swap-side' }
  | { readonly kind: 'remove-last' }
  | { readonly kind: 'cancel' }
  /** Enter, or the key that says yes to a doubt. */
  | { readonly kind: 'commit' }
  /** Undo, redo or a revert out of History: an act that needs no tool. */
  | { readonly kind: 'act'; readonly act: Act }
  /** Answers of the edit worker; those to a question that no longer stands must not be given. */
  | { readonly kind: 'tried'; readonly tried: Tried }
  | { readonly kind: 'previewed'; readonly preview: Preview }
  | { readonly kind: 'asked'; readonly sentences: readonly string[] }
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'done' }
  /** The log changed: what was said of the points shown is out of date. */
  | { readonly kind: 'log-changed' }
  | { readonly kind: 'described'; readonly segments: readonly SegmentNow[] }

export const noTool: ToolState = { tool: { kind: 'browse' }, asked: null, acting: null, refusal: null }

const emptyTools = {
  browse: { kind: 'browse' },
  merge: { kind: 'merge', a: null, b: null, tried: null },
  split: { kind: 'split', segment: null, seeds: [], side: 'a', preview: null },
} as const satisfies { readonly [K in 'browse' | 'merge' | 'split']: Tool }

/** The state after an event. While an act is under way a person's clicks and keys change nothing. */
export function toolStep(state: ToolState, event: ToolEvent): ToolState {
  switch (event.kind) {
    case 'tried':
      return { ...state, tool: withTried(state.tool, event.tried) }
    case 'previewed':
      return { ...state, tool: withPreview(state.tool, event.preview) }
    case 'log-changed':
      return { ...state, asked: null, tool: withoutAnswers(state.tool) }
    case 'described':
      return withSegments(state, event.segments)
    case 'done':
      return afterDone(state)
    case 'refused':
      return { ...state, acting: null, asked: null, refusal: event.sentence }
    case 'asked':
      return state.acting
        ? { ...state, acting: null, asked: { act: state.acting.act, sentences: event.sentences } }
        : state
    default:
      return state.acting ? state : handStep({ ...state, refusal: null }, event)
  }
}

type HandEvent = Exclude<
  ToolEvent,
  { readonly kind: 'tried' | 'previewed' | 'log-changed' | 'described' | 'done' | 'refused' | 'asked' }
>

/** What a person does, with no act under way. */
function handStep(state: ToolState, event: HandEvent): ToolState {
  const { tool, asked } = state
  switch (event.kind) {
    case 'choose':
      return { ...noTool, tool: emptyTools[event.tool] }
    case 'show-doubt':
      return { ...noTool, tool: { kind: 'doubt', doubt: event.doubt, tried: null, preview: null } }
    case 'act':
      return { ...state, asked: null, acting: { act: event.act, confirmed: false } }
    case 'commit':
      return asked ? { ...state, asked: null, acting: { act: asked.act, confirmed: true } } : commit(state)
    case 'cancel':
      return asked ? { ...state, asked: null } : { ...state, tool: cancelled(tool) }
    case 'missed':
      return { ...state, refusal: tool.kind === 'browse' ? null : event.sentence }
    case 'point':
      return { ...state, asked: null, ...point(tool, event.pointed) }
    case 'swap-side':
      return tool.kind === 'split' ? { ...state, tool: { ...tool, side: tool.side === 'a' ? 'b' : 'a' } } : state
    case 'remove-last':
      return { ...state, asked: null, tool: withoutLast(tool) }
    default:
      return state
  }
}

function point(tool: Tool, pointed: SegmentPoint): Pick<ToolState, 'tool' | 'refusal'> {
  if (tool.kind === 'merge') {
    if (!tool.a) return { tool: { ...tool, a: pointed }, refusal: null }
    if (pointed.segment === tool.a.segment) {
      return { tool, refusal: inOneSegment(pointed.segment) }
    }
    return { tool: { ...tool, b: pointed, tried: null }, refusal: null }
  }
  if (tool.kind === 'split') return seed(tool, pointed)
  return { tool, refusal: null }
}

function inOneSegment(segment: bigint): string {
  return `Both points lie in segment ${segment}: click a segment beside it.`
}

function seed(tool: Extract<Tool, { kind: 'split' }>, pointed: SegmentPoint): Pick<ToolState, 'tool' | 'refusal'> {
  const { supervoxel, position, segment } = pointed
  if (tool.segment !== null && segment !== tool.segment) {
    const refusal = `This is segment ${segment}, and the cut is in ${tool.segment}: place seeds in one segment, or press Esc to begin anew.`
    return { tool, refusal }
  }
  const before = tool.seeds.find((one) => one.supervoxel === supervoxel)
  // A stroke passes the same supervoxel many times.
  if (before?.side === tool.side) return { tool, refusal: null }
  if (before) {
    const refusal = `Both seeds lie in supervoxel ${supervoxel}, which spans two neurites; move one seed. Skein cannot cut through a supervoxel yet.`
    return { tool, refusal }
  }
  const seeds = [...tool.seeds, { supervoxel, position, side: tool.side }]
  return { tool: { ...tool, segment, seeds, preview: null }, refusal: null }
}

function commit(state: ToolState): ToolState {
  const { tool } = state
  const asked = (act: Act, sentences: readonly string[]): ToolState =>
    sentences.length > 0 ? { ...state, asked: { act, sentences } } : { ...state, acting: { act, confirmed: false } }
  if (tool.kind === 'merge' && tool.a && tool.b) {
    const { a, b, tried } = tool
    if (tried?.refusal !== undefined) return { ...state, refusal: tried.refusal }
    return asked({ kind: 'merge', a: pointOf(a), b: pointOf(b) }, sentencesOf(tried))
  }
  if (tool.kind === 'split') return commitSplit(state, tool.preview)
  if (tool.kind === 'doubt') {
    const { doubt, tried, preview } = tool
    if (doubt.kind === 'false-merge') return commitSplit(state, preview)
    if (tried?.refusal !== undefined) return { ...state, refusal: tried.refusal }
    return asked({ kind: 'merge', a: doubt.a, b: doubt.b }, sentencesOf(tried))
  }
  return state
}

/** A cut is made only after it has been shown. */
function commitSplit(state: ToolState, preview: Preview | null): ToolState {
  if (preview?.refusal !== undefined) return { ...state, refusal: preview.refusal }
  if (!preview) {
    const waits = 'Both sides need a seed, and the cut must be shown before it is made.'
    return { ...state, refusal: waits }
  }
  if (preview.pieces.length < 2) return { ...state, refusal: 'Both sides need a seed before there is a cut.' }
  return { ...state, acting: { act: { kind: 'split' }, confirmed: false } }
}

/** What was done with a tool empties it; a doubt that was mended is over. Undo leaves the points where they are. */
function afterDone(state: ToolState): ToolState {
  const { tool, acting } = state
  const rest = { asked: null, acting: null, refusal: null }
  const madeByTool = acting?.act.kind === 'merge' || acting?.act.kind === 'split'
  if (!madeByTool) return { ...rest, tool: withoutAnswers(tool) }
  return { ...rest, tool: tool.kind === 'doubt' ? emptyTools.browse : emptyTools[tool.kind] }
}

/** Esc takes the points back; with none there, it puts the tool away. */
function cancelled(tool: Tool): Tool {
  if (tool.kind === 'merge' && tool.a) return emptyTools.merge
  if (tool.kind === 'split' && tool.seeds.length > 0) return emptyTools.split
  return emptyTools.browse
}

function withoutLast(tool: Tool): Tool {
  if (tool.kind === 'merge') return { ...tool, a: tool.b ? tool.a : null, b: null, tried: null }
  if (tool.kind !== 'split' || tool.seeds.length === 0) return tool
  const seeds = tool.seeds.slice(0, -1)
  return { ...tool, seeds, segment: seeds.length === 0 ? null : tool.segment, preview: null }
}

function withTried(tool: Tool, tried: Tried): Tool {
  if (tool.kind === 'doubt') return { ...tool, tried }
  return tool.kind === 'merge' && tool.b ? { ...tool, tried } : tool
}

function withPreview(tool: Tool, preview: Preview): Tool {
  return tool.kind === 'split' || tool.kind === 'doubt' ? { ...tool, preview } : tool
}

function withoutAnswers(tool: Tool): Tool {
  switch (tool.kind) {
    case 'browse':
      return tool
    case 'merge':
      return { ...tool, tried: null }
    case 'split':
      return { ...tool, preview: null }
    default:
      return { ...tool, tried: null, preview: null }
  }
}

/** The segments that the points shown are in now. Two points that are in one segment leave the first. */
function withSegments(state: ToolState, segments: readonly SegmentNow[]): ToolState {
  const { tool } = state
  const now = new Map(segments.map(({ supervoxel, segment }) => [supervoxel, segment]))
  const moved = (one: SegmentPoint | null) => one && { ...one, segment: now.get(one.supervoxel) ?? one.segment }
  if (tool.kind === 'merge') {
    const [a, b] = [moved(tool.a), moved(tool.b)]
    if (!a || !b || a.segment !== b.segment) return { ...state, tool: { ...tool, a, b } }
    // While an act is under way these two become one: that is no mistake of the person.
    const refusal = state.acting ? state.refusal : inOneSegment(a.segment)
    return { ...state, tool: { ...tool, a, b: null, tried: null }, refusal }
  }
  const first = tool.kind === 'split' ? tool.seeds[0] : undefined
  if (tool.kind !== 'split' || !first) return state
  return { ...state, tool: { ...tool, segment: now.get(first.supervoxel) ?? tool.segment } }
}

function sentencesOf(tried: Tried | null): readonly string[] {
  return tried?.consequences.map(({ sentence }) => sentence) ?? []
}

function pointOf({ supervoxel, position }: Point): Point {
  return { supervoxel, position }
}
