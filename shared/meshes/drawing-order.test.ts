import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inDrawingOrder } from './drawing-order.ts'
import type { PackedMesh } from './packed-mesh.ts'

/** Any triangles over any vertices, in pieces that share none. */
const anyMesh = fc
  .record({
    count: fc.integer({ min: 1, max: 30 }),
    corners: fc.array(fc.array(fc.nat(), { minLength: 3, maxLength: 3 }), { maxLength: 40 }),
    cuts: fc.array(fc.nat(40), { maxLength: 3 }),
  })
  .map(({ count, corners, cuts }) => {
    const starts = [0, ...cuts.map((cut) => Math.min(cut, corners.length)).sort((a, b) => a - b), corners.length]
    const pieceOf = (triangle: number) => starts.findLastIndex((start) => start <= triangle)
    const triangles = corners.flatMap((each, i) => each.map((corner) => (corner % count) + count * pieceOf(i)))
    return meshOf(count * starts.length, Uint32Array.from(triangles), starts)
  })

function meshOf(count: number, triangles: Uint32Array<ArrayBuffer>, starts: readonly number[]): PackedMesh {
  return {
    ...{ origin: [0, 0, 0], step: [1, 1, 1], triangles, triangleStarts: Uint32Array.from(starts) },
    vertices: Uint16Array.from({ length: 4 * count }, (_, i) => i),
    normals: Int8Array.from({ length: 4 * count }, (_, i) => i),
    labels: new BigUint64Array(starts.length - 1),
    boxes: new Uint16Array(6 * (starts.length - 1)),
  }
}

/** The triangles of each piece by their vertices' places and normals, in one order. */
function drawn({ triangles, triangleStarts, vertices, normals }: PackedMesh): string[][] {
  const at = (corner: number) => {
    const vertex = 4 * triangles[corner]!
    return `${vertices.subarray(vertex, vertex + 4)};${normals.subarray(vertex, vertex + 4)}`
  }
  return Array.from({ length: triangleStarts.length - 1 }, (_, piece) => {
    const own: string[] = []
    for (let i = triangleStarts[piece]!; i < triangleStarts[piece + 1]!; i++) {
      own.push(`${at(3 * i)} ${at(3 * i + 1)} ${at(3 * i + 2)}`)
    }
    return own.sort()
  })
}

it('[SCN22] in the order of drawing each piece has the very same triangles', () => {
  fc.assert(
    fc.property(anyMesh, (mesh) => {
      const ordered = inDrawingOrder(mesh)
      expect(drawn(ordered)).toEqual(drawn(mesh))
      const all = (vertices: Uint16Array) => [...vertices].sort((a, b) => a - b)
      expect(all(ordered.vertices)).toEqual(all(mesh.vertices))
    }),
  )
})

/** How often a corner is none of the last 32 vertices that were computed. */
function computed({ triangles }: PackedMesh): number {
  let known: number[] = []
  let count = 0
  for (const vertex of triangles) {
    if (known.includes(vertex)) continue
    known = [...known, vertex].slice(-32)
    count += 1
  }
  return count
}

it('[SCN22] of a grid whose triangles come in no order, a third as many vertices are computed', () => {
  const side = 40
  const triangles: number[] = []
  for (let y = 0; y + 1 < side; y++) {
    for (let x = 0; x + 1 < side; x++) {
      const a = y * side + x
      triangles.push(a, a + 1, a + side, a + 1, a + side + 1, a + side)
    }
  }
  const count = triangles.length / 3
  // 1009 is a prime, and none of the number of triangles: each comes once.
  const mixed = Array.from({ length: count }, (_, i) => (i * 1009) % count)
  const corners = Uint32Array.from(mixed.flatMap((triangle) => triangles.slice(3 * triangle, 3 * triangle + 3)))
  const mesh = meshOf(side * side, corners, [0, count])
  expect(3 * computed(inDrawingOrder(mesh))).toBeLessThan(computed(mesh))
})
