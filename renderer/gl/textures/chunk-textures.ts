import type { DecodedChunk } from '../../../shared/codec/decoded-chunk.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { SlabPlace, SlabStore } from './slabs.ts'
import { type Fold, layoutWithin, paletteRows, type TextureLayout } from './texture-layout.ts'

/** A chunk on the GPU: its voxels, and for labels its palette; with what the shaders need to address them. */
export interface ChunkTextures {
  readonly place: SlabPlace
  /** 16-bit voxels or indices. */
  readonly wide: boolean
  readonly columns: number
  /** X, Y, Z, slices per column; 0 of these where rows are folded. */
  readonly grid: readonly [number, number, number, number]
  readonly fold: Fold
  /** The palette's place in `SegmentPalette.version()`. */
  paletteVersion: number
}

/** The bytes of a typed array, as they lie in memory: little-endian, so that luminance is the low byte and alpha the high one. */
function bytesOf(voxels: Uint8Array | Uint16Array): Uint8Array {
  return voxels instanceof Uint8Array ? voxels : new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength)
}

function uploadVoxels(voxels: Uint8Array | Uint16Array, size: Vec3, layout: TextureLayout, place: SlabPlace): void {
  const { width, segments, rows } = layout.fold
  const bytes = voxels.BYTES_PER_ELEMENT
  const data = padded(bytesOf(voxels), size[0] * bytes, segments * width * bytes)
  const rowBytes = width * bytes
  const columnBytes = rowBytes * rows
  for (let column = 0; column < layout.columns; column++) {
    const part = data.subarray(column * columnBytes, (column + 1) * columnBytes)
    const image = { width, height: part.length / rowBytes, data: part, alignment: 1 } as const
    place.slab.voxels.subimage(image, place.x + column * width, place.y)
  }
}

/** Rows of `from` bytes as rows of `to` bytes: those of a folded chunk end in a segment that need not be full. */
function padded(data: Uint8Array, from: number, to: number): Uint8Array {
  if (from === to) return data
  const rows = data.length / from
  const longer = new Uint8Array(rows * to)
  for (let row = 0; row < rows; row++) longer.set(data.subarray(row * from, (row + 1) * from), row * to)
  return longer
}

/**
 * Puts a chunk on the GPU. `size`: the extent of whole chunks of its scale, which places are made for; `fill` writes the
 * palette entries of its labels. Undefined: no texture of this machine can hold it. Throws when the chunk is not what
 * its size says.
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
  if (voxels.length !== x * y * z) throw new Error(`it has ${voxels.length} voxels, not ${chunk.size.join(' x ')}`)
  const wide = voxels.BYTES_PER_ELEMENT === 2
  const rows = chunk.kind === 'labels' ? paletteRows(chunk.labels.length) : 0
  const place = slabs.take(size, wide, rows, slabBytes)
  if (place === undefined) return undefined
  const layout = layoutWithin(chunk.size, place.whole)
  if (layout === undefined) {
    slabs.give(place)
    throw new Error(`its ${chunk.size.join(' x ')} voxels are more than a chunk of its scale has`)
  }
  uploadVoxels(voxels, chunk.size, layout, place)
  const paletteVersion = fill?.(place.entries) ?? 0
  if (fill !== undefined) slabs.touch(place)
  const { columns, slicesPerColumn, fold } = layout
  return { place, wide, columns, grid: [x, y, z, slicesPerColumn], fold, paletteVersion }
}
