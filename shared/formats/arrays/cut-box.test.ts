import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutBox, swapped } from './cut-box.ts'

describe('boxes of values', () => {
  const cases = fc.record({
    whole: fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 1, max: 6 }))),
    order: fc.constantFrom([0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0], [2, 0, 1], [0, 2, 1]),
    valueBytes: fc.constantFrom(1, 2, 4, 8),
    at: fc.constantFrom(0, 3, 8),
    size: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }))),
  })

  it('[ZR1] are copied x fastest, from any order of memory and any place in a buffer', () => {
    fc.assert(
      fc.property(cases, ({ whole, order, valueBytes, at, size: parts }) => {
        const count = whole[0]! * whole[1]! * whole[2]!
        const buffer = new Uint8Array(at + count * valueBytes).map((_, i) => (i * 37) & 255)
        const values = buffer.subarray(at)
        const strides: [number, number, number] = [0, 0, 0]
        let stride = 1
        for (const axis of order) {
          strides[axis] = stride
          stride *= whole[axis]!
        }
        const size = whole.map((length, axis) => 1 + Math.floor(parts[axis]! * length)) as [number, number, number]
        const box = cutBox(values, valueBytes, { offset: 0, strides }, size)
        expect(box.buffer.byteLength).toBe(size[0] * size[1] * size[2] * valueBytes)
        let to = 0
        for (let z = 0; z < size[2]; z++)
          for (let y = 0; y < size[1]; y++)
            for (let x = 0; x < size[0]; x++, to += valueBytes) {
              const from = (x * strides[0] + y * strides[1] + z * strides[2]) * valueBytes
              expect(box.slice(to, to + valueBytes)).toEqual(values.slice(from, from + valueBytes))
            }
      }),
    )
  })

  it('[ZR1] big-endian values are turned around', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.constantFrom(1, 2, 4, 8), (bytes, valueBytes) => {
        const whole = bytes.slice(0, bytes.length - (bytes.length % valueBytes))
        const turned = Array.from({ length: whole.length / valueBytes }, (_, i) =>
          [...whole.slice(i * valueBytes, (i + 1) * valueBytes)].reverse(),
        )
        expect([...swapped(whole.slice(), valueBytes)]).toEqual(turned.flat())
      }),
    )
  })
})
