import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planeOf } from '../../../shared/view/slice/slice-plane.ts'
import type { Scale } from '../../../shared/volume/volume.ts'
import { deviceRaster, tieOf } from '../slices/raster.ts'
import { alignedGeometry } from '../slices/slice-geometry.ts'
import { addressOf, planeSteps, rampOf } from './addresses.ts'
import type { ChunkTextures } from './chunk-textures.ts'
import type { SlabPlace } from './slabs.ts'
import { layoutOf, slabLayoutOf } from './texture-layout.ts'

const RESOLUTION = 8
const SCALE: Scale = {
  key: 's',
  size: [500, 500, 500],
  resolution: [RESOLUTION, RESOLUTION, RESOLUTION],
  voxelOffset: [0, 0, 0],
  chunkSize: [64, 32, 16],
}
const SIZE = SCALE.chunkSize
const layout = slabLayoutOf(SIZE, 1, 1, 8192, 1 << 20)!

/** The textures of a chunk in the given place of a slab, as far as addresses need them. */
function texturesIn(index: number): ChunkTextures {
  const place = {
    slab: { id: 1, layout },
    x: (index % layout.across) * layout.placeWidth,
    y: Math.floor(index / layout.across) * layout.placeHeight,
    row: index,
    entries: new Uint32Array(0),
  } as unknown as SlabPlace
  return {
    place,
    voxelBytes: 1,
    columns: 1,
    grid: [SIZE[0], SIZE[1], SIZE[2], SIZE[2]],
    fold: layoutOf(SIZE, 8192)!.fold,
    paletteVersion: 0,
  }
}

/** Samplers in software know a texture coordinate to 16 bits. */
function texel(coordinate: number, extent: number): number {
  return Math.floor((Math.floor(Math.fround(coordinate) * 65536) / 65536) * extent)
}

describe('addresses', () => {
  it('[GL27] lead every pixel of every plane to the texel of the voxel that holds its centre', () => {
    const views = fc.record({
      kind: fc.constantFrom('xy' as const, 'xz' as const, 'yz' as const),
      at: fc.tuple(fc.double({ min: 520, max: 1000, noNaN: true }), fc.double({ min: 270, max: 500, noNaN: true })),
      nmPerPixel: fc.constantFrom(RESOLUTION, RESOLUTION, 3, 11.7),
      index: fc.integer({ min: 0, max: layout.places - 1 }),
    })
    fc.assert(
      fc.property(views, ({ kind, at, nmPerPixel, index }) => {
        const camera = { position: [at[0], at[1], 200], nmPerPixel, orientation: [0, 0, 0, 1] } as const
        const raster = deviceRaster(planeOf(camera, kind, { x: 0, y: 0, width: 23, height: 17 }, 1))
        const geometry = alignedGeometry(raster, tieOf([SCALE]))
        const box = { min: [512, 256, 128], max: [1024, 512, 256] } as const
        const place = geometry.place(box)
        if (place?.kind !== 'rect') return
        const textures = texturesIn(index)
        const voxels = geometry.voxels(SCALE, [1, 1, 1], place)
        const address = addressOf(textures, raster, voxels)
        expect(address).toBe(nmPerPixel === RESOLUTION ? 'texel' : 'voxel')
        const { mapping, from } = rampOf(textures, address, raster, place, voxels)
        const steps = planeSteps(textures, raster)
        for (let y = place.rect.y0; y < place.rect.y1; y++) {
          for (let x = place.rect.x0; x < place.rect.x1; x++) {
            const along = (m: typeof mapping, i: 0 | 1 | 2): number =>
              m.at[i] + m.alongX[i] * (x + 0.5) + m.alongY[i] * (y + 0.5)
            const voxel = [0, 1, 2].map((i) => Math.floor(along(voxels, i as 0 | 1 | 2)))
            const wanted = [textures.place.x + voxel[0]!, textures.place.y + voxel[1]! + voxel[2]! * SIZE[1]]
            const a = along(mapping, 0)
            const b = along(mapping, 1)
            const u = address === 'texel' ? a : Math.floor(a) * steps[0]! + Math.floor(b) * steps[2]! + from[0]
            const v = address === 'texel' ? b : Math.floor(a) * steps[1]! + Math.floor(b) * steps[3]! + from[1]
            expect([texel(u, layout.width), texel(v, layout.height)]).toEqual(wanted)
          }
        }
      }),
    )
  })
})
