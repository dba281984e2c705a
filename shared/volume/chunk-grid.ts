import type { Box3, Vec3 } from '../geometry.ts'
import type { Scale } from './volume.ts'

/**
 * Cells along x, y, z; the last ones are cut off at the volume's end (neuroglancer, datasource/precomputed/volume.md).
 */
export function gridOf(scale: Scale): Vec3 {
  return map3((axis) => Math.ceil(scale.size[axis]! / scale.chunkSize[axis]!))
}

/** The voxels of a cell, in voxels of the scale, offset included, cut off at the volume's end. */
export function cellBoxVoxels(scale: Scale, cell: Vec3): Box3 {
  return {
    min: map3((axis) => scale.voxelOffset[axis]! + cell[axis]! * scale.chunkSize[axis]!),
    max: map3(
      (axis) => scale.voxelOffset[axis]! + Math.min((cell[axis]! + 1) * scale.chunkSize[axis]!, scale.size[axis]!),
    ),
  }
}

/** Voxels along x, y, z of the chunk in a cell. */
export function chunkSizeAt(scale: Scale, cell: Vec3): Vec3 {
  return map3((axis) => Math.min(scale.chunkSize[axis]!, scale.size[axis]! - cell[axis]! * scale.chunkSize[axis]!))
}

/**
 * Where a cell begins along one axis, nanometres. The end of a cell is this of the next one, computed in the same
 * way, so that neighbours share the very same number.
 */
export function cellEdgeNm(scale: Scale, axis: number, cell: number): number {
  const voxels = Math.min(cell * scale.chunkSize[axis]!, scale.size[axis]!)
  return (scale.voxelOffset[axis]! + voxels) * scale.resolution[axis]!
}

/** The box of a cell in nanometres; cut off at the volume's end. */
export function cellBoxNm(scale: Scale, cell: Vec3): Box3 {
  return {
    min: [cellEdgeNm(scale, 0, cell[0]), cellEdgeNm(scale, 1, cell[1]), cellEdgeNm(scale, 2, cell[2])],
    max: [cellEdgeNm(scale, 0, cell[0] + 1), cellEdgeNm(scale, 1, cell[1] + 1), cellEdgeNm(scale, 2, cell[2] + 1)],
  }
}

/** The box of a scale in nanometres. */
export function scaleBoxNm({ voxelOffset, size, resolution }: Scale): Box3 {
  return {
    min: map3((axis) => voxelOffset[axis]! * resolution[axis]!),
    max: map3((axis) => (voxelOffset[axis]! + size[axis]!) * resolution[axis]!),
  }
}

/** The cell that holds a voxel (of this scale, offset included); undefined outside the volume. */
export function cellOf(scale: Scale, voxel: Vec3): Vec3 | undefined {
  const local = map3((axis) => voxel[axis]! - scale.voxelOffset[axis]!)
  if (local.some((value, axis) => !(value >= 0 && value < scale.size[axis]!))) return undefined
  return map3((axis) => Math.floor(local[axis]! / scale.chunkSize[axis]!))
}

/** The cells of a scale's grid that share voxels with a box, counted from the first voxel of the volume. */
export function cellsOfBox(scale: Scale, { min, max }: Box3): readonly Vec3[] {
  const grid = gridOf(scale)
  const first = (axis: 0 | 1 | 2): number => Math.max(0, Math.floor(min[axis] / scale.chunkSize[axis]))
  const end = (axis: 0 | 1 | 2): number => Math.min(grid[axis], Math.ceil(max[axis] / scale.chunkSize[axis]))
  const cells: Vec3[] = []
  for (let z = first(2); z < end(2); z++)
    for (let y = first(1); y < end(1); y++) for (let x = first(0); x < end(0); x++) cells.push([x, y, z])
  return cells
}

/** The first voxel of a cell, counted from the first voxel of the volume. */
export function firstVoxelOf({ chunkSize }: Scale, cell: Vec3): Vec3 {
  return [cell[0] * chunkSize[0], cell[1] * chunkSize[1], cell[2] * chunkSize[2]]
}

function map3(of: (axis: 0 | 1 | 2) => number): Vec3 {
  return [of(0), of(1), of(2)]
}
