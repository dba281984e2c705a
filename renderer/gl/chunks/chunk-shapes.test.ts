import fc from 'fast-check'
import type { Regl } from 'regl'
import { describe, expect, it } from 'vitest'
import type { DecodedChunk } from '../../../shared/codec/decoded-chunk.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { type ChunkTextures, uploadChunk } from '../textures/chunk-textures.ts'
import { createSlabs } from '../textures/slabs.ts'
import { gpuBytesOf, layoutOf } from '../textures/texture-layout.ts'

interface Part {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly data: Uint8Array | Float32Array
}

/** As much of regl as slabs use; textures remember what was put into them, and refuse what lies outside. */
function fakeRegl(maxTextureSize: number): { readonly regl: Regl; readonly parts: Part[] } {
  const parts: Part[] = []
  const texture = ({ width, height }: { width: number; height: number }) => {
    if (width > maxTextureSize || height > maxTextureSize) throw new Error(`a texture of ${width} x ${height}`)
    return {
      subimage: (part: Omit<Part, 'x' | 'y'>, x: number, y: number) => {
        if (x + part.width > width || y + part.height > height) throw new Error('a part lies outside its texture')
        parts.push({ ...part, x, y })
      },
      destroy: () => undefined,
    }
  }
  const hasExtension = () => true
  return { regl: { limits: { maxTextureSize }, texture, hasExtension } as unknown as Regl, parts }
}

const MAX_AXIS = 40_000
const MAX_VOXELS = 2 ** 16

/** Whole chunks of 1 to 40,000 voxels an axis, in any order of their extents, and a part of one as at a volume's end. */
const shapes = fc
  .tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]),
  )
  .map(([a, b, c, order]): Vec3 => {
    const first = Math.floor(MAX_AXIS ** a)
    const second = Math.floor(Math.min(MAX_AXIS, MAX_VOXELS / first) ** b)
    const third = Math.floor(Math.max(1, Math.min(MAX_AXIS, MAX_VOXELS / first / second)) ** c)
    const sides = [first, Math.max(1, second), Math.max(1, third)]
    return [sides[order[0]!]!, sides[order[1]!]!, sides[order[2]!]!]
  })
const cut = (whole: Vec3) =>
  fc.tuple(
    fc.integer({ min: 1, max: whole[0] }),
    fc.integer({ min: 1, max: whole[1] }),
    fc.integer({ min: 1, max: whole[2] }),
  )

type VoxelArray = typeof Uint8Array | typeof Uint16Array | typeof Float32Array

const cases = shapes.chain((whole) =>
  fc.record({
    whole: fc.constant(whole),
    size: fc.oneof(fc.constant(whole), cut(whole)),
    maxTextureSize: fc.constantFrom(64, 1024, 4096, 8192, 16384),
    slabBytes: fc.constantFrom(1, 2 ** 16, 2 ** 22),
    array: fc.constantFrom<VoxelArray[]>(Uint8Array, Uint16Array, Float32Array),
    points: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 20, maxLength: 20 }),
  }),
)

function greyChunk(size: Vec3, array: VoxelArray): DecodedChunk & { kind: 'grey' } {
  const voxels = new array(size[0] * size[1] * size[2])
  for (let i = 0; i < voxels.length; i++) voxels[i] = Math.imul(i, 0x9e3779b1) >>> 13
  return { kind: 'grey', size, voxels }
}

/** The texel of a voxel within its place, found as the shaders find it: `texelOf` and `foldedTexelOf` in texel-lookup.ts. */
function texelOf({ grid, fold }: ChunkTextures, [x, y, z]: Vec3): readonly [number, number] {
  const single = Math.fround
  if (grid[3] > 0) {
    const column = Math.floor(single(single(z + 0.5) / grid[3]))
    return [x + column * grid[0], y + (z - column * grid[3]) * grid[1]]
  }
  const segment = Math.floor(single(single(x + 0.5) / fold.width))
  const row = single(segment + fold.segments * (y + grid[1] * z))
  const column = Math.floor(single(single(row + 0.5) / fold.rows))
  return [x + (column - segment) * fold.width, row - column * fold.rows]
}

function drawn(textures: ChunkTextures, parts: readonly Part[], voxel: Vec3): number | undefined {
  const { place, voxelBytes } = textures
  const [right, down] = texelOf(textures, voxel)
  const [u, v] = [place.x + right, place.y + down]
  const part = parts.find((each) => u >= each.x && v >= each.y && u < each.x + each.width && v < each.y + each.height)
  if (part === undefined) return undefined
  const isWide = voxelBytes === 2
  const at = ((v - part.y) * part.width + u - part.x) * (isWide ? 2 : 1)
  return isWide ? part.data[at]! + 256 * part.data[at + 1]! : part.data[at]
}

describe('chunks of any shape', () => {
  it('[GL30] are drawn voxel by voxel, or no texture of this machine can hold a whole one', () => {
    fc.assert(
      fc.property(cases, ({ whole, size, maxTextureSize, slabBytes, array, points }) => {
        const { regl, parts } = fakeRegl(maxTextureSize)
        const slabs = createSlabs(regl)
        const chunk = greyChunk(size, array)
        const textures = uploadChunk(slabs, chunk, whole, slabBytes, undefined)
        const fits = layoutOf(whole, maxTextureSize) !== undefined
        expect(textures !== undefined).toBe(fits)
        if (textures === undefined) return
        expect(gpuBytesOf(chunk, maxTextureSize)).toBeGreaterThanOrEqual(chunk.voxels.byteLength)
        const corners = [
          [0, 0, 0],
          [size[0] - 1, size[1] - 1, size[2] - 1],
        ] as const
        const within = points.map(([x, y, z]): Vec3 => [x % size[0], y % size[1], z % size[2]])
        for (const [x, y, z] of [...corners, ...within]) {
          const value = chunk.voxels[x + size[0] * (y + size[1] * z)]
          expect(drawn(textures, parts, [x, y, z])).toBe(value)
        }
        slabs.give(textures.place)
        expect(slabs.bytes()).toBe(0)
      }),
      {
        examples: [
          [example([64, 16, 1])],
          [example([16384, 1, 1])],
          [example([1, 16384, 4])],
          [example([40000, 1, 1])],
          [example([1, 40000, 1])],
        ],
      },
    )
  })

  it('[GL30] that are not what their scale says leave nothing behind', () => {
    const slabs = createSlabs(fakeRegl(8192).regl)
    expect(() => uploadChunk(slabs, greyChunk([8, 8, 9], Uint8Array), [8, 8, 8], 1, undefined)).toThrow('8 x 8 x 9')
    expect(() =>
      uploadChunk(slabs, { ...greyChunk([8, 8, 8], Uint8Array), size: [9, 8, 8] }, [9, 8, 8], 1, undefined),
    ).toThrow('512')
    expect(slabs.bytes()).toBe(0)
  })
})

function example(whole: Vec3) {
  const points: [number, number, number][] = []
  const array: VoxelArray = Uint8Array
  return { whole, size: whole, maxTextureSize: 16384 as const, slabBytes: 2 ** 22, array, points }
}
