import type { Vec3 } from '../geometry.ts'
import type { Candidate } from './candidate.ts'

/** Which doubts of the queue a person wants to see, and in which order. What is left out holds for all. */
export interface DoubtWish {
  readonly kind?: Candidate['kind'] | undefined
  /** Doubts of the segment that holds this supervoxel now. */
  readonly of?: bigint | undefined
  readonly near?: Nearby | undefined
  /** Supervoxels on the smaller side, at least. */
  readonly atLeast?: number | undefined
  /** Ids of doubts that come after all others: a person is unsure of them. */
  readonly last?: readonly string[] | undefined
}

/** A ball. Nanometres. */
export interface Nearby {
  readonly position: Vec3
  readonly radius: number
}

/** Whether any doubt may be left out. */
export function isFiltered({ kind, of, near, atLeast }: DoubtWish): boolean {
  return kind !== undefined || of !== undefined || near !== undefined || atLeast !== undefined
}

/**
 * Whether a doubt is among those that are wanted.
 * @param segments those that hold its two supervoxels now
 * @param segment that of `wish.of` now
 */
export function isWished(
  { kind, effect, position }: Pick<Candidate, 'kind' | 'effect' | 'position'>,
  segments: readonly bigint[],
  wish: DoubtWish,
  segment: bigint | undefined,
): boolean {
  if (wish.kind !== undefined && kind !== wish.kind) return false
  if (effect < (wish.atLeast ?? 0)) return false
  if (wish.of !== undefined && (segment === undefined || !segments.includes(segment))) return false
  const { near } = wish
  if (near === undefined) return true
  return Math.hypot(...position.map((part, axis) => part - near.position[axis]!)) <= near.radius
}

/** The same list with those named last at its end, each part in the order of the list. */
export function withLast<T extends { readonly id: string }>(
  list: readonly T[],
  last: readonly string[] = [],
): readonly T[] {
  if (last.length === 0) return list
  const isLast = new Set(last)
  return [...list.filter(({ id }) => !isLast.has(id)), ...list.filter(({ id }) => isLast.has(id))]
}
