import type { Box3 } from '../../../shared/geometry.ts'
import type { SlicePlane } from '../../../shared/view/camera.ts'
import { polygonOf } from '../../../shared/view/slice/plane-polygon.ts'
import { planeOf } from '../../../shared/view/slice/slice-plane.ts'
import { scaleBoxNm } from '../../../shared/volume/chunk-grid.ts'
import type { Progress } from '../../gl/messages.ts'
import { isSliceKind, placePanels } from './panel-layout.ts'
import type { Layer, ViewState } from './view-state.ts'

/** Why a person sees nothing, in words, and whether fitting the dataset in the panel would help. */
export interface EmptyReason {
  readonly text: string
  readonly fitHelps: boolean
}

export type EmptyParts = Pick<
  ViewState,
  'dataset' | 'camera' | 'layout' | 'maximised' | 'splits' | 'extent' | 'progress'
>

/** One line for each reason; none while something is seen or loading. */
export function whyEmpty(state: EmptyParts): readonly EmptyReason[] {
  const { dataset, progress } = state
  if (dataset === null || state.extent.width === 0) return []
  const shown = dataset.layers.filter((layer) => layer.view.visible)
  if (shown.length === 0) return [{ text: 'Every layer is hidden: show one in the list on the left.', fitHelps: false }]
  const planes = planesOf(state)
  if (
    planes.length > 0 &&
    !shown.some((layer) => planes.some((plane) => cuts(scaleBoxNm(layer.volume.scales[0]), plane)))
  ) {
    return [{ text: 'The view lies outside everything that is open.', fitHelps: true }]
  }
  return (progress?.empty ?? []).flatMap((empty) => {
    const layer = shown.find(({ id }) => id === empty.layerId)
    return layer === undefined ? [] : [{ text: nothingStored(layer, empty), fitHelps: false }]
  })
}

function nothingStored({ name, location }: Layer, { scaleKey, asked }: Progress['empty'][number]): string {
  const chunks = asked === 1 ? 'The one chunk' : `None of the ${asked} chunks`
  const isThere = asked === 1 ? 'is not there' : 'is there'
  return `${name}: ${chunks} asked for in its scale ${scaleKey} ${isThere}. Nothing may be stored at this place; if it is empty everywhere, the files are missing from ${location}/${scaleKey}.`
}

function planesOf({ camera, layout, maximised, splits, extent }: EmptyParts): readonly SlicePlane[] {
  return placePanels(layout, maximised, splits, extent).flatMap(({ kind, rect }) =>
    isSliceKind(kind) ? [planeOf(camera, kind, rect, extent.devicePixelRatio)] : [],
  )
}

/**
 * Whether a box shows in a panel. A polygon counts as the rectangle round it, so an oblique box that just misses the
 * panel may count as shown.
 */
function cuts(box: Box3, plane: SlicePlane): boolean {
  const polygon = polygonOf(box, plane)
  if (polygon === undefined) return false
  const x = polygon.filter((_, i) => i % 2 === 0)
  const y = polygon.filter((_, i) => i % 2 === 1)
  return overlaps(x, plane.width) && overlaps(y, plane.height)
}

function overlaps(places: Float64Array, extent: number): boolean {
  return Math.max(...places) > 0 && Math.min(...places) < extent
}
