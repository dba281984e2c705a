import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import { bytesOf, bytesPerVoxel, emptyVoxels, type InputType, type VoxelArray } from './voxel-type.ts'

export function sizeOf({ min, max }: Box3): Vec3 {
  return [max[0] - min[0], max[1] - min[1], max[2] - min[2]]
}

export function countOf([x, y, z]: Vec3): number {
  return x * y * z
}

/** The part that two boxes share; undefined where they share nothing. */
export function sharedBox(a: Box3, b: Box3): Box3 | undefined {
  const min: Vec3 = [Math.max(a.min[0], b.min[0]), Math.max(a.min[1], b.min[1]), Math.max(a.min[2], b.min[2])]
  const max: Vec3 = [Math.min(a.max[0], b.max[0]), Math.min(a.max[1], b.max[1]), Math.min(a.max[2], b.max[2])]
  return max.every((end, axis) => end > min[axis]!) ? { min, max } : undefined
}

/** A box of voxels with their values, x fastest. */
export interface VoxelBox {
  readonly box: Box3
  readonly voxels: VoxelArray
}

/** Copies what two boxes share from one to the other. Both hold voxels of the type. */
export function copyShared(from: VoxelBox, to: VoxelBox, type: InputType): void {
  const shared = sharedBox(from.box, to.box)
  if (shared === undefined) return
  const step = bytesPerVoxel(type)
  const source = bytesOf(from.voxels)
  const target = bytesOf(to.voxels)
  const width = step * (shared.max[0] - shared.min[0])
  for (let z = shared.min[2]; z < shared.max[2]; z += 1) {
    for (let y = shared.min[1]; y < shared.max[1]; y += 1) {
      const at = step * placeIn(from.box, shared.min[0], y, z)
      target.set(source.subarray(at, at + width), step * placeIn(to.box, shared.min[0], y, z))
    }
  }
}

function placeIn({ min, max }: Box3, x: number, y: number, z: number): number {
  return x - min[0] + (max[0] - min[0]) * (y - min[1] + (max[1] - min[1]) * (z - min[2]))
}

/** The voxels of a box inside a larger one. */
export function cutOut(from: VoxelBox, box: Box3, type: InputType): VoxelArray {
  const voxels = emptyVoxels(type, countOf(sizeOf(box)))
  copyShared(from, { box, voxels }, type)
  return voxels
}

/** The cells of a grid of chunks that a box of voxels touches. */
export function coveringCells({ min, max }: Box3, chunkSize: Vec3): Box3 {
  const low = (axis: 0 | 1 | 2) => Math.floor(min[axis] / chunkSize[axis])
  const high = (axis: 0 | 1 | 2) => Math.ceil(max[axis] / chunkSize[axis])
  return { min: [low(0), low(1), low(2)], max: [high(0), high(1), high(2)] }
}

/** The cells of a box, x fastest. */
export function* cellsOf({ min, max }: Box3): Generator<Vec3> {
  for (let z = min[2]; z < max[2]; z += 1) {
    for (let y = min[1]; y < max[1]; y += 1) {
      for (let x = min[0]; x < max[0]; x += 1) yield [x, y, z]
    }
  }
}

/** The box moved by `times` times `by`. */
export function shifted({ min, max }: Box3, by: Vec3, times: number): Box3 {
  return {
    min: [min[0] + times * by[0], min[1] + times * by[1], min[2] + times * by[2]],
    max: [max[0] + times * by[0], max[1] + times * by[1], max[2] + times * by[2]],
  }
}
