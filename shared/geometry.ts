/** Three numbers: x, y, z. Which unit they are in (nanometres, voxels, cells) is said where they are used. */
export type Vec3 = readonly [number, number, number]

/** An axis-aligned half-open box [min, max). */
export interface Box3 {
  readonly min: Vec3
  readonly max: Vec3
}

/** A unit quaternion x, y, z, w. */
export type Quaternion = readonly [number, number, number, number]
