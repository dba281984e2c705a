import { linkedCamera } from '../../../../shared/link/neuroglancer/linked-camera.ts'
import type { Layer, OpenedLink } from '../../view/view-state.ts'
import type { LinkedPart } from './open-linked.ts'

/** What the first Neuroglancer link among what was opened says of the view of these layers. */
export function linkOf(
  parts: readonly { readonly layers: readonly Layer[]; readonly linked?: LinkedPart['linked'] | undefined }[],
  layers: readonly Layer[],
): OpenedLink | undefined {
  const part = parts.find(({ linked }) => linked !== undefined)
  const first = part?.layers[0]
  if (!part?.linked || !first) return undefined
  const { view, openedCount, leftOut, segments } = part.linked
  const camera = linkedCamera(view, first.volume.scales[0].resolution)
  const selection = layers.flatMap(({ id: layerId, sourceId, volume }) => {
    const ids = volume.kind === 'segmentation' ? (segments.get(sourceId) ?? []) : []
    return ids.map((id) => ({ id, supervoxel: id, supervoxels: null, layerId, pickedAt: null }))
  })
  const { layerCount, layout, crosshair } = view
  const isView = camera.position !== undefined || camera.nmPerPixel !== undefined || selection.length > 0
  return { layerCount, openedCount, leftOut, isView, camera, layout, crosshair, selection }
}
