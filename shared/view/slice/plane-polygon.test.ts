import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box3, Quaternion, Vec3 } from '../../geometry.ts'
import type { SliceKind } from '../camera.ts'
import { cameraAt, panel } from '../testing/volume-fixture.ts'
import { normalised, turnAbout } from '../vectors.ts'
import { polygonOf } from './plane-polygon.ts'
import { nmAt, planeOf } from './slice-plane.ts'

const kinds = fc.constantFrom<SliceKind>('xy', 'xz', 'yz')
const part = fc.double({ min: -1, max: 1, noNaN: true })
const turns = fc.tuple(part, part, part, part).map((q): Quaternion => normalised(q))
const corner = fc.integer({ min: -60, max: 10 })
const side = fc.integer({ min: 1, max: 80 })
const boxes = fc
  .tuple(corner, corner, corner, side, side, side)
  .map(([x, y, z, w, h, d]): Box3 => ({ min: [x, y, z], max: [x + w, y + h, z + d] }))

/** Twice the signed area; above 0 is clockwise on a screen whose y points down. */
function doubleArea(p: Float64Array): number {
  let sum = 0
  for (let i = 0; i < p.length; i += 2) {
    const j = (i + 2) % p.length
    sum += p[i]! * p[j + 1]! - p[j]! * p[i + 1]!
  }
  return sum
}

function contains(p: Float64Array, x: number, y: number, slack: number): boolean {
  for (let i = 0; i < p.length; i += 2) {
    const j = (i + 2) % p.length
    const length = Math.hypot(p[j]! - p[i]!, p[j + 1]! - p[i + 1]!)
    const cross = (p[j]! - p[i]!) * (y - p[i + 1]!) - (p[j + 1]! - p[i + 1]!) * (x - p[i]!)
    if (cross < -slack * length) return false
  }
  return true
}

function inBox(box: Box3, at: Vec3, slack: number): boolean {
  return at.every((nm, axis) => nm >= box.min[axis]! - slack && nm <= box.max[axis]! + slack)
}

describe('polygonOf', () => {
  it('[CO1] an aligned plane cuts the exact rectangle', () => {
    const plane = planeOf(cameraAt([100, 200, 300], 4), 'xz', panel(640, 400), 1)
    const polygon = polygonOf({ min: [60, 200, 200], max: [124, 264, 320] }, plane)
    expect([...polygon!]).toEqual([310, 175, 326, 175, 326, 205, 310, 205])
  })

  it('[CO2] of two boxes with a common face exactly one is cut by the plane on it, also when only the panel is turned', () => {
    fc.assert(
      fc.property(kinds, fc.integer({ min: -50, max: 50 }), fc.boolean(), (kind, level, turned) => {
        const n = kind === 'xy' ? 2 : kind === 'xz' ? 1 : 0
        const axis: Vec3 = [n === 0 ? 1 : 0, n === 1 ? 1 : 0, n === 2 ? 1 : 0]
        const q = turned ? turnAbout(axis, 0.7) : turnAbout(axis, 0)
        const plane = planeOf(cameraAt([level, level, level], 1, q), kind, panel(100, 100), 1)
        const below: Box3 = { min: [level - 30, level - 30, level - 30], max: [level + 30, level + 30, level + 30] }
        const max = [...below.max] as [number, number, number]
        const min = [...below.min] as [number, number, number]
        max[n] = level
        min[n] = level
        expect(polygonOf({ min: below.min, max }, plane)).toBeUndefined()
        expect(polygonOf({ min, max: below.max }, plane)).toHaveLength(8)
      }),
    )
  })

  it('[CO3] any cut is convex, clockwise on screen, of 3 to 6 vertices, and holds just the points of the box', () => {
    let inside = 0
    fc.assert(
      fc.property(boxes, kinds, turns, part, part, (box, kind, q, u, v) => {
        const plane = planeOf(cameraAt([3, -5, 7], 1.5, q), kind, panel(200, 160), 1)
        const x = 100 + u * 20
        const y = 80 + v * 20
        const at = nmAt(plane, x, y)
        const polygon = polygonOf(box, plane)
        if (inBox(box, at, -1e-6)) {
          inside++
          expect(polygon).toBeDefined()
          expect(contains(polygon!, x, y, 1e-4)).toBe(true)
        }
        if (polygon === undefined) return
        expect(polygon.length).toBeGreaterThanOrEqual(6)
        expect(polygon.length).toBeLessThanOrEqual(12)
        expect(doubleArea(polygon)).toBeGreaterThanOrEqual(0)
        for (let i = 0; i < polygon.length; i += 2) {
          expect(contains(polygon, polygon[i]!, polygon[i + 1]!, 1e-4)).toBe(true)
          expect(inBox(box, nmAt(plane, polygon[i]!, polygon[i + 1]!), 1e-3)).toBe(true)
        }
        if (!inBox(box, at, 1e-3)) expect(contains(polygon, x, y, -1e-3)).toBe(false)
      }),
      { numRuns: 2000 },
    )
    expect(inside).toBeGreaterThan(100)
  })

  it('[CO4] a regular hexagon where the plane halves a cube across its long diagonal', () => {
    const plane = planeOf(cameraAt([0, 0, 0], 1), 'xy', panel(100, 100), 1)
    const third = Math.sqrt(1 / 3)
    const exact = {
      ...plane,
      normal: [third, third, third] as Vec3,
      right: [Math.sqrt(1 / 2), -Math.sqrt(1 / 2), 0] as Vec3,
      down: [Math.sqrt(1 / 6), Math.sqrt(1 / 6), -Math.sqrt(2 / 3)] as Vec3,
    }
    const polygon = polygonOf({ min: [-10, -10, -10], max: [10, 10, 10] }, exact)!
    expect(polygon.length).toBe(12)
    const radii = [0, 2, 4, 6, 8, 10].map((i) => Math.hypot(polygon[i]! - 50, polygon[i + 1]! - 50))
    for (const radius of radii) expect(radius).toBeCloseTo(Math.sqrt(200), 6)
  })
})
