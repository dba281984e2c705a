import { boxOfPlaces } from '../../../shared/folded-log/thin-places.ts'
import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import { farthestTips, type Landmark, thickestPlaces } from '../../../shared/graph/landmarks.ts'
import type { EditSession } from '../edit-session.ts'
import type { SegmentLandmarks } from '../messages.ts'
import { placeOfEdge } from './find-path.ts'
import { placesOfSegment } from './places-of-segment.ts'
import type { KeptGraph } from './segment-graphs.ts'

/** Places of a kind that are told: this many a person looks at one after the other. */
const THICKEST_MAX = 8
const TIPS_MAX = 50

/** A segment of this many supervoxels or fewer ends well beyond its inner contacts: those with others tell where. */
const SMALL = 1024

/** Two thickest places are at least this share of the segment's longest side apart. */
const APART = 1 / 16

/** The places of a segment that a person goes to. Rejects with a `ProblemError` where the segment cannot be read. */
export async function landmarksOfSegment(session: EditSession, supervoxel: bigint): Promise<SegmentLandmarks> {
  const { backend, graphs } = session
  const [point] = await backend.pointsAt([{ supervoxel, position: [0, 0, 0] }])
  const [now] = await backend.segmentsAt([point!])
  const kept = await graphs.at(point!, now!.segment)
  if (kept.live.graph.edgeCount > 0) return landmarksIn(session, kept)
  // A single supervoxel: what is known are its contacts with others.
  const { positions, box } = await placesOfSegment(session, supervoxel)
  const [first, ...others] = Array.from({ length: positions.length / 3 }, (_, i) => placeAt(positions, i))
  return { box, bodies: [], thickest: first === undefined ? [] : [first], tips: others.slice(0, TIPS_MAX) }
}

function placeAt(positions: Float32Array, i: number): Vec3 {
  return [positions[3 * i]!, positions[3 * i + 1]!, positions[3 * i + 2]!]
}

async function landmarksIn(session: EditSession, { live }: KeptGraph): Promise<SegmentLandmarks> {
  const { graph } = live
  const facts = live.edgeFacts()
  for (const { edge, merge } of live.userEdges()) {
    facts.positions.set(placeOfEdge(session, { kind: 'user', merge }) ?? [], 3 * edge)
  }
  const outer = graph.count <= SMALL ? await outerPlaces(session, live) : []
  const box = around(boxOfPlaces(facts.positions), boxOfPlaces(Float32Array.from(outer)))
  if (box === undefined) return { box, bodies: [], thickest: [], tips: [] }
  const longest = Math.max(...box.max.map((max, axis) => max - box.min[axis]!))
  const thickest = thickestPlaces(graph, facts, THICKEST_MAX, longest * APART)
  const bodies = bodiesIn(session, live).flatMap((node): Landmark[] => {
    for (const edge of graph.edges.subarray(graph.offsets[node]!, graph.offsets[node + 1]!)) {
      const position = placeAt(facts.positions, edge)
      if (position.every(Number.isFinite)) return [{ node, position }]
    }
    return []
  })
  const start = bodies[0] ?? thickest[0]
  const positionsOf = (landmarks: readonly Landmark[]) => landmarks.map(({ position }) => position)
  return {
    box,
    bodies: positionsOf(bodies),
    thickest: positionsOf(thickest),
    tips: start === undefined ? [] : positionsOf(farthestTips(graph, facts, start.node, TIPS_MAX)),
  }
}

/** Contacts of a segment with others: x, y, z of each. */
async function outerPlaces({ opened: { foldedLog } }: EditSession, live: KeptGraph['live']): Promise<number[]> {
  const own = new Set(live.supervoxelsOf(Array.from({ length: live.graph.count }, (_, node) => node)))
  const { ends, positions } = await foldedLog.bases.source.doubtEdges()
  const found: number[] = []
  for (let end = 0; end < ends.length; end++) {
    if (own.has(ends[end]!)) found.push(...positions.subarray(3 * (end >> 1), 3 * (end >> 1) + 3))
  }
  return found
}

/** The nodes of the cell bodies that the dataset knows of. */
function bodiesIn({ opened: { somata } }: EditSession, live: KeptGraph['live']): number[] {
  return somata.map(({ supervoxel, base }) => live.nodeOf(supervoxel, base)).filter((node) => node >= 0)
}

function around(a: Box3 | undefined, b: Box3 | undefined): Box3 | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return boxOfPlaces(Float32Array.of(...a.min, ...a.max, ...b.min, ...b.max))
}
