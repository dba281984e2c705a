import type { Regl, Texture2D } from 'regl'
import { assert } from '../../shared/assert.ts'
import type { DecodedChunk } from '../../shared/codec/decoded-chunk.ts'
import { gpuBytesOf, layoutOf, PALETTE_WIDTH, paletteRows, type TextureLayout } from './texture-layout.ts'

/** A chunk on the GPU: its voxels, and for labels its palette; with what the shaders need to address them. */
export interface ChunkTextures {
  readonly kind: DecodedChunk['kind']
  readonly voxels: Texture2D
  readonly palette: Texture2D | undefined
  /** 16-bit voxels or indices. */
  readonly wide: boolean
  readonly columns: number
  /** X, Y, Z, slices per column. */
  readonly grid: readonly [number, number, number, number]
  readonly perTexel: readonly [number, number]
  readonly perPaletteRow: number
  readonly bytes: number
  /** The palette's place in `SegmentPalette.version()`. */
  paletteVersion: number
}

/** The bytes of a typed array, as they lie in memory: little-endian, so that luminance is the low byte and alpha the high one. */
function bytesOf(voxels: Uint8Array | Uint16Array): Uint8Array {
  return voxels instanceof Uint8Array ? voxels : new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength)
}

function uploadVoxels(
  regl: Regl,
  voxels: Uint8Array | Uint16Array,
  x: number,
  y: number,
  layout: TextureLayout,
): Texture2D {
  const width = voxels.BYTES_PER_ELEMENT
  const data = bytesOf(voxels)
  const options = {
    width: layout.width,
    height: layout.height,
    format: width === 1 ? 'luminance' : 'luminance alpha',
    type: 'uint8',
    mag: 'nearest',
    min: 'nearest',
    wrap: 'clamp',
    alignment: 1,
  } as const
  if (layout.columns === 1) return regl.texture({ ...options, data })
  const texture = regl.texture(options)
  const columnBytes = x * y * layout.slicesPerColumn * width
  for (let column = 0; column < layout.columns; column++) {
    const part = data.subarray(column * columnBytes, (column + 1) * columnBytes)
    texture.subimage({ width: x, height: part.length / (x * width), data: part, alignment: 1 }, column * x, 0)
  }
  return texture
}

/** Puts a chunk on the GPU; `palette` are the RGBA rows of its labels. Undefined: no texture of this machine can hold it. */
export function uploadChunk(
  regl: Regl,
  chunk: DecodedChunk,
  palette: Uint8Array | undefined,
  paletteVersion: number,
): ChunkTextures | undefined {
  const maxSize = regl.limits.maxTextureSize
  const layout = layoutOf(chunk.size, maxSize)
  if (layout === undefined) return undefined
  const [x, y, z] = chunk.size
  const voxels = chunk.kind === 'grey' ? chunk.voxels : chunk.indices
  assert(voxels.length === x * y * z, 'a decoded chunk has as many voxels as its size says')
  const rows = chunk.kind === 'labels' ? paletteRows(chunk.labels.length) : 0
  return {
    kind: chunk.kind,
    voxels: uploadVoxels(regl, voxels, x, y, layout),
    palette:
      palette === undefined
        ? undefined
        : regl.texture({ width: PALETTE_WIDTH, height: rows, format: 'rgba', data: palette }),
    wide: voxels.BYTES_PER_ELEMENT === 2,
    columns: layout.columns,
    grid: [x, y, z, layout.slicesPerColumn],
    perTexel: [1 / layout.width, 1 / layout.height],
    perPaletteRow: rows === 0 ? 0 : 1 / rows,
    bytes: gpuBytesOf(chunk, maxSize),
    paletteVersion,
  }
}

export function rewritePalette(textures: ChunkTextures, palette: Uint8Array, version: number): void {
  assert(textures.palette !== undefined, 'only label chunks have a palette')
  textures.palette.subimage({ width: PALETTE_WIDTH, height: palette.length / (PALETTE_WIDTH * 4), data: palette })
  textures.paletteVersion = version
}

export function destroyTextures(textures: ChunkTextures): void {
  textures.voxels.destroy()
  textures.palette?.destroy()
}
