import type { Box3, Vec3 } from '../../geometry.ts'
import type { Scale } from '../../volume/volume.ts'
import type { PackGrid } from '../pack-mesh.ts'
import { MOST_STEPS } from '../packed-mesh.ts'

/**
 * Voxels around a block that its surfaces depend on: a vertex depends on the 8 voxels around it, its smoothing on the
 * vertices beside it, twice, and its normal on the surfaces around it.
 */
export const SURFACE_HALO = 4

/** A block of surfaces is at least this long, in voxels: a thin one has more border than surface. */
const MIN_BLOCK_VOXELS = 32

/** A block of surfaces is at most this long, in voxels: it is made in one go, in some 0.1 s. */
const MAX_BLOCK_VOXELS = 96

/**
 * The blocks in which surfaces are made at one scale. A block begins `SURFACE_HALO` voxels after the chunks that it is
 * made of, so that the voxels around it lie in these and in the next chunks: 8 chunks have all that it depends on, and
 * not 27. The first block of an axis begins where the volume does, and the last one ends where the volume ends.
 */
export interface SurfaceGrid {
  /** Voxels along x, y, z from one block to the next. */
  readonly blockSize: Vec3
  /** Blocks along x, y, z. */
  readonly counts: Vec3
}

export function surfaceGridOf({ size, chunkSize }: Pick<Scale, 'size' | 'chunkSize'>): SurfaceGrid {
  const blockSize = map3((axis) => blockLength(chunkSize[axis]))
  return { blockSize, counts: map3((axis) => Math.max(1, Math.ceil((size[axis] - SURFACE_HALO) / blockSize[axis]))) }
}

/** Whole chunks where these are short, and a part of one where they are long: a whole part if there is one. */
function blockLength(chunk: number): number {
  if (chunk < MIN_BLOCK_VOXELS) return chunk * Math.ceil(MIN_BLOCK_VOXELS / chunk)
  const parts = Math.ceil(chunk / MAX_BLOCK_VOXELS)
  for (let whole = parts; chunk / whole >= MIN_BLOCK_VOXELS; whole++) if (chunk % whole === 0) return chunk / whole
  return Math.ceil(chunk / parts)
}

/** The voxels of a block, counted from the first voxel of the volume. */
export function blockVoxels(scale: Scale, cell: Vec3): Box3 {
  const { blockSize, counts } = surfaceGridOf(scale)
  const edge = (axis: 0 | 1 | 2, at: number): number => {
    if (at <= 0) return 0
    return at >= counts[axis] ? scale.size[axis] : at * blockSize[axis] + SURFACE_HALO
  }
  return { min: map3((axis) => edge(axis, cell[axis])), max: map3((axis) => edge(axis, cell[axis] + 1)) }
}

/** The voxels of a block in nanometres. Its surfaces reach half a voxel farther. */
export function blockBoxNm(scale: Scale, cell: Vec3): Box3 {
  const { min, max } = blockVoxels(scale, cell)
  const nm = (voxels: Vec3): Vec3 => map3((axis) => (scale.voxelOffset[axis] + voxels[axis]) * scale.resolution[axis])
  return { min: nm(min), max: nm(max) }
}

/** The block that holds a place in nanometres; undefined outside of the volume. */
export function blockAt(scale: Scale, nm: Vec3): Vec3 | undefined {
  const { blockSize, counts } = surfaceGridOf(scale)
  const voxels = map3((axis) => Math.floor(nm[axis] / scale.resolution[axis]) - scale.voxelOffset[axis])
  if (voxels.some((voxel, axis) => !(voxel >= 0 && voxel < scale.size[axis]!))) return undefined
  return map3((axis) => {
    const block = Math.floor((voxels[axis] - SURFACE_HALO) / blockSize[axis])
    return Math.min(Math.max(block, 0), counts[axis] - 1)
  })
}

export function isBlockOf(scale: Scale, cell: Vec3): boolean {
  const { counts } = surfaceGridOf(scale)
  return cell.every((place, axis) => Number.isInteger(place) && place >= 0 && place < counts[axis]!)
}

/**
 * The parts of a voxel in which vertices are placed, the same for all blocks of a scale: a power of two, so that a
 * vertex between two blocks gets the very same place in both.
 */
export function stepsPerVoxel(scale: Pick<Scale, 'size' | 'chunkSize'>): number {
  const longest = Math.max(...surfaceGridOf(scale).blockSize) + SURFACE_HALO + 2 * GRID_MARGIN
  return 2 ** Math.floor(Math.log2(MOST_STEPS / longest))
}

/** Surfaces reach half a voxel beyond their block; so the grid begins a voxel before it. */
const GRID_MARGIN = 1

/** The grid that the surfaces of a block are packed in. */
export function packGridOf(scale: Scale, cell: Vec3): PackGrid {
  const { min } = blockVoxels(scale, cell)
  const steps = stepsPerVoxel(scale)
  return {
    origin: map3((axis) => (scale.voxelOffset[axis] + min[axis] - GRID_MARGIN) * scale.resolution[axis]),
    step: map3((axis) => scale.resolution[axis] / steps),
  }
}

function map3(of: (axis: 0 | 1 | 2) => number): Vec3 {
  return [of(0), of(1), of(2)]
}
