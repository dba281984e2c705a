import { describe, expect, it } from 'vitest'
import { UNDESCRIBED } from '../../shared/formats/testing/undescribed.ts'
import type { MeshSource } from '../../shared/meshes/stored/mesh-format.ts'
import type { SkeletonSource } from '../../shared/skeletons/skeleton.ts'
import { pyramid } from '../../shared/view/testing/volume-fixture.ts'
import { createLayerList } from './layer-list.ts'
import type { GlLayer } from './messages.ts'

const VIEW = { kind: 'image', visible: true, opacity: 1, black: 0, white: 255, smooth: true } as const
const volume = pyramid([64, 64, 64], [8, 8, 8], [64, 64, 64], 1)

function layer(id: string, ...at: number[]): GlLayer {
  return { id, sourceId: 's', location: '/l', volume, described: { ...UNDESCRIBED, at }, view: VIEW }
}

function rig() {
  const [added, forgotten, closed]: [unknown[], number[], string[]] = [[], [], []]
  const [meshed, lined]: [unknown[], unknown[]] = [[], []]
  const pool = {
    addVolume: (id: number, _source: string, { at }: GlLayer['described']) => void added.push([id, at]),
    addMeshes: (id: number, { sourceId }: MeshSource) => void meshed.push([id, sourceId]),
    addSkeletons: (id: number, { location }: SkeletonSource) => void lined.push([id, location]),
    forgetVolume: (id: number) => void forgotten.push(id),
  }
  const list = createLayerList(pool as never, ({ layer: { id } }) => void closed.push(id))
  return { list, added, forgotten, closed, meshed, lined }
}

describe('layers of the gl worker', () => {
  it('[IM6] a layer at another place on an axis is opened anew under a number of its own', () => {
    const { list, added, forgotten } = rig()
    list.set([layer('em', 0), layer('seg', 0)])
    expect(list.set([layer('em', 3), layer('seg', 0)])).toBe('changed')
    expect(added).toEqual([
      [1, [0]],
      [2, [0]],
      [3, [3]],
    ])
    expect(forgotten).toEqual([])
    expect(list.all().map(({ volumeId }) => volumeId)).toEqual([3, 2])
  })

  it('[IM6] places that were left stay open: the last 16, and only while their layer is there', () => {
    const { list, added, forgotten, closed } = rig()
    list.set([layer('em', 0), layer('seg', 0)])
    list.set([{ ...layer('em', 1), view: { ...VIEW, black: 9 } }, layer('seg', 0)])
    list.set([{ ...layer('em', 0), view: { ...VIEW, black: 9 } }, layer('seg', 0)])
    expect(added.length).toBe(3)
    expect(list.all()[0]).toMatchObject({ volumeId: 1, layer: { view: { black: 9 } } })
    for (let place = 2; place < 19; place++) list.set([layer('em', place), layer('seg', 0)])
    expect(forgotten).toEqual([3, 1])
    const open = added.length
    list.set([layer('other', 0)])
    expect([closed.length, forgotten.length]).toEqual([open, open])
  })

  it('[IM6] a layer at the same place stays open, whatever else of it changes', () => {
    const { list, added } = rig()
    list.set([layer('em', 2)])
    expect(list.set([layer('em', 2)])).toBe('same')
    expect(list.set([{ ...layer('em', 2), view: { ...VIEW, colour: '#ff0000' } }])).toBe('changed')
    expect(added.length).toBe(1)
  })

  it('[ME10, ME17] meshes that are found once the layer is open, or are others, are told to the decoders once', () => {
    const { list, added, meshed } = rig()
    const meshes: MeshSource = { format: 'x', files: {}, place: { location: '/m' }, of: 'labels', sourceId: 'm' }
    list.set([layer('seg', 0)])
    expect(list.set([{ ...layer('seg', 0), meshes }])).toBe('changed')
    const [{ layer: known } = { layer: undefined }] = list.all()
    expect(list.set([{ ...layer('seg', 0), meshes: { ...meshes, files: {} } }])).toBe('same')
    expect(list.all()[0]!.layer.meshes).toBe(known?.meshes)
    list.set([{ ...layer('seg', 1), meshes }])
    expect(added.length).toBe(2)
    expect(list.set([{ ...layer('seg', 1), meshes: { ...meshes, sourceId: 'n' } }])).toBe('changed')
    expect(meshed).toEqual([
      [1, 'm'],
      [2, 'm'],
      [2, 'n'],
    ])
  })

  it('[SK9] skeletons that are found once the layer is open, or are others, are told to the decoders once', () => {
    const { list, lined } = rig()
    const skeletons: SkeletonSource = { sourceId: 'k', info: {}, location: '/k' }
    list.set([layer('seg', 0)])
    expect(list.set([{ ...layer('seg', 0), skeletons }])).toBe('changed')
    expect(list.set([{ ...layer('seg', 0), skeletons: { ...skeletons, info: {} } }])).toBe('same')
    expect(list.all()[0]!.layer.skeletons).toBe(skeletons)
    expect(list.set([{ ...layer('seg', 0), skeletons: { ...skeletons, location: '/other' } }])).toBe('changed')
    expect(list.set([layer('seg', 0)])).toBe('changed')
    expect(list.all()[0]!.layer.skeletons).toBeUndefined()
    expect(lined).toEqual([
      [1, '/k'],
      [1, '/other'],
    ])
  })

  it('[GL36] the same segments again change nothing that is drawn', () => {
    const { list } = rig()
    const [selected, picked] = [new BigUint64Array([7n, 2n ** 63n]), new BigUint64Array([8n])]
    expect(list.setSegments({ selected, picked, hovered: 5n })).toBe(true)
    expect(list.setSegments({ selected: selected.slice(), picked: picked.slice(), hovered: 5n })).toBe(false)
    expect(list.setSegments({ selected, picked, hovered: 2n ** 40n })).toBe(true)
    expect(list.setSegments({ selected: selected.slice(1), picked, hovered: 2n ** 40n })).toBe(true)
    expect(list.setSegments({ selected: selected.slice(1), picked: selected, hovered: 2n ** 40n })).toBe(true)
  })
})
