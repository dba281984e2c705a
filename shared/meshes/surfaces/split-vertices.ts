import type { Vec3 } from '../../geometry.ts'
import type { Junctions } from './junctions.ts'
import type { NetPiece } from './net-pieces.ts'

/** What the triangles at a vertex face. */
const FLAT = 1
const OTHER = 2

/**
 * Gives a label two vertices at a place where it meets another one behind a flat surface: one with the normal of that
 * surface, turned round, for the triangles that lie along it, and one for the others. Two labels that lie behind one surface
 * then have one normal where they meet, and no line is seen there.
 */
export function splitVertices(piece: NetPiece, label: number, junctions: Junctions, resolution: Vec3): NetPiece {
  const { units, triangles, voxels } = piece
  const flats = Int32Array.from(voxels, (voxel) => junctions.flatBeside(label, voxel))
  if (flats.every((flat) => flat < 0)) return piece
  const faced = new Uint8Array(voxels.length)
  const kinds = new Uint8Array(triangles.length)
  for (let i = 0; i < triangles.length; i++) {
    const vertex = triangles[i]!
    if (flats[vertex]! < 0) continue
    kinds[i] = liesAlong(piece, i - (i % 3), vertex, junctions.normals, flats[vertex]!, resolution) ? FLAT : OTHER
    faced[vertex]! |= kinds[i]!
  }
  const both = [...faced.keys()].filter((vertex) => faced[vertex] === (FLAT | OTHER))
  const copies = new Map(both.map((vertex, i) => [vertex, voxels.length + i]))
  const next = {
    units: longer(units, both, new Uint16Array(units.length + 3 * both.length)),
    normals: longer(piece.normals, both, new Float32Array(units.length + 3 * both.length)),
    triangles: triangles.slice(),
    voxels: Int32Array.from([...voxels, ...both.map((vertex) => voxels[vertex]!)]),
    stays: Uint8Array.from([...piece.stays, ...both.map((vertex) => piece.stays[vertex]!)]),
  }
  for (let vertex = 0; vertex < voxels.length; vertex++) {
    if ((faced[vertex]! & FLAT) === 0) continue
    const from = flats[vertex]!
    next.normals.set(junctions.normals.subarray(from, from + 3), 3 * (copies.get(vertex) ?? vertex))
  }
  for (let i = 0; i < triangles.length; i++) {
    if (kinds[i] === FLAT) next.triangles[i] = copies.get(triangles[i]!) ?? triangles[i]!
  }
  return { ...piece, ...next }
}

/** Whether the triangle that begins at `first` is nearer to the flat surface than to the vertex's own normal. */
function liesAlong(
  { units, normals, triangles }: NetPiece,
  first: number,
  vertex: number,
  flatNormals: Float32Array,
  flat: number,
  [x, y, z]: Vec3,
): boolean {
  const a = 3 * triangles[first]!
  const b = 3 * triangles[first + 1]!
  const c = 3 * triangles[first + 2]!
  const [ux, uy, uz] = [
    (units[b]! - units[a]!) * x,
    (units[b + 1]! - units[a + 1]!) * y,
    (units[b + 2]! - units[a + 2]!) * z,
  ]
  const [vx, vy, vz] = [
    (units[c]! - units[a]!) * x,
    (units[c + 1]! - units[a + 1]!) * y,
    (units[c + 2]! - units[a + 2]!) * z,
  ]
  const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
  const along = (vectors: Float32Array, at: number): number => {
    const [i, j, k] = [vectors[at]!, vectors[at + 1]!, vectors[at + 2]!]
    const length = Math.sqrt(i * i + j * j + k * k)
    return length === 0 ? 0 : (i * nx + j * ny + k * nz) / length
  }
  return along(flatNormals, flat) >= along(normals, 3 * vertex)
}

/** Copies three numbers a vertex, and behind them those of some vertices once more. */
function longer<A extends Uint16Array | Float32Array>(from: A, again: readonly number[], into: A): A {
  into.set(from)
  for (const [i, vertex] of again.entries()) into.set(from.subarray(3 * vertex, 3 * vertex + 3), from.length + 3 * i)
  return into
}
