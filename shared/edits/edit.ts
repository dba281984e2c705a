import type { Vec3 } from '../geometry.ts'

/**
 * An edit names supervoxels, never segments, because segments are a result of the fold and change with the log
 * (SPEC.md, "Edits"). The ids of supervoxels and bases are unsigned 64-bit numbers.
 */
export type Edit = Merge | Split | Revert | Annotate

/** The version of the fields of edits. An edit of a newer version stops the fold (rule E14). */
export const EDIT_SCHEMA = 1

/** Rule E1. `session` is random for each start of the app, so that no id is used again after a lost write. */
export interface EditId {
  readonly client: string
  readonly session: string
  /** Counts from 1 within a session, without gaps. */
  readonly counter: number
}

/** An `EditId` as one word, `client/session/counter`. Edits name other edits in this form. */
export type EditKey = string

export function editKey(id: EditId): EditKey {
  return `${id.client}/${id.session}/${id.counter}`
}

/** A supervoxel, the base segment that holds it in the base agglomeration, and the position at which it was pointed at. */
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
  /** The time at which it was made, in ms since 1970 by the author's clock. It is only shown, and never decides an order. */
  readonly madeAtMs: number
  /** The head of the author's client: the last committed seq that it had. */
  readonly basis: number
  /** Names the base agglomeration. */
  readonly dataset: string
  readonly schema: number
  /** Set if undo or redo made it: the author's own edit that it takes back or makes again. */
  readonly origin?: { readonly kind: 'undo' | 'redo'; readonly of: EditKey } | undefined
}

export interface Merge extends EditCommon {
  readonly kind: 'merge'
  readonly a: EditPoint
  readonly b: EditPoint
  /** The splits that the author means to override (rule E9). */
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
  /** Copied from the target, so that a reader need not look them up. */
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
  /** The point under it. The annotation belongs to the segment of this point. */
  readonly anchor?: EditPoint | undefined
}

export interface Annotate extends EditCommon {
  readonly kind: 'annotate'
  readonly annotation: string
  readonly change: { readonly kind: 'put'; readonly value: Annotation } | { readonly kind: 'delete' }
}

/** An edit at its place in the log. */
export interface LogEntry {
  /** The place of a committed edit in the order of the central store, from 1. Pending edits are numbered on from the head. */
  readonly seq: number
  readonly edit: Edit
  /** Why the central store refused it (rule E14). A refused edit keeps its seq and changes nothing. */
  readonly refused?: string | undefined
}

export type Verdict = 'applied' | 'redundant' | 'conflicted' | 'void'

/** What became of an edit at its place in the log. It never changes afterwards (rule E12). */
export interface Outcome {
  readonly verdict: Verdict
  /** True if the edit is applied or redundant, but its result is not what its author saw (rule E10). */
  readonly changed: boolean
  /** The edit with which a conflicted edit conflicts (rule E11). */
  readonly witness?: EditKey | undefined
}
