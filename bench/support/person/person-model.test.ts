import { expect, it } from 'vitest'
import { randomFrom } from '../../random.ts'
import { actingSeconds, createPerson } from './person-model.ts'

it('a modelled person has the medians of the model, is wrong one time in ten, and is the same by the same seed', () => {
  const draw = (seed: number) => {
    const below = randomFrom(seed)
    const person = createPerson(() => below(2 ** 30) / 2 ** 30)
    return Array.from({ length: 4001 }, () => [person.search(), person.look(), person.isRight()] as const)
  }
  const drawn = draw(1)
  const middle = (which: 0 | 1) => drawn.map((one) => one[which]).sort((a, b) => a - b)[2000]!
  expect(Math.abs(middle(0) / 42 - 1)).toBeLessThan(0.05)
  expect(Math.abs(middle(1) / 17 - 1)).toBeLessThan(0.05)
  expect(Math.abs(drawn.filter(([, , isRight]) => isRight).length / 4001 - 0.9)).toBeLessThan(0.02)
  expect(draw(1)).toEqual(drawn)
  expect(actingSeconds({ keys: 1, clicks: 2 })).toBeCloseTo(1.35 + 0.84 + 2.2)
})
