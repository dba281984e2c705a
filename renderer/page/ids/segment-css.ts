import { segmentColour } from '../../../shared/view/labels/segment-colours.ts'
import type { ViewState } from '../view/view-state.ts'

/** The colour of a segment in the panels, as CSS. */
export function segmentCss(id: bigint, seed: number): string {
  return cssColour(segmentColour(Number(id >> 32n), Number(id & 0xffffffffn), seed))
}

/** `#rrggbb` of 0xRRGGBB. */
export function cssColour(colour: number): string {
  return `#${colour.toString(16).padStart(6, '0')}`
}

/** The seed of the colours of a layer; without a layer, of the one that is edited. */
export function seedOf({ dataset }: ViewState, layerId = dataset?.editable?.layerId): number {
  const view = dataset?.layers.find(({ id }) => id === layerId)?.view
  return view?.kind === 'segmentation' ? view.colourSeed : 0
}
