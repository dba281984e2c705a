import type { DecodedChunk } from '../../../shared/codec/decoded-chunk.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { type GpuVoxels, gpuVoxels, type VoxelBytes, voxelBytesOf } from './gpu-voxels.ts'
import type { SlabPlace, SlabStore } from './slabs.ts'
import { type Fold, layoutWithin, paletteRows, type TextureLayout } from './texture-layout.ts'

/** A chunk on the GPU: its voxels, and for labels its palette; with what the shaders need to address them. */
export interface ChunkTextures {
  readonly place: SlabPlace
  /** Of a voxel, or of the index of its label. */
  readonly voxelBytes: VoxelBytes
  readonly columns: number
  /** X, Y, Z, slices per column; 0 of these where rows are folded. */
  readonly grid: readonly [number, number, number, number]
  readonly fold: Fold
  /** The palette's place in `SegmentPalette.version()`. */
  paletteVersion: number
}

function uploadVoxels(
  { data: voxels, parts }: GpuVoxels,
  size: Vec3,
  layout: TextureLayout,
  { slab, x, y }: SlabPlace,
): void {
  const { width, segments, rows } = layout.fold
  const data = padded(voxels, size[0] * parts, segments * width * parts)
  const rowLength = width * parts
  const columnLength = rowLength * rows
  for (let column = 0; column < layout.columns; column++) {
    const part = data.subarray(column * columnLength, (column + 1) * columnLength)
    const image = { width, height: part.length / rowLength, data: part, alignment: 1 } as const
    slab.voxels.subimage(image, x + column * width, y)
  }
}

/** Rows of `from` elements as rows of `to`: those of a folded chunk end in a segment that need not be full. */
function padded(data: GpuVoxels['data'], from: number, to: number): GpuVoxels['data'] {
  if (from === to) return data
  const rows = data.length / from
  const longer = data instanceof Uint8Array ? new Uint8Array(rows * to) : new Float32Array(rows * to)
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
  const voxelBytes = voxelBytesOf(voxels)
  const rows = chunk.kind === 'labels' ? paletteRows(chunk.labels.length) : 0
  const place = slabs.take(size, voxelBytes, rows, slabBytes)
  if (place === undefined) return undefined
  const layout = layoutWithin(chunk.size, place.whole)
  if (layout === undefined) {
    slabs.give(place)
    throw new Error(`its ${chunk.size.join(' x ')} voxels are more than a chunk of its scale has`)
  }
  uploadVoxels(gpuVoxels(voxels), chunk.size, layout, place)
  const paletteVersion = fill?.(place.entries) ?? 0
  if (fill !== undefined) slabs.touch(place)
  const { columns, slicesPerColumn, fold } = layout
  return { place, voxelBytes, columns, grid: [x, y, z, slicesPerColumn], fold, paletteVersion }
}
