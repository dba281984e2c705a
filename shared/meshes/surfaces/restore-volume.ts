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
  const positions = new Float32Array(units)
  const most = MOST_VOXELS * steps
  let left = piece.lost
  let moved = 0
  let volume = signedVolume(positions, triangles)
  for (let round = 0; round < ROUNDS; round++) {
    const normals = summedNormals(positions, triangles)
    const perStep = gainPerStep(normals, stays)
    if (perStep === 0) break
    const by = Math.max(-most - moved, Math.min(most - moved, left / perStep))
    moveAlong(positions, normals, stays, by)
    moved += by
    const before = volume
    volume = signedVolume(positions, triangles)
    left -= volume - before
  }
  const inGrid = new Uint16Array(positions.length)
  for (let i = 0; i < inGrid.length; i++) inGrid[i] = Math.min(MOST_STEPS, Math.max(0, Math.round(positions[i]!)))
  return { ...piece, units: inGrid, lost: 0 }
}

/** Volume that is gained when all vertices that may move do so by one step. `normals` are twice the areas around each. */
function gainPerStep(normals: Float32Array, stays: Uint8Array): number {
  let area = 0
  for (let vertex = 0; vertex < stays.length; vertex++) {
    if (stays[vertex] === 1) continue
    area += lengthAt(normals, 3 * vertex)
  }
  // Twice the area, and a third of each triangle's for each of its corners.
  return area / 6
}

function moveAlong(positions: Float32Array, normals: Float32Array, stays: Uint8Array, by: number): void {
  for (let vertex = 0; vertex < stays.length; vertex++) {
    if (stays[vertex] === 1) continue
    const at = 3 * vertex
    const length = lengthAt(normals, at)
    if (length === 0) continue
    for (let axis = at; axis < at + 3; axis++) positions[axis]! += (by * normals[axis]!) / length
  }
}

/** `Math.hypot` takes ten times as long. */
function lengthAt(vectors: Float32Array, at: number): number {
  return Math.sqrt(vectors[at]! ** 2 + vectors[at + 1]! ** 2 + vectors[at + 2]! ** 2)
}
