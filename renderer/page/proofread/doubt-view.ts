import type { EditClient } from '../engine/edit-client.ts'
import { toolOf } from '../tools/tool-list.ts'
import type { LiveView } from '../view/live-view.ts'
import { centreAt, selectOnly, showSupervoxels } from '../view/recipes.ts'
import type { LiveProofreading } from './live-proofreading.ts'
import type { WorkClock } from './work-clock.ts'

export interface DoubtViewParts {
  readonly view: LiveView
  readonly proof: LiveProofreading
  readonly edit: Pick<EditClient, 'describe'>
  readonly clock: WorkClock
}

/** What a tool changes in the view: a doubt is flown to and its parties selected; splitting shows supervoxels. */
export function startDoubtView({ view, proof, edit, clock }: DoubtViewParts): void {
  proof.subscribe((now, before) => {
    const { inHand } = now.tool
    const shown = before.tool.inHand
    const doubt = inHand.kind === 'doubt' ? inHand.doubt : undefined
    const isOther = doubt !== undefined && (shown.kind !== 'doubt' || shown.doubt.id !== doubt.id)
    if (inHand.kind !== shown.kind || isOther) {
      view.setState(showSupervoxels(toolOf(inHand).showsSupervoxels?.(inHand) ?? false))
    }
    if (!isOther) return
    view.setState(centreAt(doubt.position))
    clock.arrived()
    const { editing } = now
    if (editing.kind !== 'open') return
    void edit.describe([doubt.a.supervoxel, doubt.b.supervoxel]).then((answer) => {
      const stands = proof.getState().tool.inHand
      if (answer.kind !== 'described' || stands.kind !== 'doubt' || stands.doubt.id !== doubt.id) return
      const parties = [doubt.a, doubt.b].map(({ supervoxel, position }) => {
        const segment = answer.segments.find((one) => one.supervoxel === supervoxel)
        const { layerId } = editing
        return {
          id: segment?.segment ?? supervoxel,
          supervoxel,
          supervoxels: segment?.supervoxels ?? null,
          layerId,
          pickedAt: position,
        }
      })
      view.setState(selectOnly(parties))
    })
  })
}
