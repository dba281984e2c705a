import fc from 'fast-check'
import { expect, it } from 'vitest'
import { meshByLabels, UNTOLD } from './mesh-by-labels.ts'
import type { PackedMesh } from './packed-mesh.ts'

const mesh = (vertices: number, triangles: readonly number[]): PackedMesh => ({
  ...{ origin: [10, 20, 30], step: [2, 2, 2] },
  vertices: Uint16Array.from({ length: 4 * vertices }, (_, i) => (i % 4 === 3 ? 0 : 7 * i)),
  normals: Int8Array.from({ length: 4 * vertices }, (_, i) => (i % 4 === 3 ? 0 : (i % 120) - 60)),
  triangles: Uint32Array.from(triangles),
  labels: BigUint64Array.of(99n),
  triangleStarts: Uint32Array.of(0, triangles.length / 3),
  boxes: new Uint16Array(6),
})

/** The places and normals of each triangle's corners, in text, so that both meshes can be compared. */
function cornersOf({ vertices, normals, triangles }: PackedMesh): string[] {
  const at = (vertex: number) =>
    `${vertices.subarray(4 * vertex, 4 * vertex + 3)}/${normals.subarray(4 * vertex, 4 * vertex + 3)}`
  return Array.from({ length: triangles.length / 3 }, (_, i) =>
    [...triangles.subarray(3 * i, 3 * i + 3)].map(at).join(' '),
  )
}

const someMesh = fc.integer({ min: 3, max: 20 }).chain((vertices) => {
  const triangle = fc.array(fc.nat(vertices - 1), { minLength: 3, maxLength: 3 })
  const label = fc.constantFrom(UNTOLD, 5n, 6n, 2n ** 63n)
  return fc.record({
    mesh: fc.array(triangle, { maxLength: 30 }).map((all) => mesh(vertices, all.flat())),
    labels: fc.array(label, { minLength: vertices, maxLength: vertices }).map((all) => BigUint64Array.from(all)),
  })
})

it('[ME13] a mesh in the pieces of its vertices’ labels is the same surface', () => {
  fc.assert(
    fc.property(someMesh, ({ mesh: whole, labels }) => {
      const pieces = meshByLabels(whole, labels)
      expect(cornersOf(pieces).sort()).toEqual(cornersOf(whole).sort())
      expect(new Set(pieces.labels).size).toBe(pieces.labels.length)
      for (const [piece, label] of pieces.labels.entries()) {
        for (let i = 3 * pieces.triangleStarts[piece]!; i < 3 * pieces.triangleStarts[piece + 1]!; i++) {
          const vertex = pieces.triangles[i]!
          expect(pieces.vertices[4 * vertex + 3], 'pieces share no vertex').toBe(piece)
          for (let axis = 0; axis < 3; axis++) {
            const place = pieces.vertices[4 * vertex + axis]!
            expect(place).toBeGreaterThanOrEqual(pieces.boxes[6 * piece + axis]!)
            expect(place).toBeLessThanOrEqual(pieces.boxes[6 * piece + 3 + axis]!)
          }
        }
        if (label !== UNTOLD) expect(labels).toContain(label)
      }
    }),
  )
})

it('[ME13] a triangle goes with most of its vertices; one that is not told does not count', () => {
  const labelsOf = (...labels: bigint[]) => [...meshByLabels(mesh(3, [0, 1, 2]), BigUint64Array.from(labels)).labels]
  expect(labelsOf(5n, 6n, 6n)).toEqual([6n])
  expect(labelsOf(5n, 5n, 6n)).toEqual([5n])
  expect(labelsOf(5n, UNTOLD, UNTOLD)).toEqual([5n])
  expect(labelsOf(UNTOLD, UNTOLD, 6n)).toEqual([6n])
  expect(labelsOf(UNTOLD, UNTOLD, UNTOLD)).toEqual([UNTOLD])
})
