/** The length of a unit normal in a signed byte. */
const NORMAL_UNIT = 127

/**
 * The normal of each vertex: the sum of the normals of its triangles, each as long as its area is large.
 * @returns four numbers a vertex: the unit normal times 127, and 0; zeros where the triangles have no area
 */
export function vertexNormals(positions: Float32Array, triangles: Uint32Array): Int8Array<ArrayBuffer> {
  return packNormals(summedNormals(positions, triangles))
}

/** Three numbers a vertex; twice the summed areas of its triangles, as vectors that point out. */
export function summedNormals(positions: Float32Array, triangles: Uint32Array): Float32Array {
  const sums = new Float32Array(positions.length)
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [3 * triangles[i]!, 3 * triangles[i + 1]!, 3 * triangles[i + 2]!]
    const [x, y, z] = [positions[a]!, positions[a + 1]!, positions[a + 2]!]
    const [ux, uy, uz] = [positions[b]! - x, positions[b + 1]! - y, positions[b + 2]! - z]
    const [vx, vy, vz] = [positions[c]! - x, positions[c + 1]! - y, positions[c + 2]! - z]
    const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
    for (let corner = i; corner < i + 3; corner++) {
      const vertex = 3 * triangles[corner]!
      sums[vertex]! += nx
      sums[vertex + 1]! += ny
      sums[vertex + 2]! += nz
    }
  }
  return sums
}

/** Vectors of any length, three numbers each, as unit normals of four signed bytes. */
export function packNormals(vectors: Float32Array): Int8Array<ArrayBuffer> {
  const packed = new Int8Array((vectors.length / 3) * 4)
  for (let from = 0, to = 0; from < vectors.length; from += 3, to += 4) {
    const [x, y, z] = [vectors[from]!, vectors[from + 1]!, vectors[from + 2]!]
    const length = Math.sqrt(x * x + y * y + z * z)
    if (!(length > 0 && length < Number.POSITIVE_INFINITY)) continue
    packed[to] = Math.round((x / length) * NORMAL_UNIT)
    packed[to + 1] = Math.round((y / length) * NORMAL_UNIT)
    packed[to + 2] = Math.round((z / length) * NORMAL_UNIT)
  }
  return packed
}
