import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { LayoutKind } from '../../contracts/host-api.ts'
import type { Vec3 } from '../../geometry.ts'
import type { LayerView } from '../../view/layer-view.ts'
import { linkedCamera } from './linked-camera.ts'
import { withLinkedLook } from './linked-look.ts'
import { isNeuroglancerLink, readNeuroglancerLink } from './read-link.ts'
import { readNeuroglancerView } from './read-view.ts'
import { type LayerToWrite, type ViewToWrite, writeNeuroglancerLink, writeNeuroglancerState } from './write-link.ts'

const image: LayerView = {
  kind: 'image',
  visible: true,
  opacity: 1,
  black: 0,
  white: 255,
  fromData: true,
  smooth: true,
}
const segmentation: LayerView = {
  kind: 'segmentation',
  visible: true,
  opacity: 0.3,
  selectedOpacity: 0.35,
  selectedOnly: false,
  boundaries: true,
  supervoxelBorders: false,
  colourSeed: 0,
}

const part = fc.double({ min: 0, max: 1, noNaN: true })
const nm = fc.double({ min: -1e9, max: 1e9, noNaN: true })
const voxel = fc.integer({ min: 1, max: 1_000_000 }).map((thousandths) => thousandths / 1000)
const name = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('em', `it's "x"_&%23#!`, 'ξ 細胞 😀'))
/** JSON has no negative zero. */
const unsigned = (value: number) => value + 0
const imageView = fc
  .record({
    ...{ visible: fc.boolean(), opacity: part, adds: fc.constantFrom(true, false, undefined) },
    ...{ black: fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(unsigned), white: fc.nat(65535) },
    colour: fc.constantFrom('#ff0000', '#00ff7f', undefined),
  })
  .map((some): LayerView => ({ ...image, ...some, fromData: false }))
const segmentationView = fc
  .record({
    visible: fc.boolean(),
    // Opacity 0 is Neuroglancer's way to show selected segments alone.
    opacity: part.map((value) => Math.max(value, 1e-6)),
    selectedOpacity: part,
    selectedOnly: fc.boolean(),
    colourSeed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  })
  .map((some): LayerView => ({ ...segmentation, ...some }))
const source = fc.constantFrom('precomputed://gs://b/em', "zarr3://https://h/a b'(c);,~", 'n5://s3://b/%7Bx%7D')
const layer: fc.Arbitrary<LayerToWrite> = fc.oneof(
  fc.record({ name, source, view: imageView, segments: fc.constant([]), channel: fc.constantFrom(0, 3, undefined) }),
  fc.record({
    name,
    source,
    view: segmentationView,
    segments: fc.uniqueArray(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), { maxLength: 20 }),
  }),
)
const quaternion = fc
  .tuple(fc.integer(), fc.integer(), fc.integer(), fc.integer())
  .filter((parts) => parts.some((value) => value !== 0))
  .map((parts) => {
    const length = Math.hypot(...parts)
    return [parts[0] / length, parts[1] / length, parts[2] / length, parts[3] / length] as const
  })
const viewToWrite: fc.Arbitrary<ViewToWrite> = fc.record({
  title: fc.constantFrom('fib25 medulla', `a "b"`),
  camera: fc.record({
    position: fc.tuple(nm, nm, nm),
    nmPerPixel: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
    orientation: quaternion,
  }),
  scene: fc.record({
    orientation: quaternion,
    nmPerPixel: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
    projection: fc.constantFrom('orthographic' as const, 'perspective' as const),
  }),
  sceneHeight: fc.integer({ min: 1, max: 4000 }),
  sceneSlices: fc.boolean(),
  layout: fc.constantFrom<LayoutKind>('4panel', 'xy', 'xz', 'yz', '3d'),
  crosshair: fc.boolean(),
  voxelNm: fc.tuple(voxel, voxel, voxel),
  layers: fc.array(layer, { minLength: 1, maxLength: 4 }),
})

/** Nearer than a millionth of what is written in nanometres or parts of 1. */
function expectNear(found: readonly number[] | undefined, wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length)
  found?.forEach((value, i) => {
    expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted[i]!)))
  })
}

it('[NG5, NG15] a view that goes out as a link comes in again as it was', () => {
  fc.assert(
    fc.property(viewToWrite, (out) => {
      const link = writeNeuroglancerLink(out)
      expect(isNeuroglancerLink(link)).toBe(true)
      const read = readNeuroglancerLink(link)
      if (!read.ok || read.value.kind !== 'state') throw new Error('expected a state')
      const back = readNeuroglancerView(read.value.json, 'link')
      if (!back.ok) throw new Error(back.problem.message)
      const view = back.value
      expect(view.leftOut).toEqual([])
      const camera = linkedCamera(view, [1, 1, 1])
      expectNear(camera.position, out.camera.position)
      expectNear([camera.nmPerPixel ?? 0], [out.camera.nmPerPixel])
      expectNear(camera.orientation, out.camera.orientation)
      expectNear(camera.scene?.orientation, out.scene.orientation)
      expectNear([camera.scene?.nmPerHeight ?? 0], [out.scene.nmPerPixel * out.sceneHeight])
      expect(camera.scene).toMatchObject({ projection: out.scene.projection, showsSlices: out.sceneSlices })
      expect([view.layout, view.crosshair ?? true, view.title]).toEqual([out.layout, out.crosshair, out.title])
      expect(view.layers).toHaveLength(out.layers.length)
      view.layers.forEach((one, i) => {
        const { view: wanted, segments, source: address } = out.layers[i]!
        expect(one.sources).toEqual([address])
        expect(one.look.segments).toEqual(segments)
        expect(one.look.channel).toBe(out.layers[i]!.channel)
        const found = withLinkedLook(wanted.kind === 'image' ? image : segmentation, one)
        // Where only selected segments show, nobody sees the opacity of the others.
        const unseen = found.kind === 'segmentation' && found.selectedOnly && wanted.kind === 'segmentation'
        expect(unseen ? { ...found, opacity: wanted.opacity } : found).toEqual(wanted)
      })
    }),
    { numRuns: 300 },
  )
})

it('[NG6] what is written follows the rules of the format', () => {
  fc.assert(
    fc.property(viewToWrite, (out) => {
      const link = writeNeuroglancerLink(out)
      // Nothing at which mail, chats and shells end a link.
      expect(link).toMatch(/^https:\/\/neuroglancer-demo\.appspot\.com\/#!%7B[A-Za-z0-9%:/?@&=+$#_.~-]*%7D$/)
      expect(link.slice(link.indexOf('#!') + 2)).not.toContain('#!')
      const state = writeNeuroglancerState(out)
      const names = state.layers.map((one) => one.name)
      expect(new Set(names).size).toBe(names.length)
      for (const [length, unit] of Object.values(state.dimensions))
        expect([Number(length) > 0, unit]).toEqual([true, 'm'])
      expect(state.crossSectionScale).toBeGreaterThan(0)
      for (const one of state.layers) {
        if ('segments' in one) expect(one.segments.every((id) => /^[1-9]\d{0,19}$/.test(id))).toBe(true)
        else expect(one.shader).toContain('#uicontrol invlerp normalized')
      }
    }),
    { numRuns: 100 },
  )
})

it('[NG6, NG15] the fields of a written state', () => {
  const voxelNm: Vec3 = [8, 8, 40]
  const state = writeNeuroglancerState({
    title: 'fib25',
    camera: { position: [80, 160, 400], nmPerPixel: 4, orientation: [0, 0, 0, 1] },
    scene: { orientation: [0, 0, 1, 0], nmPerPixel: 20, projection: 'perspective' },
    ...{ sceneHeight: 400, sceneSlices: false, layout: '4panel', crosshair: true, voxelNm },
    layers: [
      { name: 'em', source: 'precomputed://gs://b/em', view: { ...image, black: 20, white: 210 }, segments: [] },
      { name: 'em', source: 'precomputed://gs://b/seg', view: segmentation, segments: [864691135939395893n] },
    ],
  })
  expect(state).toEqual({
    title: 'fib25',
    dimensions: { x: [8e-9, 'm'], y: [8e-9, 'm'], z: [4e-8, 'm'] },
    position: [10, 20, 10],
    crossSectionOrientation: [0, 0, 0, 1],
    crossSectionScale: 0.5,
    projectionOrientation: [0, 0, 1, 0],
    projectionScale: 1000,
    showSlices: false,
    layers: [
      {
        ...{ type: 'image', source: 'precomputed://gs://b/em', name: 'em', visible: true, opacity: 1 },
        shader: '#uicontrol invlerp normalized\nvoid main() {\n  emitGrayscale(normalized());\n}\n',
        shaderControls: { normalized: { range: [20, 210] } },
      },
      {
        ...{ type: 'segmentation', source: 'precomputed://gs://b/seg', name: 'em 2', visible: true },
        ...{ selectedAlpha: 0.35, notSelectedAlpha: 0.3, ignoreNullVisibleSet: true, colorSeed: 0 },
        segments: ['864691135939395893'],
      },
    ],
    showAxisLines: true,
    layout: '4panel',
  })
})
