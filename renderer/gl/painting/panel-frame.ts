import type { Texture2D } from 'regl'
import type { Vec3 } from '../../../shared/geometry.ts'
import { isAxisAligned } from '../../../shared/view/slice/slice-plane.ts'
import type { Address } from '../shaders/layer-source.ts'
import { deviceRaster, type Raster, tieOf } from '../slices/raster.ts'
import { alignedGeometry, obliqueGeometry, type Place, type SliceGeometry } from '../slices/slice-geometry.ts'
import { NOTHING, type TexturesAt, type TileSide, WINDOW_TONE } from '../slices/tile-side.ts'
import { addressOf, rampOf } from '../textures/addresses.ts'
import type { PanelScene } from './panel-scene.ts'
import type { ScreenBuffers } from './screen-buffers.ts'
import type { TileDraw } from './tile-draw.ts'
import { NO_RAMP, type Ramp, type VertexWriter } from './vertices.ts'

export interface PaintTools {
  readonly texturesAt: TexturesAt
  readonly writer: VertexWriter
  readonly buffers: ScreenBuffers
  readonly unused: Texture2D
  /** Boundaries are left out in motion. */
  readonly moving: boolean
}

/** One panel in one frame. */
export interface PanelFrame {
  readonly scene: PanelScene
  readonly tools: PaintTools
  readonly tie: Vec3
  /** The panel's own pixels; undefined on oblique planes. */
  readonly device: Raster | undefined
  readonly geometry: SliceGeometry
}

export function panelFrame(scene: PanelScene, tools: PaintTools): PanelFrame {
  const { plane, image, labels } = scene
  const scales = [image, ...scene.further, labels, ...scene.over].flatMap((on) => (on === undefined ? [] : [on.wanted]))
  const tie = tieOf(scales)
  const device = isAxisAligned(plane) ? deviceRaster(plane) : undefined
  const geometry = device === undefined ? obliqueGeometry(plane) : alignedGeometry(device, tie)
  return { scene, tools, tie, device, geometry }
}

/** A tile on that geometry. What `parts` leaves out is not drawn. */
export function tileDraw(
  { buffers, unused }: PaintTools,
  { raster }: SliceGeometry,
  parts: Partial<Omit<TileDraw, 'buffers' | 'unused' | 'raster'>>,
): TileDraw {
  const { image, labels, imageSide = NOTHING, labelSide = NOTHING, screen, under = WINDOW_TONE } = parts
  return { image, labels, imageSide, labelSide, screen, under, raster, buffers, unused }
}

/** How a place leads to the texels of one chunk. */
export function rampTo(geometry: SliceGeometry, place: Place, from: TileSide): { address: Address; ramp: Ramp } {
  const { textures, ramp } = from
  if (textures === undefined) return { address: 'texel', ramp: ramp ?? NO_RAMP }
  const voxels = from.voxels(place)
  const address = addressOf(textures, geometry.raster, voxels)
  return { address, ramp: rampOf(textures, address, geometry.raster, place, voxels) }
}
