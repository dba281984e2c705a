import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unwrap } from '../problem.ts'
import type { Mesh } from './mesh.ts'
import { buffersOfPacked, packMesh, stepFor, unpackMesh, unpackPositions } from './pack-mesh.ts'
import { MOST_PIECES } from './packed-mesh.ts'
import { vertexNormals } from './vertex-normals.ts'

/** Pieces of any places; each triangle has three vertices of its own piece. */
const meshes = fc
  .record({
    origin: fc.tuple(
      fc.integer({ min: -1e9, max: 1e9 }),
      fc.integer(),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    ),
    extent: fc.constantFrom(1e-2, 1, 1e3, 1e6),
    pieces: fc.array(fc.array(fc.tuple(fc.float(unit()), fc.float(unit()), fc.float(unit())), { minLength: 3 }), {
      maxLength: 5,
    }),
  })
  .map(({ origin, extent, pieces }) => meshOf(origin, pieces, extent))

function unit() {
  return { min: 0, max: 1, noNaN: true }
}

function meshOf(
  origin: readonly [number, number, number],
  pieces: readonly (readonly (readonly [number, number, number])[])[],
  scale = 1,
): Mesh {
  const starts = [0]
  for (const piece of pieces) starts.push(starts.at(-1)! + piece.length)
  const triangles = pieces.flatMap((piece, i) => [0, 1, piece.length - 1].map((at) => starts[i]! + at))
  return {
    origin,
    positions: Float32Array.from(pieces.flat(2), (value) => value * scale),
    triangles: Uint32Array.from(triangles),
    labels: BigUint64Array.from(pieces, (_, i) => 2n ** 63n + BigInt(i)),
    vertexStarts: Uint32Array.from(starts),
    triangleStarts: Uint32Array.from(starts, (_, i) => i),
  }
}

const TRIANGLE = [
  [0, 0, 0],
  [8, 0, 0],
  [0, 8, 0],
] as const

describe('packed meshes', () => {
  it('[PM1] keeps every vertex to half a step, its piece and its label', () => {
    fc.assert(
      fc.property(meshes, (mesh) => {
        const packed = unwrap(packMesh(mesh))
        const back = unpackMesh(packed)
        expect(back.labels).toEqual(mesh.labels)
        expect(back.triangles).toEqual(mesh.triangles)
        for (let i = 0; i < mesh.positions.length; i++) {
          const [is, was] = [back.origin[i % 3]! + back.positions[i]!, mesh.origin[i % 3]! + mesh.positions[i]!]
          // Beside half a step, float64 rounds numbers of 1e9.
          expect(Math.abs(is - was)).toBeLessThanOrEqual(packed.step[0] * 0.51 + 1e-6)
        }
        mesh.labels.forEach((_, piece) => {
          for (let v = mesh.vertexStarts[piece]!; v < mesh.vertexStarts[piece + 1]!; v++) {
            expect(packed.vertices[4 * v + 3]).toBe(piece)
          }
        })
      }),
    )
  })

  it('[PM1] spends 16 bits on the extent: the step is a power of two, at most a 32,767th of it', () => {
    for (const extent of [1e-3, 0.1, 1, 65_534, 65_535, 1e6, 123_456]) {
      const step = stepFor(extent)
      expect(Number.isInteger(Math.log2(step))).toBe(true)
      expect(step * 65_534).toBeGreaterThanOrEqual(extent)
      expect(step * 32_767).toBeLessThanOrEqual(extent)
    }
  })

  it('[PM2] gives a vertex the same place from whichever mesh of one grid it comes', () => {
    const shared = fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 4000 }))
    fc.assert(
      fc.property(shared, fc.constantFrom(0.25, 1 / 128, 1 / 512), ([y, z], step) => {
        const place = [64, y / 1000, z / 1000] as const
        const left = meshOf([0, 0, 0], [[[0, 0, 0], [1, 0, 0], place]])
        const right = meshOf(
          [64, 0, 0],
          [
            [
              [1, 1, 1],
              [2, 0, 0],
              [0, place[1], place[2]],
            ],
          ],
        )
        const a = unwrap(packMesh(left, { origin: [-1, -1, -1], step: [step, step, step] }))
        const b = unwrap(packMesh(right, { origin: [63, -1, -1], step: [step, step, step] }))
        const nm = ({ origin, ...packed }: typeof a) =>
          [...unpackPositions(packed).slice(6, 9)].map((p, i) => p + origin[i]!)
        expect(nm(a)).toEqual(nm(b))
      }),
    )
  })

  it('[PM3] says the box of each piece', () => {
    const packed = unwrap(
      packMesh(
        meshOf(
          [100, 0, 0],
          [
            TRIANGLE,
            [
              [2, 2, 2],
              [2, 2, 4],
              [3, 2, 2],
            ],
          ],
        ),
        { origin: [96, 0, 0], step: [0.5, 0.5, 0.5] },
      ),
    )
    expect([...packed.boxes]).toEqual([8, 0, 0, 24, 16, 0, 12, 4, 4, 14, 4, 8])
    expect(new Set(buffersOfPacked(packed)).size).toBe(6)
  })

  it('[PM3] has no box without vertices', () => {
    expect(unwrap(packMesh(meshOf([5, 6, 7], []))).boxes).toHaveLength(0)
    const piece: Mesh = {
      ...meshOf([5, 6, 7], []),
      labels: BigUint64Array.of(9n),
      vertexStarts: new Uint32Array(2),
      triangleStarts: new Uint32Array(2),
    }
    expect([...unwrap(packMesh(piece)).boxes]).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('[PM4] refuses more pieces than 16 bits number', () => {
    const labels = new BigUint64Array(MOST_PIECES + 1)
    const starts = new Uint32Array(labels.length + 1)
    const mesh: Mesh = { ...meshOf([0, 0, 0], []), labels, vertexStarts: starts, triangleStarts: starts }
    expect(packMesh(mesh)).toMatchObject({
      ok: false,
      problem: { kind: 'too-large', message: expect.stringContaining('65537 pieces') },
    })
  })

  it.each([
    ['beyond the grid', 65_536],
    ['before the grid', -1],
    ['no number', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
  ])('[PM4] refuses a vertex that is %s', (_, x) => {
    const mesh = meshOf([0, 0, 0], [[...TRIANGLE, [x, 0, 0]]])
    expect(packMesh(mesh, { origin: [0, 0, 0], step: [1, 1, 1] })).toMatchObject({
      ok: false,
      problem: { kind: 'too-large' },
    })
    if (!Number.isFinite(x)) expect(packMesh(mesh)).toMatchObject({ ok: false, problem: { kind: 'too-large' } })
  })

  it('[PM5] has normals that point out, weighted by area', () => {
    const corner = Float32Array.of(0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 1)
    const normals = vertexNormals(corner, Uint32Array.of(0, 1, 2, 0, 2, 3))
    expect([...normals.slice(4, 8)]).toEqual([0, 0, 127, 0])
    expect([...normals.slice(12, 16)]).toEqual([127, 0, 0, 0])
    // Of the shared vertices: 16 along z, 4 along x.
    expect([...normals.slice(0, 4)]).toEqual([31, 0, 123, 0])
  })

  it('[PM5] has no normal where triangles have no area', () => {
    expect([...vertexNormals(new Float32Array(9), Uint32Array.of(0, 1, 2))]).toEqual(new Array(12).fill(0))
  })
})
