import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Vec3 } from '../../../../shared/geometry.ts'
import type { DrawnMesh } from '../../meshes/scene-meshes.ts'
import { drawnMesh } from '../testing/drawn-mesh.ts'
import { tubeMesh } from '../testing/tube-mesh.ts'
import { createScreenRegion } from './screen-region.ts'
import { touchUpOf } from './touch-up.ts'

const EXTENT = { width: 200, height: 100 }
/** Nanometres become pixels from the lower left, without depth. */
const FLAT = Float32Array.of(2 / 200, 0, 0, 0, 0, 2 / 100, 0, 0, 0, 0, 0, 0, -1, -1, 0, 1)

const tube = (label: number, x: number, y: number) => ({
  label: BigInt(label),
  path: [0, 1, 2].map((i): Vec3 => [x + 5 * i, y, 20]),
  radius: () => 4,
  sides: 4,
})

const row = (xs: readonly number[]) =>
  drawnMesh(
    tubeMesh(
      xs.map((x, i) => tube(i + 1, x, 50)),
      [0, 0, 0],
      1,
    ),
    () => true,
  )

const pieces = (...list: number[]) => Uint32Array.from(list)

/** `shown`: the pieces of the new picture. */
function touched(drawn: DrawnMesh, shown: Uint32Array, changed: Uint32Array, removed: Uint32Array, placed = FLAT) {
  return touchUpOf([{ ...drawn, pieces: shown }], [{ mesh: drawn.mesh, changed, removed }], () => placed, EXTENT)
}

it('[SCN24] what has another colour is drawn over the picture; where a piece is gone, what may lie there is drawn again', () => {
  const drawn = row([10, 24, 90, 150, 170, 180])
  const recoloured = touched(drawn, pieces(0, 1, 2, 3, 4, 5), pieces(3), pieces())
  expect(recoloured).toEqual({ changed: [{ at: 0, pieces: pieces(3) }], emptied: [], behind: [] })
  const gone = touched(drawn, pieces(1, 2, 3, 4, 5), pieces(2), pieces(0))
  expect(gone?.changed).toEqual([{ at: 0, pieces: pieces(2) }])
  expect(gone?.behind).toEqual([{ at: 0, pieces: pieces(1) }])
  // Two triangles for each of the two rows of tiles that hold a pixel of it.
  expect(gone?.emptied).toHaveLength(2 * 2 * 6)
})

it('[SCN24] a picture is painted as a whole where that draws hardly more, where a line has changed, and where a piece reaches behind the eye', () => {
  const drawn = row([10, 60, 110, 160])
  const all = pieces(0, 1, 2, 3)
  expect(touched(drawn, all, pieces(0, 1, 2), pieces())).toBeUndefined()
  expect(touched(drawn, all, pieces(0, 1), pieces())).toBeDefined()
  expect(touched({ ...drawn, mesh: { ...drawn.mesh, isLine: true } }, all, pieces(0), pieces())).toBeUndefined()
  const behindTheEye = Float32Array.from(FLAT, (value, i) => (i === 15 ? 0 : value))
  expect(touched(drawn, pieces(1, 2, 3), pieces(), pieces(0), behindTheEye)).toBeUndefined()
})

it('[SCN24] a region holds each pixel of the pieces in it, and tells each piece that shares a pixel with them', () => {
  const at = fc.tuple(fc.integer({ min: -30, max: 220 }), fc.integer({ min: -30, max: 120 }))
  fc.assert(
    fc.property(at, at, ([x, y], [otherX, otherY]) => {
      const origin: Vec3 = [-100, -100, 0]
      const mesh = tubeMesh([tube(1, x, y), tube(2, otherX, otherY)], origin, 1)
      const placed = Float32Array.from(FLAT)
      placed[12] = (2 / 200) * origin[0] - 1
      placed[13] = (2 / 100) * origin[1] - 1
      const region = createScreenRegion(EXTENT.width, EXTENT.height)
      expect(region.isTouchedBy(mesh, 0, placed)).toBe(false)
      expect(region.add(mesh, 0, placed)).toBe(true)
      const pixels = (piece: number) => pixelsOf(mesh, piece, origin)
      const filled = pixelsIn(region.triangles())
      expect(pixels(0).every((pixel) => filled.has(pixel))).toBe(true)
      const own = new Set(pixels(0))
      if (pixels(1).some((pixel) => own.has(pixel))) expect(region.isTouchedBy(mesh, 1, placed)).toBe(true)
    }),
  )
})

/** The pixels of the picture in a piece's box. */
function pixelsOf({ boxes }: ReturnType<typeof tubeMesh>, piece: number, [x, y]: Vec3): string[] {
  const found: string[] = []
  const edge = (i: number, from: number) => from + boxes[6 * piece + i]!
  for (let column = Math.floor(edge(0, x)); column < edge(3, x); column++) {
    for (let line = Math.floor(edge(1, y)); line < edge(4, y); line++) {
      if (column >= 0 && column < EXTENT.width && line >= 0 && line < EXTENT.height) found.push(`${column} ${line}`)
    }
  }
  return found
}

/** The pixels in rectangles, two triangles each. */
function pixelsIn(corners: readonly number[]): Set<string> {
  const found = new Set<string>()
  for (let i = 0; i < corners.length; i += 12) {
    const [x0, y0, , , x1, y1] = corners.slice(i, i + 6) as [number, number, number, number, number, number]
    for (let column = 0; column < EXTENT.width; column++) {
      for (let line = 0; line < EXTENT.height; line++) {
        const [x, y] = [(2 * (column + 0.5)) / EXTENT.width - 1, (2 * (line + 0.5)) / EXTENT.height - 1]
        if (x > x0 && x < x1 && y > y0 && y < y1) found.add(`${column} ${line}`)
      }
    }
  }
  return found
}
