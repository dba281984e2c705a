import type { Box3, Vec3 } from '../../geometry.ts'

/** The grid of blocks in which meshes are made at one scale of a volume. */
export interface BlockScale {
  /** Of the scale in its volume. */
  readonly scale: number
  /** Blocks along x, y and z. */
  readonly counts: Vec3
  /** Nanometres that surfaces of this scale may be off: about a voxel. */
  readonly errorNm: number
  /** Nanometres. */
  boxOf(cell: Vec3): Box3
  /** The block that holds a place in nanometres; undefined outside the volume. */
  cellAt(nm: Vec3): Vec3 | undefined
}

/** A unique number of a block within its scale. */
export function indexOf({ counts }: BlockScale, [x, y, z]: Vec3): number {
  return x + counts[0] * (y + counts[1] * z)
}

export function cellOfIndex({ counts }: BlockScale, index: number): Vec3 {
  const rest = Math.floor(index / counts[0])
  return [index % counts[0], rest % counts[1], Math.floor(rest / counts[1])]
}

export function isCell({ counts }: BlockScale, cell: Vec3): boolean {
  return cell.every((place, axis) => place >= 0 && place < counts[axis]!)
}

export function countOf({ counts }: BlockScale): number {
  return counts[0] * counts[1] * counts[2]
}

/** Blocks of a scale that is loaded as a whole before any other: so few are made in about a second. */
export const FEW_BLOCKS = 8

/**
 * The place in `scales` (finest first) of the scale at which a shape begins: the finest of few blocks in all, or else the
 * coarsest.
 */
export function firstShapeScale(scales: readonly BlockScale[]): number {
  const few = scales.findIndex((scale) => countOf(scale) <= FEW_BLOCKS)
  return few < 0 ? scales.length - 1 : few
}
