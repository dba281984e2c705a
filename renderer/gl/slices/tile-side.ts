import type { Vec3 } from '../../../shared/geometry.ts'
import type { CoverTile } from '../../../shared/view/chunks/chunk-cover.ts'
import type { ImageView, SegmentationView } from '../../../shared/view/layer-view.ts'
import type { Scale, VoxelType } from '../../../shared/volume/volume.ts'
import { shortRangeOf } from '../../../shared/volume/voxel-type.ts'
import { chunkKey } from '../open-layer.ts'
import type { LayerOnPanel } from '../painting/panel-scene.ts'
import { type Mapping, NO_MAPPING, type Ramp } from '../painting/vertices.ts'
import type { LayerSource } from '../shaders/layer-source.ts'
import type { ChunkTextures } from '../textures/chunk-textures.ts'
import type { Place, SliceGeometry } from './slice-geometry.ts'

/** Red, green, blue, 0 to 1. */
export type Rgb = readonly [number, number, number]

function rgb(hex: number): Rgb {
  return [(hex >> 16) / 255, ((hex >> 8) & 255) / 255, (hex & 255) / 255]
}

/** Outside all volumes: the window's own tone. */
export const WINDOW_TONE = rgb(0x16181c)
/** Inside a volume, where nothing is loaded yet. */
export const ABSENT_TONE = rgb(0x111316)
/** The lines over a failed chunk. */
export const HATCH_TONE = rgb(0x767d87)

/** What one layer brings to one tile. */
export interface TileSide {
  readonly source: LayerSource
  /** Equal for sides that sample the same textures in the same way. */
  readonly key: string
  readonly textures: ChunkTextures | undefined
  readonly hatched: boolean
  /** Of a side drawn from a chunk: its voxel coordinates. */
  voxels(place: Place): Mapping
  /** Of a side drawn from a framebuffer. */
  readonly ramp: Ramp | undefined
  /** The chunk that is drawn, for sides drawn from one. */
  readonly from: { readonly scale: Scale; readonly cell: Vec3 } | undefined
}

export const NOTHING: TileSide = {
  source: 'none',
  key: '',
  textures: undefined,
  hatched: false,
  voxels: () => NO_MAPPING,
  ramp: undefined,
  from: undefined,
}

export type TexturesAt = (key: string) => ChunkTextures | undefined

const CHUNK_SOURCES = { 1: 'chunk8', 2: 'chunk16', 4: 'chunk32' } as const

/** A tile drawn from its chunk, or its stand-in under hatching; 'none' where there is nothing to draw from. */
export function chunkSide(
  on: LayerOnPanel,
  tile: CoverTile | undefined,
  geometry: SliceGeometry,
  texturesAt: TexturesAt,
): TileSide {
  if (tile === undefined) return NOTHING
  const hatched = tile.state === 'failed'
  const from = tile.state === 'loaded' ? tile : tile.state === 'failed' ? tile.standIn : undefined
  const key = from === undefined ? '' : chunkKey(on.open, from.scale, from.cell)
  const textures = from === undefined ? undefined : texturesAt(key)
  if (from === undefined || textures === undefined) return { ...NOTHING, hatched }
  const scale = on.open.layer.volume.scales[from.scale]!
  return {
    source: CHUNK_SOURCES[textures.voxelBytes],
    key: `${textures.place.slab.id} ${textures.grid} ${textures.fold.width}`,
    textures,
    hatched,
    voxels: (place) => geometry.voxels(scale, from.cell, place),
    ramp: undefined,
    from: { scale, cell: from.cell },
  }
}

/** A tile drawn from the framebuffer in which its layer was prepared. */
export function screenSide(tile: CoverTile | undefined, ramp: Ramp): TileSide {
  if (tile === undefined) return NOTHING
  return {
    source: 'screen',
    key: 'screen',
    textures: undefined,
    hatched: tile.state === 'failed',
    voxels: () => NO_MAPPING,
    ramp,
    from: undefined,
  }
}

/** Whether both sides are chunks of the same box on the same grid in equal textures, so that one coordinate serves both. */
export function isSamePlace(a: TileSide, b: TileSide): boolean {
  if (a.from === undefined || b.from === undefined || a.textures === undefined || b.textures === undefined) return false
  const one = a.from.scale
  const two = b.from.scale
  const same = (p: readonly number[], q: readonly number[]): boolean => p.every((part, i) => part === q[i])
  return (
    same(a.textures.grid, b.textures.grid) &&
    a.textures.fold.width === b.textures.fold.width &&
    a.textures.fold.rows === b.textures.fold.rows &&
    a.textures.place.slab.layout.width === b.textures.place.slab.layout.width &&
    a.textures.place.slab.layout.height === b.textures.place.slab.layout.height &&
    same(a.from.cell, b.from.cell) &&
    same(one.resolution, two.resolution) &&
    same(one.voxelOffset, two.voxelOffset) &&
    same(one.chunkSize, two.chunkSize)
  )
}

/**
 * What a shader makes grey of a voxel with. Of 8 and 16 bits, which are 0 to 1 over the type's range: a scale and an
 * offset. Of 32-bit floats: a scale, and the value to take off before.
 */
export function contrastOf({ black, white }: ImageView, type: VoxelType): readonly [number, number] {
  const range = shortRangeOf(type)
  if (range === undefined) return [1 / atLeast(white - black, LEAST_FLOAT_SPAN), black]
  const [least, most] = range
  const span = atLeast(white - black, LEAST_SPAN)
  return [(most - least) / span, (least - black) / span]
}

/** The grey of value 0, which background has and whatever is no number. */
export function zeroGrey({ black, white }: ImageView): number {
  return Math.min(1, Math.max(0, -black / atLeast(white - black, LEAST_FLOAT_SPAN)))
}

/** Black and white on the same value: a threshold, not a division by nothing. */
const LEAST_SPAN = 1e-3
/** The same for floats, which may lie close together: its inverse is still a float. */
const LEAST_FLOAT_SPAN = 1e-30

function atLeast(span: number, least: number): number {
  return Math.abs(span) < least ? least : span
}

/**
 * What is drawn under the labels where the image has no texture: the grey of value 0 for background, else the tone of
 * what is not loaded.
 */
export function underOf(
  image: LayerOnPanel | undefined,
  tile: CoverTile | undefined,
  view: ImageView | undefined,
): Rgb {
  if (image === undefined || view === undefined) return WINDOW_TONE
  if (tile?.state !== 'background') return ABSENT_TONE
  const grey = zeroGrey(view)
  const tint = tintOf(view)
  const part = (i: 0 | 1 | 2) => WINDOW_TONE[i] * (1 - view.opacity) + grey * tint[i] * view.opacity
  return [part(0), part(1), part(2)]
}

export const NO_LIGHT: Rgb = [0, 0, 0]

/** What the background of an image that is added to others adds to them. */
export function addedBackground(view: ImageView, tile: CoverTile): Rgb {
  const light = view.adds === true && tile.state === 'background' ? zeroGrey(view) * view.opacity : 0
  if (light === 0) return NO_LIGHT
  const [red, green, blue] = tintOf(view)
  return [red * light, green * light, blue * light]
}

/** The colour in which an image draws white. */
export function tintOf({ colour }: ImageView): Rgb {
  return colour === undefined ? WHITE : rgb(Number.parseInt(colour.slice(1), 16))
}

const WHITE: Rgb = [1, 1, 1]

export function imageViewOf(on: LayerOnPanel | undefined): ImageView | undefined {
  const view = on?.open.layer.view
  return view?.kind === 'image' ? view : undefined
}

export function segmentationViewOf(on: LayerOnPanel | undefined): SegmentationView | undefined {
  const view = on?.open.layer.view
  return view?.kind === 'segmentation' ? view : undefined
}
