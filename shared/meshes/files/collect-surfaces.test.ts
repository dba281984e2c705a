import { expect, it } from 'vitest'
import type { PackedMesh } from '../packed-mesh.ts'
import { collectSurfaces } from './collect-surfaces.ts'

/** Pieces of one triangle each, 10 nm wide, one behind the other along z. */
function meshAt(x: number, labels: readonly bigint[]): PackedMesh {
  const count = labels.length
  return {
    origin: [x, 0, 0],
    step: [5, 5, 5],
    vertices: Uint16Array.from(labels.flatMap((_, i) => [0, 0, i, i, 2, 0, i, i, 0, 2, i, i])),
    normals: Int8Array.from({ length: 12 * count }, (_, i) => (i % 4 === 2 ? -126 : 0)),
    triangles: Uint32Array.from({ length: 3 * count }, (_, i) => i),
    labels: BigUint64Array.from(labels),
    triangleStarts: Uint32Array.from({ length: count + 1 }, (_, i) => i),
    boxes: new Uint16Array(6 * count),
  }
}

it('[EX1] the pieces of a segment in all meshes become one surface, and those of others are left out', () => {
  const segmentOf = (mesh: PackedMesh) => (piece: number) => {
    const label = mesh.labels[piece]!
    return label === 9n ? undefined : label % 2n
  }
  const meshes = [meshAt(100, [1n, 2n, 9n]), meshAt(120, [4n, 3n])]
  const shown = meshes.map((mesh) => ({ mesh, pieces: mesh.labels.keys(), segmentOf: segmentOf(mesh) }))
  const { origin, surfaces } = collectSurfaces(shown, [1n, 5n])
  expect(origin).toEqual([100, 0, 0])
  expect(surfaces.map(({ segment }) => segment)).toEqual([1n])
  expect(surfaces[0]).toEqual({
    segment: 1n,
    positions: Float32Array.of(0, 0, 0, 10, 0, 0, 0, 10, 0, 20, 0, 5, 30, 0, 5, 20, 10, 5),
    normals: Float32Array.of(0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1),
    triangles: Uint32Array.of(0, 1, 2, 3, 4, 5),
  })
  expect(collectSurfaces([], [1n])).toEqual({ origin: [0, 0, 0], surfaces: [] })
})
