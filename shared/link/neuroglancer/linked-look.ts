import type { ImageView, LayerView } from '../../view/layer-view.ts'
import type { LinkedLayer } from './linked-view.ts'

/** A layer's view with what the link says of it. */
export function withLinkedLook(view: LayerView, { visible, look }: LinkedLayer): LayerView {
  if (view.kind === 'image') {
    const { opacity = view.opacity, contrast, channel, adds = view.adds } = look
    // A link that names a channel says all of its colour, also that it has none.
    const colour = look.colour ?? (channel === undefined ? view.colour : undefined)
    const shown: ImageView = { ...view, visible, opacity, colour, adds }
    return contrast ? { ...shown, ...contrast, fromData: false } : shown
  }
  const { selectedOpacity = view.selectedOpacity, otherOpacity = 0, segments, showsAllWhenNoneSelected } = look
  // Without a selection, Neuroglancer gives all segments the opacity of selected ones.
  const showsAll = segments.length === 0 && showsAllWhenNoneSelected
  const all = look.selectedOpacity === undefined ? view.opacity : selectedOpacity
  return {
    ...view,
    visible,
    selectedOpacity,
    opacity: otherOpacity > 0 ? otherOpacity : showsAll ? all : view.opacity,
    selectedOnly: otherOpacity === 0 && !showsAll,
    colourSeed: look.colourSeed ?? view.colourSeed,
  }
}
