import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinBytes, type NamedSurface, type SurfaceFile } from './named-surface.ts'
import { readSmallGlb } from './testing/small-glb-reader.ts'
import { writeGlb } from './write-glb.ts'
import { writeObj } from './write-obj.ts'
import { writePly } from './write-ply.ts'

const drawnSurface = fc
  .record({
    name: fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(String),
    colour: fc.integer({ min: 0, max: 0xffffff }),
    points: fc.array(fc.tuple(fc.integer({ min: 0, max: 99_999 }), fc.nat(99_999), fc.nat(99_999)), {
      minLength: 1,
      maxLength: 12,
    }),
    corners: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { maxLength: 12 }),
  })
  .map(({ name, colour, points, corners }): NamedSurface => {
    return {
      ...{ name, colour },
      positions: Float32Array.from(points.flat(), (value) => value / 16),
      normals: Float32Array.from(points.flatMap((_, i) => [0, 1, 2].map((axis) => (axis === i % 3 ? 1 : 0)))),
      triangles: Uint32Array.from(corners.flat(), (corner) => corner % points.length),
    }
  })
const drawnFile: fc.Arbitrary<SurfaceFile> = fc.record({
  origin: fc.tuple(fc.nat(9_000_000), fc.nat(9_000_000), fc.nat(9_000_000)),
  surfaces: fc.array(drawnSurface, { maxLength: 4 }),
})

/** Each triangle of a surface as its corners in nanometres of the volume. */
function cornersOf({ positions, triangles }: NamedSurface, origin: readonly number[]): number[] {
  return Array.from(triangles).flatMap((vertex) => origin.map((start, axis) => start + positions[3 * vertex + axis]!))
}

function expectNear(found: readonly number[], wanted: readonly number[], within: number): void {
  expect(found.length).toBe(wanted.length)
  expect(Math.max(0, ...found.map((value, i) => Math.abs(value - wanted[i]!)))).toBeLessThanOrEqual(within)
}

describe('meshes that are written', () => {
  it('[EX2, EX3] as GLB are valid glTF with the same triangles, names, colours and normals', () => {
    fc.assert(
      fc.property(drawnFile, ({ origin, surfaces }) => {
        const { json, meshes } = readSmallGlb(joinBytes(writeGlb({ origin, surfaces })))
        const filled = surfaces.filter(({ triangles }) => triangles.length > 0)
        expect(json).toMatchObject({ asset: { extras: { unit: 'micrometre', originNm: origin } } })
        expect(meshes.map(({ name }) => name)).toEqual(filled.map(({ name }) => name))
        for (const [i, { positions, normals, triangles }] of meshes.entries()) {
          const surface = filled[i]!
          const corners = triangles.flatMap((vertex) => {
            const [x = 0, y = 0, z = 0] = positions[vertex]!
            return [x * 1000, -y * 1000, -z * 1000]
          })
          expectNear(corners, cornersOf(surface, [0, 0, 0]), 0.01)
          expect(normals.flat()).toEqual(Array.from(surface.normals))
        }
      }),
    )
    const white = { name: '1', colour: 0xff0080, positions: new Float32Array(9), normals: new Float32Array(9) }
    const [mesh] = readSmallGlb(
      joinBytes(writeGlb({ origin: [0, 0, 0], surfaces: [{ ...white, triangles: Uint32Array.of(0, 1, 2) }] })),
    ).meshes
    expect(mesh?.colour.map((value) => Math.round(value * 1000) / 1000)).toEqual([1, 0, 0.216, 1])
  })

  it('[EX2, EX3] as OBJ have the same triangles in nanometres, an object a segment', () => {
    fc.assert(
      fc.property(drawnFile, ({ origin, surfaces }) => {
        const lines = new TextDecoder()
          .decode(joinBytes(writeObj({ origin, surfaces })))
          .trim()
          .split('\n')
        const wordsOf = (start: string) =>
          lines.filter((line) => line.startsWith(`${start} `)).map((line) => line.split(' ').slice(1))
        const vertices = wordsOf('v').map((words) => words.map(Number))
        expect(wordsOf('o').flat()).toEqual(surfaces.map(({ name }) => name))
        const corners = wordsOf('f').flatMap((words) => words.flatMap((word) => vertices[Number(word) - 1]!))
        expectNear(
          corners,
          surfaces.flatMap((surface) => cornersOf(surface, origin)),
          0.01,
        )
      }),
    )
  })

  it('[EX2, EX3] as PLY have the same triangles in nanometres, each vertex in its colour', () => {
    fc.assert(
      fc.property(drawnFile, ({ origin, surfaces }) => {
        const bytes = joinBytes(writePly({ origin, surfaces }))
        const text = new TextDecoder('latin1').decode(bytes)
        const end = text.indexOf('end_header\n') + 'end_header\n'.length
        const countOf = (element: string) => Number(new RegExp(`element ${element} (\\d+)`).exec(text)?.[1])
        const view = new DataView(bytes.buffer)
        const vertices = Array.from({ length: countOf('vertex') }, (_, i) => end + 27 * i).map((at) => ({
          position: [0, 8, 16].map((offset) => view.getFloat64(at + offset, true)),
          colour: (bytes[at + 24]! << 16) | (bytes[at + 25]! << 8) | bytes[at + 26]!,
        }))
        const faces = end + 27 * vertices.length
        expect(bytes.length).toBe(faces + 13 * countOf('face'))
        const corners = Array.from({ length: countOf('face') }, (_, i) => faces + 13 * i).flatMap((at) => {
          expect(bytes[at]).toBe(3)
          return [1, 5, 9].map((offset) => vertices[view.getUint32(at + offset, true)]!)
        })
        expectNear(
          corners.flatMap(({ position }) => position),
          surfaces.flatMap((surface) => cornersOf(surface, origin)),
          0.01,
        )
        expect(corners.map(({ colour }) => colour)).toEqual(
          surfaces.flatMap(({ colour, triangles }) => Array.from(triangles, () => colour)),
        )
      }),
    )
  })
})
