import { assert } from '../../shared/assert.ts'
import type { DecodedChunk } from '../../shared/codec/decoded-chunk.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import type { SlabPlace, SlabStore } from './slabs.ts'
import { layoutOf, paletteRows, type TextureLayout } from './texture-layout.ts'

/** A chunk on the GPU: its voxels, and for labels its palette; with what the shaders need to address them. */
export interface ChunkTextures {
  readonly place: SlabPlace
  /** 16-bit voxels or indices. */
  readonly wide: boolean
  readonly columns: number
  /** X, Y, Z, slices per column. */
  readonly grid: readonly [number, number, number, number]
  /** The palette's place in `SegmentPalette.version()`. */
  paletteVersion: number
}

/** The bytes of a typed array, as they lie in memory: little-endian, so that luminance is the low byte and alpha the high one. */
function bytesOf(voxels: Uint8Array | Uint16Array): Uint8Array {
  return voxels instanceof Uint8Array ? voxels : new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength)
}

function uploadVoxels(voxels: Uint8Array | Uint16Array, size: Vec3, layout: TextureLayout, place: SlabPlace): void {
  const [x, y] = size
  const data = bytesOf(voxels)
  const rowBytes = x * voxels.BYTES_PER_ELEMENT
  const columnBytes = rowBytes * y * layout.slicesPerColumn
  for (let column = 0; column < layout.columns; column++) {
    const part = data.subarray(column * columnBytes, (column + 1) * columnBytes)
    const image = { width: x, height: part.length / rowBytes, data: part, alignment: 1 } as const
    place.slab.voxels.subimage(image, place.x + column * x, place.y)
  }
}

/**
 * Puts a chunk on the GPU. `size`: the extent of whole chunks of its scale, which places are made for; `fill` writes the
 * palette entries of its labels. Undefined: no texture of this machine can hold it.
 */
export function uploadChunk(
  slabs: SlabStore,
  chunk: DecodedChunk,
  size: Vec3,
  slabBytes: number,
  fill: ((entries: Uint32Array) => number) | undefined,
): ChunkTextures | undefined {
  const voxels = chunk.kind === 'grey' ? chunk.voxels : chunk.indices
  const [x, y, z] = chunk.size
  assert(voxels.length === x * y * z, 'a decoded chunk has as many voxels as its size says')
  const wide = voxels.BYTES_PER_ELEMENT === 2
  const rows = chunk.kind === 'labels' ? paletteRows(chunk.labels.length) : 0
  const place = slabs.take(size, wide, rows, slabBytes)
  if (place === undefined) return undefined
  const layout = layoutOf(chunk.size, place.slab.layout.placeHeight)
  assert(layout !== undefined && layout.width <= place.slab.layout.placeWidth, 'a place holds any chunk of its scale')
  uploadVoxels(voxels, chunk.size, layout, place)
  const paletteVersion = fill?.(place.entries) ?? 0
  if (fill !== undefined) slabs.touch(place)
  return { place, wide, columns: layout.columns, grid: [x, y, z, layout.slicesPerColumn], paletteVersion }
}
