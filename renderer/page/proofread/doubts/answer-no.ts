import type { Vec3 } from '../../../../shared/geometry.ts'
import type { Doubt } from '../../../edit/messages.ts'
import { toTool } from '../live-proofreading.ts'
import type { AnswersUnderWay } from './answers-under-way.ts'
import type { DoubtWaysParts } from './doubt-ways.ts'

/** The answer that a doubt is no error. */
export interface AnswerNo {
  /** Remembers that the doubt shown is no error. The next one is shown at once where it is known. */
  readonly dismiss: () => Promise<void>
}

/** What a person is told of an answer, and of which place. */
export interface Told {
  readonly said: string
  readonly place: Vec3
}

export interface AnswerNoParts
  extends Pick<DoubtWaysParts, 'proof' | 'edit' | 'clock' | 'say' | 'listing' | 'hand' | 'arrive'> {
  readonly underWay: AnswersUnderWay
  readonly goOn: (from: Doubt, told: Told, stays: () => boolean) => Promise<void>
}

export function createNo({ proof, edit, clock, say, listing, hand, arrive, underWay, goOn }: AnswerNoParts): AnswerNo {
  const { shown, show, trail } = hand
  /** Resolves with why the answer could not be kept; undefined where it is. */
  const keep = async (doubt: Doubt): Promise<string | undefined> => {
    const reply = await edit.ask((id) => ({ kind: 'dismiss-doubt', id, doubt: doubt.id }))
    if (reply.kind === 'failed') return reply.problem.message
    const { editing } = proof.getState()
    if (editing.kind === 'open') proof.setState({ editing: { ...editing, log: reply.log } })
    return undefined
  }
  /** The known doubt is shown first. Where the answer cannot be kept, the doubt that it was for comes back. */
  const goOnFirst = async (doubt: Doubt, known: Doubt, told: Told) => {
    clock.dropped()
    trail.left(doubt, 'answered')
    hand.closed(doubt)
    show(known)
    const refusal = await underWay.add(keep(doubt))
    if (refusal === undefined) {
      say(told.said, told.place)
      return arrive(known)
    }
    trail.tookBack(doubt.id)
    if (shown()?.id !== known.id) return say(`${refusal}.`, doubt.position)
    show(doubt)
    toTool(proof, { kind: 'refused', sentence: refusal })
  }
  return {
    dismiss: async () => {
      const doubt = shown()
      if (!doubt || proof.getState().tool.acting) return
      const told = { said: 'No error: remembered - Ctrl+Z takes it back', place: doubt.position }
      const known = listing.known(doubt.id)
      if (known !== undefined) return goOnFirst(doubt, known, told)
      const refusal = await underWay.add(keep(doubt))
      if (refusal !== undefined) return toTool(proof, { kind: 'refused', sentence: refusal })
      clock.dropped()
      await goOn(doubt, told, () => shown()?.id !== doubt.id)
    },
  }
}
