import type { Cut, EditPoint } from '../edits/edit.ts'
import { CUT_PAIRS_MAX, NAMED_EDITS_MAX, SEEDS_MAX } from '../edits/edit-limits.ts'
import type { LiveGraph } from '../folded-log/live-graph.ts'
import type { CutPiece, MinCutter, NoCut } from '../graph/min-cut.ts'
import { CAPACITY_OF_ONE } from '../graph/segment-graph.ts'
import { refusals } from '../words/refusals.ts'

export interface Seeds {
  readonly sources: readonly EditPoint[]
  readonly sinks: readonly EditPoint[]
}

export type PieceSide = CutPiece['side']

/** The live graph of a segment, and the min-cutter on it. */
export interface CutGraph {
  readonly live: LiveGraph
  readonly cutter: MinCutter
}

/** What a cut takes apart. */
export interface CutContacts {
  /** Contacts of two supervoxels. */
  readonly contacts: number
  /** The highest affinity among them, 0 to 1. */
  readonly strongest: number
  /** What people merged. */
  readonly merges: number
}

/** What a split would do. */
export type SplitPlan =
  | { readonly kind: 'refused'; readonly sentence: string }
  | {
      readonly kind: 'cut'
      readonly cut: Cut
      readonly pieces: readonly { readonly side: PieceSide; readonly supervoxels: number }[]
      readonly taken: CutContacts
      /** The place in `pieces` of a supervoxel of the segment; -1 for others. */
      readonly pieceOf: (supervoxel: bigint, base: bigint) => number
    }

/** Why no cut can be looked for, before any graph is read; undefined when one can. Background is supervoxel 0. */
export function refusalOfSeeds({ sources, sinks }: Seeds): string | undefined {
  const all = [...sources, ...sinks]
  if (all.some(({ supervoxel }) => supervoxel === 0n)) return refusals.seedOnBackground
  if (sources.length > SEEDS_MAX || sinks.length > SEEDS_MAX) return refusals.tooManySeeds(SEEDS_MAX)
  const ofSources = new Set(sources.map(({ supervoxel }) => supervoxel))
  const both = sinks.find(({ supervoxel }) => ofSources.has(supervoxel))
  return both === undefined ? undefined : refusals.sameSupervoxel(both.supervoxel)
}

/** The least cut between the seeds, which lie in the segment of the graph. */
export function planSplit({ live, cutter }: CutGraph, { sources, sinks }: Seeds): SplitPlan {
  const nodesOf = (points: readonly EditPoint[]) => [
    ...new Set(points.map(({ supervoxel, base }) => live.nodeOf(supervoxel, base))),
  ]
  const [from, to] = [nodesOf(sources), nodesOf(sinks)]
  if ([...from, ...to].includes(-1)) return { kind: 'refused', sentence: refusals.notInGraph }
  const result = cutter(from, to)
  if (result.kind === 'none') return { kind: 'refused', sentence: sentenceOf(result.why.kind, sources) }
  const cut = live.cutOf(result.edges)
  const pairs = cut.bases.reduce((sum, group) => sum + group.pairs.length, 0)
  if (pairs > CUT_PAIRS_MAX || cut.merges.length > NAMED_EDITS_MAX) {
    return { kind: 'refused', sentence: refusals.cutTooLarge(CUT_PAIRS_MAX) }
  }
  const places = placesOf(result.pieces, live.graph.count)
  return {
    kind: 'cut',
    cut,
    pieces: result.pieces.map(({ side, size }) => ({ side, supervoxels: size })),
    taken: contactsOf(live, [...result.edges]),
    pieceOf(supervoxel, base) {
      const node = live.nodeOf(supervoxel, base)
      return node < 0 ? -1 : places[node]!
    },
  }
}

function contactsOf({ graph, edgeAt }: LiveGraph, edges: readonly number[]): CutContacts {
  const contacts = edges.filter((edge) => edgeAt(edge).kind === 'base')
  const strongest = contacts.reduce((most, edge) => Math.max(most, graph.capacities[edge]!), 0)
  return {
    contacts: contacts.length,
    strongest: strongest / CAPACITY_OF_ONE,
    merges: edges.length - contacts.length,
  }
}

function sentenceOf(why: NoCut['why']['kind'], sources: readonly EditPoint[]): string {
  switch (why) {
    case 'same-supervoxel':
      return refusals.sameSupervoxel(sources[0]?.supervoxel ?? 0n)
    case 'not-connected':
      return refusals.notConnected
    case 'entangled':
      return refusals.entangled
    case 'not-found':
      return refusals.noCutFound
  }
}

/** The piece of each node, as a place in the list. */
function placesOf(pieces: readonly CutPiece[], count: number): Int32Array {
  const rest = pieces.findIndex(({ nodes }) => nodes === undefined)
  const places = new Int32Array(count).fill(rest)
  for (const [i, { nodes }] of pieces.entries()) for (const node of nodes ?? []) places[node] = i
  return places
}
