import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Quaternion, Vec3 } from '../../geometry.ts'
import type { SliceKind } from '../camera.ts'
import { cameraAt, panel } from '../testing/volume-fixture.ts'
import { dot, normalised, turnAbout } from '../vectors.ts'
import { isAxisAligned, nmAt, pixelAt, planeOf } from './slice-plane.ts'

const KINDS: readonly SliceKind[] = ['xy', 'xz', 'yz']
const kinds = fc.constantFrom(...KINDS)
const part = fc.double({ min: -1, max: 1, noNaN: true })
const turns = fc.tuple(part, part, part, part).map((q): Quaternion => normalised(q))
const nm = fc.double({ min: -1e6, max: 1e6, noNaN: true })

describe('slice planes', () => {
  it('[VW1] panels lie as in Neuroglancer: z grows to the left in yz; the normal is the third axis, where it grows', () => {
    const axes = (kind: SliceKind): readonly Vec3[] => {
      const { right, down, normal } = planeOf(cameraAt([1, 2, 3], 4), kind, panel(100, 50), 1)
      return [right, down, normal]
    }
    const [x, y, z]: Vec3[] = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]
    expect(axes('xy')).toEqual([x, y, z])
    expect(axes('xz')).toEqual([x, z, y])
    expect(axes('yz')).toEqual([[0, 0, -1], y, x])
  })

  it('[VW2] a turn by right angles leaves a plane exactly along the axes, a smaller one does not', () => {
    fc.assert(
      fc.property(
        kinds,
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom<Vec3>([1, 0, 0], [0, 1, 0], [0, 0, 1]),
        (kind, n, axis) => {
          const at = (radians: number) =>
            planeOf(cameraAt([0, 0, 0], 4, turnAbout(axis, radians)), kind, panel(100, 50), 1)
          expect(isAxisAligned(at((n * Math.PI) / 2))).toBe(true)
          expect(isAxisAligned(at((n * Math.PI) / 2 + 1e-4))).toBe(false)
        },
      ),
    )
  })

  it('[VW3] the centre of pixel (i, j) lies where the contract of SlicePlane says, also at a device pixel ratio of 2', () => {
    const plane = planeOf(cameraAt([1000, 2000, 3000], 8), 'yz', panel(100, 50), 2)
    // 4 nm a device pixel; 49.5 and 9.5 pixels left of and above the centre; z grows to the left, y down.
    expect(nmAt(plane, 0.5, 15.5)).toEqual([1000, 2000 - 9.5 * 4, 3000 + 49.5 * 4])
  })

  it('[VW4] axes are orthonormal under any turn, and pixelAt takes nmAt back', () => {
    fc.assert(
      fc.property(kinds, turns, nm, nm, (kind, q, x, y) => {
        const plane = planeOf(cameraAt([500, -700, 900], 3.5, q), kind, panel(640, 400), 1.25)
        expect(dot(plane.right, plane.down)).toBeCloseTo(0, 8)
        expect(dot(plane.right, plane.normal)).toBeCloseTo(0, 8)
        expect(dot(plane.normal, plane.normal)).toBeCloseTo(1, 8)
        const back = pixelAt(plane, nmAt(plane, x, y))
        expect(Math.abs(back.x - x)).toBeLessThan(1e-4)
        expect(Math.abs(back.y - y)).toBeLessThan(1e-4)
        expect(Math.abs(back.off)).toBeLessThan(1e-2)
      }),
    )
  })
})
