import type { PickedLayer } from '../../gl/messages.ts'
import type { GlClient } from '../engine/gl-client.ts'
import { type LiveProofreading, toTool } from '../proofread/live-proofreading.ts'
import { type PickedSpot, pickSpot, type Spot } from '../view/scene/spot.ts'
import { toolStep } from './tool-machine.ts'

/** Points of the tool in hand, in any panel. */
export interface Pointing {
  readonly at: (spot: Spot) => void
  /** A key marks a point: what the key itself means to the tool comes first. */
  readonly byKey: (spot: Spot, id: string) => void
  /** A key of the tool that marks nothing. It waits for the points before it, so that they keep their side. */
  readonly command: (id: string) => void
  /** A stroke passes through a point. Where there is no segment, nothing happens. */
  readonly through: (spot: Spot) => void
}

export interface PointingParts {
  readonly proof: LiveProofreading
  readonly gl: Pick<GlClient, 'pick' | 'pickPixel'>
  /** A point was placed. */
  readonly onPoint: () => void
}

/**
 * Points reach the tool in the order in which they were made. The gl worker knows the supervoxel at a point and its
 * segment: the edit worker tells it of a change before it tells the page. A segment that it does not know yet comes with
 * the preview.
 */
export function createPointing({ proof, gl, onPoint }: PointingParts): Pointing {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  const point = (spot: Spot, isStroke: boolean, key?: string) => {
    const { kind } = proof.getState().tool.inHand
    const asked = pickSpot(gl, spot)
    waiting++
    last = last.then(async () => {
      const picked = await asked
      waiting--
      const { editing, tool: before } = proof.getState()
      if (editing.kind !== 'open' || before.inHand.kind !== kind) return
      // Here and not at the press: the points of earlier presses come first.
      if (key !== undefined) toTool(proof, { kind: 'command', id: key })
      const { tool } = proof.getState()
      const { position, layers } = picked
      const value = layers.find(({ layerId }) => layerId === editing.layerId)?.value
      if (position !== null && value?.kind === 'label') {
        const { supervoxel, segment } = value
        const event = { kind: 'point', point: { supervoxel, segment, position } } as const
        const next = toolStep(tool, event)
        // A stroke stays in one supervoxel for many moves of the pointer.
        if (isStroke && next.inHand === tool.inHand && next.refusal === null) return
        onPoint()
        toTool(proof, event)
      } else if (!isStroke) {
        toTool(proof, { kind: 'missed', sentence: whyNothing(picked, value) })
      }
    })
  }
  return {
    at: (spot) => point(spot, false),
    byKey: (spot, id) => point(spot, false, id),
    command: (id) => {
      const press = () => toTool(proof, { kind: 'command', id })
      if (waiting === 0) press()
      else last = last.then(press)
    },
    through: (spot) => point(spot, true),
  }
}

function whyNothing({ position }: PickedSpot, value: PickedLayer['value'] | undefined): string {
  if (position === null) return 'There is no surface here: click on one.'
  switch (value?.kind) {
    case 'loading':
      return 'This place is still loading: click again when it is sharp.'
    case 'surface':
      return 'The voxels at this place are not loaded, so its supervoxel is not known: right click to centre the slices here, then click again.'
    case 'too-far-out':
      return 'This place is not drawn at this zoom: zoom in, then click again.'
    case 'failed':
      return `What is here could not be read (${value.problem.message}): click where there are no hatches.`
    case 'grey':
    case 'label':
    case 'background':
      return 'There is no segment here: click inside one.'
    case undefined:
      return 'The segments are hidden: show their layer, then click again.'
  }
}
