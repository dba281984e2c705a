import type { Vec3 } from '../../geometry.ts'

/** The voxels around the place of a doubt, x fastest. */
export interface Surroundings {
  /** Voxels. */
  readonly size: Vec3
  /** Nanometres. */
  readonly voxelSize: Vec3
  /** By voxel: 1 the side of `a`, 2 that of `b`, 0 neither. */
  readonly sides: Uint8Array
  /** By voxel: grey levels. Undefined where there is no image. */
  readonly grey: Uint8Array | undefined
  /** By face of the box (low x, high x, low y, high y, low z, high z): true if the volume ends there. */
  readonly ends: readonly boolean[]
}

/** The box is so wide in every direction from the place, as far as the volume goes: nanometres. */
export const REACH = 300

/** The voxels from `low` to before `high` that lie within reach of a position in nanometres, inside a volume. */
export function boxAround(position: Vec3, voxelSize: Vec3, size: Vec3): { readonly low: Vec3; readonly high: Vec3 } {
  const bound = (axis: number, sign: number) => {
    const at = Math.floor(position[axis]! / voxelSize[axis]!) + sign * Math.ceil(REACH / voxelSize[axis]!)
    return Math.min(size[axis]!, Math.max(0, sign > 0 ? at + 1 : at))
  }
  return { low: [bound(0, -1), bound(1, -1), bound(2, -1)], high: [bound(0, 1), bound(1, 1), bound(2, 1)] }
}

/** Faces between two voxels of different sides. Positions are of the first voxel; the second is the next along `axis`. */
export type FaceVisitor = (first: number, second: number, axis: number) => void

/** Visits each face of which one voxel at least is of a side, and both are not of the same. */
export function visitSideFaces({ size, sides }: Pick<Surroundings, 'size' | 'sides'>, visit: FaceVisitor): void {
  const [width, height, depth] = size
  const steps = [1, width, width * height]
  for (let z = 0, i = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const own = sides[i]!
        if (x + 1 < width && sides[i + 1] !== own) visit(i, i + 1, 0)
        if (y + 1 < height && sides[i + steps[1]!] !== own) visit(i, i + steps[1]!, 1)
        if (z + 1 < depth && sides[i + steps[2]!] !== own) visit(i, i + steps[2]!, 2)
      }
    }
  }
}
