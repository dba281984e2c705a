import type { Vec3 } from '../../geometry.ts'
import { cellEdgeNm } from '../../volume/chunk-grid.ts'
import type { Scale, Volume } from '../../volume/volume.ts'
import { gpuVoxelBytes } from '../../volume/voxel-type.ts'

function cellsAlong(scale: Scale, axis: number): number {
  return Math.ceil(scale.size[axis]! / scale.chunkSize[axis]!)
}

/** A unique number of a cell within its scale's grid, x fastest. A safe integer: parsing a volume refuses larger grids. */
export function chunkIndex(scale: Scale, cell: Vec3): number {
  return cell[0] + cellsAlong(scale, 0) * (cell[1] + cellsAlong(scale, 1) * cell[2])
}

/** The cell along one axis whose half-open extent holds `nm`; below 0 or beyond the grid where the scale does not reach. */
export function cellHolding(scale: Scale, axis: number, nm: number): number {
  const voxel = nm / scale.resolution[axis]! - scale.voxelOffset[axis]!
  const count = cellsAlong(scale, axis)
  let cell = Math.floor(voxel / scale.chunkSize[axis]!)
  if (cell < -1) return -1
  if (cell > count) return count
  // The division above may round across an edge; the edges themselves decide.
  if (cell >= 0 && nm < cellEdgeNm(scale, axis, cell)) cell--
  else if (cell < count && nm >= cellEdgeNm(scale, axis, cell + 1)) cell++
  return cell
}

/** [first, end) of the cells along one axis that share more than a face with the open interval (low, high), nanometres. */
export function cellRange(scale: Scale, axis: number, low: number, high: number): readonly [number, number] {
  const count = cellsAlong(scale, axis)
  if (!(high > low)) return [0, 0]
  const first = Math.max(0, cellHolding(scale, axis, low))
  let end = Math.min(count, cellHolding(scale, axis, high) + 1)
  if (end > first && cellEdgeNm(scale, axis, end - 1) >= high) end--
  return end > first ? [first, end] : [0, 0]
}

/** Bytes of one voxel on the GPU; labels are counted as 16-bit indices, the most they take. */
function bytesPerVoxel(volume: Volume): number {
  return volume.kind === 'segmentation' ? 2 : gpuVoxelBytes(volume.voxelType)
}

/** The most that a whole chunk of this scale takes on the GPU (palettes aside, which are a few KB). */
export function chunkBytes(volume: Volume, scale: Scale): number {
  const [x, y, z] = scale.chunkSize
  const [w, h, d] = scale.size
  return Math.min(x, w) * Math.min(y, h) * Math.min(z, d) * bytesPerVoxel(volume)
}
