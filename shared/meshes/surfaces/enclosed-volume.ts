/** What triangles enclose; of an open surface, with the pyramids from its border to the origin. */
export function signedVolume(positions: ArrayLike<number>, triangles: Uint32Array): number {
  let sum = 0
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [3 * triangles[i]!, 3 * triangles[i + 1]!, 3 * triangles[i + 2]!]
    const [bx, by, bz] = [positions[b]!, positions[b + 1]!, positions[b + 2]!]
    const [cx, cy, cz] = [positions[c]!, positions[c + 1]!, positions[c + 2]!]
    sum +=
      positions[a]! * (by * cz - bz * cy) +
      positions[a + 1]! * (bz * cx - bx * cz) +
      positions[a + 2]! * (bx * cy - by * cx)
  }
  return sum / 6
}

/**
 * What a surface has lost since its vertices were at the corners of voxels: what its triangles have swept over since.
 * @param offsets what each vertex has moved by, three numbers a vertex, in the units of `units`
 */
export function sweptVolume(units: Uint16Array, offsets: Float32Array, triangles: Uint32Array): number {
  let sum = 0
  for (let i = 0; i < triangles.length; i += 3) {
    const a = 3 * triangles[i]!
    const b = 3 * triangles[i + 1]!
    const c = 3 * triangles[i + 2]!
    const ax = offsets[a]!
    const ay = offsets[a + 1]!
    const az = offsets[a + 2]!
    const bx = offsets[b]!
    const by = offsets[b + 1]!
    const bz = offsets[b + 2]!
    const cx = offsets[c]!
    const cy = offsets[c + 1]!
    const cz = offsets[c + 2]!
    // Its edges half-way: a triangle's area there is the mean over its way, but for a term of the third order.
    const ux = units[b]! - units[a]! - (bx - ax) / 2
    const uy = units[b + 1]! - units[a + 1]! - (by - ay) / 2
    const uz = units[b + 2]! - units[a + 2]! - (bz - az) / 2
    const vx = units[c]! - units[a]! - (cx - ax) / 2
    const vy = units[c + 1]! - units[a + 1]! - (cy - ay) / 2
    const vz = units[c + 2]! - units[a + 2]! - (cz - az) / 2
    sum -=
      (uy * vz - uz * vy) * (ax + bx + cx) + (uz * vx - ux * vz) * (ay + by + cy) + (ux * vy - uy * vx) * (az + bz + cz)
  }
  return sum / 6
}
