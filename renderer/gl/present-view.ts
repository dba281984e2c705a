import { wantedScales } from '../../shared/view/chunks/needed-chunks.ts'
import { type ChunkLoader, gpuShare } from './chunks/chunk-loader.ts'
import type { LayerList } from './layer-list.ts'
import type { Budgets } from './messages.ts'
import type { OpenLayer } from './open-layer.ts'
import { composeScenes, type PanelScene, visibleLayers } from './painting/panel-scene.ts'
import { type PostedView, slicePanels } from './posted-view.ts'

/** What the posted view shows of the open layers. */
export interface PresentView {
  /** Layers whose chunks are loaded. */
  layers(): readonly OpenLayer[]
  /** The scale at which a layer is drawn now: the finest among the panels. */
  wantedScaleOf(open: OpenLayer): number
  /** What stands for each layer on each panel now. */
  scenes(): readonly PanelScene[]
}

export function createPresentView(
  list: LayerList,
  view: PostedView,
  loader: ChunkLoader,
  budgets: () => Budgets,
): PresentView {
  const layers = (): OpenLayer[] => visibleLayers(list.all())
  return {
    layers,
    wantedScaleOf: ({ layer: { volume } }) => {
      const share = gpuShare(budgets(), layers().length)
      return Math.min(volume.scales.length - 1, ...wantedScales(volume, view.planes(), share))
    },
    scenes: () => {
      const visible = layers()
      const current = view.current()
      const panels = current === undefined ? [] : slicePanels(current)
      return composeScenes(visible, panels, view.planes(), gpuShare(budgets(), visible.length), loader.scheduler)
    },
  }
}
