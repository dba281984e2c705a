import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../geometry.ts'
import { formatPosition, formatVoxel, parsePosition, plainPosition, voxelAt } from './format-position.ts'

const VOXEL: Vec3 = [8, 8, 40]
const read = (text: string): Vec3 | string => {
  const result = parsePosition(text, VOXEL)
  return result.ok ? result.value : result.problem.message
}

describe('positions as text', () => {
  it('[FP1] are shown with thin separators, a real minus and the unit', () => {
    expect(formatPosition([1250, 1250000.54, -300])).toBe('1\u202f250, 1\u202f250\u202f000.5, \u2212300 nm')
    expect(formatPosition([-0.01, 0, 999])).toBe('0, 0, 999 nm')
    expect(formatVoxel([125, 12345, -3])).toBe('125, 12\u202f345, \u22123')
    expect(plainPosition([1250, 1250000.5, -300])).toBe('1250, 1250000.5, -300 nm')
  })

  it('[FP2] what is shown or copied can be pasted', () => {
    const nm = fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 10)
    fc.assert(
      fc.property(fc.tuple(nm, nm, nm), (position) => {
        const same = position.map((each) => each + 0)
        expect(read(formatPosition(position))).toEqual(same)
        expect(read(plainPosition(position))).toEqual(same)
      }),
    )
  })

  it('[FP3] voxels are read as the middle of the voxel, and found again', () => {
    const voxel = fc.integer({ min: -1e6, max: 1e6 })
    fc.assert(
      fc.property(fc.tuple(voxel, voxel, voxel), (at) => {
        const back = read(formatVoxel(at))
        expect(typeof back).toBe('object')
        if (typeof back === 'object') expect(voxelAt(back, VOXEL)).toEqual(at)
      }),
    )
    expect(read('125 125 30')).toEqual([1004, 1004, 1220])
    expect(read('[125.5, 125.5, 30.5]')).toEqual([1004, 1004, 1220])
  })

  it('[FP4] what people paste is understood', () => {
    const expected = [1250, 1250, 300]
    const same = [
      '1250, 1250, 300 nm',
      '1250,1250,300nm',
      '(1250; 1250; 300) nm',
      '1250 nm, 1250 nm, 300 nm',
      '1,250, 1,250, 300 nm',
      'x: 1250, y: 1250, z: 300 nm',
      'x=1250 y=1250 z=300 NM',
      '1.25 1.25 0.3 um',
      '1.25 µm, 1250 nm, 0.3 µm',
      '\t1.25e3\n1250.0 +300 nm ',
    ]
    for (const text of same) expect([text, read(text)]).toEqual([text, expected])
    expect(read('125 125 30 vx')).toEqual([1004, 1004, 1220])
  })

  it('[FP5] anything else is refused with a sentence that shows an example', () => {
    for (const text of [
      '',
      '1 2',
      '1 2 3 4',
      'a b c',
      '1, 2, x',
      '1 2 3 miles',
      '1 nm 2 3',
      'NaN 1 2',
      '1e999 0 0 nm',
      '9'.repeat(500),
    ]) {
      expect(read(text)).toMatch(/three numbers|too long/)
    }
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) =>
        ['object', 'string'].includes(typeof read(text)),
      ),
    )
  })
})
