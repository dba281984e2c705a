import type { EditPoint } from '../../../shared/edits/edit.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { CAPACITY_OF_ONE } from '../../../shared/graph/segment-graph.ts'
import type { StrongestPath } from '../../../shared/graph/strongest-path.ts'
import { nameOf, whoMade } from '../../../shared/words/edit-words.ts'
import { type Refused, refusals, refuse } from '../../../shared/words/refusals.ts'
import type { EditSession } from '../edit-session.ts'
import type { PathPreview, Point, WeakestContact } from '../messages.ts'
import type { KeptGraph } from './segment-graphs.ts'

export interface FoundPath {
  readonly kind: 'path'
  readonly path: PathPreview
  /** The supervoxels of the path up to the weakest contact, and those after it. */
  readonly sides: { readonly source: readonly bigint[]; readonly sink: readonly bigint[] }
}

/** What holds two points of one segment together: the path whose weakest contact is strongest. */
export async function findPath(session: EditSession, a: Point, b: Point): Promise<Refused | FoundPath> {
  const { backend, graphs, opened } = session
  if (a.supervoxel === 0n || b.supervoxel === 0n) return refuse(refusals.pathOnBackground)
  if (a.supervoxel === b.supervoxel) {
    const isFlat = opened.dataset.agglomeration.kind === 'identity'
    return refuse(refusals.pathInOne(a.supervoxel, isFlat))
  }
  const [from, to] = await backend.pointsAt([a, b])
  const [first, second] = await backend.segmentsAt([from!, to!])
  if (first!.segment !== second!.segment) return refuse(refusals.pathBetween(first!.segment, second!.segment))
  const graph = await graphs.at(from!, first!.segment)
  return pathIn(session, graph, from!, to!)
}

function pathIn(
  session: EditSession,
  { live, finder }: KeptGraph,
  from: EditPoint,
  to: EditPoint,
): Refused | FoundPath {
  const [u, v] = [live.nodeOf(from.supervoxel, from.base), live.nodeOf(to.supervoxel, to.base)]
  if (u < 0 || v < 0) return refuse(refusals.pathNotListed)
  const found = finder()(u, v)
  // Supervoxels that their base does not list lie with its smallest one: two of them are one node.
  if (found === undefined || found.weakest < 0) return refuse(refusals.pathNotListed)
  const supervoxels = live.supervoxelsOf(found.nodes)
  const places = found.edges.map((edge) => placeOfEdge(session, live.edgeAt(edge)))
  const cut = found.weakest + 1
  return {
    kind: 'path',
    path: {
      positions: Float32Array.from(places.flatMap((place) => place ?? [Number.NaN, Number.NaN, Number.NaN])),
      merges: found.edges.filter((edge) => live.edgeAt(edge).kind === 'user').length,
      weakest: weakestOf(session, live, found, supervoxels, places[found.weakest]),
    },
    sides: { source: supervoxels.slice(0, cut), sink: supervoxels.slice(cut) },
  }
}

type LiveGraph = KeptGraph['live']

function weakestOf(
  { context }: EditSession,
  live: LiveGraph,
  { edges, weakest }: StrongestPath,
  supervoxels: readonly bigint[],
  position: Vec3 | undefined,
): WeakestContact {
  const edge = edges[weakest]!
  const ends = { step: weakest, a: supervoxels[weakest]!, b: supervoxels[weakest + 1]!, position }
  const what = live.edgeAt(edge)
  if (what.kind === 'base') {
    return { ...ends, kind: 'base', affinity: live.graph.capacities[edge]! / CAPACITY_OF_ONE, area: what.area }
  }
  const folded = context.find(what.merge)
  const words = folded === undefined ? `edit ${what.merge}` : `${nameOf(folded, context.find)} by ${whoMade(folded)}`
  return { ...ends, kind: 'user', words }
}

/** Where an edge lies, nanometres. A merge lies halfway between its two points. */
export function placeOfEdge({ context }: EditSession, edge: ReturnType<LiveGraph['edgeAt']>): Vec3 | undefined {
  if (edge.kind === 'base') return edge.position
  const merge = context.find(edge.merge)?.edit
  if (merge?.kind !== 'merge') return undefined
  const [a, b] = [merge.a.position, merge.b.position]
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2]
}
