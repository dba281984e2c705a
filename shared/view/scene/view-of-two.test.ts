import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Quaternion, Vec3 } from '../../geometry.ts'
import { dot, normalised, rotate, subtract } from '../vectors.ts'
import { sceneAxes } from './scene-moves.ts'
import { viewOfTwo } from './view-of-two.ts'

const part = fc.double({ min: -1, max: 1, noNaN: true })
const turns = fc.tuple(part, part, part, part).map((q): Quaternion => normalised(q))

/** Points along a line, nanometres. */
function line(from: Vec3, to: Vec3, count = 40): readonly Vec3[] {
  const along = subtract(to, from)
  return Array.from({ length: count }, (_, i) => {
    const share = i / (count - 1)
    return [from[0] + along[0] * share, from[1] + along[1] * share, from[2] + along[2] * share]
  })
}

const turnedBy = (turn: Quaternion, points: readonly Vec3[]) => points.map((point) => rotate(turn, point))

/** The cosine between the view's direction and a direction of the world. */
const cosineTo = (orientation: Quaternion, direction: Vec3) => Math.abs(dot(rotate(orientation, [0, 0, 1]), direction))

describe('the view of two', () => {
  it('[TD8] looks across the line from one to the other', () => {
    fc.assert(
      fc.property(turns, turns, (turn, orientation) => {
        const [a, b] = [turnedBy(turn, [[0, 0, 0]]), turnedBy(turn, [[1000, 0, 0]])]
        const view = viewOfTwo(a, b, orientation)
        expect(cosineTo(view, rotate(turn, [1, 0, 0]))).toBeLessThan(0.5)
        // The two are seen apart.
        const { right, down } = sceneAxes({ orientation: view })
        const between = subtract(b[0]!, a[0]!)
        expect(Math.hypot(dot(between, right), dot(between, down))).toBeGreaterThan(800)
      }),
      { numRuns: 30, endOnFailure: true },
    )
  })

  it('[TD8] sees two crossed neurites from the side on which they cross, and not along one of them', () => {
    fc.assert(
      fc.property(turns, turns, (turn, orientation) => {
        const a = turnedBy(turn, line([-2000, 0, 0], [2000, 0, 0]))
        const b = turnedBy(turn, line([0, -2000, 50], [0, 2000, 50]))
        const view = viewOfTwo(a, b, orientation)
        expect(cosineTo(view, rotate(turn, [1, 0, 0]))).toBeLessThan(0.8)
        expect(cosineTo(view, rotate(turn, [0, 1, 0]))).toBeLessThan(0.8)
      }),
      { numRuns: 30, endOnFailure: true },
    )
  })

  it('[TD8] sees two that run side by side from where there is a gap between them', () => {
    fc.assert(
      fc.property(turns, turns, (turn, orientation) => {
        const a = turnedBy(turn, line([-2000, 0, 0], [2000, 0, 0], 80))
        const b = turnedBy(turn, line([-2000, 0, 600], [2000, 0, 600], 80))
        const view = viewOfTwo(a, b, orientation)
        // Neither along the two nor along the line from one to the other.
        expect(cosineTo(view, rotate(turn, [1, 0, 0]))).toBeLessThan(0.8)
        expect(cosineTo(view, rotate(turn, [0, 0, 1]))).toBeLessThan(0.8)
      }),
      { numRuns: 30, endOnFailure: true },
    )
  })

  it('[TD8] stays where it is when nothing is seen better from elsewhere', () => {
    const a: readonly Vec3[] = [[0, 0, 0]]
    const at: Quaternion = [0, 0, 0, 1]
    expect(viewOfTwo(a, [[1000, 0, 0]], at)).toEqual(at)
    expect(viewOfTwo(a, [[0, 0, 0]], at)).toEqual(at)
    expect(viewOfTwo(a, [], at)).toEqual(at)
    expect(viewOfTwo([], a, at)).toEqual(at)
  })

  it('[TD8] takes as many points as there are', () => {
    const a = line([0, 0, 0], [5000, 0, 0], 20_000)
    const b = line([5000, 0, 0], [5000, 5000, 0], 20_000)
    expect(cosineTo(viewOfTwo(a, b, [0.5, 0.5, 0.5, 0.5]), [0, 0, 1])).toBeGreaterThan(0.7)
  })
})
