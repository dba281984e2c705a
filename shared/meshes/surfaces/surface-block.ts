import type { PackedMesh } from '../packed-mesh.ts'

/** The surfaces of all labels in one block, see `surfaceGridOf`. */
export interface SurfaceBlock {
  /** A piece for each label in the block but 0, also for one that has no surface here because it fills the block. */
  readonly mesh: PackedMesh
  /** Of each piece, `FACES` bits: through which faces its label goes on into the next block. */
  readonly faces: Uint8Array
  /** Nanometres that the surfaces may be off those of the voxels. */
  readonly errorNm: number
}

/** The faces of a block, in the order of their bits: bit 0 is the first. `at` is the step to the next block. */
export const FACES = [
  { axis: 0, at: [-1, 0, 0] },
  { axis: 0, at: [1, 0, 0] },
  { axis: 1, at: [0, -1, 0] },
  { axis: 1, at: [0, 1, 0] },
  { axis: 2, at: [0, 0, -1] },
  { axis: 2, at: [0, 0, 1] },
] as const
