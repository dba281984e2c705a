import type { Vec3 } from '../../geometry.ts'
import { summedNormals } from '../vertex-normals.ts'
import { signedVolume } from './enclosed-volume.ts'
import type { NetPiece } from './net-pieces.ts'

/** Leaves vertices out of a surface. */
export interface Simplify {
  /** Nanometres that the surface may move. */
  readonly errorNm: number
  /**
   * @param positions nanometres, three numbers a vertex
   * @returns triangles over the same vertices, never more than there were. Edges of one triangle alone stay as they are.
   */
  run(triangles: Uint32Array, positions: Float32Array): Uint32Array
}

/** What has fewer triangles, some 50 voxels, would be flattened. */
const MIN_TRIANGLES = 160

/** A piece with fewer triangles and no vertex that none of them uses. Vertices that stay keep their
 * place, and those that other blocks have too their normal. */
export function simplifiedPiece(piece: NetPiece, step: Vec3, simplify: Simplify): NetPiece {
  const { units, normals } = piece
  if (piece.triangles.length < 3 * MIN_TRIANGLES) return piece
  const positions = new Float32Array(units.length)
  for (let i = 0; i < units.length; i += 3) {
    positions[i] = units[i]! * step[0]
    positions[i + 1] = units[i + 1]! * step[1]
    positions[i + 2] = units[i + 2]! * step[2]
  }
  const triangles = simplify.run(piece.triangles, positions)
  const flat = summedNormals(positions, triangles)
  const numbers = new Int32Array(units.length / 3).fill(-1)
  const kept: number[] = []
  for (let i = 0; i < triangles.length; i++) {
    const vertex = triangles[i]!
    if (numbers[vertex]! < 0) numbers[vertex] = kept.push(vertex) - 1
    triangles[i] = numbers[vertex]!
  }
  const keptUnits = new Uint16Array(3 * kept.length)
  const keptNormals = new Float32Array(3 * kept.length)
  kept.forEach((vertex, i) => {
    keptUnits.set(units.subarray(3 * vertex, 3 * vertex + 3), 3 * i)
    const from = piece.stays[vertex] === 1 ? normals : flat
    keptNormals.set(from.subarray(3 * vertex, 3 * vertex + 3), 3 * i)
  })
  const stays = Uint8Array.from(kept, (vertex) => piece.stays[vertex]!)
  // The border stays, so both differ by what lies between them.
  const lost = piece.lost + signedVolume(units, piece.triangles) - signedVolume(keptUnits, triangles)
  const voxels = Int32Array.from(kept, (vertex) => piece.voxels[vertex]!)
  return { units: keptUnits, normals: keptNormals, triangles, stays, lost, voxels }
}
