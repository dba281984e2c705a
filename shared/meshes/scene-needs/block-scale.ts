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

/**
 * Blocks of the scale at which shapes begin, in the whole volume, at most: a neuron is in some ten of them. A coarser scale
 * is no quicker: what a block costs goes with its labels, of which it then has thousands (sample: 0.2 s for a block at
 * 16 x 16 x 40 nm, 0.9 s at 64 x 64 x 80 nm).
 */
export const FEW_BLOCKS = 64

/** At coarser voxels neurites, some 100 nm thick, are no longer whole. */
const COARSEST_SHAPE_NM = 130

/**
 * The place in `scales` (finest first) of the scale at which a shape begins: the finest of few blocks in all. Where that
 * is too coarse to show neurites, the coarsest that does.
 */
export function firstShapeScale(scales: readonly BlockScale[]): number {
  const few = scales.findIndex((scale) => countOf(scale) <= FEW_BLOCKS)
  const shaped = scales.filter(({ errorNm }) => errorNm <= COARSEST_SHAPE_NM).length
  const coarsest = Math.max(0, shaped - 1)
  return few < 0 ? coarsest : Math.min(few, coarsest)
}
