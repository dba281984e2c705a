import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jointEnds, type MarkPoint, NAME_RADIUS, namePlaces, STEM } from './mark-places.ts'

const PANEL = { width: 400, height: 300 }
const a = (x: number, y: number): MarkPoint => ({ x, y, side: 'a' })
const b = (x: number, y: number): MarkPoint => ({ x, y, side: 'b' })

describe('the names of marks', () => {
  it('[TL18] stand beside their points, on the far side from the contact', () => {
    const coordinate = fc.integer({ min: 60, max: 240 })
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, coordinate, (ax, ay, bx, by) => {
        fc.pre(Math.hypot(ax - bx, ay - by) >= 2)
        const points = [a(ax, ay), b(bx, by)]
        const contact = { x: (ax + bx) / 2, y: (ay + by) / 2 }
        namePlaces(points, PANEL).forEach((place, i) => {
          const fromPoint = Math.hypot(place!.x - points[i]!.x, place!.y - points[i]!.y)
          expect(fromPoint).toBeCloseTo(STEM)
          expect(Math.hypot(place!.x - contact.x, place!.y - contact.y)).toBeGreaterThan(STEM)
        })
      }),
    )
  })

  it('[TL18] stay inside the panel, and one point alone has its name above it', () => {
    expect(namePlaces([a(200, 150)], PANEL)[0]!.y).toBeLessThan(150 - NAME_RADIUS)
    const place = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 300 }))
    fc.assert(
      fc.property(place, place, (one, other) => {
        for (const { x, y } of namePlaces([a(...one), b(...other)], PANEL).map((at) => at!)) {
          expect(Math.min(x, y, PANEL.width - x, PANEL.height - y)).toBeGreaterThanOrEqual(NAME_RADIUS)
        }
      }),
    )
  })

  it('[TL18] a stroke of seeds has one name, and both sides have theirs', () => {
    const stroke = [0, 10, 20, 30].map((x) => a(100 + x, 100))
    const places = namePlaces([...stroke, b(120, 110), a(300, 100)], PANEL)
    expect(places.map((place) => place !== undefined)).toEqual([true, false, false, false, true, true])
  })

  it('[TL18] the line between two points leaves out its middle', () => {
    for (const distance of [2, 10, 50, 300]) {
      const ends = jointEnds({ x: 0, y: 0 }, { x: distance, y: 0 })
      expect(ends).toHaveLength(2)
      expect(ends[0]!.to.x).toBeLessThan(0.4 * distance)
      expect(ends[1]!.to.x).toBeGreaterThan(0.6 * distance)
    }
    expect(jointEnds({ x: 5, y: 5 }, { x: 5, y: 5 })).toEqual([])
  })
})
