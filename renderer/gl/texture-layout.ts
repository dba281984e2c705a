import type { DecodedChunk } from '../../shared/codec/decoded-chunk.ts'
import type { Vec3 } from '../../shared/geometry.ts'

/**
 * Where the voxels of a chunk lie in its 2-D texture: width X and height Y*Z is the chunk's own memory order.
 * Where Y*Z exceeds the largest texture, whole slices continue in further columns of width X.
 */
export interface TextureLayout {
  readonly width: number
  readonly height: number
  readonly columns: number
  readonly slicesPerColumn: number
}

/** Undefined where no texture of this machine can hold the chunk. */
export function layoutOf(size: Vec3, maxTextureSize: number): TextureLayout | undefined {
  const [x, y, z] = size
  const slicesPerColumn = Math.min(z, Math.floor(maxTextureSize / y))
  if (slicesPerColumn < 1) return undefined
  const columns = Math.ceil(z / slicesPerColumn)
  if (x * columns > maxTextureSize) return undefined
  return { width: x * columns, height: y * slicesPerColumn, columns, slicesPerColumn }
}

/** Entries in a row of a palette texture: one row serves an 8-bit index. */
export const PALETTE_WIDTH = 256

export function paletteRows(labelCount: number): number {
  return Math.max(1, Math.ceil(labelCount / PALETTE_WIDTH))
}

/** Bytes a chunk takes on the GPU: its voxels as laid out, and its palette. */
export function gpuBytesOf(chunk: DecodedChunk, maxTextureSize: number): number {
  const layout = layoutOf(chunk.size, maxTextureSize)
  if (layout === undefined) return 0
  const voxels = layout.width * layout.height
  if (chunk.kind === 'grey') return voxels * chunk.voxels.BYTES_PER_ELEMENT
  return voxels * chunk.indices.BYTES_PER_ELEMENT + PALETTE_WIDTH * paletteRows(chunk.labels.length) * 4
}

/** Bytes a chunk takes in memory: its typed arrays, and for labels their dense numbers. */
export function memoryBytesOf(chunk: DecodedChunk): number {
  if (chunk.kind === 'grey') return chunk.voxels.byteLength
  return chunk.indices.byteLength + chunk.labels.byteLength + chunk.labels.length * 4
}

/** A texture for several chunks, in places of equal extent, `across` in a row; see slabs.ts. */
export interface SlabLayout {
  readonly width: number
  readonly height: number
  readonly placeWidth: number
  readonly placeHeight: number
  readonly across: number
  readonly places: number
  readonly voxelBytes: 1 | 2
  /** Of each place: a power of two, 0 for an image. */
  readonly paletteRows: number
}

/**
 * The slab for chunks of up to `size` voxels: as many places as `slabBytes` allows, at least one.
 * Undefined where no texture of this machine can hold even one.
 */
export function slabLayoutOf(
  size: Vec3,
  voxelBytes: 1 | 2,
  paletteRowCount: number,
  maxTextureSize: number,
  slabBytes: number,
): SlabLayout | undefined {
  const place = layoutOf(size, maxTextureSize)
  if (place === undefined) return undefined
  const { width: placeWidth, height: placeHeight } = place
  const rows = paletteRowCount === 0 ? 0 : 2 ** Math.ceil(Math.log2(paletteRowCount))
  // Palettes are left out of it, so that labels of 8 bits lie in slabs of the same extent as their image: see `shared`.
  const placeBytes = placeWidth * placeHeight * voxelBytes
  const most = Math.max(1, Math.min(slabBytes / placeBytes, maxTextureSize / Math.max(1, rows)))
  const across = Math.floor(Math.min(most, maxTextureSize / placeWidth))
  const down = Math.floor(Math.min(most / across, maxTextureSize / placeHeight))
  return {
    width: across * placeWidth,
    height: down * placeHeight,
    placeWidth,
    placeHeight,
    across,
    places: across * down,
    voxelBytes,
    paletteRows: rows,
  }
}
