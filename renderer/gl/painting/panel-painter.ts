import type { CoverTile } from '../../../shared/view/chunks/chunk-cover.ts'
import { pairTiles } from '../../../shared/view/slice/tile-pairs.ts'
import { scaleBoxNm } from '../../../shared/volume/chunk-grid.ts'
import type { Address } from '../shaders/layer-source.ts'
import type { Place, SliceGeometry } from '../slices/slice-geometry.ts'
import * as side from '../slices/tile-side.ts'
import { addressOf, commonAddress, rampOf } from '../textures/addresses.ts'
import { type Batch, createBatchBuilder } from './batches.ts'
import { type PaintTools, type PanelFrame, panelFrame, rampTo, tileDraw } from './panel-frame.ts'
import type { LayerOnPanel, PanelScene } from './panel-scene.ts'
import { type Prepared, prepareImage, prepareLabels } from './prepared-layers.ts'
import type { LabelScreen } from './tile-draw.ts'
import { NO_RAMP, type Ramp } from './vertices.ts'

/** What to draw for one panel, in this order. A prepared layer is drawn into its screen buffer first. */
export interface PanelPaint {
  readonly scene: PanelScene
  readonly prepared: readonly Prepared[]
  /** Each list of batches lies over the one before. */
  readonly passes: readonly (readonly Batch[])[]
}

export function paintPanel(scene: PanelScene, tools: PaintTools): PanelPaint {
  const frame = panelFrame(scene, tools)
  const smooth = prepareImage(frame)
  const screen = prepareLabels(frame)
  const passes = [paintGround(frame), paintPairs(frame, smooth?.ramp, screen)]
  for (const on of scene.over) passes.push(paintOver(frame, on))
  const prepared = [smooth?.prepared, screen?.prepared].flatMap((each) => (each === undefined ? [] : [each]))
  return { scene, prepared, passes: passes.filter((batches) => batches.length > 0) }
}

/** The inside of the volume in the tone of what is not loaded, where that is to be seen. */
function paintGround({ scene, tools, geometry }: PanelFrame): Batch[] {
  const shown = scene.image ?? scene.labels
  if (shown === undefined || shown.isComplete) return []
  const place = geometry.place(scaleBoxNm(shown.wanted))
  if (place === undefined) return []
  const builder = createBatchBuilder()
  const base = { image: 'none', labels: 'none', address: 'texel', output: 'paint' } as const
  builder.add(base, tileDraw(tools, geometry, { under: side.ABSENT_TONE }), 'ground', place, NO_RAMP, NO_RAMP)
  return builder.finish(tools.writer)
}

/** Image and labels of each tile in one shader. */
function paintPairs(
  frame: PanelFrame,
  smooth: Ramp | undefined,
  screen: (LabelScreen & { readonly ramp: Ramp }) | undefined,
): Batch[] {
  const { scene, tools, geometry } = frame
  const { image, labels } = scene
  const builder = createBatchBuilder()
  const imageView = side.imageViewOf(image)
  for (const pair of pairTiles<CoverTile, CoverTile>(image?.tiles ?? [], labels?.tiles ?? [])) {
    const place = geometry.place(pair.box)
    if (place === undefined) continue
    const a = smooth === undefined ? sideOf(frame, image, pair.a) : side.screenSide(pair.a, smooth)
    const b = screen === undefined ? sideOf(frame, labels, pair.b) : side.screenSide(pair.b, screen.ramp)
    const { address, ramps } = pairRamps(geometry, place, a, b)
    const base = { image: a.source, labels: b.source, address, output: 'paint' } as const
    const under = a.source === 'none' ? side.underOf(image, pair.a, imageView) : side.WINDOW_TONE
    const draw = tileDraw(tools, geometry, { image, labels, imageSide: a, labelSide: b, screen, under })
    const state = a.source === 'none' ? (pair.a?.state ?? 'absent') : ''
    builder.add(base, draw, `${a.key}|${b.key}|${state}`, place, ramps[0], ramps[1])
  }
  return builder.finish(tools.writer)
}

/**
 * How a place leads to the texels of both sides of a pair. One shader draws both, so both use the address that serves
 * both.
 */
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
    const { address, ramp } = rampTo(geometry, place, from)
    const base = isImage
      ? ({ image: from.source, labels: 'none', address, output: 'blend' } as const)
      : ({ image: 'none', labels: from.source, address, output: 'blend' } as const)
    const draw = tileDraw(tools, geometry, isImage ? { image: on, imageSide: from } : { labels: on, labelSide: from })
    builder.add(base, draw, from.key, place, ramp, ramp)
  }
  return builder.finish(tools.writer)
}
