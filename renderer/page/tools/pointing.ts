import type { Vec3 } from '../../../shared/geometry.ts'
import type { PickedLayer } from '../../gl/messages.ts'
import type { EditClient } from '../engine/edit-client.ts'
import type { GlClient } from '../engine/gl-client.ts'
import { type LiveProofreading, toTool } from '../proofread/live-proofreading.ts'
import type { Tool } from './tool-state.ts'

/** A click of the merge tool, or a seed of the split tool, at a point in nanometres. */
export interface Pointing {
  readonly at: (position: Vec3) => void
  /** A stroke passes through a point: what is no segment there is passed over. */
  readonly through: (position: Vec3) => void
}

export interface PointingParts {
  readonly proof: LiveProofreading
  readonly gl: Pick<GlClient, 'pick'>
  readonly edit: Pick<EditClient, 'describe'>
  readonly onPoint: () => void
}

/**
 * Points are picked one after the other, so that they reach the tool in the order in which they were made. The edit
 * worker says what segment a supervoxel is in: what is on screen may not have been told yet.
 */
export function createPointing({ proof, gl, edit, onPoint }: PointingParts): Pointing {
  let last: Promise<unknown> = Promise.resolve()
  const point = (position: Vec3, stroke: boolean) => {
    const tool = proof.getState().tool.tool.kind
    const picked = gl.pick(position)
    last = last.then(async () => {
      const layers = await picked
      const { editing, tool: now } = proof.getState()
      if (editing.kind !== 'open' || now.tool.kind !== tool) return
      const value = layers.find(({ layerId }) => layerId === editing.layerId)?.value
      if (value?.kind === 'label') {
        const { supervoxel } = value
        // A stroke stays in one supervoxel for many moves of the pointer.
        if (stroke && isSeed(now.tool, supervoxel)) return
        onPoint()
        const answer = await edit.describe([supervoxel])
        if (proof.getState().tool.tool.kind !== tool) return
        const segment = answer.kind === 'described' ? answer.segments[0]?.segment : undefined
        if (segment !== undefined) toTool(proof, { kind: 'point', pointed: { supervoxel, segment, position } })
        else if (answer.kind === 'failed')
          toTool(proof, { kind: 'missed', sentence: `Its segment could not be read: ${answer.problem.message}.` })
      } else if (!stroke) {
        toTool(proof, { kind: 'missed', sentence: whyNothing(value) })
      }
    })
  }
  return { at: (position) => point(position, false), through: (position) => point(position, true) }
}

function isSeed(tool: Tool, supervoxel: bigint): boolean {
  return tool.kind === 'split' && tool.seeds.some((one) => one.supervoxel === supervoxel && one.side === tool.side)
}

function whyNothing(value: PickedLayer['value'] | undefined): string {
  switch (value?.kind) {
    case 'loading':
      return 'This place is still loading: click again when it is sharp.'
    case 'too-far-out':
      return 'This place is not drawn at this zoom: zoom in, then click again.'
    case 'failed':
      return `What is here could not be read (${value.problem.message}): click where there are no hatches.`
    case undefined:
      return 'The segments are hidden: show their layer, then click again.'
    default:
      return 'There is no segment here: click inside one.'
  }
}
