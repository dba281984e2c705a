import type { PackedMesh } from '../../../shared/meshes/packed-mesh.ts'

/** The triangles of some pieces of a mesh, those of `first` before those of `second`. */
export interface MeshElements {
  readonly data: Uint16Array | Uint32Array
  /** Of `data`: vertex numbers that belong to `first`. */
  readonly firstCount: number
}

/** Vertices up to which two bytes number them. */
const SHORT_VERTICES = 65_536

/** `first` and `second`: numbers of pieces. Two bytes a vertex number where they suffice. */
export function elementsOf(mesh: PackedMesh, first: Uint32Array, second: Uint32Array): MeshElements {
  const [firstCount, secondCount] = [countOf(mesh, first), countOf(mesh, second)]
  const isShort = mesh.vertices.length / 4 <= SHORT_VERTICES
  const data = isShort ? new Uint16Array(firstCount + secondCount) : new Uint32Array(firstCount + secondCount)
  copyRanges(mesh, first, data, 0)
  copyRanges(mesh, second, data, firstCount)
  return { data, firstCount }
}

function countOf({ triangleStarts }: PackedMesh, pieces: Uint32Array): number {
  let triangles = 0
  for (const piece of pieces) triangles += triangleStarts[piece + 1]! - triangleStarts[piece]!
  return 3 * triangles
}

/** Pieces that follow on each other are copied at once. */
function copyRanges(mesh: PackedMesh, pieces: Uint32Array, data: Uint16Array | Uint32Array, from: number): void {
  const { triangles, triangleStarts } = mesh
  let at = from
  for (let i = 0; i < pieces.length; i++) {
    const start = triangleStarts[pieces[i]!]!
    while (i + 1 < pieces.length && pieces[i + 1] === pieces[i]! + 1) i += 1
    const range = triangles.subarray(3 * start, 3 * triangleStarts[pieces[i]! + 1]!)
    data.set(range, at)
    at += range.length
  }
}
