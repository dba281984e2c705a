import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { VoxelType } from '../../../shared/volume/volume.ts'
import { histogramPath, histogramPlace, spanOf, typedValue, valueText } from './contrast.ts'

describe('histogram', () => {
  it('[UI8] has an outline whatever is counted', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 256, maxLength: 256 }), (counts) => {
        expect(histogramPath(Uint32Array.from(counts))).not.toContain('NaN')
      }),
    )
  })
})

describe('the span of the contrast', () => {
  const bins = new Uint32Array(256)
  const types: readonly VoxelType[] = ['uint8', 'uint16', 'uint32', 'int8', 'int16', 'float32', 'float64']
  const value = fc.double({ min: -1e9, max: 1e9, noNaN: true })

  it('[IM2] of 8 bits it is their range, of others that of the data and of black and white', () => {
    expect(spanOf('uint8', { bins, from: 0, to: 255 }, 60, 180)).toEqual({ from: 0, to: 255, step: 1 })
    expect(spanOf('int8', null, -5, 5)).toEqual({ from: -128, to: 127, step: 1 })
    expect(spanOf('uint16', { bins, from: 200, to: 695 }, 210, 690)).toEqual({ from: 200, to: 695, step: 1 })
    expect(spanOf('uint16', { bins, from: 200, to: 695 }, 0, 65535)).toEqual({ from: 0, to: 65600, step: 100 })
    expect(spanOf('float32', { bins, from: -0.513, to: 2.25 }, -0.5, 2)).toEqual({ from: -0.52, to: 2.25, step: 0.01 })
    expect(spanOf('float32', null, 0, 1)).toEqual({ from: 0, to: 1, step: 0.001 })
  })

  it('[IM2] holds black and white whatever the data, and has steps to go', () => {
    fc.assert(
      fc.property(fc.constantFrom(...types), value, value, value, value, (type, a, b, c, d) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const { from, to, step } = spanOf(type, { bins, from: Math.min(c, d), to: Math.max(c, d) }, low, high)
        expect(from).toBeLessThanOrEqual(low + step)
        expect(to).toBeGreaterThanOrEqual(high - step)
        expect(to).toBeGreaterThan(from)
        expect(step).toBeGreaterThan(0)
        const place = histogramPlace({ bins, from: Math.min(c, d), to: Math.max(c, d) }, { from, to, step })
        expect(Number.isFinite(place.x) && Number.isFinite(place.width)).toBe(true)
      }),
    )
  })
})

describe('values of black and white', () => {
  it.each([
    ['12', 12],
    [' -0.5 ', -0.5],
    ['−3', -3],
    ['.25', 0.25],
    ['1e-7', 1e-7],
    ['2.5E3', 2500],
    ['', undefined],
    ['abc', undefined],
    ['1,5', undefined],
    ['0x10', undefined],
    ['1e999', undefined],
    ['--1', undefined],
  ])('[IM2] %j is read as %s', (text, value) => expect(typedValue(text)).toBe(value))

  it('[IM2] is read as it is shown, to seven digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const read = typedValue(valueText(value))
        expect(read === undefined ? read : Math.abs(read - value) <= Math.abs(value) * 1e-6).toBe(true)
      }),
    )
  })
})
