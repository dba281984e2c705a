import { assert } from '../assert.ts'
import type { Cut, EditKey } from '../edits/edit.ts'
import type { LoadedBase } from '../fold/base-graph.ts'
import { baseIds } from '../fold/bases-needed.ts'
import { keyOfEdit } from '../fold/edit-names.ts'
import type { Fold } from '../fold/fold.ts'
import { findBaseLink, isLive } from '../fold/links.ts'
import { findNode } from '../fold/loaded-base.ts'
import { canPlace, findBase } from '../fold/points.ts'
import type { FoldTables } from '../fold/tables.ts'
import type { Vec3 } from '../geometry.ts'
import type { EdgeFacts } from '../graph/landmarks.ts'
import { buildSegmentGraph, type SegmentGraph, USER_EDGE_CAPACITY } from '../graph/segment-graph.ts'
import { highHalf, lowHalf } from '../ids/halves.ts'
import { basesOfSegment, segmentHandleAt } from './bases-of-segment.ts'

/** The live edges of one segment, for min-cuts. Later edits do not change it. */
export interface LiveGraph {
  readonly kind: 'graph'
  readonly graph: SegmentGraph
  /** The node of a supervoxel, or -1 when it is not in the segment. */
  nodeOf(supervoxel: bigint, base: bigint): number
  /** The supervoxels of distinct nodes, in the same order. */
  supervoxelsOf(nodes: readonly number[]): bigint[]
  /** What an edge of the graph is. */
  edgeAt(edge: number): LiveEdge
  /** What is known of all base edges, see `EdgeFacts`. Of user edges nothing is: `userEdges` has them. */
  edgeFacts(): EdgeFacts
  userEdges(): readonly { readonly edge: number; readonly merge: EditKey }[]
  /** Names edges of the graph as a split does. */
  cutOf(edges: Iterable<number>): Cut
}

export type LiveEdge =
  /** A contact of two supervoxels. What the source does not tell is undefined. */
  | {
      readonly kind: 'base'
      /** Voxel faces. */
      readonly area: number | undefined
      /** Nanometres. */
      readonly position: Vec3 | undefined
    }
  /** A person's merge made it. */
  | { readonly kind: 'user'; readonly merge: EditKey }

export type LiveGraphAnswer =
  | LiveGraph
  /** The graphs of these bases must be provided first. */
  | { readonly kind: 'needs'; readonly bases: readonly bigint[] }

/** The live graph of the segment that holds a supervoxel. */
export function liveGraphAt({ tables }: Fold, supervoxel: bigint, base: bigint): LiveGraphAnswer {
  const handle = findBase(tables, base)
  if (handle < 0 || !canPlace(tables, supervoxel, base)) return { kind: 'needs', bases: [base] }
  const segment = segmentHandleAt(tables, supervoxel, base)
  const handles = basesOfSegment(tables, segment)
  const missing = handles.filter((one) => !tables.bases.loaded.has(one))
  if (missing.length > 0) return { kind: 'needs', bases: baseIds(tables, missing) }
  return buildLiveGraph(tables, segment, handles)
}

interface Member {
  readonly handle: number
  readonly loaded: LoadedBase
  /** The segment's node for each node of the base; -1 for those in other segments. */
  readonly nodes: Int32Array
}

/** Edges while they are collected, with the names that a cut gives them. */
interface Edges {
  count: number
  readonly ends: Uint32Array
  readonly capacities: Uint32Array
  /** The member of each edge, as a place in the list. A user edge has the place past the end. */
  readonly members: Uint32Array
  /** The number of the edge in its base, or the link of a user edge. */
  readonly numbers: Uint32Array
}

function buildLiveGraph(tables: FoldTables, segment: number, handles: readonly number[]): LiveGraph {
  let count = 0
  const members = handles.map((handle): Member => {
    const loaded = tables.bases.loaded.get(handle)
    assert(loaded !== undefined, 'the graphs of all bases of the segment are loaded')
    const nodes = new Int32Array(loaded.graph.count).fill(-1)
    for (let node = 0; node < nodes.length; node++) {
      if (tables.pieces.segment[loaded.pieceOf[node]!] === segment) nodes[node] = count++
    }
    return { handle, loaded, nodes }
  })
  const edges = collectEdges(tables, segment, members)
  const merges = (link: number) => keyOfEdit(tables.names, tables.links.edit[link]!)
  const memberOf = new Map(members.map((member) => [member.handle, member]))
  return {
    kind: 'graph',
    graph: buildSegmentGraph(count, edges.ends.subarray(0, 2 * edges.count), edges.capacities.subarray(0, edges.count)),
    nodeOf(supervoxel, base) {
      const member = memberOf.get(findBase(tables, base))
      return member === undefined ? -1 : nodeIn(member, highHalf(supervoxel), lowHalf(supervoxel))
    },
    supervoxelsOf: (nodes) => supervoxelsOf(members, nodes),
    edgeAt: (edge) => edgeAt(members, merges, edges, edge),
    edgeFacts: () => edgeFacts(members, edges),
    userEdges: () => {
      const found: { edge: number; merge: EditKey }[] = []
      for (let edge = 0; edge < edges.count; edge++) {
        if (edges.members[edge] === members.length) found.push({ edge, merge: merges(edges.numbers[edge]!) })
      }
      return found
    },
    cutOf: (cut) => cutOf(tables, members, edges, cut),
  }
}

function collectEdges(tables: FoldTables, segment: number, members: readonly Member[]): Edges {
  const { links, points } = tables
  const users = liveUserLinks(tables, segment)
  const most = members.reduce((sum, { loaded }) => sum + loaded.graph.edgeCount, users.length)
  const edges: Edges = {
    count: 0,
    ends: new Uint32Array(2 * most),
    capacities: new Uint32Array(most),
    members: new Uint32Array(most),
    numbers: new Uint32Array(most),
  }
  const add = (u: number, v: number, capacity: number, member: number, number: number) => {
    const edge = edges.count++
    edges.ends[2 * edge] = u
    edges.ends[2 * edge + 1] = v
    edges.capacities[edge] = capacity
    edges.members[edge] = member
    edges.numbers[edge] = number
  }
  for (const [i, { loaded, nodes }] of members.entries()) {
    const { ends, capacities } = loaded.baseGraph
    for (let e = 0; e < capacities.length; e++) {
      const [u, v] = [nodes[ends[2 * e]!]!, nodes[ends[2 * e + 1]!]!]
      if (u < 0 || v < 0 || u === v) continue
      if (loaded.isLink[e] === 0 || isLooseLive(tables, loaded, e)) add(u, v, capacities[e]!, i, e)
    }
  }
  const memberOf = new Map(members.map((member) => [member.handle, member]))
  const nodeOfPoint = (point: number): number => {
    const member = memberOf.get(points.ids.tagOf(point))
    return member === undefined ? -1 : nodeIn(member, points.ids.highOf(point), points.ids.lowOf(point))
  }
  for (const link of users) {
    const [u, v] = [nodeOfPoint(links.a[link]!), nodeOfPoint(links.b[link]!)]
    if (u !== v && u >= 0 && v >= 0) add(u, v, USER_EDGE_CAPACITY, members.length, link)
  }
  return edges
}

function cutOf(tables: FoldTables, members: readonly Member[], edges: Edges, cut: Iterable<number>): Cut {
  const groups = new Map<Member, (readonly [bigint, bigint])[]>()
  const merges: EditKey[] = []
  for (const edge of cut) {
    const member = members[edges.members[edge]!]
    const number = edges.numbers[edge]!
    if (member === undefined) {
      merges.push(keyOfEdit(tables.names, tables.links.edit[number]!))
      continue
    }
    const { supervoxels, ends } = member.loaded.baseGraph
    const pairs = groups.get(member) ?? []
    groups.set(member, pairs)
    pairs.push([supervoxels[ends[2 * number]!]!, supervoxels[ends[2 * number + 1]!]!])
  }
  const bases = baseIds(
    tables,
    Array.from(groups.keys(), ({ handle }) => handle),
  )
  return { bases: [...groups.values()].map((pairs, i) => ({ base: bases[i]!, pairs })), merges }
}

function supervoxelsOf(members: readonly Member[], wanted: readonly number[]): bigint[] {
  const places = new Map(wanted.map((node, place) => [node, place]))
  const found: bigint[] = new Array(wanted.length)
  for (const { loaded, nodes } of members) {
    for (let i = 0; i < nodes.length; i++) {
      const place = nodes[i]! < 0 ? undefined : places.get(nodes[i]!)
      if (place !== undefined) found[place] = loaded.baseGraph.supervoxels[i]!
    }
  }
  return found
}

function edgeAt(members: readonly Member[], mergeOf: (link: number) => EditKey, edges: Edges, edge: number): LiveEdge {
  const member = members[edges.members[edge]!]
  const number = edges.numbers[edge]!
  if (member === undefined) return { kind: 'user', merge: mergeOf(number) }
  const { areas, positions } = member.loaded.baseGraph
  const position = positions === undefined ? undefined : placeAt(positions, number)
  return { kind: 'base', area: areas?.[number], position }
}

function edgeFacts(members: readonly Member[], edges: Edges): EdgeFacts {
  const areas = new Uint32Array(edges.count)
  const positions = new Float32Array(3 * edges.count).fill(Number.NaN)
  for (let edge = 0; edge < edges.count; edge++) {
    const base = members[edges.members[edge]!]?.loaded.baseGraph
    const number = edges.numbers[edge]!
    if (base?.areas !== undefined) areas[edge] = base.areas[number]!
    if (base?.positions === undefined) continue
    for (let axis = 0; axis < 3; axis++) positions[3 * edge + axis] = base.positions[3 * number + axis]!
  }
  return { areas, positions }
}

function placeAt(positions: Float32Array, edge: number): Vec3 | undefined {
  const place = [positions[3 * edge]!, positions[3 * edge + 1]!, positions[3 * edge + 2]!] as const
  return place.every(Number.isFinite) ? place : undefined
}

/** A supervoxel that its base does not list counts as the first of the base, as in the fold. */
function nodeIn({ loaded, nodes }: Member, high: number, low: number): number {
  return nodes[Math.max(0, findNode(loaded.words, high, low))] ?? -1
}

/** Whether a base edge that became a link joins its ends now. */
function isLooseLive(tables: FoldTables, loaded: LoadedBase, edge: number): boolean {
  const u = loaded.pointAt[loaded.baseGraph.ends[2 * edge]!]!
  const v = loaded.pointAt[loaded.baseGraph.ends[2 * edge + 1]!]!
  assert(u >= 0 && v >= 0, 'the ends of a loose edge are points')
  const link = findBaseLink(tables, u, v)
  return link >= 0 && isLive(tables.links, link)
}

/** The live user edges of a segment. */
function liveUserLinks({ pieces, points, segments, links }: FoldTables, segment: number): number[] {
  const found: number[] = []
  for (let piece = segments.firstPiece[segment]!; piece >= 0; piece = pieces.nextInSegment[piece]!) {
    for (let point = pieces.firstPoint[piece]!; point >= 0; point = points.nextInPiece[point]!) {
      for (let arc = points.firstArc[point]!; arc >= 0; arc = links.nextArc[arc]!) {
        const link = arc >> 1
        if (arc % 2 === 0 && links.edit[link]! >= 0 && isLive(links, link)) found.push(link)
      }
    }
  }
  return found
}
