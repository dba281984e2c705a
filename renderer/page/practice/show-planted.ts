import type { PracticeStart } from '../../edit/messages.ts'
import type { AppParts } from '../app-context.ts'
import { editedLayer } from '../proofread/live-proofreading.ts'
import { centreAt, selectOnly } from '../view/recipes.ts'

/** Nanometres a pixel at which both ends of a planted error are well seen. */
const CLOSE_NM_PER_PIXEL = 6

/** Flies to a planted error and selects its two segments. */
export function showPlanted(
  { view, proof, clock }: Pick<AppParts, 'view' | 'proof' | 'clock'>,
  { position, ends }: PracticeStart,
): void {
  const layerId = editedLayer(proof.getState().editing)
  if (layerId === undefined) return
  view.setState(centreAt(position))
  view.setState(({ camera }) => {
    camera.nmPerPixel = Math.min(camera.nmPerPixel, CLOSE_NM_PER_PIXEL)
  })
  view.setState(
    selectOnly(
      ends.map(({ supervoxel, segment: id }) => ({ id, supervoxel, supervoxels: null, layerId, pickedAt: position })),
    ),
  )
  clock.arrived()
}
