import { describe, expect, it } from 'vitest'
import type { LayoutKind } from '../../../shared/contracts/host-api.ts'
import { UNDESCRIBED } from '../../../shared/formats/testing/undescribed.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { Layer } from './view-state.ts'
import { initialView } from './view-state.ts'
import { type EmptyParts, whyEmpty } from './why-empty.ts'

/** 800 x 800 x 800 nm from the origin. */
const layer: Layer = {
  id: '/d/em',
  name: 'em',
  sourceId: 's',
  location: '/d/em',
  volume: {
    kind: 'image',
    voxelType: 'uint8',
    scales: [
      {
        key: '8_8_8',
        size: [100, 100, 100],
        resolution: [8, 8, 8],
        voxelOffset: [0, 0, 0],
        chunkSize: [64, 64, 64],
      },
    ],
  },
  axes: [],
  described: UNDESCRIBED,
  view: { kind: 'image', visible: true, opacity: 1, black: 0, white: 255, smooth: true },
}

const progress = {
  ...{ wanted: 4, ready: 4, failed: 0, failure: null, empty: [], tooFarOut: [] },
  ...{ bytesPerSecond: 0, bytesTotal: 0, gpuBytes: 0, memoryBytes: 0 },
}

function state(position: Vec3, more: Partial<EmptyParts> = {}, layout: LayoutKind = 'xy'): EmptyParts {
  return {
    ...initialView,
    camera: { position, nmPerPixel: 1, orientation: [0, 0, 0, 1] },
    layout,
    dataset: { name: 'd', locations: ['/d'], layers: [layer] },
    extent: { width: 200, height: 100, devicePixelRatio: 1 },
    progress,
    ...more,
  }
}

const texts = (parts: EmptyParts) => whyEmpty(parts).map(({ text }) => text)

describe('whyEmpty', () => {
  it('[WH4] a view beside, above or below the volume is told, to the pixel, and fitting helps', () => {
    const outside = [{ text: 'The view lies outside everything that is open.', fitHelps: true }]
    for (const position of [
      [-101, 400, 400],
      [901, 400, 400],
      [400, -51, 400],
      [400, 400, -1],
      [400, 400, 800],
    ] as const) {
      expect(whyEmpty(state(position)), `${position}`).toEqual(outside)
    }
    for (const position of [
      [-99, 400, 400],
      [899, 400, 400],
      [400, -49, 400],
      [400, 400, 0],
      [400, 400, 799],
    ] as const) {
      expect(whyEmpty(state(position)), `${position}`).toEqual([])
    }
    expect(texts(state([-60, 400, 815], {}, '4panel'))).toEqual([outside[0]?.text])
    expect(texts(state([50, 400, 815], {}, '4panel'))).toEqual([])
    expect(texts(state([9000, 400, 400], {}, '3d'))).toEqual([])
  })

  it('[WH5] hidden layers are told; nothing is told while nothing is open or laid out', () => {
    const hidden = { ...layer, view: { ...layer.view, visible: false } }
    const parts = state([400, 400, 400])
    expect(texts({ ...parts, dataset: { name: 'd', locations: ['/d'], layers: [hidden] } })).toEqual([
      'Every layer is hidden: show one in the list on the left.',
    ])
    expect(texts({ ...parts, dataset: null })).toEqual([])
    expect(texts(state([9000, 0, 0], { extent: { width: 0, height: 0, devicePixelRatio: 1 } }))).toEqual([])
  })

  it('[WH1] a scale of which no chunk is stored is named with its folder', () => {
    const empty = (asked: number) => ({
      progress: { ...progress, empty: [{ layerId: '/d/em', scaleKey: '8_8_8', asked }] },
    })
    expect(texts(state([400, 400, 400], empty(7)))).toEqual([
      'em: None of the 7 chunks asked for in its scale 8_8_8 is there. Nothing may be stored at this place; if it is empty everywhere, the files are missing from /d/em/8_8_8.',
    ])
    expect(texts(state([400, 400, 400], empty(1)))[0]).toContain(
      'The one chunk asked for in its scale 8_8_8 is not there',
    )
    expect(
      texts(state([400, 400, 400], { progress: { ...progress, empty: [{ layerId: 'x', scaleKey: 's', asked: 1 }] } })),
    ).toEqual([])
  })
})
