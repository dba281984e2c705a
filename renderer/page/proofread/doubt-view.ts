import type { EditClient } from '../engine/edit-client.ts'
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
    const { tool } = now.tool
    if (tool.kind !== before.tool.tool.kind) {
      const splits = tool.kind === 'split' || (tool.kind === 'doubt' && tool.doubt.kind === 'false-merge')
      view.setState(showSupervoxels(splits))
    }
    if (tool.kind !== 'doubt') return
    const shown = before.tool.tool
    if (shown.kind === 'doubt' && shown.doubt.id === tool.doubt.id) return
    const { doubt } = tool
    view.setState(showSupervoxels(doubt.kind === 'false-merge'))
    view.setState(centreAt(doubt.position))
    clock.arrived()
    const { editing } = now
    if (editing.kind !== 'open') return
    void edit.describe([doubt.a.supervoxel, doubt.b.supervoxel]).then((answer) => {
      const stands = proof.getState().tool.tool
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
