import { edgesBetween, loadedBase, nodeOfPoint } from './loaded-base.ts'
import { type BaseEdge, type FoldTables, segmentOfPoint } from './tables.ts'
import { isLive } from './user-edges.ts'

/** The number of an edit; -1 when no edit is the witness, but how the base is or what the author knew. */
export type Witness = number

/**
 * Rule E11 for a split that did not separate: going by when each edge last became live, the edit that first lets a
 * source meet a sink. Looks at the tables with the split's cut taken out; the graphs of `basesForWitness` must be loaded.
 */
export function witnessOfSplit(
  tables: FoldTables,
  sources: readonly number[],
  sinks: readonly number[],
  meeting: ReadonlySet<number>,
  basis: number,
): Witness {
  const { seq } = tables.names
  const parts = createParts(tables)
  const inMeeting = (point: number) => meeting.has(segmentOfPoint(tables, point))
  const [nearSources, nearSinks] = [sources.filter(inMeeting), sinks.filter(inMeeting)]
  const meet = () => {
    const reached = new Set(nearSources.map((point) => parts.of(point)))
    return nearSinks.some((point) => reached.has(parts.of(point)))
  }
  if (meet()) return -1
  const edges = datedEdges(tables, meeting)
  edges.sort((x, y) => seq[x.since]! - seq[y.since]!)
  for (const [i, { u, v, since }] of edges.entries()) {
    parts.join(u, v)
    const last = edges[i + 1]?.since !== since
    if (last && meet()) return seq[since]! <= basis ? -1 : since
  }
  return -1
}

/** The bases in these segments that are held together by edges which a revert freed. */
export function basesForWitness({ bases, pieces, segments }: FoldTables, meeting: Iterable<number>): number[] {
  const found = new Set<number>()
  if (bases.freed.size === 0) return []
  for (const segment of meeting) {
    for (let piece = segments.firstPiece[segment]!; piece >= 0; piece = pieces.nextInSegment[piece]!) {
      if (bases.freed.has(pieces.base[piece]!)) found.add(pieces.base[piece]!)
    }
  }
  return [...found]
}

interface DatedEdge extends BaseEdge {
  /** The number of the edit. */
  readonly since: number
}

/** The live edges of the segments that did not stand from the beginning. */
function datedEdges(tables: FoldTables, meeting: ReadonlySet<number>): DatedEdge[] {
  const { pieces, points, segments, merges } = tables
  const edges: DatedEdge[] = []
  for (const segment of meeting) {
    for (let piece = segments.firstPiece[segment]!; piece >= 0; piece = pieces.nextInSegment[piece]!) {
      for (let point = pieces.firstPoint[piece]!; point >= 0; point = points.nextInPiece[point]!) {
        for (let arc = points.firstArc[point]!; arc >= 0; arc = merges.nextArc[arc]!) {
          const edge = arc >> 1
          if (arc % 2 === 1 || !isLive(merges, edge)) continue // each edge from its end a
          edges.push({ u: merges.a[edge]!, v: merges.b[edge]!, since: merges.since[edge]! })
        }
      }
    }
  }
  for (const base of basesForWitness(tables, meeting)) {
    edges.push(...freedEdges(tables, base).filter(({ u }) => meeting.has(segmentOfPoint(tables, u))))
  }
  return edges
}

/** Base edges that a revert made live, and that are live as the tables stand. */
function freedEdges(tables: FoldTables, base: number): DatedEdge[] {
  const loaded = loadedBase(tables, base)
  return (tables.bases.freed.get(base) ?? []).filter(({ u, v }) => {
    let live = false
    edgesBetween(loaded, nodeOfPoint(tables, loaded, u), nodeOfPoint(tables, loaded, v), (number) => {
      if (loaded.dead[number] === 0) live = true
    })
    return live
  })
}

/** Union-find over what untouched edges join: a piece, or its parts where it is held together by freed edges. */
function createParts(tables: FoldTables) {
  const { bases, points } = tables
  const parent = new Map<string, string>()
  const partsOfBase = new Map<number, Int32Array>()
  const find = (part: string): string => {
    let top = part
    for (let up = parent.get(top); up !== undefined && up !== top; up = parent.get(top)) top = up
    if (top !== part) parent.set(part, top)
    return top
  }
  const partOf = (point: number): string => {
    const base = points.ids.tagOf(point)
    if (!bases.freed.has(base)) return `piece ${points.piece[point]}`
    const parts = partsOfBase.get(base) ?? untouchedParts(tables, base)
    partsOfBase.set(base, parts)
    return `part ${base} ${parts[nodeOfPoint(tables, loadedBase(tables, base), point)]}`
  }
  return {
    of: (point: number) => find(partOf(point)),
    join(u: number, v: number) {
      parent.set(find(partOf(u)), find(partOf(v)))
    },
  }
}

/** The parts of a base under its live edges without the freed ones. */
function untouchedParts(tables: FoldTables, base: number): Int32Array {
  const loaded = loadedBase(tables, base)
  const { graph, dead } = loaded
  const freed = new Set<number>()
  for (const { u, v } of freedEdges(tables, base)) {
    edgesBetween(loaded, nodeOfPoint(tables, loaded, u), nodeOfPoint(tables, loaded, v), (edge) => freed.add(edge))
  }
  const parts = new Int32Array(graph.count).fill(-1)
  for (let start = 0; start < parts.length; start++) {
    if (parts[start]! >= 0) continue
    parts[start] = start
    const queue = [start]
    for (const from of queue) {
      for (let i = graph.offsets[from]!; i < graph.offsets[from + 1]!; i++) {
        const to = graph.targets[i]!
        if (parts[to]! >= 0 || dead[graph.edges[i]!] === 1 || freed.has(graph.edges[i]!)) continue
        parts[to] = start
        queue.push(to)
      }
    }
  }
  return parts
}
