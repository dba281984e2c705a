import type { EditKey } from '../edits/edit.ts'
import type { LoadedBase } from './loaded-base.ts'

/**
 * What the fold holds, as plain tables indexed by small integers (handles). Only what edits name is here: a base that
 * no edit names takes no room. Three levels: a *point* (a supervoxel that an edit names) lies in a *piece* (an uncut
 * base, or a connected part of a cut one), which lies in a *segment* (pieces joined by live user edges).
 */
export interface FoldTables {
  readonly points: Points
  readonly pieces: Pieces
  readonly segments: Segments
  readonly bases: Base[]
  readonly baseHandles: Map<bigint, number>
  readonly merges: UserEdge[]
  /** In log order, so that a smaller handle is an earlier split. */
  readonly splits: FoldedSplit[]
  /** Scratch for walks over pieces: at least one -1 a piece. */
  pieceOwner: Int32Array
}

export interface Points {
  readonly handles: Map<bigint, number>
  readonly supervoxel: bigint[]
  readonly base: number[]
  readonly piece: number[]
  /** User edges (handles) whose merge is in force and that end here, live or not. */
  readonly merges: number[][]
  /** Splits in force of which this is a guard point; once for each time it is. */
  readonly guards: number[][]
  /** An edit of the log names it (a dry run alone does not count for rule E14). */
  readonly named: boolean[]
}

export interface Pieces {
  readonly base: number[]
  /** The smallest supervoxel. */
  readonly least: bigint[]
  /** Number of supervoxels. */
  readonly count: number[]
  readonly segment: number[]
  readonly points: number[][]
  readonly free: number[]
}

export interface Segments {
  readonly pieces: Set<number>[]
  readonly least: bigint[]
  readonly count: number[]
  readonly free: number[]
}

export interface Base {
  readonly id: bigint
  readonly pieces: Set<number>
  /** Base edges that a split in force has cut, by `pairKey` of their points. */
  readonly cut: Map<number, BaseEdge & { readonly split: number }>
  /** Base edges that a revert freed, and when; what is cut again is in `cut` too and counts as cut. */
  readonly freed: Map<number, BaseEdge & { readonly since: Moment }>
  loaded: LoadedBase | undefined
}

export interface BaseEdge {
  readonly u: number
  readonly v: number
}

/** An edit by its place in the log, and by name. */
export interface Moment {
  readonly seq: number
  readonly key: EditKey
}

export interface UserEdge {
  readonly key: EditKey
  readonly a: number
  readonly b: number
  /** The edit by which it last became live. */
  since: Moment
  /** Its merge is in force (E2). */
  inForce: boolean
  /** The split in force that cut it, or -1. */
  cutter: number
}

export interface FoldedSplit {
  readonly key: EditKey
  readonly sources: readonly number[]
  readonly sinks: readonly number[]
  /** The effective cut (E5). */
  readonly baseEdges: readonly (BaseEdge & { readonly base: number })[]
  readonly userEdges: readonly number[]
  inForce: boolean
}

/** Handles stay below this, so that two of them make one exact number. */
const MAX_POINTS = 2 ** 26

/** One number for an unordered pair of points. */
export function pairKey(u: number, v: number): number {
  return u < v ? u * MAX_POINTS + v : v * MAX_POINTS + u
}

export function createTables(): FoldTables {
  return {
    points: { handles: new Map(), supervoxel: [], base: [], piece: [], merges: [], guards: [], named: [] },
    pieces: { base: [], least: [], count: [], segment: [], points: [], free: [] },
    segments: { pieces: [], least: [], count: [], free: [] },
    bases: [],
    baseHandles: new Map(),
    merges: [],
    splits: [],
    pieceOwner: new Int32Array(0),
  }
}

/** A user edge joins its ends now (E3). */
export function isLive(edge: UserEdge): boolean {
  return edge.inForce && edge.cutter < 0
}

export function segmentOfPoint({ points, pieces }: FoldTables, point: number): number {
  return pieces.segment[points.piece[point]!]!
}

/** A new piece in a segment that exists (`segment`), or in one of its own (-1). */
export function addPiece(tables: FoldTables, base: number, least: bigint, count: number, segment: number): number {
  const { pieces, segments } = tables
  const piece = pieces.free.pop() ?? pieces.base.length
  pieces.base[piece] = base
  pieces.least[piece] = least
  pieces.count[piece] = count
  pieces.points[piece] = []
  pieces.segment[piece] = segment < 0 ? addSegment(tables) : segment
  tables.bases[base]!.pieces.add(piece)
  const owner = pieces.segment[piece]!
  segments.pieces[owner]!.add(piece)
  if (segment < 0) {
    segments.least[owner] = least
    segments.count[owner] = count
  }
  return piece
}

export function addSegment({ segments }: FoldTables): number {
  const segment = segments.free.pop() ?? segments.pieces.length
  segments.pieces[segment] = new Set()
  segments.least[segment] = 0n
  segments.count[segment] = 0
  return segment
}

export function removePiece({ pieces, segments, bases }: FoldTables, piece: number): void {
  segments.pieces[pieces.segment[piece]!]!.delete(piece)
  bases[pieces.base[piece]!]!.pieces.delete(piece)
  pieces.points[piece] = []
  pieces.segment[piece] = -1
  pieces.free.push(piece)
}

export function lesser(a: bigint, b: bigint): bigint {
  if (b < a) return b
  return a
}
