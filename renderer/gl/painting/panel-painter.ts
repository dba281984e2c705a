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

/** What to draw for one panel, in this order. */
export interface PanelPaint {
  readonly scene: PanelScene
  readonly steps: readonly PaintStep[]
}

/** Layers that are drawn into their screen buffers first, and what is then drawn on the panel with these. */
interface PaintStep {
  readonly prepared: readonly Prepared[]
  /** Each list of batches lies over the one before. */
  readonly passes: readonly (readonly Batch[])[]
}

export function paintPanel(scene: PanelScene, tools: PaintTools): PanelPaint {
  const frame = panelFrame(scene, tools)
  const steps = scene.further.length === 0 ? fusedSteps(frame) : imageSteps(frame)
  return { scene, steps }
}

/** One image at most, with the segmentation over it: both in one shader. */
function fusedSteps(frame: PanelFrame): readonly PaintStep[] {
  const { image, labels, over } = frame.scene
  const smooth = prepareImage(frame, image)
  const screen = prepareLabels(frame)
  const passes = [paintGround(frame), paintPairs(frame, image, smooth?.ramp, labels, screen)]
  for (const on of over) passes.push(paintOver(frame, on))
  return [stepOf([smooth?.prepared, screen?.prepared], passes)]
}

/** Several images, one over the other, and all segmentations over them. All images are prepared in the same buffer. */
function imageSteps(frame: PanelFrame): readonly PaintStep[] {
  const { image, further, labels, over } = frame.scene
  const first = prepareImage(frame, image)
  const ground = [paintGround(frame), paintPairs(frame, image, first?.ramp, undefined, undefined)]
  const steps = [stepOf([first?.prepared], ground)]
  for (const on of further) {
    const smooth = prepareImage(frame, on)
    steps.push(stepOf([smooth?.prepared], [paintOver(frame, on, smooth?.ramp)]))
  }
  const screen = prepareLabels(frame)
  const passes = labels === undefined ? [] : [paintOver(frame, labels, screen?.ramp, screen)]
  for (const on of over) passes.push(paintOver(frame, on))
  steps.push(stepOf([screen?.prepared], passes))
  return steps
}

function stepOf(prepared: readonly (Prepared | undefined)[], passes: PaintStep['passes']): PaintStep {
  return {
    prepared: prepared.flatMap((each) => (each === undefined ? [] : [each])),
    passes: passes.filter((batches) => batches.length > 0),
  }
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
  image: LayerOnPanel | undefined,
  smooth: Ramp | undefined,
  labels: LayerOnPanel | undefined,
  screen: (LabelScreen & { readonly ramp: Ramp }) | undefined,
): Batch[] {
  const { tools, geometry } = frame
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

/**
 * A layer blended over what is there. `prepared`: how places lead to its screen buffer, if it was drawn into one; else
 * it is drawn with nearest voxels, and labels without boundaries. `screen`: of labels that were prepared.
 */
function paintOver({ tools, geometry }: PanelFrame, on: LayerOnPanel, prepared?: Ramp, screen?: LabelScreen): Batch[] {
  const builder = createBatchBuilder()
  const view = side.imageViewOf(on)
  for (const tile of on.tiles) {
    const place = geometry.place(tile.box)
    if (place === undefined) continue
    const from =
      prepared === undefined ? side.chunkSide(on, tile, geometry, tools.texturesAt) : side.screenSide(tile, prepared)
    const under = view === undefined ? side.NO_LIGHT : side.addedBackground(view, tile)
    if (from.source === 'none' && !from.hatched && under === side.NO_LIGHT) continue
    const { address, ramp } = rampTo(geometry, place, from)
    const base =
      view === undefined
        ? ({ image: 'none', labels: from.source, address, output: 'blend' } as const)
        : ({ image: from.source, labels: 'none', address, output: 'blend' } as const)
    const sides = view === undefined ? { labels: on, labelSide: from } : { image: on, imageSide: from }
    const draw = tileDraw(tools, geometry, { ...sides, screen, under })
    builder.add(base, draw, `${from.key}|${from.source === 'none' ? tile.state : ''}`, place, ramp, ramp)
  }
  return builder.finish(tools.writer)
}
