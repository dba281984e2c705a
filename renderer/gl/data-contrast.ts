import type { ImageView } from '../../shared/view/layer-view.ts'
import type { ChunkLoader } from './chunks/chunk-loader.ts'
import { layerRange } from './measuring.ts'
import type { FromGl } from './messages.ts'
import type { OpenLayer } from './open-layer.ts'
import type { PresentView } from './present-view.ts'

/**
 * Measures the contrast of images that nobody has set one for: of the first chunks, then for good of all in view. It is
 * drawn at once. The page is told, and sends it back with its layers.
 */
export interface DataContrast {
  /** Chunks have arrived. `isWhole`: they were the last ones in view. */
  measure(isWhole: boolean): void
}

export function createDataContrast(
  present: PresentView,
  loader: Pick<ChunkLoader, 'residentAt'>,
  post: (message: FromGl) => void,
): DataContrast {
  const begun = new WeakSet<OpenLayer>()

  function measureLayer(open: OpenLayer, view: ImageView, isWhole: boolean): void {
    const { id: layerId, sourceId } = open.layer
    const range = layerRange(present.scenes(), layerId, loader)
    if (range === null) return
    begun.add(open)
    open.layer = { ...open.layer, view: { ...view, ...range, fromData: !isWhole } }
    post({ kind: 'contrast', layerId, sourceId, range, isWhole })
  }

  return {
    measure: (isWhole) => {
      for (const open of present.layers()) {
        const { view } = open.layer
        if (view.kind !== 'image' || view.fromData !== true) continue
        if (isWhole || !begun.has(open)) measureLayer(open, view, isWhole)
      }
    },
  }
}
