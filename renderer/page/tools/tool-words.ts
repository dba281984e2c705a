import { lengthInWords } from '../../../shared/view/labels/length-words.ts'
import type { SegmentNow } from '../../edit/messages.ts'
import type { Preview, Tool, ToolState, Tried } from './tool-state.ts'

/** The line over the panels: the mode that colours it, and the next act in words. */
export interface Banner {
  readonly mode: 'merge' | 'split' | 'doubt' | 'ask'
  readonly words: string
  /** It asks for the second key. */
  readonly asks: boolean
  /** Why the last thing did not happen, below it. */
  readonly refusal: string | null
}

/** What the line says now; null in plain Browse, which has none. */
export function bannerOf(state: ToolState): Banner | null {
  const { tool, asked, acting, refusal } = state
  const mode = tool.kind === 'browse' ? 'ask' : tool.kind
  if (acting) return tool.kind === 'browse' ? null : { mode, words: ACTING[acting.act.kind], asks: false, refusal }
  if (asked) {
    const words = `${asked.sentences.join('. ')}. ${SECOND_KEY[asked.act.kind]} - Esc lets it be`
    return { mode, words, asks: true, refusal }
  }
  if (tool.kind === 'browse')
    return refusal === null ? null : { mode, words: 'Nothing was changed.', asks: false, refusal }
  return { mode: tool.kind, words: nextAct(tool), asks: false, refusal: refusal ?? standingRefusal(tool) }
}

const ACTING = {
  merge: 'Joining and saving',
  split: 'Cutting and saving',
  revert: 'Taking back and saving',
  undo: 'Undoing and saving',
  redo: 'Redoing and saving',
} as const

const SECOND_KEY = {
  merge: 'Y or Enter again joins',
  split: 'Y or Enter again cuts',
  revert: 'Y or Enter takes it back all the same',
  undo: 'Y or Enter undoes it all the same',
  redo: 'Y or Enter does it again all the same',
} as const

/** What the edit worker has against the points shown, which Enter would meet. */
function standingRefusal(tool: Tool): string | null {
  switch (tool.kind) {
    case 'merge':
      return tool.tried?.refusal ?? null
    case 'split':
      return tool.preview?.refusal ?? null
    case 'doubt':
      return tool.tried?.refusal ?? tool.preview?.refusal ?? null
    default:
      return null
  }
}

function nextAct(tool: Exclude<Tool, { kind: 'browse' }>): string {
  switch (tool.kind) {
    case 'merge': {
      const { a, b, tried } = tool
      if (!a) return 'Merge - click the first point'
      if (!b) return `Merge - ${a.segment}: click what belongs to it (Esc cancels)`
      const sizes = tried ? ` ${sizesOf(tried.a, tried.b)}${nearnessWords(tried)}.` : ''
      return tried?.refusal === undefined
        ? `Merge ${a.segment} + ${b.segment}?${sizes} Enter joins`
        : `Merge - ${a.segment}: click what belongs to it (Esc cancels)`
    }
    case 'split':
      return splitWords(tool)
    default:
      return doubtWords(tool)
  }
}

/** ", 2.8 µm apart, not touching". */
function nearnessWords({ nearness }: Tried): string {
  return nearness === undefined ? '' : `, ${lengthInWords(nearness.distanceNm)} apart, ${TOUCH_WORDS[nearness.touch]}`
}

const TOUCH_WORDS = { yes: 'touching', no: 'not touching', unknown: 'touching or not is unknown' } as const

function splitWords({ segment, seeds, side, preview }: Extract<Tool, { kind: 'split' }>): string {
  if (segment === null) return `Split - Ctrl+click or paint side ${side.toUpperCase()} in the segment to cut`
  const here = seeds.filter((one) => one.side === side).length
  const placed = `Split ${segment} - Ctrl+click or paint side ${side.toUpperCase()} (${count(here, 'seed')})`
  const swap = `G for side ${side === 'a' ? 'B' : 'A'}`
  const cut = cutOf(preview)
  return cut === undefined ? `${placed} - ${swap}` : `${placed} - ${swap} - ${cut} - Enter cuts`
}

/** `B holds 31 %` with the supervoxels of A and B and the cost of the cut; undefined while there is none. */
function cutOf(preview: Preview | null): string | undefined {
  if (!preview || preview.refusal !== undefined || preview.pieces.length < 2) return undefined
  const sum = (side: string) =>
    preview.pieces.filter((one) => one.side === side).reduce((total, one) => total + one.supervoxels, 0)
  const [a, b, other] = [sum('source'), sum('sink'), sum('other')]
  const total = a + b + other
  const pieces = preview.pieces.length > 2 ? ` - ${preview.pieces.length} pieces` : ''
  return `B holds ${share(b, total)} (${short(a)} | ${short(b)}), cost ${preview.cost.toFixed(2)}${pieces}`
}

function doubtWords({ doubt, tried, preview }: Extract<Tool, { kind: 'doubt' }>): string {
  const answers = (yes: string) => `Y ${yes} - X says no - N next (Esc ends)`
  const alike = `affinity ${doubt.affinity.toFixed(2)}`
  if (doubt.kind === 'missed-merge') {
    const sizes = tried ? ` ${sizesOf(tried.a, tried.b)},` : ''
    return `Doubt - are 1 and 2 one neurite?${sizes} ${alike} - ${answers('joins')}`
  }
  const cut = cutOf(preview)
  return `Doubt - are A and B two neurites? ${cut ? `${cut} - ` : ''}${answers('cuts')}`
}

/** `40 k + 182 k supervoxels`. */
function sizesOf(a: SegmentNow, b: SegmentNow): string {
  return `${short(a.supervoxels)} + ${count(b.supervoxels, 'supervoxel', short(b.supervoxels))}`
}

/** A whole number in at most four figures: 812, 40 k, 1.2 M. */
function short(value: number): string {
  if (value < 10_000) return value.toLocaleString('en')
  if (value < 999_500) return `${Math.round(value / 1000)} k`
  return `${(value / 1e6).toPrecision(2)} M`
}

export function count(value: number, noun: string, figures = short(value)): string {
  return `${figures} ${noun}${value === 1 ? '' : 's'}`
}

/** A share in whole percent, but never 0 % of something nor 100 % of less than all. */
function share(part: number, total: number): string {
  if (total === 0) return '0 %'
  const percent = (100 * part) / total
  if (part > 0 && percent < 1) return 'under 1 %'
  return percent > 99 && part < total ? 'over 99 %' : `${Math.round(percent)} %`
}
