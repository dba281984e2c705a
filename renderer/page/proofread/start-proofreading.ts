import type { StartUp } from '../../../shared/contracts/host-api.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { EditClient } from '../engine/edit-client.ts'
import type { GlClient } from '../engine/gl-client.ts'
import { createPointing, type Pointing } from '../tools/pointing.ts'
import { startToolRunner } from '../tools/tool-runner.ts'
import { tellPlace } from '../view/recipes.ts'
import { startDoubtView } from './doubts/doubt-view.ts'
import { createDoubts } from './doubts/doubts.ts'
import { createUnsureDoubts } from './doubts/unsure-doubts.ts'
import { proofActions } from './proof-commands.ts'
import { createProofSession, type ProofSession, type ProofSessionParts } from './proof-session.ts'
import { createWorkClock, type WorkClock } from './work-clock.ts'

export interface ProofreadingParts extends Omit<ProofSessionParts, 'runner' | 'clock' | 'doubts' | 'start'> {
  readonly gl: GlClient
  readonly start: StartUp
}

export interface Proofreading {
  readonly clock: WorkClock
  readonly pointing: Pointing
  readonly proofSession: ProofSession
  /** What the keys of proofreading do. */
  readonly actions: ReturnType<typeof proofActions>
}

/** The tools, the session with the edit worker, and the clock of the work. */
export function startProofreading(parts: ProofreadingParts): Proofreading {
  const { view, proof, gl, edit, storage, now, say, afterSlices } = parts
  const clock = createWorkClock(proof, storage, now)
  const pointing = createPointing({ proof, gl, onPoint: clock.pointed })
  const unsure = createUnsureDoubts(storage, () => view.getState().dataset?.editable?.id)
  const doubts = createDoubts({ proof, edit, clock, unsure, say, afterSlices })
  const runner = startToolRunner({ proof, edit, clock, tell: doubts.tell, goAhead: doubts.goAhead })
  const doubtView = startDoubtView({
    view,
    proof,
    clock,
    afterSlices,
    placesOf: (supervoxel) => placesOf(edit, supervoxel),
    loadAhead: (cameras) => gl.send({ kind: 'ahead', cameras }),
  })
  proof.subscribe(({ tool: { place } }, before) => {
    if (place && place !== before.tool.place) view.setState(tellPlace(place))
  })
  const proofSession = createProofSession({ ...parts, runner, clock, doubts })
  const actions = proofActions({ view, proof, session: proofSession, runner, clock, doubtView, pointing })
  return { clock, pointing, proofSession, actions }
}

async function placesOf(edit: Pick<EditClient, 'ask'>, supervoxel: bigint): Promise<readonly Vec3[]> {
  const reply = await edit.ask((id) => ({ kind: 'places', id, supervoxel }))
  return reply.kind === 'places' ? vectorsOf(reply.positions) : []
}

/** Three numbers a vector. */
function vectorsOf(numbers: Float32Array): readonly Vec3[] {
  return Array.from({ length: numbers.length / 3 }, (_, i) => [
    numbers[3 * i]!,
    numbers[3 * i + 1]!,
    numbers[3 * i + 2]!,
  ])
}
