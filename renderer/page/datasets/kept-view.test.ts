import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UNDESCRIBED } from '../../../shared/formats/testing/undescribed.ts'
import type { Layer } from '../view/view-state.ts'
import { initialView, type View } from '../view/view-state.ts'
import { defaultLayerView } from './first-view.ts'
import { keepView, parseKeptView, readKeptView, viewKey, withKeptViews } from './kept-view.ts'

const volume: Layer['volume'] = {
  kind: 'segmentation',
  voxelType: 'uint64',
  scales: [
    {
      key: 's0',
      size: [10, 10, 10],
      resolution: [8, 8, 40],
      voxelOffset: [0, 0, 0],
      chunkSize: [64, 64, 64],
    },
  ],
}
const layer: Layer = {
  id: '/seg',
  name: 'seg',
  sourceId: '1',
  location: '/seg',
  volume,
  axes: [],
  described: UNDESCRIBED,
  view: defaultLayerView(volume),
}

function memory() {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
}

const view: View = {
  ...initialView,
  camera: { position: [1, -2, 3.5], nmPerPixel: 4, orientation: [0, 0, 0, 1] },
  sceneShapes: 'skeletons',
  layout: 'xz',
  selection: [
    { id: 2n ** 64n - 1n, supervoxel: 2n ** 64n - 2n, supervoxels: null, layerId: '/seg', pickedAt: [1, 2, 3] },
  ],
  current: 0,
}

describe('the kept view', () => {
  it('[UI3, SK8] comes back as it was kept, ids exact', () => {
    const store = memory()
    const changed: Layer = { ...layer, view: { ...defaultLayerView(volume), visible: false } }
    keepView(store, ['/seg'], view, [changed])
    const kept = readKeptView(store, ['/seg'])
    expect(kept?.view).toEqual(view)
    expect(withKeptViews([layer], kept)).toEqual([changed])
    expect(readKeptView(store, ['/other'])).toBeUndefined()
  })

  it('[UI3] text that is corrupt or says something impossible is as good as none', () => {
    const store = memory()
    keepView(store, ['/seg'], view, [layer])
    const text = store.getItem(viewKey(['/seg'])) ?? ''
    expect(viewKey(['https://host/v?token=hush'])).toBe(viewKey(['https://host/v?token=later']))
    expect(parseKeptView(text)).toBeDefined()
    for (const bad of ['', '{', 'null', '[]', '{}', text.replace('"xz"', '"zx"'), text.replace('-2', '"a"')]) {
      expect(parseKeptView(bad), bad).toBeUndefined()
    }
    expect(parseKeptView(text.replace('18446744073709551615', '-1'))).toBeUndefined()
    expect(parseKeptView(text.replace('"nmPerPixel":4', '"nmPerPixel":0'))).toBeUndefined()
  })

  it('[UI3] never throws on any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const kept = parseKeptView(text)
        if (kept) expect(kept.view.camera.nmPerPixel).toBeGreaterThan(0)
      }),
    )
  })

  it('[UI3] a store that refuses to write is no error', () => {
    const store = {
      getItem: () => null,
      setItem: () => {
        throw new Error('quota')
      },
    }
    expect(() => keepView(store, ['/seg'], view, [layer])).not.toThrow()
  })
})
