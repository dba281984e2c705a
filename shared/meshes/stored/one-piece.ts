import type { Vec3 } from '../../geometry.ts'
import type { Result } from '../../problem.ts'
import { badMesh } from '../bad-mesh.ts'
import type { Mesh } from '../mesh.ts'
import { MAX_NM } from '../mesh-limits.ts'

/**
 * A mesh of one piece, once all of it is checked: every position is finite and inside any volume, every triangle names
 * vertices that are there. No piece where there is no triangle.
 * @param positions x, y, z of each vertex in nanometres; written over
 * @param file for messages
 */
export function onePiece(
  label: bigint,
  positions: Float32Array | Float64Array,
  triangles: Uint32Array,
  file: string,
): Result<Mesh> {
  const vertices = positions.length / 3
  const bad = wrongVertex(positions, vertices) ?? wrongTriangle(triangles, vertices)
  if (bad !== undefined) return badMesh(file, bad)
  const origin = originOf(positions)
  const hasPiece = triangles.length > 0
  const relative = new Float32Array(hasPiece ? positions.length : 0)
  for (let i = 0; i < relative.length; i++) relative[i] = positions[i]! - origin[i % 3]!
  return {
    ok: true,
    value: {
      origin,
      positions: relative,
      triangles,
      labels: hasPiece ? BigUint64Array.of(label) : new BigUint64Array(0),
      vertexStarts: hasPiece ? Uint32Array.of(0, vertices) : new Uint32Array(1),
      triangleStarts: hasPiece ? Uint32Array.of(0, triangles.length / 3) : new Uint32Array(1),
    },
  }
}

function wrongVertex(positions: Float32Array | Float64Array, vertices: number): string | undefined {
  if (!Number.isInteger(vertices)) return `it has ${positions.length} coordinates, which is no multiple of 3`
  for (let i = 0; i < positions.length; i++) {
    // Also false for what is no number.
    if (Math.abs(positions[i]!) <= MAX_NM) continue
    return `the ${'xyz'[i % 3]} of vertex ${Math.floor(i / 3)} is ${positions[i]} nm`
  }
  return undefined
}

function wrongTriangle(triangles: Uint32Array, vertices: number): string | undefined {
  if (triangles.length % 3 !== 0) return `it has ${triangles.length} vertex numbers, which is no multiple of 3`
  for (let i = 0; i < triangles.length; i++) {
    if (triangles[i]! < vertices) continue
    return `triangle ${Math.floor(i / 3)} names vertex ${triangles[i]} of ${vertices}`
  }
  return undefined
}

/** The least x, y and z, in whole nanometres; 0 where there is no vertex. */
function originOf(positions: Float32Array | Float64Array): Vec3 {
  if (positions.length === 0) return [0, 0, 0]
  const least: [number, number, number] = [Infinity, Infinity, Infinity]
  for (let i = 0; i < positions.length; i++) least[i % 3] = Math.min(least[i % 3]!, positions[i]!)
  return [Math.floor(least[0]), Math.floor(least[1]), Math.floor(least[2])]
}
