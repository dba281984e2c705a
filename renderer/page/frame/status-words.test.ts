import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { testDataset } from '../view/testing/test-dataset.ts'
import { farOutWords, greyText } from './status-words.ts'

const figures = {
  wanted: 9,
  ready: 9,
  failed: 0,
  failure: null,
  empty: [],
  bytesPerSecond: 0,
  bytesTotal: 0,
  gpuBytes: 0,
  memoryBytes: 0,
}

describe('values of voxels', () => {
  it('[IM3] are exact, and as short as that allows', () => {
    expect([0.1, -2.5, 16777217, Number.NaN, 1e-7].map((value) => greyText(Math.fround(value), 'float32'))).toEqual([
      '0.1',
      '-2.5',
      '16777216',
      'NaN',
      '1e-7',
    ])
    expect(greyText(4294967295, 'uint32')).toBe('4294967295')
    expect(greyText(0.1, 'float64')).toBe('0.1')
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        // −0 is written as 0.
        expect(Math.fround(Number(greyText(value, 'float32'))) === value).toBe(true)
      }),
    )
  })
})

describe('too far out', () => {
  it('[UI24] names the layer, why the rest does not come, and what helps', () => {
    const [layer] = testDataset.layers
    const far = farOutWords({ dataset: testDataset, progress: { ...figures, tooFarOut: [layer!.id] } })
    const whose = layer!.volume.scales.length === 1 ? 'one scale' : 'coarsest scale'
    expect(far).toBe(
      `Too far out for the ${whose} of ${layer!.name}: only the middle is drawn, and the rest will not come. Zoom in to see it.`,
    )
    expect(farOutWords({ dataset: testDataset, progress: { ...figures, tooFarOut: [] } })).toBeUndefined()
    expect(farOutWords({ dataset: null, progress: null })).toBeUndefined()
  })
})
