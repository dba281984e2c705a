import { MOST_STEPS } from '../packed-mesh.ts'
import { summedNormals } from '../vertex-normals.ts'
import { signedVolume } from './enclosed-volume.ts'
import type { NetPiece } from './net-pieces.ts'

/** How far a vertex moves at most, in voxels. Most need a tenth of it, specks of a few voxels all of it. */
const MOST_VOXELS = 0.4

/** Moving vertices changes the areas that the distance was computed from. What is left after this many rounds is under 1 %. */
const ROUNDS = 3

/**
 * Smoothing and simplifying shrink what is thin. The piece is swelled evenly until it encloses again what it has lost.
 * No crack opens, because vertices that other blocks have too stay.
 * @param steps in a voxel
 */
export function withLostVolume(piece: NetPiece, steps: number): NetPiece {
  const { units, triangles, stays } = piece
  const positions = Float32Array.from(units)
  const most = MOST_VOXELS * steps
  let left = piece.lost
  let moved = 0
  for (let round = 0; round < ROUNDS; round++) {
    const normals = summedNormals(positions, triangles)
    const perStep = gainPerStep(normals, stays)
    if (perStep === 0) break
    const by = Math.max(-most - moved, Math.min(most - moved, left / perStep))
    const before = signedVolume(positions, triangles)
    moveAlong(positions, normals, stays, by)
    moved += by
    left -= signedVolume(positions, triangles) - before
  }
  const inGrid = (unit: number): number => Math.min(MOST_STEPS, Math.max(0, Math.round(unit)))
  return { ...piece, units: Uint16Array.from(positions, inGrid), lost: 0 }
}

/** Volume that is gained when all vertices that may move do so by one step. `normals` are twice the areas around each. */
function gainPerStep(normals: Float32Array, stays: Uint8Array): number {
  let area = 0
  for (let vertex = 0; vertex < stays.length; vertex++) {
    if (stays[vertex] === 1) continue
    area += Math.hypot(normals[3 * vertex]!, normals[3 * vertex + 1]!, normals[3 * vertex + 2]!)
  }
  // Twice the area, and a third of each triangle's for each of its corners.
  return area / 6
}

function moveAlong(positions: Float32Array, normals: Float32Array, stays: Uint8Array, by: number): void {
  for (let vertex = 0; vertex < stays.length; vertex++) {
    if (stays[vertex] === 1) continue
    const at = 3 * vertex
    const length = Math.hypot(normals[at]!, normals[at + 1]!, normals[at + 2]!)
    if (length === 0) continue
    for (let axis = at; axis < at + 3; axis++) positions[axis]! += (by * normals[axis]!) / length
  }
}
