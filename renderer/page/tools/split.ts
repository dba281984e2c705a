import { segmentWord, supervoxelWord } from '../../../shared/words/ids-in-words.ts'
import type { CutPreview, Preview } from '../../edit/messages.ts'
import { count, share, short } from './counts.ts'
import { named } from './merge.ts'
import { type Intent, pointOf, type SegmentPoint, type Step, type Tool } from './tool.ts'

type Side = 'a' | 'b'

interface Seed extends SegmentPoint {
  readonly side: Side
}

/** Seeds of two sides in one segment, between which it is cut. */
export interface SplitInHand {
  readonly kind: 'split'
  readonly seeds: readonly Seed[]
  /** The side of the next seed. */
  readonly side: Side
}

const empty: SplitInHand = { kind: 'split', seeds: [], side: 'a' }

export const split: Tool<SplitInHand> = {
  kind: 'split',
  empty,
  choice: { words: 'Split', hint: 'Cut a segment in two', key: 'C' },
  pointing: 'ctrl-stroke',
  gesture: { words: 'Seed of a split; paint seeds', gesture: 'Ctrl+Click or drag' },
  keys: [
    { id: 'split-swap-side', words: 'Other side of the split', key: 'G' },
    { id: 'split-here-a', words: 'Seed of side A at the crosshair', key: 'K', marks: true },
    { id: 'split-here-b', words: 'Seed of side B at the crosshair', key: 'Shift+K', marks: true },
  ],
  hasPoints: ({ seeds }) => seeds.length > 0,
  point: seed,
  command,
  located,
  points: ({ seeds }) => {
    const of = (side: Side) => seeds.filter((one) => one.side === side).map(pointOf)
    return seeds.length === 0 ? { kind: 'none' } : { kind: 'split', sources: of('a'), sinks: of('b') }
  },
  commit: (_state, preview) => splitIntent(preview),
  words,
  marks: ({ seeds }) => seeds.map(({ position, side }) => ({ position, side, words: side.toUpperCase() })),
  showsSupervoxels: () => true,
}

const otherSide = (side: Side): Side => (side === 'a' ? 'b' : 'a')

function command(state: SplitInHand, id: string): SplitInHand {
  switch (id) {
    case 'remove-last':
      return { ...state, seeds: state.seeds.slice(0, -1) }
    case 'split-swap-side':
      return { ...state, side: otherSide(state.side) }
    case 'split-here-a':
      return { ...state, side: 'a' }
    case 'split-here-b':
      return { ...state, side: 'b' }
    default:
      return state
  }
}

/** The segment to cut: that of the first seed. */
const segmentOf = ({ seeds }: SplitInHand): bigint | null => seeds[0]?.segment ?? null

function seed(state: SplitInHand, point: SegmentPoint): Step<SplitInHand> {
  const { seeds, side } = state
  const segment = segmentOf(state)
  if (segment !== null && point.segment !== null && point.segment !== segment) {
    return { next: state, refusal: elsewhere(point.segment, segment), place: seeds[0]?.position }
  }
  const before = seeds.find(({ supervoxel }) => supervoxel === point.supervoxel)
  // A stroke passes through one supervoxel many times.
  if (before?.side === side) return { next: state }
  if (before) {
    const refusal = `Both seeds lie in supervoxel ${supervoxelWord(point.supervoxel)}, which spans two neurites; move one seed. Skein cannot cut through a supervoxel yet.`
    return { next: state, refusal }
  }
  return { next: { ...state, seeds: [...seeds, { ...point, side }] } }
}

function elsewhere(segment: bigint, cut: bigint): string {
  return `This is segment ${segmentWord(segment)}, and the cut is in ${segmentWord(cut)}: place seeds in one segment, or press Esc to begin anew.`
}

/**
 * A seed follows its segment. A new seed is taken back where its segment cannot be read, or is another one than that of
 * the first seed.
 */
function located(state: SplitInHand, segments: ReadonlyMap<bigint, bigint>): Step<SplitInHand> {
  const wasNew = new Set(state.seeds.filter(({ segment }) => segment === null).map(({ supervoxel }) => supervoxel))
  const seeds = state.seeds
    .map((one) => ({ ...one, segment: segments.get(one.supervoxel) ?? one.segment }))
    .filter(({ segment }) => segment !== null)
  const cut = seeds[0]?.segment ?? null
  const isStray = ({ supervoxel, segment }: Seed) => segment !== cut && wasNew.has(supervoxel)
  const stray = seeds.find(isStray)?.segment ?? null
  const next = { ...state, seeds: seeds.filter((one) => !isStray(one)) }
  return cut === null || stray === null
    ? { next }
    : { next, refusal: elsewhere(stray, cut), place: next.seeds[0]?.position }
}

function words(state: SplitInHand, preview: Preview | null): string {
  const { seeds, side } = state
  const name = side.toUpperCase()
  if (seeds.length === 0) return `Split - Ctrl+click or paint side ${name} in the segment to cut`
  const here = seeds.filter((one) => one.side === side).length
  const placed = `Split ${named({ segment: segmentOf(state) })} - Ctrl+click or paint side ${name} (${count(here, 'seed')})`
  const swap = `G for side ${otherSide(side).toUpperCase()}`
  const cut = cutWords(preview)
  return cut === undefined ? `${placed} - ${swap}` : `${placed} - ${swap} - ${cut} - Enter cuts`
}

/** The cut that is shown. It is made only after that. */
export function splitIntent(preview: Preview | null): Intent {
  const refused = (sentence: string): Intent => ({ kind: 'refused', sentence })
  if (!preview?.cut) return refused('Both sides need a seed, and the cut must be shown before it is made.')
  if (preview.cut.pieces.length < 2) return refused('Both sides need a seed before there is a cut.')
  return { kind: 'act', act: { kind: 'split' }, asks: [] }
}

/** `B holds 31 %` with the supervoxels of A and B, and what is cut through; undefined while there is no cut. */
export function cutWords(preview: Preview | null): string | undefined {
  const { pieces, taken } = preview?.cut ?? { pieces: [] }
  if (taken === undefined || pieces.length < 2) return undefined
  const sum = (side: string) =>
    pieces.filter((one) => one.side === side).reduce((total, one) => total + one.supervoxels, 0)
  const [a, b] = [sum('source'), sum('sink')]
  const more = pieces.length > 2 ? ` - ${pieces.length} pieces` : ''
  return `B holds ${share(b, a + b + sum('other'))} (${short(a)} | ${short(b)}), cuts ${takenWords(taken)}${more}`
}

/** `3 contacts, affinity ≤ 0.42, and 1 merge`: how sure it was that what is cut is one. */
function takenWords({ contacts, strongest, merges }: CutPreview['taken']): string {
  const parts = [
    ...(contacts > 0
      ? [`${count(contacts, 'contact')}, affinity ${contacts > 1 ? '≤ ' : ''}${strongest.toFixed(2)}`]
      : []),
    ...(merges > 0 ? [count(merges, 'merge')] : []),
  ]
  return parts.join(', and ')
}
