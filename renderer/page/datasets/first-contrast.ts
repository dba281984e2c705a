import type { MeasuredContrast } from '../engine/gl-client.ts'
import type { LiveView } from '../view/live-view.ts'
import { changeImage } from '../view/recipes.ts'

/** Sets the contrast of an image from its voxels, unless somebody has set it. That of all voxels in view stays. */
export function takeContrast(view: LiveView, { layerId, sourceId, range, isWhole }: MeasuredContrast): void {
  const layer = view.getState().dataset?.layers.find((each) => each.id === layerId && each.sourceId === sourceId)
  if (layer?.view.kind !== 'image' || layer.view.fromData !== true) return
  view.setState(changeImage(layerId, isWhole ? { ...range, fromData: false } : range))
}
