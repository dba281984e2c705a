import { expect, it } from 'vitest'
import { huesOf } from './scene-hues.ts'

it('[SL15] the hues of a panel are those of its own pixels, and grey ones have none', () => {
  const canvas = { width: 4, height: 3 }
  const pixels = new Uint8Array(4 * 12).fill(90)
  const set = (x: number, y: number, colour: readonly number[]) => pixels.set(colour, 4 * ((2 - y) * 4 + x))
  set(1, 0, [200, 20, 20])
  set(2, 0, [20, 200, 20])
  set(1, 1, [20, 20, 200])
  set(2, 1, [200, 20, 60])
  // Outside of the panel.
  set(0, 0, [200, 200, 20])
  set(1, 2, [200, 200, 20])
  expect(huesOf(pixels, canvas, { x: 1, y: 0, width: 2, height: 2 })).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1])
})
