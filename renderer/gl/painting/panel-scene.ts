import type { Vec3 } from '../../../shared/geometry.ts'
import type { LoadScheduler } from '../../../shared/loading/scheduler-events.ts'
import type { SlicePlane } from '../../../shared/view/camera.ts'
import { type CoverTile, coverView } from '../../../shared/view/chunks/chunk-cover.ts'
import { wantedScales } from '../../../shared/view/chunks/needed-chunks.ts'
import { visibleCells } from '../../../shared/view/chunks/visible-chunks.ts'
import type { Scale } from '../../../shared/volume/volume.ts'
import type { SlicePanel } from '../messages.ts'
import { chunkKey, type OpenLayer } from '../open-layer.ts'

/** One layer on one panel: what stands for it there now. */
export interface LayerOnPanel {
  readonly open: OpenLayer
  readonly wanted: Scale
  readonly wantedIndex: number
  readonly tiles: readonly CoverTile[]
  /** Every wanted cell is on the GPU, background or failed. */
  readonly isComplete: boolean
}

/**
 * What a panel shows. The first visible image and the first visible segmentation are drawn by one shader. Where there are
 * `further` images, those are blended over the first one, and the segmentation over all images. Last come `over`, the other
 * segmentations. Each in the order of the list.
 */
export interface PanelScene {
  readonly panel: SlicePanel
  readonly plane: SlicePlane
  readonly image: LayerOnPanel | undefined
  readonly further: readonly LayerOnPanel[]
  readonly labels: LayerOnPanel | undefined
  readonly over: readonly LayerOnPanel[]
}

/** Layers whose chunks are loaded: also those made fully transparent, which can still be picked. */
export function visibleLayers(layers: readonly OpenLayer[]): OpenLayer[] {
  return layers.filter(({ layer }) => layer.view.visible)
}

function showsSomething({ layer: { view } }: OpenLayer): boolean {
  if (view.kind === 'image') return view.opacity > 0
  return view.selectedOpacity > 0 || (view.opacity > 0 && !view.selectedOnly)
}

/** `layers`: the visible ones. `gpuShare`: see chunk-loader.ts; the share that chunks were loaded with. */
export function composeScenes(
  layers: readonly OpenLayer[],
  panels: readonly SlicePanel[],
  planes: readonly SlicePlane[],
  gpuShare: number,
  scheduler: LoadScheduler,
): PanelScene[] {
  const shown = layers.filter(showsSomething)
  const scales = shown.map((open) => wantedScales(open.layer.volume, planes, gpuShare))
  return panels.map((panel, index) => {
    const plane = planes[index]!
    const onPanel = shown.map((open, which) => layerOnPanel(open, plane, scales[which]![index]!, scheduler))
    const [image, ...further] = onPanel.filter(({ open }) => open.layer.view.kind === 'image')
    const [labels, ...over] = onPanel.filter(({ open }) => open.layer.view.kind === 'segmentation')
    return { panel, plane, image, further, labels, over }
  })
}

function layerOnPanel(open: OpenLayer, plane: SlicePlane, wantedIndex: number, scheduler: LoadScheduler): LayerOnPanel {
  const { volume } = open.layer
  const wanted = volume.scales[wantedIndex]!
  const cells = visibleCells(wanted, plane)
  const stateOf = (scale: number, cell: Vec3) => scheduler.stateOf(chunkKey(open, scale, cell))
  const isComplete = cells.every((cell) => stateOf(wantedIndex, cell) !== 'absent')
  return { open, wanted, wantedIndex, tiles: coverView(volume, wantedIndex, cells, stateOf), isComplete }
}
