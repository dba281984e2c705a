import { lengthFor, longerBytes, longerInts, longerWords } from '../ids/columns.ts'
import { highHalf, lowHalf } from '../ids/halves.ts'
import type { LoadedBase } from './base-graph.ts'
import { findNode } from './loaded-base.ts'
import { addPiece } from './pieces.ts'
import type { Bases, FoldTables, Points } from './tables.ts'

/** The handle of a base. A base that is new to the tables becomes one piece in a segment of its own. */
export function baseHandle(tables: FoldTables, id: bigint): number {
  const { bases, facts } = tables
  const known = findBase(tables, id)
  if (known >= 0) return known
  const base = bases.ids.add(highHalf(id), lowHalf(id), 0)
  reserveBases(bases, base + 1)
  bases.firstPiece[base] = -1
  const least = facts.leastOf(id)
  addPiece(tables, base, highHalf(least), lowHalf(least), facts.countOf(id), -1)
  return base
}

/** The handle of a base, or -1. */
export function findBase({ bases }: FoldTables, id: bigint): number {
  return bases.ids.find(highHalf(id), lowHalf(id), 0)
}

export function reserveBases(bases: Bases, rows: number): void {
  const length = lengthFor(rows, bases.firstPiece.length)
  if (length === bases.firstPiece.length) return
  bases.firstPiece = longerInts(bases.firstPiece, length)
  bases.pieceCount = longerWords(bases.pieceCount, length)
}

/** The handle of a point. A point that is new to the tables is put into the piece that holds its supervoxel now. */
export function pointHandle(tables: FoldTables, supervoxel: bigint, base: bigint): number {
  return pointOfHalves(tables, highHalf(supervoxel), lowHalf(supervoxel), baseHandle(tables, base))
}

function pointOfHalves(tables: FoldTables, high: number, low: number, base: number): number {
  const { points, bases } = tables
  const known = points.ids.find(high, low, base)
  if (known >= 0) return known
  const loaded = bases.loaded.get(base)
  const node = loaded === undefined ? -1 : findNode(loaded.words, high, low)
  if (loaded !== undefined && node >= 0) return pointOfNode(tables, base, loaded, node)
  const point = addPoint(tables, high, low, base, pieceHolding(tables, base, high, low))
  loaded?.strays.push(point)
  return point
}

/** The point of a node of a base. */
export function pointOfNode(tables: FoldTables, base: number, loaded: LoadedBase, node: number): number {
  const { words, pointAt, pieceOf } = loaded
  const known = pointAt[node]!
  if (known >= 0) return known
  const point = addPoint(tables, words[2 * node + 1]!, words[2 * node]!, base, pieceOf[node]!)
  pointAt[node] = point
  return point
}

/** The handle of a point, which is put into this piece if it is new to the tables. */
export function addPoint(tables: FoldTables, high: number, low: number, base: number, piece: number): number {
  const { points } = tables
  const before = points.ids.count()
  const point = points.ids.add(high, low, base)
  if (point < before) return point
  reservePoints(points, point + 1)
  points.firstArc[point] = -1
  points.firstGuard[point] = -1
  putIntoPiece(tables, point, piece)
  return point
}

/** True if the point is in the tables, or can be put into its piece without loading the graph of its base. */
export function canPlace(tables: FoldTables, supervoxel: bigint, base: bigint): boolean {
  const { bases, points } = tables
  const handle = findBase(tables, base)
  if (handle < 0 || bases.pieceCount[handle] === 1 || bases.loaded.has(handle)) return true
  return points.ids.find(highHalf(supervoxel), lowHalf(supervoxel), handle) >= 0
}

/**
 * The piece of a base that holds a supervoxel. An edit from elsewhere may name a supervoxel that is not in its base:
 * then it is the piece of the base's smallest supervoxel, in every replica (rule E14).
 */
export function pieceHolding({ bases }: FoldTables, base: number, high: number, low: number): number {
  if (bases.pieceCount[base] === 1) return bases.firstPiece[base]!
  const loaded = bases.loaded.get(base)
  if (loaded === undefined) throw new Error('bug: the graph of a cut base is needed to place a new point')
  return loaded.pieceOf[Math.max(0, findNode(loaded.words, high, low))]!
}

export function reservePoints(points: Points, rows: number): void {
  const length = lengthFor(rows, points.piece.length)
  if (length === points.piece.length) return
  points.piece = longerInts(points.piece, length)
  points.nextInPiece = longerInts(points.nextInPiece, length)
  points.previousInPiece = longerInts(points.previousInPiece, length)
  points.firstArc = longerInts(points.firstArc, length)
  points.firstGuard = longerInts(points.firstGuard, length)
  points.named = longerBytes(points.named, length)
}

/** Puts a point that is in no piece into one. */
function putIntoPiece(tables: FoldTables, point: number, piece: number): void {
  const { points, pieces } = tables
  const next = pieces.firstPoint[piece]!
  points.nextInPiece[point] = next
  points.previousInPiece[point] = -1
  if (next >= 0) points.previousInPiece[next] = point
  pieces.firstPoint[piece] = point
  points.piece[point] = piece
  pieces.guards[piece]! += guardsAt(tables, point)
}

/** Moves a point to another piece of the same segment. */
export function movePoint(tables: FoldTables, point: number, piece: number): void {
  const { points, pieces } = tables
  const old = points.piece[point]!
  const next = points.nextInPiece[point]!
  const previous = points.previousInPiece[point]!
  if (next >= 0) points.previousInPiece[next] = previous
  if (previous >= 0) points.nextInPiece[previous] = next
  else pieces.firstPoint[old] = next
  pieces.guards[old]! -= guardsAt(tables, point)
  putIntoPiece(tables, point, piece)
}

function guardsAt({ points, splits }: FoldTables, point: number): number {
  let count = 0
  for (let entry = points.firstGuard[point]!; entry >= 0; entry = splits.guardNext[entry]!) count++
  return count
}
