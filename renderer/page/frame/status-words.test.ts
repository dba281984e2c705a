import { describe, expect, it } from 'vitest'
import { testDataset } from '../view/testing/test-dataset.ts'
import { farOutWords } from './status-words.ts'

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
