import { type Edit, editKey, type Merge } from '../edits/edit.ts'
import { type Joining, joiningOf, type Override } from '../fold/cuts/joined-groups.ts'
import type { FoldedLog } from '../folded-log/folded-log.ts'
import type { LiveGraph } from '../folded-log/live-graph.ts'
import { readLiveGraph } from '../folded-log/read-live-graph.ts'
import { type EditContext, namedOrKey } from '../history/history.ts'
import type { Deed } from '../words/act-words.ts'
import type { NamedOrKey } from '../words/edit-words.ts'
import { bodiesBySegment, type Soma } from './cell-bodies.ts'
import { distanceOf, type Nearness, nearnessOf, type ReadDoubtIndex } from './contact.ts'
import type { SplitPlan } from './split-cut.ts'

/** Why an edit needs a second key before it is made. */
export type Consequence =
  | { readonly kind: 'overrides'; readonly split: NamedOrKey }
  /** The segments have a cell body each. */
  | { readonly kind: 'joins-somata'; readonly segments: readonly bigint[] }
  /** The two largest parts. */
  | { readonly kind: 'joins-large'; readonly supervoxels: readonly [number, number] }
  /** This many supervoxels leave the segment. */
  | { readonly kind: 'parts-large'; readonly off: number; readonly whole: number }
  | { readonly kind: 'moves-nucleus'; readonly smaller: number; readonly whole: number }
  | { readonly kind: 'joins-apart'; readonly nearness: Nearness }
  /** A split is made again whose old cut is not enough. `merges` are cut besides; `pieces` are counts of supervoxels. */
  | {
      readonly kind: 'cuts-anew'
      readonly edges: number
      readonly merges: readonly NamedOrKey[]
      readonly pieces: readonly number[]
    }
  /** The latest act cannot be undone (or redone), nor `others` before it. `refusal` is a sentence. */
  | {
      readonly kind: 'passes-over'
      /** What is done to `instead`. */
      readonly deed: Deed
      readonly refusal: string
      readonly others: number
      /** Such as "the merge of 461 + 9775". */
      readonly instead: string
    }

/** A segment may be this much larger than its largest part. Beyond that its parts are two main parts. */
const SIZE_FACTOR = 1.5
/** Supervoxels. A smaller part is never a main part, however small the rest is. */
const MAIN_PART_SUPERVOXELS = 100

/**
 * Nanometres. Where two segments do not touch, points farther apart than this do not lie across a gap in one neurite. Ten
 * lost sections of 40 nm leave a gap of 400, and a click inside a neurite is some 100 away from its end.
 */
const GAP_NM = 1000

/** What consequences are found from. */
export interface ConsequenceParts {
  readonly foldedLog: FoldedLog
  readonly somata: readonly Soma[]
  readonly context: EditContext
  readonly readDoubts: ReadDoubtIndex
}

/**
 * What an author may not have meant by an edit that was tried and can be made. An undo or redo restores what was there
 * before, so only the splits that it overrides are asked about.
 */
export async function consequencesOf(
  { foldedLog, somata, context, readDoubts }: ConsequenceParts,
  edit: Edit,
  plan?: SplitPlan,
): Promise<Consequence[]> {
  if (edit.kind === 'annotate') return []
  const { groups, overrides } = joiningOf(foldedLog.fold.tables, edit)
  const found: Consequence[] = overrides
    .filter((override) => needsQuestion(override, context))
    .map(({ split }) => ({ kind: 'overrides', split: namedOrKey(split, context) }))
  if (edit.origin !== undefined) return found
  if (edit.kind === 'merge' && distanceOf(edit) > GAP_NM) {
    const nearness = await nearnessOf(foldedLog, readDoubts, edit)
    if (nearness.touch !== 'yes') found.push({ kind: 'joins-apart', nearness })
  }
  for (const group of groups) found.push(...(await ofJoining(foldedLog, group, somata)))
  const parts = await partsOf(foldedLog, edit, somata, plan)
  return parts === undefined ? found : [...found, ...ofParting(parts)]
}

/**
 * Authors know their own splits. Where the two sides of an own split stay apart, History alone tells that ends of its cut
 * were joined. A split that is not in the folded log may be somebody else's.
 */
function needsQuestion({ split, seedsMeet }: Override, { find, isOwn }: EditContext): boolean {
  const folded = find(split)
  return seedsMeet || folded === undefined || !isOwn(folded.edit)
}

type Group = Joining['groups'][number]

async function ofJoining(foldedLog: FoldedLog, group: Group, somata: readonly Soma[]): Promise<Consequence[]> {
  const found: Consequence[] = []
  const withSoma = await bodiesBySegment(foldedLog, somata)
  const bodies = group.filter(({ segment }) => withSoma.has(segment)).map(({ segment }) => segment)
  if (bodies.length > 1) found.push({ kind: 'joins-somata', segments: bodies })
  const [largest = 0, second = 0] = group.map(({ supervoxels }) => supervoxels).sort((a, b) => b - a)
  const whole = group.reduce((sum, { supervoxels }) => sum + supervoxels, 0)
  if (isMainPart(second, largest, whole)) found.push({ kind: 'joins-large', supervoxels: [largest, second] })
  return found
}

/** The parts into which a segment would fall. */
interface Parting {
  readonly sizes: readonly number[]
  /** The place in `sizes` of each cell body in the segment. */
  readonly bodies: readonly number[]
}

function ofParting({ sizes, bodies }: Parting): Consequence[] {
  const found: Consequence[] = []
  const [largest = 0, second = 0] = [...sizes].sort((a, b) => b - a)
  const whole = sizes.reduce((sum, size) => sum + size, 0)
  if (isMainPart(second, largest, whole)) found.push({ kind: 'parts-large', off: whole - largest, whole })
  const moved = bodies.find((place) => sizes[place]! < largest)
  if (moved !== undefined) found.push({ kind: 'moves-nucleus', smaller: sizes[moved]!, whole })
  return found
}

function isMainPart(second: number, largest: number, whole: number): boolean {
  return second >= MAIN_PART_SUPERVOXELS && whole > SIZE_FACTOR * largest
}

/** The same of a cut that was only planned: an edit that cuts has no others. */
export function consequencesOfCut(somata: readonly Soma[], plan: CutPlan): Consequence[] {
  return ofParting(partsOfCut(somata, plan))
}

type CutPlan = Extract<SplitPlan, { readonly kind: 'cut' }>

function partsOfCut(somata: readonly Soma[], { pieces, pieceOf }: CutPlan): Parting {
  const places = somata.map(({ supervoxel, base }) => pieceOf(supervoxel, base))
  return { sizes: pieces.map(({ supervoxels }) => supervoxels), bodies: places.filter((place) => place >= 0) }
}

async function partsOf(
  foldedLog: FoldedLog,
  edit: Edit,
  somata: readonly Soma[],
  plan: SplitPlan | undefined,
): Promise<Parting | undefined> {
  if (edit.kind === 'split' && plan?.kind === 'cut') return partsOfCut(somata, plan)
  if (edit.kind !== 'revert') return undefined
  const target = foldedLog.find(edit.target)?.edit
  return target?.kind === 'merge' ? partsWithout(foldedLog, target, somata) : undefined
}

/** The parts of a merge's segment without the edge of the merge. */
async function partsWithout(foldedLog: FoldedLog, merge: Merge, somata: readonly Soma[]): Promise<Parting | undefined> {
  const live = await readLiveGraph(foldedLog, merge.a)
  const [a, b] = [merge.a, merge.b].map(({ supervoxel, base }) => live.nodeOf(supervoxel, base))
  if (a === undefined || b === undefined || a < 0 || b < 0) return undefined
  const without = edgeOf(live, merge, a, b)
  const reached = new Int32Array(live.graph.count).fill(-1)
  const sizes = [reach(live, without, a, reached, 0)]
  if (reached[b]! < 0) sizes.push(reach(live, without, b, reached, 1))
  const bodies = somata
    .map(({ supervoxel, base }) => live.nodeOf(supervoxel, base))
    .map((node) => (node < 0 ? -1 : reached[node]!))
    .filter((place) => place >= 0)
  return { sizes, bodies }
}

/** The edge of a merge between its two nodes; -1 where a split has cut it. */
function edgeOf({ graph, cutOf }: LiveGraph, merge: Merge, a: number, b: number): number {
  for (let i = graph.offsets[a]!; i < graph.offsets[a + 1]!; i++) {
    const edge = graph.edges[i]!
    if (graph.targets[i] === b && cutOf([edge]).merges.includes(editKey(merge.id))) return edge
  }
  return -1
}

/** Marks the nodes that are joined to a node by other edges than `without`. Returns their number. */
function reach({ graph }: LiveGraph, without: number, start: number, reached: Int32Array, mark: number): number {
  const { offsets, targets, edges } = graph
  const queue = [start]
  reached[start] = mark
  for (const node of queue) {
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      if (reached[targets[i]!]! >= 0 || edges[i] === without) continue
      reached[targets[i]!] = mark
      queue.push(targets[i]!)
    }
  }
  return queue.length
}
