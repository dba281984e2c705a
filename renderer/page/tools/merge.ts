import { lengthInWords } from '../../../shared/view/labels/length-words.ts'
import { consequenceInWords } from '../../../shared/words/consequence-words.ts'
import { segmentWord } from '../../../shared/words/ids-in-words.ts'
import type { Point, Preview } from '../../edit/messages.ts'
import { timeWords } from '../proofread/time-words.ts'
import { count, short } from './counts.ts'
import { type Intent, pointOf, type SegmentPoint, type Step, type Tool } from './tool.ts'

/** Two points, one in each of the segments to join. */
export interface MergeInHand {
  readonly kind: 'merge'
  readonly a: SegmentPoint | null
  readonly b: SegmentPoint | null
}

const empty: MergeInHand = { kind: 'merge', a: null, b: null }

export const merge: Tool<MergeInHand> = {
  kind: 'merge',
  empty,
  choice: { words: 'Merge', hint: 'Join two segments', key: 'M' },
  pointing: 'click',
  gesture: { words: 'Point of a merge', gesture: 'Click' },
  keys: [{ id: 'merge-here', words: 'Point of a merge at the crosshair', key: 'K', marks: true }],
  joinsMarks: true,
  hasPoints: ({ a }) => a !== null,
  point: (state, point) => (state.a ? withoutTwins({ ...state, b: point }, state) : { next: { ...state, a: point } }),
  command: (state, id) => (id === 'remove-last' ? { ...state, a: state.b && state.a, b: null } : state),
  located,
  points: ({ a, b }) => {
    if (a && b) return { kind: 'merge', a: pointOf(a), b: pointOf(b) }
    return a ? { kind: 'light', points: [pointOf(a)] } : { kind: 'none' }
  },
  commit,
  words,
  marks: ({ a, b }) => [
    ...(a ? [{ position: a.position, side: 'a', words: '1' } as const] : []),
    ...(b ? [{ position: b.position, side: 'b', words: '2' } as const] : []),
  ],
}

/** Refuses the second point where both lie in one segment: there is nothing to join. */
function withoutTwins(state: MergeInHand, before: MergeInHand = { ...state, b: null }): Step<MergeInHand> {
  const { a, b } = state
  if (!a || !b || a.segment === null || a.segment !== b.segment) return { next: state }
  return { next: before, refusal: `Both points lie in segment ${segmentWord(a.segment)}: click a segment beside it.` }
}

/** A point follows its segment. A new point is taken back where its segment cannot be read. */
function located(state: MergeInHand, segments: ReadonlyMap<bigint, bigint>): Step<MergeInHand> {
  const known = (point: SegmentPoint | null) => {
    const segment = point && (segments.get(point.supervoxel) ?? point.segment)
    return segment === null ? null : { ...point!, segment }
  }
  const a = known(state.a)
  return withoutTwins({ ...state, a, b: a && known(state.b) })
}

function words({ a, b }: MergeInHand, preview: Preview | null): string {
  if (!a) return 'Merge - click the first point'
  if (!b || preview?.refusal !== undefined) return `Merge - ${named(a)}: click what belongs to it (Esc cancels)`
  const sizes = preview ? ` ${sizesOf(preview)}${nearnessWords(preview)}.` : ''
  return `Merge ${named(a)} + ${named(b)}?${sizes} Enter joins`
}

/** The segment of a point as it goes into a sentence. */
export function named({ segment }: Pick<SegmentPoint, 'segment'>): string {
  return segment === null ? '…' : segmentWord(segment)
}

function commit({ a, b }: MergeInHand, preview: Preview | null): Intent {
  if (a && b) return mergeIntent(a, b, preview)
  const sentence = a
    ? 'There is one point yet: click what belongs to it, then Enter joins the two.'
    : 'There is no point yet: click one in each of the two segments, then Enter joins them.'
  return { kind: 'refused', sentence }
}

/** The merge of two points. Its consequences are asked about. */
export function mergeIntent(a: Point, b: Point, preview: Preview | null): Intent {
  const asks = preview?.merge?.consequences.map((one) => consequenceInWords(one, timeWords)) ?? []
  return { kind: 'act', act: { kind: 'merge', a: pointOf(a), b: pointOf(b) }, asks }
}

/** `40 k + 182 k supervoxels`: the segments of the two points. */
export function sizesOf({ segments: [a, b] }: Preview): string {
  return a && b ? `${short(a.supervoxels)} + ${count(b.supervoxels, 'supervoxel')}` : ''
}

/** ", 2.8 µm apart, not touching". */
function nearnessWords({ merge: tried }: Preview): string {
  if (tried?.nearness === undefined) return ''
  const { distanceNm, touch } = tried.nearness
  return `, ${lengthInWords(distanceNm)} apart, ${TOUCH_WORDS[touch]}`
}

const TOUCH_WORDS = { yes: 'touching', no: 'not touching', unknown: 'touching or not is unknown' } as const
