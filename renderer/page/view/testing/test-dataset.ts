import { UNDESCRIBED } from '../../../../shared/formats/testing/undescribed.ts'
import type { Volume } from '../../../../shared/volume/volume.ts'
import { defaultLayerView } from '../../datasets/first-view.ts'
import type { Dataset, Layer } from '../view-state.ts'

/** A dataset for tests: one image and one segmentation of 8 x 8 x 40 nm. */
export const testDataset: Dataset = {
  name: 'test',
  locations: ['/em', '/seg'],
  layers: [testLayer('/em', 'image'), testLayer('/seg', 'segmentation')],
}

function testLayer(id: string, kind: Volume['kind']): Layer {
  const volume: Volume = {
    kind,
    voxelType: kind === 'image' ? 'uint8' : 'uint64',
    scales: [
      {
        key: 's0',
        size: [100, 100, 50],
        resolution: [8, 8, 40],
        voxelOffset: [0, 0, 0],
        chunkSize: [64, 64, 64],
      },
    ],
  }
  return {
    id,
    name: id,
    sourceId: id,
    location: id,
    volume,
    axes: [],
    described: UNDESCRIBED,
    view: defaultLayerView(volume),
  }
}
