import { expect, it } from 'vitest'
import type { Box3 } from '../../geometry.ts'
import { boxIn, guessedUnit } from './length-unit.ts'

const VOLUME: Box3 = { min: [4000, 4000, 4000], max: [20_000, 20_000, 20_000] }
const box = (from: number, to: number): Box3 => ({ min: [from, from, from], max: [to, to, to] })

it('[EX10] lengths are taken in the most common unit with which a shape reaches into the volume', () => {
  expect(guessedUnit('surface', box(5000, 6000), VOLUME)).toBe('nm')
  expect(guessedUnit('surface', box(5, 6), VOLUME)).toBe('µm')
  expect(guessedUnit('skeleton', box(5, 6), VOLUME)).toBe('µm')
  expect(guessedUnit('skeleton', box(5000, 6000), VOLUME)).toBe('nm')
  expect(guessedUnit('skeleton', box(0.005, 0.006), VOLUME)).toBe('mm')
})

it('[EX10] where no unit brings it there, SWC is in micrometres, and surfaces are in nanometres', () => {
  expect(guessedUnit('skeleton', box(-9e8, -8e8), VOLUME)).toBe('µm')
  expect(guessedUnit('surface', box(-9e8, -8e8), VOLUME)).toBe('nm')
  expect(boxIn(box(1, 2), 'µm')).toEqual(box(1000, 2000))
})
