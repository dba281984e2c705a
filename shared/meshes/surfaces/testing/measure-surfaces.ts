import type { Vec3 } from '../../../geometry.ts'
import { stepsPerVoxel } from '../surface-grid.ts'
import type { LabelVolume, MadeBlock } from './label-volume.ts'

/** A triangle of one label: its corners in steps of the scale's grid, counted from the first voxel of the volume. */
export type Triangle = readonly [Vec3, Vec3, Vec3]

/** All triangles of each label, over all blocks. The counts of steps are whole numbers, so equal places are equal. */
export function trianglesByLabel(volume: LabelVolume, blocks: readonly MadeBlock[]): Map<bigint, Triangle[]> {
  const byLabel = new Map<bigint, Triangle[]>()
  for (const { mesh } of blocks) {
    const cornerAt = (index: number): Vec3 => stepsAt(volume, mesh, mesh.triangles[index]!)
    mesh.labels.forEach((label, piece) => {
      const triangles = byLabel.get(label) ?? []
      byLabel.set(label, triangles)
      for (let t = mesh.triangleStarts[piece]!; t < mesh.triangleStarts[piece + 1]!; t++) {
        triangles.push([cornerAt(3 * t), cornerAt(3 * t + 1), cornerAt(3 * t + 2)])
      }
    })
  }
  return byLabel
}

export function stepsAt({ scale }: LabelVolume, { origin, step, vertices }: MadeBlock['mesh'], vertex: number): Vec3 {
  const at = (axis: 0 | 1 | 2): number => {
    const before = origin[axis] - scale.voxelOffset[axis] * scale.resolution[axis]
    return Math.round(before / step[axis]) + vertices[4 * vertex + axis]!
  }
  return [at(0), at(1), at(2)]
}

/** The labels of the voxels around the corner that a vertex belongs to, in steps. Outside of the volume there is background. */
export function labelsAround({ scale, indices }: LabelVolume, at: Vec3): Set<number> {
  const steps = stepsPerVoxel(scale)
  const found = new Set<number>()
  for (let i = 0; i < 8; i++) {
    const [x, y, z] = at.map((one, axis) => Math.round(one / steps) - ((i >> axis) & 1)) as [number, number, number]
    const isIn = [x, y, z].every((one, axis) => one >= 0 && one < scale.size[axis]!)
    found.add(isIn ? indices[x + scale.size[0] * (y + scale.size[1] * z)]! : 0)
  }
  return found
}

/** For each edge: how often it is passed in one direction, and in the other one. */
export function edgesOf(triangles: readonly Triangle[]): readonly (readonly [there: number, back: number])[] {
  const edges = new Map<string, [number, number]>()
  for (const corners of triangles) {
    const names = corners.map((corner) => corner.join())
    for (let i = 0; i < 3; i++) {
      const [from, to] = [names[i]!, names[(i + 1) % 3]!]
      const edge = edges.get(from < to ? `${from} ${to}` : `${to} ${from}`) ?? [0, 0]
      edges.set(from < to ? `${from} ${to}` : `${to} ${from}`, edge)
      edge[from < to ? 0 : 1]++
    }
  }
  return [...edges.values()]
}

/** The volume that triangles enclose, in cubic voxels, where they point out. */
export function enclosedVoxels(triangles: readonly Triangle[], stepsInVoxel: number): number {
  let sum = 0
  for (const [a, b, c] of triangles) {
    sum += a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0])
  }
  return sum / 6 / stepsInVoxel ** 3
}

/** Where a label has voxels, and how many. */
export interface LabelExtent {
  readonly min: number[]
  readonly max: number[]
  voxels: number
}

export function extentOf(volume: LabelVolume, label: bigint): LabelExtent | undefined {
  return extentsOf(volume).get(label)
}

/** Of each label that has voxels. */
export function extentsOf({ scale, labels, indices }: LabelVolume): Map<bigint, LabelExtent> {
  const extents = new Map<bigint, LabelExtent>()
  const [width, height] = scale.size
  for (let i = 0; i < indices.length; i++) {
    const label = labels[indices[i]!]!
    const at = [i % width, Math.floor(i / width) % height, Math.floor(i / (width * height))]
    const extent = extents.get(label) ?? { min: [...at], max: [...at], voxels: 0 }
    extents.set(label, extent)
    extent.voxels++
    for (let axis = 0; axis < 3; axis++) {
      extent.min[axis] = Math.min(extent.min[axis]!, at[axis]!)
      extent.max[axis] = Math.max(extent.max[axis]!, at[axis]! + 1)
    }
  }
  return extents
}

/** Whether two voxels of a label touch in an edge alone somewhere: there, surfaces touch in a line. */
export function touchesInAnEdge({ scale, labels, indices }: LabelVolume, label: bigint): boolean {
  const place = labels.indexOf(label)
  const [width, height, depth] = scale.size
  const is = (x: number, y: number, z: number): boolean =>
    x >= 0 &&
    y >= 0 &&
    z >= 0 &&
    x < width &&
    y < height &&
    z < depth &&
    indices[x + width * (y + height * z)] === place
  for (let z = -1; z < depth; z++) {
    for (let y = -1; y < height; y++) {
      for (let x = -1; x < width; x++) {
        for (const [b, c] of [
          [
            [1, 0, 0],
            [0, 1, 0],
          ],
          [
            [0, 1, 0],
            [0, 0, 1],
          ],
          [
            [0, 0, 1],
            [1, 0, 0],
          ],
        ] as const) {
          const corner = is(x, y, z)
          const far = is(x + b[0] + c[0], y + b[1] + c[1], z + b[2] + c[2])
          const [one, other] = [is(x + b[0], y + b[1], z + b[2]), is(x + c[0], y + c[1], z + c[2])]
          if (corner === far && one === other && corner !== one) return true
        }
      }
    }
  }
  return false
}
