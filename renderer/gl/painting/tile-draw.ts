import type { Texture2D } from 'regl'
import type { Raster } from '../slices/raster.ts'
import type { Rgb, TileSide } from '../slices/tile-side.ts'
import type { LayerOnPanel } from './panel-scene.ts'
import type { ScreenBuffers } from './screen-buffers.ts'

/** All that decides how a tile is drawn. Flags and uniforms of its shader follow from it. */
export interface TileDraw {
  readonly image: LayerOnPanel | undefined
  readonly labels: LayerOnPanel | undefined
  /** What each layer brings to the tile. */
  readonly imageSide: TileSide
  readonly labelSide: TileSide
  /** Of the target; undefined on oblique planes. */
  readonly raster: Raster | undefined
  /** Where the labels were prepared, if they were. */
  readonly screen: LabelScreen | undefined
  /** What lies under the image. */
  readonly under: Rgb
  readonly buffers: ScreenBuffers
  /** A texture for samplers that a shader does not read. */
  readonly unused: Texture2D
}

/** The framebuffer in which a panel's labels were prepared. */
export interface LabelScreen {
  /** Unless `same`: texture coordinates from the framebuffer's pixels. */
  readonly steps: readonly number[]
  /** One device pixel to the right and down, in the coordinates that the vertices carry. */
  readonly neighbour: readonly [number, number]
  /** The framebuffer's pixels are the panel's. */
  readonly same: boolean
  /** Outline segments, and the supervoxels within them. */
  readonly boundaries: boolean
  readonly borders: boolean
}
