import type { PackedMesh } from './packed-mesh.ts'

/** Vertices that are taken to be still known when a triangle is drawn. GPUs keep 16 to 64; software drivers likewise. */
const KNOWN_VERTICES = 32

/**
 * The same mesh in an order that is faster to draw: each piece's triangles follow on each other along the surface, so that
 * most corners were just computed for the triangle before (P. Sander et al., Fast Triangle Reordering for Vertex Locality
 * and Reduced Overdraw, 2007), and vertices are numbered in the order of their first use. Meshes made by contouring and
 * simplifying have three times as many vertices to compute in the order that they come in. Pieces share no vertices.
 */
export function inDrawingOrder(mesh: PackedMesh): PackedMesh {
  const triangles = walked(mesh)
  const numbers = numbered(triangles, mesh.vertices.length / 4)
  const vertices = new Uint16Array(mesh.vertices.length)
  const normals = new Int8Array(mesh.normals.length)
  for (let from = 0; from < numbers.length; from++) {
    const to = numbers[from]!
    for (let i = 0; i < 4; i++) {
      vertices[4 * to + i] = mesh.vertices[4 * from + i]!
      normals[4 * to + i] = mesh.normals[4 * from + i]!
    }
  }
  for (let i = 0; i < triangles.length; i++) triangles[i] = numbers[triangles[i]!]!
  return { ...mesh, vertices, normals, triangles }
}

/** The new number of each vertex; those that no triangle has come last. */
function numbered(triangles: Uint32Array, count: number): Uint32Array {
  const numbers = new Uint32Array(count).fill(count)
  let next = 0
  for (const vertex of triangles) if (numbers[vertex] === count) numbers[vertex] = next++
  for (let vertex = 0; vertex < count; vertex++) if (numbers[vertex] === count) numbers[vertex] = next++
  return numbers
}

/** The triangles around each vertex: those of `vertex` are `around[starts[vertex]]` up to `around[starts[vertex + 1]]`. */
function trianglesAround(triangles: Uint32Array, count: number) {
  const starts = new Uint32Array(count + 1)
  for (const vertex of triangles) starts[vertex + 1]!++
  for (let vertex = 0; vertex < count; vertex++) starts[vertex + 1]! += starts[vertex]!
  const [free, around] = [starts.slice(), new Uint32Array(triangles.length)]
  for (let i = 0; i < triangles.length; i++) around[free[triangles[i]!]!++] = (i / 3) | 0
  return { starts, around }
}

/** The triangles, walked around one vertex after the other. */
function walked({ triangles, triangleStarts, vertices }: PackedMesh): Uint32Array<ArrayBuffer> {
  const count = vertices.length / 4
  const { starts, around } = trianglesAround(triangles, count)
  const left = Uint32Array.from({ length: count }, (_, vertex) => starts[vertex + 1]! - starts[vertex]!)
  const isDone = new Uint8Array(triangles.length / 3)
  const seenAt = new Int32Array(count).fill(-KNOWN_VERTICES - 1)
  const ordered = new Uint32Array(triangles.length)
  // Vertices that were passed and may have triangles left.
  const passed = new Uint32Array(triangles.length)
  let [end, time, depth] = [0, 0, 0]

  /** Puts the triangles around a vertex in. Returns from which place of `ordered` on they stand. */
  function put(vertex: number): number {
    const from = end
    for (let i = starts[vertex]!; i < starts[vertex + 1]!; i++) {
      const triangle = around[i]!
      if (isDone[triangle] === 1) continue
      isDone[triangle] = 1
      for (let corner = 3 * triangle; corner < 3 * triangle + 3; corner++) {
        const each = triangles[corner]!
        ordered[end++] = each
        passed[depth++] = each
        left[each]!--
        if (time - seenAt[each]! > KNOWN_VERTICES) seenAt[each] = time++
      }
    }
    return from
  }

  /** Of the vertices put in last, the one that will be forgotten first and still is known when all around it is drawn. */
  function nextOf(from: number): number | undefined {
    let [best, oldest] = [-1, -1]
    for (let i = from; i < end; i++) {
      const vertex = ordered[i]!
      if (left[vertex] === 0) continue
      const age = time - seenAt[vertex]!
      const rank = age + 2 * left[vertex]! <= KNOWN_VERTICES ? age : 0
      if (rank > oldest) [best, oldest] = [vertex, rank]
    }
    if (best >= 0) return best
    while (depth > 0) if (left[passed[--depth]!]! > 0) return passed[depth]
    return undefined
  }

  for (let piece = 0; piece + 1 < triangleStarts.length; piece++) {
    depth = 0
    for (let corner = 3 * triangleStarts[piece]!; corner < 3 * triangleStarts[piece + 1]!; corner++) {
      let vertex: number | undefined = triangles[corner]!
      while (vertex !== undefined && left[vertex]! > 0) vertex = nextOf(put(vertex))
    }
  }
  return ordered
}
