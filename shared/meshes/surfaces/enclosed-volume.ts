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
    const [a, b, c] = [3 * triangles[i]!, 3 * triangles[i + 1]!, 3 * triangles[i + 2]!]
    // Half-way: a triangle's area there is the mean over its way, but for a term of the third order.
    const half = (at: number): number => units[at]! - offsets[at]! / 2
    const [x, y, z] = [half(a), half(a + 1), half(a + 2)]
    const [ux, uy, uz] = [half(b) - x, half(b + 1) - y, half(b + 2) - z]
    const [vx, vy, vz] = [half(c) - x, half(c + 1) - y, half(c + 2) - z]
    sum -= (uy * vz - uz * vy) * (offsets[a]! + offsets[b]! + offsets[c]!)
    sum -= (uz * vx - ux * vz) * (offsets[a + 1]! + offsets[b + 1]! + offsets[c + 1]!)
    sum -= (ux * vy - uy * vx) * (offsets[a + 2]! + offsets[b + 2]! + offsets[c + 2]!)
  }
  return sum / 6
}
