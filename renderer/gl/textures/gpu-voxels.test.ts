import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GreyVoxels } from '../../../shared/codec/decoded-chunk.ts'
import type { ImageView } from '../../../shared/view/layer-view.ts'
import type { VoxelType } from '../../../shared/volume/volume.ts'
import { shortRangeOf } from '../../../shared/volume/voxel-type.ts'
import { contrastOf, zeroGrey } from '../slices/tile-side.ts'
import { gpuVoxels, voxelBytesOf } from './gpu-voxels.ts'

const ARRAYS = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const

function viewOf(black: number, white: number): ImageView {
  return { kind: 'image', visible: true, opacity: 1, black, white, smooth: false }
}

/** The grey that the shaders make of the first voxel, 0 to 1: see VALUES in fragment-shader.ts. */
function shaded(voxels: GreyVoxels, type: VoxelType, view: ImageView): number {
  const { data } = gpuVoxels(voxels)
  const [scale, shift] = contrastOf(view, type).map(Math.fround)
  const stored = { 1: data[0]! / 255, 2: (data[0]! + 256 * data[1]!) / 65535, 4: data[0]! }[voxelBytesOf(voxels)]
  const grey = shortRangeOf(type) === undefined ? (stored - shift!) * scale! : stored * scale! + shift!
  return Math.min(1, Math.max(0, grey))
}

const types = fc.constantFrom(...(['uint8', 'uint16', 'uint32', 'int8', 'int16', 'int32', 'float32'] as const))
const values = fc.integer({ min: -40_000, max: 80_000 })

describe('voxels on the GPU', () => {
  it('[IM1] any type is drawn by its values between black and white, also inverted', () => {
    fc.assert(
      fc.property(types, values, values, values, (type, wanted, black, white) => {
        const voxels = ARRAYS[type].of(wanted)
        const value = voxels[0]!
        const grey = Math.min(1, Math.max(0, (value - black) / (white - black || 1e-3)))
        // Single precision on the way: less than a thousandth of a grey level a value of 16 bits.
        const exact = Math.abs(white - black) > 30 ? 2 : 0
        expect(shaded(voxels, type, viewOf(black, white))).toBeCloseTo(grey, exact)
      }),
    )
  })

  it('[IM1] floats far from 0 keep the differences that they have', () => {
    const [base, step] = [1_000_000, 0.0625]
    const view = viewOf(base, base + 4 * step)
    const greys = [0, 1, 2, 3, 4].map((n) => shaded(Float32Array.of(base + n * step), 'float32', view))
    expect(greys).toEqual([0, 0.25, 0.5, 0.75, 1])
  })

  it('[IM1] what is no number is drawn as background; infinite values are the ends of the contrast', () => {
    const drawn = (value: number, black: number, white: number) =>
      shaded(Float32Array.of(value), 'float32', viewOf(black, white))
    expect(drawn(Number.NaN, -1, 3)).toBe(zeroGrey(viewOf(-1, 3)))
    expect(zeroGrey(viewOf(-1, 3))).toBe(0.25)
    expect([drawn(Number.POSITIVE_INFINITY, -1, 3), drawn(Number.NEGATIVE_INFINITY, -1, 3)]).toEqual([1, 0])
    expect([drawn(Number.POSITIVE_INFINITY, 3, -1), drawn(Number.NEGATIVE_INFINITY, 3, -1)]).toEqual([0, 1])
  })

  it('[IM1] black and white on one value are a threshold', () => {
    const drawn = (value: number) => shaded(Float32Array.of(value), 'float32', viewOf(0.5, 0.5))
    expect([drawn(0.4), drawn(0.5), drawn(0.50001)]).toEqual([0, 0, 1])
  })

  it('[IM1] 8 and 16 bits without a sign are uploaded as they lie in memory, and floats without a copy', () => {
    const bytes = Uint8Array.of(1, 2)
    expect(gpuVoxels(bytes).data).toBe(bytes)
    const wide = Uint16Array.of(258)
    expect(gpuVoxels(wide).data.buffer).toBe(wide.buffer)
    expect([...gpuVoxels(wide).data]).toEqual([2, 1])
    const floats = Float32Array.of(-1.5, 2)
    expect(gpuVoxels(floats).data).toBe(floats)
    expect([...gpuVoxels(Uint32Array.of(2 ** 24 + 1)).data]).toEqual([2 ** 24])
  })
})
