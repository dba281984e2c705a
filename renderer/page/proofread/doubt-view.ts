import { toolOf } from '../tools/tool-list.ts'
import type { LiveView } from '../view/live-view.ts'
import { centreAt, replaceSelection, selectOnly, showSupervoxels } from '../view/recipes.ts'
import type { LiveProofreading } from './live-proofreading.ts'
import type { WorkClock } from './work-clock.ts'

export interface DoubtViewParts {
  readonly view: LiveView
  readonly proof: LiveProofreading
  readonly clock: Pick<WorkClock, 'arrived'>
}

/**
 * Brings the view to the tool in hand. The view flies to a doubt that is shown, and its two segments are selected once
 * the preview names them. Only what a person selected is kept among the past selections: doubts would soon be all of it. Tools that cut show supervoxels.
 */
export function startDoubtView({ view, proof, clock }: DoubtViewParts): void {
  /** The doubt whose segments are not selected yet. */
  let unselected: string | undefined
  /** The supervoxels that were selected for the last doubt. */
  let ofDoubt: ReadonlySet<bigint> = new Set()
  proof.subscribe((now, before) => {
    const { inHand, preview } = now.tool
    const shown = before.tool.inHand
    const doubt = inHand.kind === 'doubt' ? inHand.doubt : undefined
    const isNew = doubt !== undefined && (shown.kind !== 'doubt' || shown.doubt.id !== doubt.id)
    if (inHand.kind !== shown.kind || isNew) {
      view.setState(showSupervoxels(toolOf(inHand).showsSupervoxels?.(inHand) ?? false))
    }
    if (isNew) {
      unselected = doubt.id
      view.setState(centreAt(doubt.position))
      clock.arrived()
    }
    const { editing } = now
    if (editing.kind !== 'open' || !doubt || !preview || unselected !== doubt.id) return
    unselected = undefined
    const { layerId } = editing
    const positions = [doubt.a.position, doubt.b.position]
    const segments = preview.segments.map(({ segment: id, supervoxel, supervoxels }, i) => ({
      ...{ id, supervoxel, supervoxels, layerId },
      pickedAt: positions[i] ?? doubt.position,
    }))
    const { selection } = view.getState()
    const isOfDoubt = selection.every(({ supervoxel }) => ofDoubt.has(supervoxel))
    view.setState(isOfDoubt ? replaceSelection(segments) : selectOnly(segments))
    ofDoubt = new Set(segments.map(({ supervoxel }) => supervoxel))
  })
}
