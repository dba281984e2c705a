import type { EditKey } from '../edits/edit.ts'
import { findNode, graphOf } from './loaded-base.ts'
import { type Base, type BaseEdge, type FoldTables, isLive, type Moment, segmentOfPoint } from './tables.ts'

/**
 * Rule E11 for a split that did not separate: going by when each edge last became live, the edit that first lets a
 * source meet a sink. Looks at the tables with the split's cut taken out. Undefined when they meet by untouched edges
 * of the base alone, or by what the author knew (`basis`).
 */
export function witnessOfSplit(
  tables: FoldTables,
  sources: readonly number[],
  sinks: readonly number[],
  basis: number,
): EditKey | undefined {
  const withSource = new Set(sources.map((point) => segmentOfPoint(tables, point)))
  const meeting = sinks.map((point) => segmentOfPoint(tables, point)).filter((segment) => withSource.has(segment))
  const parts = createParts(tables)
  const edges = datedEdges(tables, new Set(meeting))
  const meet = () => {
    const reached = new Set(sources.map((point) => parts.of(point)))
    return sinks.some((point) => reached.has(parts.of(point)))
  }
  if (meet()) return undefined
  edges.sort((x, y) => x.since.seq - y.since.seq)
  for (const [i, { u, v, since }] of edges.entries()) {
    parts.join(u, v)
    const last = edges[i + 1]?.since.seq !== since.seq
    if (last && meet()) return since.seq <= basis ? undefined : since.key
  }
  return undefined
}

interface DatedEdge extends BaseEdge {
  readonly since: Moment
}

/** The live edges of the segments that did not stand from the beginning. */
function datedEdges(
  { bases, pieces, points, segments, merges }: FoldTables,
  inSegments: ReadonlySet<number>,
): DatedEdge[] {
  const edges: DatedEdge[] = []
  const seen = new Set<number>()
  for (const segment of inSegments) {
    for (const piece of segments.pieces[segment]!) {
      for (const point of pieces.points[piece]!) {
        for (const merge of points.merges[point]!) {
          const edge = merges[merge]!
          if (!seen.has(merge) && isLive(edge)) edges.push({ u: edge.a, v: edge.b, since: edge.since })
          seen.add(merge)
        }
      }
    }
    for (const base of new Set([...segments.pieces[segment]!].map((piece) => bases[pieces.base[piece]!]!))) {
      edges.push(...freedEdges(base).filter(({ u }) => pieces.segment[points.piece[u]!] === segment))
    }
  }
  return edges
}

/** Base edges that a revert made live again. */
function freedEdges({ freed, cut }: Base): DatedEdge[] {
  return [...freed].filter(([key]) => !cut.has(key)).map(([, edge]) => edge)
}

/** Union-find over what untouched edges join: a piece, or its parts where it is held together by freed edges. */
function createParts(tables: FoldTables) {
  const { bases, points } = tables
  const parent = new Map<string, string>()
  const partsOfBase = new Map<number, Int32Array>()
  const find = (part: string): string => {
    const up = parent.get(part)
    return up === undefined || up === part ? part : find(up)
  }
  const partOf = (point: number): string => {
    const owner = points.base[point]!
    const base = bases[owner]!
    if (freedEdges(base).length === 0) return `piece ${points.piece[point]}`
    const parts = partsOfBase.get(owner) ?? untouchedParts(tables, base)
    partsOfBase.set(owner, parts)
    const node = Math.max(0, findNode(graphOf(base).supervoxels, points.supervoxel[point]!))
    return `part ${owner} ${parts[node]}`
  }
  return {
    of: (point: number) => find(partOf(point)),
    join(u: number, v: number) {
      parent.set(find(partOf(u)), find(partOf(v)))
    },
  }
}

/** The parts of a base under its live edges without the freed ones. */
function untouchedParts({ points }: FoldTables, base: Base): Int32Array {
  const { supervoxels, graph, dead } = graphOf(base)
  const node = (point: number) => findNode(supervoxels, points.supervoxel[point]!)
  const freed = new Set(freedEdges(base).flatMap(({ u, v }) => [`${node(u)} ${node(v)}`, `${node(v)} ${node(u)}`]))
  const parts = new Int32Array(supervoxels.length).fill(-1)
  for (let start = 0; start < parts.length; start++) {
    if (parts[start]! >= 0) continue
    parts[start] = start
    const queue = [start]
    for (const from of queue) {
      for (let i = graph.offsets[from]!; i < graph.offsets[from + 1]!; i++) {
        const to = graph.targets[i]!
        if (parts[to]! >= 0 || dead[graph.edges[i]!] === 1 || freed.has(`${from} ${to}`)) continue
        parts[to] = start
        queue.push(to)
      }
    }
  }
  return parts
}
