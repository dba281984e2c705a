import type { Annotation } from '../edits/edit.ts'
import { createWalkMarks, type WalkMarks } from '../graph/walk-graph.ts'
import { createIdTable, type IdTable } from '../ids/id-table.ts'
import type { LoadedBase } from './base-graph.ts'
import { createEditNames, type EditNames } from './edit-names.ts'

/**
 * What the fold holds, as columns indexed by small integers (handles); -1 is none. Only what edits name is here: a
 * base that no edit names takes no room. Three levels: a *point* (a supervoxel that an edit names) lies in a *piece*
 * (an uncut base, or a part of a cut one), which lies in a *segment* (pieces joined by live links).
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

/** What the fold must know of a base segment without its graph; both at once, from an agglomeration source. */
export interface BaseFacts {
  /** Its smallest supervoxel. For a base that the source does not have: the base's own id. */
  leastOf(base: bigint): bigint
  /** Its number of supervoxels; 1 for a base that the source does not have. */
  countOf(base: bigint): number
}

export interface Bases {
  readonly ids: IdTable
  firstPiece: Int32Array
  pieceCount: Uint32Array
  readonly loaded: Map<number, LoadedBase>
}

export interface Points {
  /** Keyed by supervoxel, with the base as tag. */
  readonly ids: IdTable
  piece: Int32Array
  nextInPiece: Int32Array
  previousInPiece: Int32Array
  /** The first arc of the links that end here and are in force, live or not. */
  firstArc: Int32Array
  /** The first entry in the list of splits in force of which this is a guard point. */
  firstGuard: Int32Array
  /** 1 where an edit of the log names it (a dry run or a cut alone does not count for rule E14). */
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
  /** Guard entries of its points. */
  guards: Uint32Array
  nextInBase: Int32Array
  nextInSegment: Int32Array
  previousInSegment: Int32Array
  /** Scratch for walks over pieces. */
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
  guards: Uint32Array
  /** Also the chain of free rows. */
  firstPiece: Int32Array
  firstFree: number
}

/**
 * The edges between pieces: user edges, and each base edge that a split ever named in its cut. Once such an edge is here
 * it is none of the edges within pieces any more, cut or not, so that pieces only ever get smaller and reverts and
 * witnesses need no graph. An arc 2e leaves a, an arc 2e + 1 leaves b.
 */
export interface Links {
  rows: number
  /** Points. */
  a: Int32Array
  b: Int32Array
  /** For each arc the next one that leaves the same point. */
  nextArc: Int32Array
  /** The merge, as the number of its edit; -1 for a base edge. */
  edit: Int32Array
  /** The edit by which it last became live; -1 for a base edge that no split in force ever cut. */
  since: Int32Array
  /** The split in force that cut it. */
  cutter: Int32Array
  /** 1 where its merge is in force (E2), and for base edges. */
  inForce: Uint8Array
  /** Base edges: keyed by their points, the lesser handle first, with the link as tag. */
  readonly baseLinks: IdTable
}

/** In log order, so that a smaller handle is an earlier split. */
export interface Splits {
  rows: number
  /** The number of its edit. */
  edit: Int32Array
  inForce: Uint8Array
  /** Where in the pool its seeds and its effective cut (E5) begin, see split-pool.ts. */
  start: Uint32Array
  pool: Int32Array
  poolEnd: number
  /** Entries in the points' lists of guards. */
  guardSplit: Int32Array
  guardNext: Int32Array
  guardRows: number
  firstFreeGuard: number
  /** By split: the applied edits that named it in `overrides` and brought a guard pair of it together. */
  readonly overriddenBy: Map<number, number[]>
}

/** What is kept of the log itself. */
export interface History {
  /** One byte an entry, in log order: see verdict-bytes.ts. */
  verdicts: Uint8Array
  entries: number
  /** The seq of the last entry folded; 0 before the first. */
  head: number
  /** Each author's latest conflicted or changed edit, by its number. */
  readonly trouble: Map<string, number>
  /** The last value of each annotation that is not deleted. */
  readonly annotations: Map<string, Annotation>
}

export function createTables(facts: BaseFacts): FoldTables {
  const ints = () => new Int32Array(0)
  const words = () => new Uint32Array(0)
  const bytes = () => new Uint8Array(0)
  return {
    facts,
    names: createEditNames(),
    bases: {
      ...{ ids: createIdTable(), firstPiece: ints(), pieceCount: words(), loaded: new Map() },
    },
    points: {
      ...{ ids: createIdTable(), piece: ints(), nextInPiece: ints(), previousInPiece: ints() },
      ...{ firstArc: ints(), firstGuard: ints(), named: bytes() },
    },
    pieces: {
      ...{ rows: 0, base: ints(), leastHigh: words(), leastLow: words(), size: words(), segment: ints() },
      ...{ firstPoint: ints(), guards: words(), nextInBase: ints() },
      ...{ nextInSegment: ints(), previousInSegment: ints(), marks: createWalkMarks(0) },
    },
    segments: {
      ...{ rows: 0, leastHigh: words(), leastLow: words(), size: new Float64Array(0), pieceCount: words() },
      ...{ guards: words(), firstPiece: ints(), firstFree: -1 },
    },
    links: {
      ...{ rows: 0, a: ints(), b: ints(), nextArc: ints(), edit: ints(), since: ints(), cutter: ints() },
      ...{ inForce: bytes(), baseLinks: createIdTable() },
    },
    splits: {
      ...{ rows: 0, edit: ints(), inForce: bytes(), start: words(), pool: ints(), poolEnd: 0 },
      ...{ guardSplit: ints(), guardNext: ints(), guardRows: 0, firstFreeGuard: -1, overriddenBy: new Map() },
    },
    history: { verdicts: bytes(), entries: 0, head: 0, trouble: new Map(), annotations: new Map() },
  }
}

export function segmentOfPoint({ points, pieces }: FoldTables, point: number): number {
  return pieces.segment[points.piece[point]!]!
}
