import type { Annotation } from '../edits/edit.ts'
import { createWalkMarks, type WalkMarks } from '../graph/walk-graph.ts'
import { createIdTable, type IdTable } from '../ids/id-table.ts'
import type { LoadedBase } from './base-graph.ts'
import { createEditNames, type EditNames } from './edit-names.ts'

/**
 * The state of the fold, as tables. Each column is indexed by a handle, a small whole number; -1 stands for none. The
 * tables hold only what edits name, so that a base which no edit names takes no memory.
 *
 * There are three levels. A *point* is a supervoxel that an edit names. It lies in a *piece*: a whole base, or a
 * part of a base that was cut. A piece lies in a *segment*: all pieces that live links connect.
 *
 * Names that begin with `first` and `next` (or `previous`) are linked lists: `first` is the head of the list.
 */
export interface FoldTables {
  readonly facts: BaseFacts
  readonly names: EditNames
  readonly bases: Bases
  readonly points: Points
  readonly pieces: Pieces
  readonly segments: Segments
  readonly links: Links
  readonly splits: Splits
  readonly history: History
}

/** What the fold must know of every base segment, also of one whose graph is not loaded. */
export interface BaseFacts {
  /** Its smallest supervoxel; the id of the base itself if the agglomeration does not have the base. */
  leastOf(base: bigint): bigint
  /** Its number of supervoxels; 1 if the agglomeration does not have the base. */
  countOf(base: bigint): number
}

export interface Bases {
  readonly ids: IdTable
  firstPiece: Int32Array
  pieceCount: Uint32Array
  readonly loaded: Map<number, LoadedBase>
}

export interface Points {
  /** Keyed by supervoxel; the tag is the base. */
  readonly ids: IdTable
  piece: Int32Array
  nextInPiece: Int32Array
  previousInPiece: Int32Array
  /** The list of arcs that leave the point, of all links in force, live or not. */
  firstArc: Int32Array
  /** The list of guard entries: one for each split in force of which this is a guard point. */
  firstGuard: Int32Array
  /** 1 if an edit of the log names the point. For rule E14 a dry run or a cut alone does not count. */
  named: Uint8Array
}

export interface Pieces {
  rows: number
  base: Int32Array
  /** The smallest supervoxel. */
  leastHigh: Uint32Array
  leastLow: Uint32Array
  /** Number of supervoxels. */
  size: Uint32Array
  segment: Int32Array
  firstPoint: Int32Array
  /** The number of guard entries of its points. */
  guards: Uint32Array
  nextInBase: Int32Array
  nextInSegment: Int32Array
  previousInSegment: Int32Array
  /** For walks over pieces. */
  readonly marks: WalkMarks
}

export interface Segments {
  rows: number
  leastHigh: Uint32Array
  leastLow: Uint32Array
  /** Number of supervoxels. */
  size: Float64Array
  /** Number of pieces; 0 in a free row. */
  pieceCount: Uint32Array
  /** The number of guard entries of the points in its pieces. */
  guards: Uint32Array
  /** In a free row: the next free row. */
  firstPiece: Int32Array
  firstFree: number
}

/**
 * The edges between pieces: user edges, and each base edge that a split has ever named in its cut. From then on such a
 * base edge no longer counts as an edge within a piece, whether it is cut or not. So pieces only ever get smaller, and a
 * revert or a witness needs no graph. Link e has two arcs: 2e leaves its point a, and 2e + 1 leaves its point b.
 */
export interface Links {
  rows: number
  /** The points at its ends. */
  a: Int32Array
  b: Int32Array
  /** By arc: the next one that leaves the same point. */
  nextArc: Int32Array
  /** The number of its merge; -1 for a base edge. */
  edit: Int32Array
  /** The number of the edit by which it last became live; -1 for a base edge that no split in force ever cut. */
  since: Int32Array
  /** The split in force that cut it, or -1. */
  cutter: Int32Array
  /** 1 if its merge is in force (E2); always 1 for a base edge. */
  inForce: Uint8Array
  /** The base edges among the links, keyed by their points, the smaller handle first; the tag is the link. */
  readonly baseLinks: IdTable
}

/** The splits that came in force, in log order: a smaller handle is an earlier split. */
export interface Splits {
  rows: number
  /** The number of its edit. */
  edit: Int32Array
  inForce: Uint8Array
  /** The place in the pool where its seeds and its effective cut (E5) begin: see split-pool.ts. */
  start: Uint32Array
  pool: Int32Array
  poolEnd: number
  /** Guard entries, each in the list of a point: its split, and the next entry of the list. */
  guardSplit: Int32Array
  guardNext: Int32Array
  guardRows: number
  firstFreeGuard: number
  /** By split: the applied edits that named it in `overrides` and brought one of its guarded pairs together. */
  readonly overriddenBy: Map<number, number[]>
}

/** What the fold keeps of the log itself. */
export interface History {
  /** One byte an entry, in log order: see verdict-bytes.ts. */
  verdicts: Uint8Array
  entries: number
  /** The seq of the last entry that was folded; 0 before the first. */
  head: number
  /** By author: the number of their latest conflicted or changed edit. */
  readonly trouble: Map<string, number>
  /** The latest value of each annotation that is not deleted. */
  readonly annotations: Map<string, Annotation>
}

export function createTables(facts: BaseFacts): FoldTables {
  const ints = () => new Int32Array(0)
  const words = () => new Uint32Array(0)
  const bytes = () => new Uint8Array(0)
  return {
    facts,
    names: createEditNames(),
    bases: { ids: createIdTable(), firstPiece: ints(), pieceCount: words(), loaded: new Map() },
    points: {
      ids: createIdTable(),
      piece: ints(),
      nextInPiece: ints(),
      previousInPiece: ints(),
      firstArc: ints(),
      firstGuard: ints(),
      named: bytes(),
    },
    pieces: {
      rows: 0,
      base: ints(),
      leastHigh: words(),
      leastLow: words(),
      size: words(),
      segment: ints(),
      firstPoint: ints(),
      guards: words(),
      nextInBase: ints(),
      nextInSegment: ints(),
      previousInSegment: ints(),
      marks: createWalkMarks(0),
    },
    segments: {
      rows: 0,
      leastHigh: words(),
      leastLow: words(),
      size: new Float64Array(0),
      pieceCount: words(),
      guards: words(),
      firstPiece: ints(),
      firstFree: -1,
    },
    links: {
      rows: 0,
      a: ints(),
      b: ints(),
      nextArc: ints(),
      edit: ints(),
      since: ints(),
      cutter: ints(),
      inForce: bytes(),
      baseLinks: createIdTable(),
    },
    splits: {
      rows: 0,
      edit: ints(),
      inForce: bytes(),
      start: words(),
      pool: ints(),
      poolEnd: 0,
      guardSplit: ints(),
      guardNext: ints(),
      guardRows: 0,
      firstFreeGuard: -1,
      overriddenBy: new Map(),
    },
    history: { verdicts: bytes(), entries: 0, head: 0, trouble: new Map(), annotations: new Map() },
  }
}

export function segmentOfPoint({ points, pieces }: FoldTables, point: number): number {
  return pieces.segment[points.piece[point]!]!
}
