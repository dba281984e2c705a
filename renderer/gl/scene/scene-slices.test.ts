import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import { planeOf } from '../../../shared/view/slice/slice-plane.ts'
import { normalised } from '../../../shared/view/vectors.ts'
import { sliceBox, slicePart } from './scene-slices.ts'

const unit = fc.double({ min: -1, max: 1, noNaN: true })
const rect = { x: 10, y: 20, width: 120, height: 80 }

it('[SCN9] a slice in the scene is the part of its panel that shows the volume, where that lies in space', () => {
  fc.assert(
    fc.property(
      fc.tuple(unit, unit, unit, unit),
      fc.tuple(unit, unit, unit),
      fc.constantFrom('xy', 'xz', 'yz'),
      (q, at, kind) => {
        const position: Vec3 = [500 + 300 * at[0], 500 + 300 * at[1], 500 + 300 * at[2]]
        const box: Box3 = { min: [400, 300, 200], max: [600, 700, 800] }
        const plane = planeOf({ position, nmPerPixel: 4, orientation: normalised(q) }, kind, rect, 1)
        const slice = { plane, rect, box }
        const part = slicePart(slice, [490, 480, 470])
        const around = sliceBox(slice)
        if (part === undefined) return
        expect(around).toHaveLength(1)
        expect(part.count).toBeGreaterThanOrEqual(3)
        for (let i = 0; i < part.count; i++) {
          const point = [490, 480, 470].map((from, axis) => from + part.place[3 * i + axis]!)
          const [u, v] = [part.texel[2 * i]!, part.texel[2 * i + 1]!]
          for (const share of [u, v]) expect(Math.abs(share - 0.5)).toBeLessThanOrEqual(0.5 + 1e-9)
          const [x, y] = [(u - 0.5) * rect.width * 4, (0.5 - v) * rect.height * 4]
          point.forEach((along, axis) => {
            expect(along).toBeCloseTo(position[axis]! + plane.right[axis]! * x + plane.down[axis]! * y, 6)
            for (const limits of [box, around[0]!]) {
              expect(along).toBeGreaterThanOrEqual(limits.min[axis]! - 1e-6)
              expect(along).toBeLessThanOrEqual(limits.max[axis]! + 1e-6)
            }
          })
        }
      },
    ),
  )
})

it('[SCN9] a slice that shows nothing of the volume is not in the scene', () => {
  const box: Box3 = { min: [400, 300, 200], max: [600, 700, 800] }
  const of = (position: Vec3) => {
    const plane = planeOf({ position, nmPerPixel: 1, orientation: [0, 0, 0, 1] }, 'xy', rect, 1)
    return slicePart({ plane, rect, box }, [0, 0, 0])
  }
  expect(of([500, 500, 500])).toMatchObject({ count: 4 })
  expect(of([500, 500, 900])).toBeUndefined()
  expect(of([900, 500, 500])).toBeUndefined()
})
