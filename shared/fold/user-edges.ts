import { lengthFor, longerBytes, longerInts } from '../ids/columns.ts'
import type { FoldTables, UserEdges } from './tables.ts'

/** A user edge between two points, in force and live. */
export function addUserEdge(tables: FoldTables, a: number, b: number, edit: number, inForce: boolean): number {
  const { merges } = tables
  const edge = merges.rows
  reserveUserEdges(merges, edge + 1)
  merges.rows++
  merges.a[edge] = a
  merges.b[edge] = b
  merges.edit[edge] = edit
  merges.since[edge] = edit
  merges.cutter[edge] = -1
  merges.inForce[edge] = inForce ? 1 : 0
  if (inForce) for (const arc of [2 * edge, 2 * edge + 1]) linkArc(tables, arc)
  return edge
}

export function reserveUserEdges(merges: UserEdges, rows: number): void {
  const length = lengthFor(rows, merges.a.length)
  if (length === merges.a.length) return
  merges.a = longerInts(merges.a, length)
  merges.b = longerInts(merges.b, length)
  merges.nextArc = longerInts(merges.nextArc, 2 * length)
  merges.edit = longerInts(merges.edit, length)
  merges.since = longerInts(merges.since, length)
  merges.cutter = longerInts(merges.cutter, length)
  merges.inForce = longerBytes(merges.inForce, length)
}

/** A user edge joins its ends now (E3). */
export function isLive(merges: UserEdges, edge: number): boolean {
  return merges.inForce[edge] === 1 && merges.cutter[edge]! < 0
}

/** The merge is in force no more (`false`), or again. */
export function setInForce(tables: FoldTables, edge: number, inForce: boolean): void {
  tables.merges.inForce[edge] = inForce ? 1 : 0
  for (const arc of [2 * edge, 2 * edge + 1]) {
    if (inForce) linkArc(tables, arc)
    else unlinkArc(tables, arc)
  }
}

function linkArc({ merges, points }: FoldTables, arc: number): void {
  const start = pointOfArc(merges, arc)
  merges.nextArc[arc] = points.firstArc[start]!
  points.firstArc[start] = arc
}

function unlinkArc({ merges, points }: FoldTables, arc: number): void {
  const start = pointOfArc(merges, arc)
  const next = merges.nextArc[arc]!
  if (points.firstArc[start] === arc) {
    points.firstArc[start] = next
    return
  }
  let before = points.firstArc[start]!
  while (merges.nextArc[before] !== arc) before = merges.nextArc[before]!
  merges.nextArc[before] = next
}

function pointOfArc(merges: UserEdges, arc: number): number {
  return (arc & 1 ? merges.b : merges.a)[arc >> 1]!
}
