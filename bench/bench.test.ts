import { describe, expect, it } from 'vitest'
import { isAskedByName, isWanted, mayBeWanted, summariseSamples } from './bench.ts'

describe('choosing benchmarks', () => {
  it.each([
    ['view/pan', [], true],
    ['view/pan', ['view'], true],
    ['view/pan', ['view/'], true],
    ['view/pan', ['view/pan'], true],
    ['view/pan', ['decode', 'view/pan'], true],
    ['view/pan', ['view/p'], false],
    ['view/pan', ['view/pan/fib25'], false],
  ])('[HO7] %s with the filters %j: %s', (name, filters, wanted) => {
    expect(isWanted(name, filters)).toBe(wanted)
  })

  it('[HO7] loads a bench when a filter asks for a part of it, and not for another', () => {
    expect(mayBeWanted('view', ['view/pan'])).toBe(true)
    expect(mayBeWanted('decode', ['view/pan'])).toBe(false)
  })
})

describe('benchmarks that take minutes', () => {
  it.each([
    [[], false],
    [['view'], false],
    [['view/memory'], true],
    [['view/memory/neurons'], true],
    [['import'], true],
  ])(
    '[HO7] are measured at length when they are asked for by name, and not with all others: %j',
    (filters, isNamed) => {
      expect(isAskedByName((name) => isWanted(name, filters))).toBe(isNamed)
    },
  )
})

describe('percentiles', () => {
  it('[HO8] are samples that were measured, whatever their order', () => {
    const samples = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect(summariseSamples(samples)).toEqual({ n: 100, p50: 50, p95: 95 })
    expect(summariseSamples([7])).toEqual({ n: 1, p50: 7, p95: 7 })
  })
})
