import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boxOfPlaces, thinPlaces } from './thin-places.ts'

const coordinate = fc.oneof(
  fc.integer({ min: -50, max: 50 }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(Number.NaN, Infinity),
)
const drawnPlaces = fc
  .array(fc.tuple(coordinate, coordinate, coordinate), { maxLength: 60 })
  .map((places) => Float32Array.from(places.flat()))

function tuples(places: Float32Array): string[] {
  return Array.from({ length: places.length / 3 }, (_, i) => places.subarray(3 * i, 3 * i + 3).join())
}

describe('places that are thinned', () => {
  it('[FN1] are some of the places, at most so many, and all where there are no more', () => {
    fc.assert(
      fc.property(drawnPlaces, fc.integer({ min: 1, max: 40 }), (places, most) => {
        const known = tuples(places).filter((one) => one.split(',').map(Number).every(Number.isFinite))
        const kept = tuples(thinPlaces(places, most))
        expect(kept.length).toBeLessThanOrEqual(Math.max(most, places.length <= 3 * most ? known.length : 0))
        expect(known).toEqual(expect.arrayContaining(kept))
        expect(kept.length > 0).toBe(known.length > 0)
        if (places.length <= 3 * most) expect(kept).toEqual(known)
      }),
    )
  })

  it('[FN1] are spread: no place of a line is far from one that is kept', () => {
    const line = Float32Array.from({ length: 30_000 }, (_, i) => (i % 3 === 0 ? i : 7))
    const kept = Array.from(thinPlaces(line, 100)).filter((_, i) => i % 3 === 0)
    expect(kept.length).toBeGreaterThan(49)
    const gaps = [...kept.slice(1), 30_000].map((x, i) => x - kept[i]!)
    expect(Math.max(...gaps)).toBeLessThan(2 * (30_000 / 50))
  })

  it('[FN1] may all be one', () => {
    expect(thinPlaces(new Float32Array(3000).fill(5), 10)).toEqual(Float32Array.of(5, 5, 5))
  })
})

it('[FN1] the box holds all places, and there is none without any', () => {
  expect(boxOfPlaces(Float32Array.of(1, 9, 3, Number.NaN, 0, 0, -1, 4, 8))).toEqual({ min: [-1, 4, 3], max: [1, 9, 8] })
  expect(boxOfPlaces(Float32Array.of(Infinity, 0, 0))).toBeUndefined()
})
