import type { Vec3 } from '../geometry.ts'

/**
 * An edit names supervoxels, never segments: segments are what the fold makes of the log, and change with it.
 * (SPEC.md, "Edits".) Supervoxel and base ids are unsigned 64-bit.
 */
export type Edit = Merge | Split | Revert | Annotate

/** Version of the shape of edits. An edit with a newer one stops the fold (rule E14). */
export const EDIT_SCHEMA = 1

/** Rule E1. `session` is random for each start of the app, so that a lost write can never reuse an id. */
export interface EditId {
  readonly client: string
  readonly session: string
  /** Counts from 1 within a session, without gaps. */
  readonly counter: number
}

/** An `EditId` as one word, `client/session/counter`: the form in which edits name other edits. */
export type EditKey = string

export function editKey(id: EditId): EditKey {
  return `${id.client}/${id.session}/${id.counter}`
}

/** A supervoxel, the base segment that holds it in the base agglomeration, and where it was pointed at. */
export interface EditPoint {
  readonly supervoxel: bigint
  readonly base: bigint
  /** Nanometres. */
  readonly position: Vec3
}

/** A segment as the author saw it right after the edit (rule E10). */
export interface Expectation {
  readonly segment: bigint
  readonly supervoxels: number
}

interface EditCommon {
  readonly id: EditId
  readonly author: string
  /** When it was made, ms since 1970 by the author's clock: for show only, never for order. */
  readonly madeAtMs: number
  /** The last committed seq that the author's client had. */
  readonly basis: number
  /** Names the base agglomeration. */
  readonly dataset: string
  readonly schema: number
  /** Set when it was made by undo or redo: the edit of the author's that this takes back or makes again. */
  readonly origin?: { readonly kind: 'undo' | 'redo'; readonly of: EditKey } | undefined
}

export interface Merge extends EditCommon {
  readonly kind: 'merge'
  readonly a: EditPoint
  readonly b: EditPoint
  /** Splits that the author means to override (rule E9). */
  readonly overrides: readonly EditKey[]
  readonly expect: readonly Expectation[]
}

/** Edges to cut: base edges as pairs of supervoxels, grouped by their base, and user edges by their merge. */
export interface Cut {
  readonly bases: readonly { readonly base: bigint; readonly pairs: readonly (readonly [bigint, bigint])[] }[]
  readonly merges: readonly EditKey[]
}

export interface Split extends EditCommon {
  readonly kind: 'split'
  readonly sources: readonly EditPoint[]
  readonly sinks: readonly EditPoint[]
  readonly cut: Cut
  readonly expect: readonly Expectation[]
}

export interface Revert extends EditCommon {
  readonly kind: 'revert'
  readonly target: EditKey
  /** Copied from the target, so that a reader need not look it up. */
  readonly points: readonly EditPoint[]
  /** Every base that the target names, in its points or in its cut. */
  readonly bases: readonly bigint[]
  readonly overrides: readonly EditKey[]
  readonly expect: readonly Expectation[]
}

export type AnnotationShape = 'point' | 'line' | 'box' | 'ellipsoid' | 'polyline' | 'skeleton-node'

export interface Annotation {
  readonly shape: AnnotationShape
  /** Nanometres. */
  readonly positions: readonly Vec3[]
  readonly text: string
  readonly tags: readonly string[]
  /** What lies under it, so that it follows its segment. */
  readonly anchor?: EditPoint | undefined
}

export interface Annotate extends EditCommon {
  readonly kind: 'annotate'
  readonly annotation: string
  readonly change: { readonly kind: 'put'; readonly value: Annotation } | { readonly kind: 'delete' }
}

/** An edit in its place in the log. */
export interface LogEntry {
  /** Committed edits: the central store's order, from 1. Pending ones follow on from the head. */
  readonly seq: number
  readonly edit: Edit
  /** Why the central store refused it (rule E14). It keeps its seq and changes nothing. */
  readonly refused?: string
}

export type Verdict = 'applied' | 'redundant' | 'conflicted' | 'void'

/** What became of an edit at its place in the log; never changes afterwards (rule E12). */
export interface Outcome {
  readonly verdict: Verdict
  /** Applied or redundant, but with another result than its author saw (rule E10). */
  readonly changed: boolean
  /** The edit that stands against a conflicted one (rule E11). */
  readonly witness?: EditKey
}
