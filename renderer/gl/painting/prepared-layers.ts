import type { Scale } from '../../../shared/volume/volume.ts'
import { between, deviceRaster, isMagnified, type Raster, type RasterAxis, TIE, voxelRaster } from '../slices/raster.ts'
import { alignedGeometry, obliqueGeometry, type SliceGeometry } from '../slices/slice-geometry.ts'
import { chunkSide, imageViewOf, segmentationViewOf } from '../slices/tile-side.ts'
import { type Batch, createBatchBuilder } from './batches.ts'
import { type PanelFrame, rampTo, tileDraw } from './panel-frame.ts'
import type { LayerOnPanel } from './panel-scene.ts'
import type { ScreenName } from './screen-buffers.ts'
import type { LabelScreen } from './tile-draw.ts'
import { type Ramp, screenMapping, withTie } from './vertices.ts'

/** What to draw into a framebuffer before the panel is drawn. */
export interface Prepared {
  readonly into: ScreenName
  readonly geometry: SliceGeometry
  readonly batches: readonly Batch[]
}

/** A framebuffer's coordinates over the panel, and what is drawn into it. */
interface PreparedScreen extends Pick<LabelScreen, 'steps' | 'neighbour' | 'same'> {
  readonly prepared: Prepared
  readonly ramp: Ramp
}

/** Pixels beyond the panel that boundaries look at. */
const NEIGHBOUR_MARGIN = 1

/** From this many pixels a voxel on, labels are prepared at voxel resolution: below, it costs more than it saves (measured). */
const PREPARED_PIXELS = 8

/** The most by which what a panel is prepared in exceeds the panel, pixels: neighbours, a voxel around, cut voxels. */
export const PREPARED_MARGIN = 8

/** Smooth images with voxels larger than pixels: first at voxel resolution, to be interpolated without seams. */
export function prepareImage(frame: PanelFrame, image: LayerOnPanel | undefined): PreparedScreen | undefined {
  const { device } = frame
  const view = imageViewOf(image)
  if (image === undefined || view === undefined || !view.smooth || device === undefined) return undefined
  const { wanted } = image
  if (!isMagnified(device.right, wanted) && !isMagnified(device.down, wanted)) return undefined
  return prepare(frame, image, 'image', voxelRaster(device, wanted), 0)
}

/**
 * Labels with boundaries, or with voxels that cover several pixels: palette entries first, at voxel resolution where
 * voxels are larger than pixels. It saves a texture look-up for each pixel of the panel.
 */
export function prepareLabels(frame: PanelFrame): (PreparedScreen & LabelScreen) | undefined {
  const { scene, tools, device } = frame
  const view = segmentationViewOf(scene.labels)
  if (scene.labels === undefined || view === undefined) return undefined
  const { wanted } = scene.labels
  // The sides of a preview are told by their outlines.
  const isPainted = scene.labels.open.palette?.isPainted() === true
  const boundaries = (view.boundaries || isPainted) && !tools.moving
  const borders = view.supervoxelBorders && !tools.moving
  const isLarge = device !== undefined && pixelsPerVoxel(device, wanted) >= PREPARED_PIXELS
  if (!boundaries && !borders && !isLarge) return undefined
  const raster = device === undefined ? undefined : voxelRaster(deviceRaster(scene.plane, NEIGHBOUR_MARGIN), wanted)
  return { ...prepare(frame, scene.labels, 'labels', raster, TIE), boundaries, borders }
}

/** Device pixels that a voxel covers, at least 1 along each axis. */
function pixelsPerVoxel({ right, down }: Raster, wanted: Scale): number {
  const along = (raster: RasterAxis): number => Math.max(1, wanted.resolution[raster.axis]! / raster.step)
  return along(right) * along(down)
}

/** `raster`: undefined on oblique planes. `shift`: see `withTie`. */
function prepare(
  frame: PanelFrame,
  on: LayerOnPanel,
  into: ScreenName,
  raster: Raster | undefined,
  shift: number,
): PreparedScreen {
  const { scene, tools, tie, device } = frame
  const geometry = raster === undefined ? obliqueGeometry(scene.plane, NEIGHBOUR_MARGIN) : alignedGeometry(raster, tie)
  const [width, height] = tools.buffers.extent(geometry.width, geometry.height)
  const right = { offset: 0, slope: 1 }
  const across = raster === undefined || device === undefined ? right : between(device.right, raster.right)
  const along = raster === undefined || device === undefined ? right : between(device.down, raster.down)
  const same =
    raster === undefined || (raster.right.step === device?.right.step && raster.down.step === device.down.step)
  const x = raster === undefined || same ? across : withTie(across, raster.right, shift)
  const y = raster === undefined || same ? along : withTie(along, raster.down, shift)
  // Images are interpolated by the sampler, labels looked up by pixels of the framebuffer.
  const [u, v] = into === 'image' || same ? [width, height] : [1, 1]
  return {
    prepared: { into, geometry, batches: layerBatches(frame, on, into, geometry) },
    ramp: { mapping: screenMapping(x, y, u, v), from: [0.5 / width, 0.5 / height], row: 0 },
    steps: [1 / width, 0, 0, 1 / height],
    neighbour: [across.slope / u, along.slope / v],
    same,
  }
}

/** One layer by itself: an image as grey, labels as palette entries. */
function layerBatches({ tools }: PanelFrame, on: LayerOnPanel, into: ScreenName, geometry: SliceGeometry): Batch[] {
  const builder = createBatchBuilder()
  const isImage = into === 'image'
  for (const tile of on.tiles) {
    const place = geometry.place(tile.box)
    if (place === undefined) continue
    const side = chunkSide(on, tile, geometry, tools.texturesAt)
    if (side.source === 'none' && !(isImage && tile.state === 'background')) continue
    const { address, ramp } = rampTo(geometry, place, side)
    const base = isImage
      ? ({ image: side.source, labels: 'none', address, output: 'grey' } as const)
      : ({ image: 'none', labels: side.source, address, output: 'entry' } as const)
    const draw = tileDraw(tools, geometry, isImage ? { image: on, imageSide: side } : { labels: on, labelSide: side })
    builder.add(base, draw, side.key, place, ramp, ramp)
  }
  return builder.finish(tools.writer)
}
