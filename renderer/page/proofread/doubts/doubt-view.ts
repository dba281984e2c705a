import type { Vec3 } from '../../../../shared/geometry.ts'
import { nearerOf, sceneOfTwo } from '../../../../shared/view/scene/scene-of-two.ts'
import type { Doubt } from '../../../edit/messages.ts'
import { toolOf } from '../../tools/tool-list.ts'
import type { LiveView } from '../../view/live-view.ts'
import { centreAt, replaceSelection, selectOnly, showSupervoxels } from '../../view/recipes.ts'
import { scenePanelOf, setScene } from '../../view/scene/scene-state.ts'
import type { LiveProofreading } from '../live-proofreading.ts'
import type { WorkClock } from '../work-clock.ts'

/** Places in the segment of a supervoxel, nanometres; none where they cannot be read. */
export type PlacesOf = (supervoxel: bigint) => Promise<readonly Vec3[]>

export interface DoubtViewParts {
  readonly view: LiveView
  readonly proof: LiveProofreading
  readonly clock: Pick<WorkClock, 'arrived'>
  readonly placesOf: PlacesOf
}

/**
 * Brings the view to the tool in hand. The view flies to a doubt that is shown, the 3-D view so that
 * both its parties are seen, and its two segments are selected once
 * the preview names them. Only what a person selected is kept among the past selections: doubts would soon be all of it. Tools that cut show supervoxels.
 */
export function startDoubtView({ view, proof, clock, placesOf }: DoubtViewParts): void {
  /** The doubt whose segments are not selected yet. */
  let unselected: string | undefined
  /** The supervoxels that were selected for the last doubt. */
  let ofDoubt: ReadonlySet<bigint> = new Set()
  /** Turns the 3-D view so that both parties are seen, unless the person has moved it, or gone on, meanwhile. */
  const turnScene = async (doubt: Doubt) => {
    const { scene } = view.getState()
    const { a, b, position: contact } = doubt
    const isOne = doubt.kind === 'false-merge'
    const [ofA, ofB] = await Promise.all([placesOf(a.supervoxel), isOne ? [] : placesOf(b.supervoxel)])
    const sides = isOne ? nearerOf(ofA, a.position, b.position) : { a: ofA, b: ofB }
    const { inHand } = proof.getState().tool
    if (inHand.kind !== 'doubt' || inHand.doubt.id !== doubt.id || view.getState().scene !== scene) return
    const parties = { contact, a: [a.position, ...sides.a], b: [b.position, ...sides.b] }
    view.setState((state) => setScene(sceneOfTwo(scene, parties, scenePanelOf(state)))(state))
  }
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
      void turnScene(doubt)
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
