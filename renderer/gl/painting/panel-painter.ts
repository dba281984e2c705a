import type { Vec3 } from '../../../shared/geometry.ts'
import type { CoverTile } from '../../../shared/view/chunks/chunk-cover.ts'
import { isAxisAligned } from '../../../shared/view/slice/slice-plane.ts'
import { pairTiles } from '../../../shared/view/slice/tile-pairs.ts'
import { scaleBoxNm } from '../../../shared/volume/chunk-grid.ts'
import type { Scale } from '../../../shared/volume/volume.ts'
import {
  between,
  deviceRaster,
  isMagnified,
  type Raster,
  type RasterAxis,
  TIE,
  tieOf,
  voxelRaster,
} from '../slices/raster.ts'
import { alignedGeometry, obliqueGeometry, type Place, type SliceGeometry } from '../slices/slice-geometry.ts'
import * as side from '../slices/tile-side.ts'
import { addressOf, commonAddress, NO_STEPS, planeSteps, rampOf } from '../textures/addresses.ts'
import { type Batch, createBatchBuilder, type DrawLook } from './batches.ts'
import type { LayerOnPanel, PanelScene } from './panel-scene.ts'
import type { ScreenBuffers } from './screen-buffers.ts'
import type { Address, ShaderVariant } from './shaders.ts'
import { NO_RAMP, type Ramp, screenMapping, type VertexWriter, withTie } from './vertices.ts'

/** What to draw for one panel, in this order. A prepared layer is drawn into its screen buffer first. */
export interface PanelPaint {
  readonly scene: PanelScene
  readonly prepared: readonly Prepared[]
  /** Each list of batches lies over the one before. */
  readonly passes: readonly (readonly Batch[])[]
}

export interface Prepared {
  readonly into: 'image' | 'labels'
  readonly geometry: SliceGeometry
  readonly batches: readonly Batch[]
}

export interface PaintTools {
  readonly texturesAt: side.TexturesAt
  readonly writer: VertexWriter
  readonly buffers: ScreenBuffers
  readonly unused: DrawLook['palette']
  /** Boundaries are left out in motion. */
  readonly moving: boolean
}

const PLAIN: ShaderVariant = {
  image: 'none',
  labels: 'none',
  address: 'voxel',
  sameScreen: false,
  boundaries: false,
  borders: false,
  painted: false,
  hatched: false,
  shared: false,
  contrast: true,
  solid: false,
  output: 'paint',
}

/** Pixels beyond the panel that boundaries look at. */
const NEIGHBOUR_MARGIN = 1

/** From this many pixels a voxel on, labels are prepared at voxel resolution: below, it costs more than it saves (measured). */
const PREPARED_PIXELS = 8

/** The most by which what a panel is prepared in exceeds the panel, pixels: neighbours, a voxel around, cut voxels. */
export const PREPARED_MARGIN = 8

export function paintPanel(scene: PanelScene, tools: PaintTools): PanelPaint {
  const { plane, image, labels } = scene
  const aligned = isAxisAligned(plane)
  const scales = [image, labels, ...scene.over].flatMap((on) => (on === undefined ? [] : [on.wanted]))
  const tie = tieOf(scales)
  const device = aligned ? deviceRaster(plane) : undefined
  const geometry = device === undefined ? obliqueGeometry(plane) : alignedGeometry(device, tie)
  const frame: PanelFrame = { scene, tools, tie, device, geometry }
  const smooth = prepareImage(frame)
  const screen = prepareLabels(frame)
  const passes = [paintGround(frame), paintPairs(frame, smooth?.ramp, screen)]
  for (const on of scene.over) passes.push(paintOver(frame, on))
  const prepared = [smooth?.prepared, screen?.prepared].flatMap((each) => (each === undefined ? [] : [each]))
  return { scene, prepared, passes: passes.filter((batches) => batches.length > 0) }
}

interface PanelFrame {
  readonly scene: PanelScene
  readonly tools: PaintTools
  readonly tie: Vec3
  readonly device: Raster | undefined
  readonly geometry: SliceGeometry
}

/** A framebuffer's coordinates over the panel, and what is drawn into it. */
interface PreparedScreen {
  readonly prepared: Prepared
  readonly ramp: Ramp
  /** Of labels, unless `same`: texture coordinates from the framebuffer's pixels. */
  readonly steps: readonly number[]
  /** One device pixel to the right and down, in the coordinates of `ramp`. */
  readonly neighbour: readonly [number, number]
  /** The framebuffer's pixels are the panel's. */
  readonly same: boolean
  /** Labels with boundaries between segments, and with borders between supervoxels. */
  readonly boundaries: boolean
  readonly borders: boolean
}

/** Smooth images with voxels larger than pixels: first at voxel resolution, to be interpolated without seams. */
function prepareImage(frame: PanelFrame): PreparedScreen | undefined {
  const { scene, device } = frame
  const view = side.imageViewOf(scene.image)
  if (scene.image === undefined || view === undefined || !view.smooth || device === undefined) return undefined
  const { wanted } = scene.image
  if (!isMagnified(device.right, wanted) && !isMagnified(device.down, wanted)) return undefined
  return prepare(frame, scene.image, 'image', voxelRaster(device, wanted), 0)
}

/**
 * Labels with boundaries, or with voxels that cover several pixels: palette entries first, at voxel resolution where
 * voxels are larger than pixels. It saves a texture look-up for each pixel of the panel.
 */
function prepareLabels(frame: PanelFrame): PreparedScreen | undefined {
  const { scene, tools, device } = frame
  const view = side.segmentationViewOf(scene.labels)
  if (scene.labels === undefined || view === undefined) return undefined
  const { wanted } = scene.labels
  const boundaries = view.boundaries && !tools.moving
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

function prepare(
  { scene, tools, tie, device }: PanelFrame,
  on: LayerOnPanel,
  into: Prepared['into'],
  raster: Raster | undefined,
  shift: number,
): PreparedScreen {
  const geometry = raster === undefined ? obliqueGeometry(scene.plane, NEIGHBOUR_MARGIN) : alignedGeometry(raster, tie)
  const [width, height] = tools.buffers.extent(geometry.width, geometry.height)
  const builder = createBatchBuilder()
  for (const tile of on.tiles) {
    const place = geometry.place(tile.box)
    if (place === undefined) continue
    const from = side.chunkSide(on, tile, geometry, tools.texturesAt)
    const isZero = into === 'image' && tile.state === 'background'
    if (from.source === 'none' && !isZero) continue
    const { address, ramp } = rampsOf(geometry, place, from)
    const variant: ShaderVariant = {
      ...PLAIN,
      [into]: from.source,
      address,
      output: into === 'image' ? 'grey' : 'entry',
    }
    const sides = { image: into === 'image' ? on : undefined, imageSide: from, labelSide: from }
    builder.add(variant, from.key, () => lookOf(tools, geometry, sides), place, ramp, ramp)
  }
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
    prepared: { into, geometry, batches: builder.finish(tools.writer) },
    ramp: { mapping: screenMapping(x, y, u, v), from: [0.5 / width, 0.5 / height], row: 0 },
    steps: [1 / width, 0, 0, 1 / height],
    neighbour: [across.slope / u, along.slope / v],
    same,
    boundaries: false,
    borders: false,
  }
}

/** How a place leads to the texels of one chunk, or of two by one shader. */
function rampsOf(geometry: SliceGeometry, place: Place, from: side.TileSide): { address: Address; ramp: Ramp } {
  const { textures, ramp } = from
  if (textures === undefined) return { address: 'texel', ramp: ramp ?? NO_RAMP }
  const voxels = from.voxels(place)
  const address = addressOf(textures, geometry.raster, voxels)
  return { address, ramp: rampOf(textures, address, geometry.raster, place, voxels) }
}

/** The inside of the volume in the tone of what is not loaded, where that is to be seen. */
function paintGround({ scene, tools, geometry }: PanelFrame): Batch[] {
  const base = scene.image ?? scene.labels
  if (base === undefined || base.isComplete) return []
  const place = geometry.place(scaleBoxNm(base.wanted))
  if (place === undefined) return []
  const builder = createBatchBuilder()
  const look = () => ({ ...lookOf(tools, geometry, {}), under: side.ABSENT_TONE })
  builder.add(PLAIN, 'ground', look, place, NO_RAMP, NO_RAMP)
  return builder.finish(tools.writer)
}

/** Image and labels of each tile in one shader. */
function paintPairs(frame: PanelFrame, smooth: Ramp | undefined, screen: PreparedScreen | undefined): Batch[] {
  const { scene, tools, geometry } = frame
  const { image, labels } = scene
  const builder = createBatchBuilder()
  const imageView = side.imageViewOf(image)
  for (const pair of pairTiles<CoverTile, CoverTile>(image?.tiles ?? [], labels?.tiles ?? [])) {
    const place = geometry.place(pair.box)
    if (place === undefined) continue
    const a =
      smooth === undefined || image === undefined ? sideOf(frame, image, pair.a) : side.screenSide(pair.a, smooth)
    const b = screen === undefined ? sideOf(frame, labels, pair.b) : side.screenSide(pair.b, screen.ramp)
    const { address, ramps } = pairRamps(geometry, place, a, b)
    const variant: ShaderVariant = {
      image: a.source,
      labels: b.source,
      address,
      sameScreen: screen?.same ?? false,
      boundaries: screen?.boundaries ?? false,
      borders: screen?.borders ?? false,
      painted: labels?.open.palette?.isPainted() ?? false,
      hatched: a.hatched || b.hatched,
      shared: side.isSamePlace(a, b),
      contrast: !isPlain(image, imageView),
      solid: imageView?.opacity === 1,
      output: 'paint',
    }
    const state = a.source === 'none' ? (pair.a?.state ?? 'absent') : ''
    const look = () => ({
      ...lookOf(tools, geometry, { image, labels, imageSide: a, labelSide: b }),
      ...(b.source === 'screen' && screen !== undefined
        ? { labelSteps: screen.steps, neighbour: screen.neighbour }
        : {}),
      under: a.source === 'none' ? side.underOf(image, pair.a, imageView) : side.WINDOW_TONE,
    })
    builder.add(variant, `${a.key}|${b.key}|${state}`, look, place, ramps[0], ramps[1])
  }
  return builder.finish(tools.writer)
}

/** The same for both sides of a pair, which one shader draws: in the way that both can go. */
function pairRamps(
  { raster }: SliceGeometry,
  place: Place,
  a: side.TileSide,
  b: side.TileSide,
): { readonly address: Address; readonly ramps: readonly [Ramp, Ramp] } {
  const voxels = [a, b].map((each) => each.voxels(place))
  const own = [a, b].map(({ textures }, i) =>
    textures === undefined ? 'texel' : addressOf(textures, raster, voxels[i]!),
  )
  const address = commonAddress(own[0]!, own[1]!)
  const ramp = ({ textures, ramp: ready }: side.TileSide, i: number): Ramp =>
    textures === undefined ? (ready ?? NO_RAMP) : rampOf(textures, address, raster, place, voxels[i]!)
  return { address, ramps: [ramp(a, 0), ramp(b, 1)] }
}

/** Whether values are shown as they are. */
function isPlain(image: LayerOnPanel | undefined, view: ReturnType<typeof side.imageViewOf>): boolean {
  if (image === undefined || view === undefined) return true
  return view.black === 0 && view.white === (image.open.layer.volume.voxelType === 'uint16' ? 65535 : 255)
}

function sideOf(frame: PanelFrame, on: LayerOnPanel | undefined, tile: CoverTile | undefined): side.TileSide {
  if (on === undefined) return side.NOTHING
  return side.chunkSide(on, tile, frame.geometry, frame.tools.texturesAt)
}

/** A further layer, blended over what is there: nearest voxels, without boundaries. */
function paintOver({ tools, geometry }: PanelFrame, on: LayerOnPanel): Batch[] {
  const builder = createBatchBuilder()
  const isImage = on.open.layer.view.kind === 'image'
  for (const tile of on.tiles) {
    const place = geometry.place(tile.box)
    const from = side.chunkSide(on, tile, geometry, tools.texturesAt)
    if (place === undefined || from.source === 'none') continue
    const { address, ramp } = rampsOf(geometry, place, from)
    const variant: ShaderVariant = {
      ...PLAIN,
      image: isImage ? from.source : 'none',
      labels: isImage ? 'none' : from.source,
      painted: on.open.palette?.isPainted() ?? false,
      address,
      output: 'blend',
    }
    const layers = isImage ? { image: on } : { labels: on }
    const look = () => lookOf(tools, geometry, { ...layers, imageSide: from, labelSide: from })
    builder.add(variant, from.key, look, place, ramp, ramp)
  }
  return builder.finish(tools.writer)
}

interface LookOf {
  readonly image?: LayerOnPanel | undefined
  readonly labels?: LayerOnPanel | undefined
  readonly imageSide?: side.TileSide
  readonly labelSide?: side.TileSide
}

const NO_GRID = [1, 1, 1, 1] as const
const NO_TEXEL = [1, 1] as const
const NO_FOLD = [1, 1, 1] as const

function foldOf(textures: side.TileSide['textures']): readonly number[] {
  if (textures === undefined) return NO_FOLD
  const { width, segments, rows } = textures.fold
  return [width, segments, rows]
}

function perTexel(textures: side.TileSide['textures']): readonly [number, number] {
  const layout = textures?.place.slab.layout
  return layout === undefined ? NO_TEXEL : [1 / layout.width, 1 / layout.height]
}

function lookOf(
  { unused, buffers }: PaintTools,
  { raster }: SliceGeometry,
  { image, labels, imageSide, labelSide }: LookOf,
): DrawLook {
  const imageView = side.imageViewOf(image)
  const labelView = side.segmentationViewOf(labels)
  const a = imageSide?.textures
  const b = labelSide?.textures
  return {
    image: imageSide?.source === 'screen' ? buffers.texture('image') : (a?.place.slab.voxels ?? unused),
    imageSteps: a === undefined ? NO_STEPS : planeSteps(a, raster),
    imageGrid: a?.grid ?? NO_GRID,
    imageFold: foldOf(a),
    imagePerTexel: perTexel(a),
    labels: labelSide?.source === 'screen' ? buffers.texture('labels') : (b?.place.slab.voxels ?? unused),
    labelSteps: b === undefined ? NO_STEPS : planeSteps(b, raster),
    labelGrid: b?.grid ?? NO_GRID,
    labelFold: foldOf(b),
    labelPerTexel: perTexel(b),
    palette: b?.place.slab.palette ?? unused,
    perPaletteRow: b === undefined ? 1 : 1 / Math.max(1, b.place.slab.layout.places * b.place.slab.layout.paletteRows),
    contrast: imageView === undefined ? [1, 0] : side.contrastOf(imageView, a?.wide ?? false),
    imageOpacity: imageView?.opacity ?? 1,
    opacity: [labelView?.selectedOnly ? 0 : (labelView?.opacity ?? 0), labelView?.selectedOpacity ?? 0],
    neighbour: [0, 0],
    under: side.WINDOW_TONE,
    hatchColour: side.HATCH_TONE,
  }
}
