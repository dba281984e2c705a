import { describe, expect, it } from 'vitest'
import { readFixture } from '../../../fixtures/fixture.ts'
import { linkedCamera } from './linked-camera.ts'
import type { LinkedView } from './linked-view.ts'
import { readNeuroglancerLink } from './read-link.ts'
import { isNeuroglancerState, readNeuroglancerView } from './read-view.ts'
import { LEGACY, PASTED, PERCENT_ENCODED, TODAY } from './testing/made-links.ts'

function viewOf(json: unknown): LinkedView {
  const view = readNeuroglancerView(json, 'The link')
  if (!view.ok) throw new Error(view.problem.message)
  return view.value
}

function linked(text: string): LinkedView {
  const link = readNeuroglancerLink(text)
  if (!link.ok || link.value.kind !== 'state') throw new Error('expected a state')
  return viewOf(link.value.json)
}

const layers = [{ name: 'em', type: 'image', source: 'precomputed://gs://b/em' }]
const leftOf = (more: object) => viewOf({ layers, ...more }).leftOut.map(({ sentence }) => sentence)
const lookOf = (layer: object) => viewOf({ layers: [{ ...layers[0], ...layer }] }).layers[0]?.look

describe('a state of today', () => {
  const view = linked(PERCENT_ENCODED)

  it('[NG2] says where the view is, in the voxels of its own dimensions', () => {
    expect(view).toMatchObject({ voxelNm: [8, 8, 40], position: [1000.5, 2000.5, 300.5], voxelsPerPixel: 0.5 })
    expect(linkedCamera(view, [1, 1, 1])).toEqual({
      position: [8004, 16004, 12020],
      nmPerPixel: 4,
      orientation: view.orientation,
      // 4096 voxels of 8 nm over the height of the panel.
      scene: { orientation: undefined, nmPerHeight: 32_768, projection: 'orthographic', showsSlices: undefined },
    })
    expect(view.orientation?.map((part) => Number(part.toFixed(12)))).toEqual([0, 0, 0.6, 0.8])
    expect(view.places).toEqual([{ axis: 't', place: 7 }])
    expect(view).toMatchObject({ layout: 'xy', crosshair: false, title: 'Two neurons', layerCount: 7 })
  })

  it('[NG2] says what its layers are and how they look', () => {
    const [em, mito, cells, moved] = view.layers
    expect(em).toMatchObject({ name: 'em', kind: 'image', sources: ['precomputed://https://example.org/em'] })
    expect(em).toMatchObject({ voxelNm: [8, 8, 40], visible: true })
    expect(em?.look).toMatchObject({ opacity: 0.8, contrast: { black: 30, white: 200 } })
    // Neuroglancer's own opacity of an image over another.
    expect(mito?.look.opacity).toBe(0.5)
    expect(cells).toMatchObject({ kind: 'segmentation', sources: ['precomputed://s3://bucket/cells'] })
    expect(cells?.look).toMatchObject({ selectedOpacity: 0.4, otherOpacity: 0.1, colourSeed: 7 })
    expect(cells?.look.segments).toEqual([864691135939395893n, 864691135939395n, 15n])
    expect(moved).toMatchObject({ visible: false, sources: ['n5://https://example.org/n5'] })
    expect(view.layers).toHaveLength(4)
  })

  it('[NG3] what of it is not shown is listed by name, and nothing else', () => {
    expect(view.leftOut).toEqual([
      { weight: 'part', sentence: 'Layer "mitochondria": its shader code is not used' },
      {
        weight: 'part',
        sentence:
          'Layer "cells": of precomputed://s3://bucket/skeletons nothing is shown but for skeletons, which Skein does not show',
      },
      {
        weight: 'part',
        sentence: 'Layer "cells": its equivalences (1 group of segments shown as one) are not applied',
      },
      { weight: 'part', sentence: 'Layer "cells": 1 segment listed but hidden there, not selected here' },
      { weight: 'part', sentence: 'Layer "cells": not read as ids of segments: x, 0' },
      { weight: 'setting', sentence: 'Layer "cells": settings that are not used: objectAlpha' },
      {
        weight: 'part',
        sentence: 'Layer "moved": its transform is not applied; the layer lies where its own description says',
      },
      { weight: 'layer', sentence: 'Layer "outline" is of the type "mesh", which Skein does not show' },
      {
        weight: 'layer',
        sentence:
          'Layer "synapses": 6 annotations (1 point, 1 line, 1 box, 1 ellipsoid, 1 polyline, 1 that cannot be read) are not shown yet',
      },
      {
        weight: 'layer',
        sentence: 'Layer "nuclei": the annotations of precomputed://gs://bucket/nuclei are not shown yet',
      },
      { weight: 'part', sentence: 'The layout "xy-3d" is shown as the XY panel alone' },
      { weight: 'setting', sentence: 'Settings that are not used: selectedLayer' },
    ])
  })

  it('[NG2] annotations are kept with their points and words', () => {
    const made = view.annotations.map((one) => ({ ...one, items: one.items?.() }))
    expect(made).toEqual([
      {
        layer: 'synapses',
        voxelNm: [8, 8, 40],
        count: 5,
        items: [
          { kind: 'point', points: [[1, 2, 3]], description: 'to check' },
          {
            kind: 'line',
            points: [
              [1, 2, 3],
              [4, 5, 6],
            ],
          },
          {
            kind: 'box',
            points: [
              [1, 2, 3],
              [4, 5, 6],
            ],
          },
          {
            kind: 'ellipsoid',
            points: [
              [1, 2, 3],
              [4, 5, 6],
            ],
          },
          {
            kind: 'polyline',
            points: [
              [1, 2, 3],
              [4, 5, 6],
            ],
          },
        ],
      },
    ])
  })
})

describe('real links', () => {
  const left = (name: string) => {
    const {
      leftOut,
      layers: shown,
      layerCount,
      ...view
    } = linked(new TextDecoder().decode(readFixture(`neuroglancer-links/${name}.txt`)))
    const names = shown.map((layer) => `${layer.name} ${layer.kind} ${layer.sources.join()}`)
    const { position, nmPerPixel } = linkedCamera({ leftOut, layers: shown, layerCount, ...view }, [1, 1, 1])
    return { names, layerCount, position, nmPerPixel, left: leftOut.map(({ sentence }) => sentence) }
  }

  it('[NG2, NG3] what of each is shown, and what is listed', () => {
    expect(left('nglui-percent-encoded')).toEqual({
      names: ['imagery image precomputed://https://bossdb-open-data.s3.amazonaws.com/iarpa_microns/minnie/minnie65/em'],
      ...{ layerCount: 1, position: [962_560, 831_488, 854_400], nmPerPixel: 8 },
      left: ['The layout "xy-3d" is shown as the XY panel alone'],
    })
    expect(left('neuroglancer-today')).toMatchObject({
      names: [
        'image image precomputed://gs://neuroglancer-public-data/flyem_fib-25/image',
        'ground-truth segmentation precomputed://gs://neuroglancer-public-data/flyem_fib-25/ground_truth',
      ],
      left: ['Settings that are not used: partialViewport'],
    })
    expect(left('neuroglancer-legacy')).toMatchObject({
      ...{ layerCount: 2, position: [23_316.005859375, 24_705.947265625, 32_360], nmPerPixel: 30.09748283999932 },
      left: [],
    })
    expect(left('cloud-volume-pipe-form')).toMatchObject({
      names: [
        'subcompartments segmentation gs://h01-release/data/20210601/c2/subcompartments/|neuroglancer-precomputed:',
      ],
      layerCount: 2,
      left: [
        'Layer "subcompartments": 1 segment listed but hidden there, not selected here',
        'Layer "subcompartments": settings that are not used: tab',
        'Layer "new layer": the annotations of gs://h01-release/data/20210601/c2/subcompartments/annotations are not shown yet',
        'The layout "xy-3d" is shown as the XY panel alone',
        'Settings that are not used: selectedLayer',
      ],
    })
  })
})

describe('other states', () => {
  it('[NG2] older states: voxel size, position, scale in nm, layers by name', () => {
    const view = linked(LEGACY)
    expect(linkedCamera(view, [1, 1, 1])).toMatchObject({
      position: [402, 802, 1220],
      nmPerPixel: 8,
      orientation: [0, 0, 1, 0],
    })
    // A zoom of 300, in heights of 2 * 100 nm * tan(22.5 degrees).
    expect(linkedCamera(view, [1, 1, 1]).scene?.nmPerHeight).toBeCloseTo(24_852.81, 2)
    expect(view.layers.map(({ name, kind, sources }) => [name, kind, ...sources])).toEqual([
      ["it's", 'image', 'precomputed://gs://b/a_b'],
      ['seg', 'segmentation', 'precomputed://gs://b/s'],
      ['bare', undefined, 'precomputed://gs://b/c'],
    ])
    expect(view.layers[1]?.look.segments).toEqual([18446744073709551615n, 12345678901234567890n])
    expect(view.annotations[0]?.items?.()).toHaveLength(2)
    expect(view.leftOut.map(({ sentence }) => sentence)).toEqual([
      'Layer "seg": settings that are not used: mesh',
      'Layer "points": 2 annotations (2 points) are not shown yet',
    ])
  })

  it('[NG2] axes in any order and other units, views side by side, the pipe form', () => {
    const view = linked(PASTED)
    expect(linkedCamera(view, [1, 1, 1])).toMatchObject({ position: [240, 160, 400] })
    expect(view).toMatchObject({
      layout: 'yz',
      layers: [{ sources: ['https://example.org/em|neuroglancer-precomputed:'] }],
    })
    expect(view.leftOut.map(({ sentence }) => sentence)).toEqual([
      'The layout has 2 views side by side; the first is shown, with all layers',
      'The stretched axes of the view (relativeDisplayScales: z) are not stretched',
    ])
  })

  it('[NG2] without dimensions, positions and scale are in voxels of the first layer', () => {
    const view = viewOf({ layers, position: [10, 20, 30], crossSectionScale: 2 })
    expect(linkedCamera(view, [4, 4, 40])).toEqual({ position: [40, 80, 1200], nmPerPixel: 8, orientation: undefined })
    const seconds = viewOf({ layers, dimensions: { x: [1, ''], y: [1, ''], z: [1, ''] }, position: [1, 2, 3] })
    expect(linkedCamera(seconds, [4, 4, 40])).toMatchObject({ position: [4, 8, 120] })
  })

  it('[NG2] contrast is a range of the shader or of its controls', () => {
    const shader = '#uicontrol invlerp normalized(range=[5, 60])\nvoid main() {\n  emitGrayscale(normalized());\n}'
    expect(lookOf({ shader })?.contrast).toEqual({ black: 5, white: 60 })
    expect(lookOf({ shader, shaderControls: { normalized: { range: ['7', '8'] } } })?.contrast).toEqual({
      black: 7,
      white: 8,
    })
    expect(lookOf({ shaderControls: { normalized: { range: [200, 20] } } })?.contrast).toEqual({
      black: 200,
      white: 20,
    })
    expect(lookOf({ shaderControls: { normalized: { range: ['a', 1] } } })?.contrast).toBeUndefined()
    expect(lookOf({ shader: 'None' })?.contrast).toBeUndefined()
  })

  it('[NG3] shaders that do no more than show values are no code that is missed', () => {
    const words = (shader: string) => leftOf({ layers: [{ ...layers[0], shader }] })
    expect(words('void main () {\n  emitGrayscale(toNormalized(getDataValue()));\n}\n')).toEqual([])
    expect(words('/* x */ #uicontrol invlerp n\nvoid main() { emitGrayscale(n()); } // y')).toEqual([])
    expect(words('void main() { emitRGB(vec3(1., 0., 0.)); }')).toEqual(['Layer "em": its shader code is not used'])
    const tinted = '#uicontrol invlerp n\n#uicontrol vec3 c color(default="#00ff00")\nvoid main() { emitRGB(n() * c); }'
    expect(words(tinted)).toEqual([])
    expect(lookOf({ shader: tinted, blend: 'additive' })).toMatchObject({ colour: '#00ff00', adds: true })
    expect(words('#uicontrol invlerp n(range=[1,2])\nvoid main() { emitRGB(vec3(n(), 0., 0.)); }')).toEqual([
      'Layer "em": its shader code is not used; its range of 1 to 2 is',
    ])
  })

  it('[NG3] a field that is malformed is named and left out, and the rest is shown', () => {
    expect(
      leftOf({ position: ['a'], crossSectionScale: -1, crossSectionOrientation: [0, 0, 0, 0], layout: 'round' }),
    ).toEqual([
      'position[0] must be a number, but is "a"; it is not used',
      'crossSectionOrientation must be a quaternion, but has no length; it is not used',
      'crossSectionScale must be above 0, but is -1; it is not used',
      'layout is "round", which is no layout that Skein knows; it is not used',
    ])
    expect(leftOf({ dimensions: { a: [1, 'm'] }, position: [1] })).toEqual([
      'The axes of the view (a) are not x, y and z; its position is not used',
    ])
    expect(
      leftOf({ layers: [...layers, 5, { name: 'no type', type: 7 }, { name: 'no source', type: 'image' }] }),
    ).toEqual([
      'layers[1] must be an object, but is 5; it is not used',
      'Layer "layer 2" is not shown',
      'layers[2].type must be a text, but is 7; it is not used',
      'Layer "no type" is not shown',
      'Layer "no source" names no source that Skein could read',
    ])
  })

  it('[NG15] what is said of the 3-D view is read, and malformed fields are named', () => {
    const sceneOf = (more: object) => viewOf({ layers, ...more }).scene
    expect(sceneOf({})).toBeUndefined()
    expect(sceneOf({ showSlices: false })).toMatchObject({ showsSlices: false, isOrthographic: false })
    expect(sceneOf({ layout: { type: '3d', orthographicProjection: true } })).toMatchObject({ isOrthographic: true })
    expect(sceneOf({ perspectiveOrientation: [0, 0, 0, 2] })).toMatchObject({ orientation: [0, 0, 0, 1] })
    expect(
      leftOf({ projectionScale: 0, projectionOrientation: [1, 2], perspectiveZoom: 'far', showSlices: 7 }),
    ).toEqual([
      'projectionOrientation has 2 entries, needs at least 4; it is not used',
      'projectionScale must be above 0, but is 0; it is not used',
      'perspectiveZoom must be a number, but is "far"; it is not used',
    ])
  })

  it('[NG3] a state without layers is refused', () => {
    const view = readNeuroglancerView({ layout: 'xy' }, '/data/state.json')
    expect(view).toMatchObject({ ok: false, problem: { field: 'layers', file: '/data/state.json' } })
  })

  it('[NG1] a file of JSON that is a state is told from a dataset file', () => {
    expect(isNeuroglancerState(TODAY)).toBe(true)
    expect(isNeuroglancerState({ layers: { em: 'precomputed://gs://b/em' } })).toBe(true)
    expect(isNeuroglancerState({ layers: [], layout: 'xy' })).toBe(true)
    expect(isNeuroglancerState({ name: 'a', layers: [{ name: 'em', kind: 'image', source: 'em' }] })).toBe(false)
    // A dataset file with a slip.
    expect(isNeuroglancerState({ name: 'a', layers: [{ name: 'em', source: 'em' }] })).toBe(false)
    for (const json of [null, 5, [], {}, { layers: [] }, { layers: 'em' }])
      expect(isNeuroglancerState(json)).toBe(false)
  })
})
