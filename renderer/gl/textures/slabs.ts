import type { Regl, Texture2D } from 'regl'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { VoxelBytes } from './gpu-voxels.ts'
import { layoutOf, PALETTE_WIDTH, type SlabLayout, slabLayoutOf, type TextureLayout } from './texture-layout.ts'

/**
 * A texture that holds the voxels of several chunks, and for labels one that holds their palettes. Chunks of one slab
 * are drawn by one call: a call costs as much as many hundred pixels.
 */
export interface Slab {
  /** Never used twice. */
  readonly id: number
  readonly layout: SlabLayout
  readonly voxels: Texture2D
  readonly palette: Texture2D | undefined
}

/** Where in a slab a chunk lies. */
export interface SlabPlace {
  readonly slab: Slab
  /** How a whole chunk lies in it. */
  readonly whole: TextureLayout
  /** Its first texel. */
  readonly x: number
  readonly y: number
  /** Its first palette row. */
  readonly row: number
  /** RGBA entries of its palette rows; `touch` sends them to the GPU before the next frame. */
  readonly entries: Uint32Array
}

export interface SlabStore {
  /**
   * A free place for a chunk of up to `size` voxels. `paletteRows`: 0 for an image.
   * `slabBytes`: about how large a new slab may be. Undefined: no texture of this machine can hold the chunk.
   */
  take(size: Vec3, voxelBytes: VoxelBytes, paletteRows: number, slabBytes: number): SlabPlace | undefined
  give(place: SlabPlace): void
  /** The palette entries of a place were written. */
  touch(place: SlabPlace): void
  /** Sends palettes that were touched to the GPU. */
  flush(): void
  /** Of all slabs, free places included. */
  bytes(): number
  count(): number
}

interface Held extends Slab {
  readonly kind: string
  readonly rows: Uint32Array<ArrayBuffer>
  readonly free: number[]
  firstDirty: number
  endDirty: number
}

function slabBytesOf(layout: SlabLayout): number {
  return layout.width * layout.height * layout.voxelBytes + layout.places * layout.paletteRows * PALETTE_WIDTH * 4
}

/** What textures of 32-bit floats need (Khronos, OES_texture_float). They are read without interpolation. */
export const FLOAT_TEXTURES = 'OES_texture_float'

export function voxelTexture(regl: Regl, width: number, height: number, voxelBytes: VoxelBytes): Texture2D {
  const format = voxelBytes === 2 ? 'luminance alpha' : 'luminance'
  const type = voxelBytes === 4 ? 'float' : 'uint8'
  return regl.texture({ width, height, format, type, mag: 'nearest', min: 'nearest', wrap: 'clamp' })
}

/** A slab without chunks. */
function emptySlab(regl: Regl, id: number, kind: string, layout: SlabLayout): Held {
  const rows = layout.places * layout.paletteRows
  return {
    id,
    kind,
    layout,
    voxels: voxelTexture(regl, layout.width, layout.height, layout.voxelBytes),
    palette: rows === 0 ? undefined : regl.texture({ width: PALETTE_WIDTH, height: rows, format: 'rgba' }),
    rows: new Uint32Array(rows * PALETTE_WIDTH),
    free: Array.from({ length: layout.places }, (_, i) => layout.places - 1 - i),
    firstDirty: Number.POSITIVE_INFINITY,
    endDirty: 0,
  }
}

/** A free place of a slab that has one, from now on taken. */
function takePlace(held: Held, whole: TextureLayout): SlabPlace {
  const { layout } = held
  const index = held.free.pop()!
  const row = index * layout.paletteRows
  return {
    slab: held,
    whole,
    x: (index % layout.across) * layout.placeWidth,
    y: Math.floor(index / layout.across) * layout.placeHeight,
    row,
    entries: held.rows.subarray(row * PALETTE_WIDTH, (row + layout.paletteRows) * PALETTE_WIDTH),
  }
}

/** Sends the palette rows that were touched to the GPU. */
function flushPalette(held: Held): void {
  const { firstDirty, endDirty, rows, palette } = held
  if (endDirty === 0) return
  const height = endDirty - firstDirty
  const data = new Uint8Array(rows.buffer, firstDirty * PALETTE_WIDTH * 4, height * PALETTE_WIDTH * 4)
  palette?.subimage({ width: PALETTE_WIDTH, height, data }, 0, firstDirty)
  held.firstDirty = Number.POSITIVE_INFINITY
  held.endDirty = 0
}

function texturesOf({ palette }: Held): number {
  return palette === undefined ? 1 : 2
}

export function createSlabs(regl: Regl): SlabStore {
  const slabs = new Map<string, Held[]>()
  let nextId = 1
  let bytes = 0
  let count = 0

  function destroy(held: Held): void {
    held.voxels.destroy()
    held.palette?.destroy()
    bytes -= slabBytesOf(held.layout)
    count -= texturesOf(held)
  }

  function heldOf(place: SlabPlace): Held | undefined {
    return slabs.get(kindOf(place.slab.layout))?.find(({ id }) => id === place.slab.id)
  }

  return {
    take: (size, voxelBytes, paletteRows, slabBytes) => {
      if (voxelBytes === 4 && !regl.hasExtension(FLOAT_TEXTURES)) return undefined
      const { maxTextureSize } = regl.limits
      const whole = layoutOf(size, maxTextureSize)
      const layout = slabLayoutOf(size, voxelBytes, paletteRows, maxTextureSize, slabBytes)
      if (layout === undefined || whole === undefined) return undefined
      const kind = kindOf(layout)
      const own = slabs.get(kind) ?? []
      slabs.set(kind, own)
      let held = own.find(({ free }) => free.length > 0)
      if (held === undefined) {
        held = emptySlab(regl, nextId++, kind, layout)
        own.push(held)
        bytes += slabBytesOf(layout)
        count += texturesOf(held)
      }
      return takePlace(held, whole)
    },
    give: (place) => {
      const held = heldOf(place)
      if (held === undefined) return
      const { layout } = held
      held.free.push((place.y / layout.placeHeight) * layout.across + place.x / layout.placeWidth)
      if (held.free.length < layout.places) return
      const own = slabs.get(held.kind)!
      own.splice(own.indexOf(held), 1)
      destroy(held)
    },
    touch: (place) => {
      const held = heldOf(place)
      if (held === undefined) return
      held.firstDirty = Math.min(held.firstDirty, place.row)
      held.endDirty = Math.max(held.endDirty, place.row + held.layout.paletteRows)
    },
    flush: () => {
      for (const own of slabs.values()) for (const held of own) flushPalette(held)
    },
    bytes: () => bytes,
    count: () => count,
  }
}

/** Slabs of one kind serve the same chunks. */
function kindOf({ placeWidth, placeHeight, voxelBytes, paletteRows, across, places }: SlabLayout): string {
  return `${placeWidth} ${placeHeight} ${voxelBytes} ${paletteRows} ${across} ${places}`
}
