import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trustedOdds, trustInAffinities } from './affinity-trust.ts'

const answer = (odds: number, bySizes: number | undefined, isError: boolean) => ({ odds, bySizes, isError })
const times = (count: number, one: ReturnType<typeof answer>) => Array.from({ length: count }, () => one)

describe('trust in affinities', () => {
  it('[LN8] is whole before any answer, and stays so while answers are as the model said', () => {
    expect(trustInAffinities([])).toBe(1)
    expect(trustInAffinities(times(100, answer(2, 0, true)))).toBe(1)
  })

  it('[LN8] is lost where sizes tell better, and one answer is not enough for that', () => {
    const refuted = answer(2, 0, false)
    expect(trustInAffinities([refuted])).toBeGreaterThan(0.95)
    expect(trustInAffinities(times(20, refuted))).toBeLessThan(0.01)
    // It comes back with answers that affinities told.
    expect(trustInAffinities([...times(20, refuted), ...times(100, answer(2, 0, true))])).toBe(1)
  })

  it('[LN8] is not touched by answers of which a model says nothing by sizes', () => {
    expect(trustInAffinities(times(50, answer(5, undefined, false)))).toBe(trustInAffinities([]))
    expect(trustedOdds({ odds: 3, bySizes: undefined }, 0)).toBe(3)
  })

  it('[LN8] with it the odds go from those of all evidence to those of sizes', () => {
    const two = { odds: 2, bySizes: -1 }
    expect(trustedOdds(two, 1)).toBe(2)
    expect(trustedOdds(two, 0)).toBeCloseTo(-1, 9)
    expect(trustedOdds(two, 0.5)).toBeLessThan(trustedOdds(two, 0.6))
  })

  it('[LN8] whatever is answered, trust is from 0 to 1 and odds are finite, between both', () => {
    const odds = fc.double({ min: -1e9, max: 1e9, noNaN: true })
    const example = fc.record({ odds, bySizes: fc.option(odds, { nil: undefined }), isError: fc.boolean() })
    fc.assert(
      fc.property(fc.array(example, { maxLength: 40 }), example, (answers, one) => {
        const trust = trustInAffinities(answers)
        expect(trust).toBeGreaterThanOrEqual(0)
        expect(trust).toBeLessThanOrEqual(1)
        const mixed = trustedOdds(one, trust)
        expect(Number.isFinite(mixed)).toBe(true)
        if (one.bySizes === undefined || trust === 1) return
        const within = (value: number) => Math.min(30, Math.max(-30, value))
        const [low, high] = [one.odds, one.bySizes].map(within).sort((p, q) => p - q)
        expect(mixed).toBeGreaterThanOrEqual(low! - 1e-3)
        expect(mixed).toBeLessThanOrEqual(high! + 1e-3)
      }),
    )
  })
})
