import { segmentWord } from '../../../shared/words/ids-in-words.ts'
import type { PathPreview, Preview, WeakestContact } from '../../edit/messages.ts'
import { count } from './counts.ts'
import { named } from './merge.ts'
import type { SplitInHand } from './split.ts'
import { pointOf, type SegmentPoint, type Step, type Tool } from './tool.ts'

/** Two points of one segment: what holds them together is shown. It changes nothing. */
export interface PathInHand {
  readonly kind: 'path'
  readonly a: SegmentPoint | null
  readonly b: SegmentPoint | null
}

const empty: PathInHand = { kind: 'path', a: null, b: null }

export const path: Tool<PathInHand> = {
  kind: 'path',
  empty,
  choice: { words: 'Path', hint: 'See what holds two places of a segment together', key: 'F', onlyLooks: true },
  pointing: 'click',
  gesture: { words: 'Point of a path', gesture: 'Click' },
  keys: [
    { id: 'path-here', words: 'Point of a path at the crosshair', key: 'K', marks: true },
    { id: 'path-split', words: 'Split at the weakest contact of the path', key: 'C' },
  ],
  hasPoints: ({ a }) => a !== null,
  // A third point takes the place of the second one.
  point: (state, point) => inOneSegment(state.a === null ? { ...state, a: point } : { ...state, b: point }),
  command: (state, id) => (id === 'remove-last' ? { ...state, a: state.b && state.a, b: null } : state),
  located,
  points: ({ a, b }) => {
    if (a && b) return { kind: 'path', a: pointOf(a), b: pointOf(b) }
    return a ? { kind: 'light', points: [pointOf(a)] } : { kind: 'none' }
  },
  commit: () => ({ kind: 'refused', sentence: 'A path changes nothing: C proposes a cut at its weakest contact.' }),
  words,
  marks: ({ a, b }) => [
    ...(a ? [{ position: a.position, side: 'a', words: '1' } as const] : []),
    ...(b ? [{ position: b.position, side: 'b', words: '2' } as const] : []),
  ],
  trail: ({ a, b }, preview) => (a && b && preview?.path ? trailOf(preview.path, a, b) : null),
}

/** Refuses the second point where the two lie in different segments: nothing joins them. */
function inOneSegment(state: PathInHand): Step<PathInHand> {
  const { a, b } = state
  if (!a || !b || a.segment === null || b.segment === null || a.segment === b.segment) return { next: state }
  const refusal = `This is segment ${segmentWord(b.segment)}, and the first point lies in ${segmentWord(a.segment)}: click another place of that one, or press Esc to begin anew.`
  return { next: { ...state, b: null }, refusal, place: a.position }
}

/** A point follows its segment. A new point is taken back where its segment cannot be read. */
function located(state: PathInHand, segments: ReadonlyMap<bigint, bigint>): Step<PathInHand> {
  const known = (point: SegmentPoint | null) => {
    const segment = point && (segments.get(point.supervoxel) ?? point.segment)
    return segment === null ? null : { ...point!, segment }
  }
  const a = known(state.a)
  return inOneSegment({ ...state, a, b: a && known(state.b) })
}

function words({ a, b }: PathInHand, preview: Preview | null, mayAct: boolean): string {
  if (!a) return 'Path - click a place in a segment'
  if (!b || preview?.refusal !== undefined) return `Path - ${named(a)}: click another place in it (Esc cancels)`
  if (!preview?.path) return `Path in ${named(a)} - being looked for`
  const { positions, weakest, merges } = preview.path
  const by = merges === 0 ? '' : `, ${count(merges, 'merge')} by hand`
  const cut = mayAct ? ' - C splits there' : ''
  return `Path in ${named(a)} over ${count(positions.length / 3, 'contact')}${by} - weakest: ${weakestWords(weakest)}${cut}`
}

/** "affinity 0.31, 14 faces" or "the merge of 461 + 9775 by ann". */
function weakestWords(weakest: WeakestContact): string {
  if (weakest.kind === 'user') return `the ${weakest.words}`
  const area = weakest.area === undefined ? '' : `, ${count(weakest.area, 'voxel face')}`
  return `affinity ${weakest.affinity.toFixed(2)}${area}`
}

function trailOf({ positions, weakest }: PathPreview, a: SegmentPoint, b: SegmentPoint) {
  const places = new Float32Array(positions.length + 6)
  places.set(a.position)
  places.set(positions, 3)
  places.set(b.position, positions.length + 3)
  return { positions: places, weakest: weakest.step + 1 }
}

/**
 * The split that cuts a path at its weakest contact, as if its seeds had been placed: on each side the supervoxel at the
 * contact and the person's point. Undefined while there is no path.
 */
export function splitAtWeakest({ a, b }: PathInHand, preview: Preview | null): SplitInHand | undefined {
  const weakest = preview?.path?.weakest
  if (weakest === undefined || !a || !b) return undefined
  const { segment } = a
  const seedAt = (supervoxel: bigint, side: 'a' | 'b', point: SegmentPoint) => {
    const own = { ...point, side, segment }
    if (supervoxel === point.supervoxel) return [own]
    return [{ supervoxel, position: weakest.position ?? point.position, side, segment }, own]
  }
  return { kind: 'split', seeds: [...seedAt(weakest.a, 'a', a), ...seedAt(weakest.b, 'b', b)], side: 'a' }
}
