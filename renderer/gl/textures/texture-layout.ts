import type { DecodedChunk } from '../../../shared/codec/decoded-chunk.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { type VoxelBytes, voxelBytesOf } from './gpu-voxels.ts'

/**
 * Where the voxels of a chunk lie in its 2-D texture: width X and height Y*Z is the chunk's own memory order.
 * Where Y*Z exceeds the height there is, whole slices continue in further columns of width X.
 * Where a row or a slice alone is too long, rows are *folded*: see `Fold`.
 */
export interface TextureLayout {
  readonly width: number
  readonly height: number
  readonly columns: number
  /** 0 where rows are folded. */
  readonly slicesPerColumn: number
  readonly fold: Fold
}

/**
 * Each row of X voxels lies in `segments` rows of `width` texels, one under the other, and these in columns of `rows`.
 * Without folding: X, 1, Y * slicesPerColumn.
 */
export interface Fold {
  readonly width: number
  readonly segments: number
  readonly rows: number
}

/** Rows of a folded chunk: the shaders count them in single precision, where halves are exact below 2^23. */
const MAX_FOLDED_ROWS = 2 ** 23

/** Ways to fold that are tried: more segments waste less of the last column. */
const MAX_FOLDINGS = 16

/** The layout of a whole chunk in a texture of this machine; undefined where it does not fit. */
export function layoutOf(size: Vec3, maxTextureSize: number): TextureLayout | undefined {
  return slicedLayout(size, maxTextureSize, maxTextureSize) ?? foldedLayout(size, maxTextureSize)
}

/** The layout of a chunk in the place of a whole one, which is at least as large along each axis. */
export function layoutWithin(size: Vec3, whole: TextureLayout): TextureLayout | undefined {
  if (whole.slicesPerColumn > 0) return slicedLayout(size, whole.width, whole.height)
  const { width, rows } = whole.fold
  const segments = Math.ceil(size[0] / width)
  const columns = Math.ceil((segments * size[1] * size[2]) / rows)
  if (segments > whole.fold.segments || columns > whole.columns) return undefined
  return { width: width * columns, height: rows, columns, slicesPerColumn: 0, fold: { width, segments, rows } }
}

function slicedLayout(size: Vec3, maxWidth: number, maxHeight: number): TextureLayout | undefined {
  const [x, y, z] = size
  const slicesPerColumn = Math.min(z, Math.floor(maxHeight / y))
  if (slicesPerColumn < 1) return undefined
  const columns = Math.ceil(z / slicesPerColumn)
  if (x * columns > maxWidth) return undefined
  const height = y * slicesPerColumn
  return { width: x * columns, height, columns, slicesPerColumn, fold: { width: x, segments: 1, rows: height } }
}

function foldedLayout([x, y, z]: Vec3, max: number): TextureLayout | undefined {
  const least = Math.ceil(x / max)
  for (let more = 0; more < MAX_FOLDINGS; more++) {
    const width = Math.ceil(x / (least + more))
    const segments = Math.ceil(x / width)
    const all = segments * y * z
    if (all >= MAX_FOLDED_ROWS) return undefined
    const columns = Math.ceil(all / max)
    if (width * columns > max) continue
    const rows = Math.ceil(all / columns)
    return { width: width * columns, height: rows, columns, slicesPerColumn: 0, fold: { width, segments, rows } }
  }
  return undefined
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
  if (chunk.kind === 'grey') return voxels * voxelBytesOf(chunk.voxels)
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
  readonly voxelBytes: VoxelBytes
  /** Of each place: a power of two, 0 for an image. */
  readonly paletteRows: number
}

/**
 * The slab for chunks of up to `size` voxels: as many places as `slabBytes` allows, at least one.
 * Undefined where no texture of this machine can hold even one.
 */
export function slabLayoutOf(
  size: Vec3,
  voxelBytes: VoxelBytes,
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
