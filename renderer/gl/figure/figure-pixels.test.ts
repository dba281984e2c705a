import fc from 'fast-check'
import { expect, it } from 'vitest'
import { topDown, withoutBackground } from './figure-pixels.ts'

it('[EX8] the rows of a picture come from top to bottom', () => {
  const pixels = Uint8Array.from({ length: 2 * 3 * 4 }, (_, i) => i)
  expect(Array.from(topDown(pixels, 2, 3))).toEqual([
    ...[16, 17, 18, 19, 20, 21, 22, 23],
    ...[8, 9, 10, 11, 12, 13, 14, 15],
    ...[0, 1, 2, 3, 4, 5, 6, 7],
  ])
})

it('[EX8] a picture on black and on white gives its colours and how much they cover', () => {
  const byte = fc.integer({ min: 0, max: 255 })
  fc.assert(
    fc.property(byte, byte, byte, byte, (r, g, b, alpha) => {
      const on = (background: number) =>
        Uint8ClampedArray.of(...[r, g, b].map((part) => (part * alpha + background * (255 - alpha)) / 255), 255)
      const [red, green, blue, covered] = withoutBackground(on(0), on(255))
      expect(Math.abs(covered! - alpha)).toBeLessThanOrEqual(1)
      // A byte on black tells a colour the less exactly, the less of it covers.
      const near = alpha === 0 ? 255 : Math.ceil(255 / alpha) + 1
      for (const [found, wanted] of [
        [red, r],
        [green, g],
        [blue, b],
      ]) {
        expect(Math.abs(found! - (alpha === 0 ? 0 : wanted!))).toBeLessThanOrEqual(near)
      }
    }),
  )
})
