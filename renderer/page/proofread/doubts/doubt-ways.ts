import type { Vec3 } from '../../../../shared/geometry.ts'
import { asSentence } from '../../../../shared/words/as-sentence.ts'
import { leftOutWords } from '../../../../shared/words/left-out.ts'
import type { Doubt } from '../../../edit/messages.ts'
import type { EditClient } from '../../engine/edit-client.ts'
import { count } from '../../tools/counts.ts'
import { type LiveProofreading, whyNoEditing } from '../live-proofreading.ts'
import type { WorkClock } from '../work-clock.ts'
import type { DoubtHand } from './doubt-hand.ts'
import type { DoubtListing } from './doubt-listing.ts'
import type { UnsureDoubts } from './unsure-doubts.ts'

/** The ways from one doubt to another that answer none. */
export interface DoubtWays {
  /** Shows the doubt after the one that was shown last. The first follows the last. */
  readonly next: () => Promise<void>
  /** Shows one that a person chose in the list. */
  readonly choose: (doubt: Doubt) => void
  /** Keeps the doubt shown for the end of the queue, and shows the next one. */
  readonly putOff: () => Promise<void>
  /**
   * Shows the doubt before. Where it was answered, the answer must be taken back first: then it only returns `undo`, and
   * what comes of that is told as of any undo.
   */
  readonly back: () => Promise<'undo' | 'shown'>
  /** Shows the doubt again that was shown last and is open. `here`: it is in hand, so the view has only to go there. */
  readonly again: () => 'here' | 'shown'
}

export interface DoubtWaysParts {
  readonly proof: LiveProofreading
  readonly edit: Pick<EditClient, 'ask'>
  readonly clock: Pick<WorkClock, 'dropped'>
  readonly unsure: UnsureDoubts
  readonly say: (text: string, place?: Vec3) => void
  readonly listing: DoubtListing
  readonly hand: DoubtHand
  readonly showBack: (doubt: Doubt, said: string) => Promise<void>
  readonly arrive: (doubt: Doubt, where?: Parameters<DoubtListing['confirm']>[1]) => Promise<void>
}

export function createDoubtWays(parts: DoubtWaysParts): DoubtWays {
  const { proof, clock, unsure, say, listing, hand, showBack, arrive } = parts
  const { shown, show, trail } = hand
  return {
    next: async () => {
      const { editing } = proof.getState()
      const why = editing.kind === 'open' ? undefined : whyNoEditing(editing)
      if (why !== undefined) return say(asSentence(why))
      const before = listing.last()
      const first = listing.known(before)
      const known = first !== undefined && first.id === shown()?.id ? listing.known(first.id) : first
      if (known !== undefined) {
        hand.choose(known)
        return arrive(known, { before })
      }
      if (proof.getState().doubts.left === null) say('The doubts are being ranked: the first one comes when they are.')
      const asked = await listing.following()
      const isHere = asked.doubt !== undefined && asked.doubt.id === shown()?.id
      const { doubt, isFirst } = isHere ? await listing.following(asked.doubt?.id) : asked
      if (doubt === undefined) {
        const { unread } = proof.getState().doubts
        return say(unread === null ? `${nothingLeft(proof)}.` : `The doubts cannot be read: ${unread}.`)
      }
      if (doubt.id === shown()?.id) return say('This is the only doubt left.')
      hand.choose(doubt)
      if (isFirst) say('That was the last doubt; on from the first.')
      await listing.refresh()
    },
    choose: (doubt) => {
      hand.choose(doubt)
      void listing.refresh()
    },
    putOff: async () => {
      const doubt = shown()
      if (!doubt) return
      const next = listing.known(doubt.id) ?? (await listing.following(doubt.id)).doubt
      unsure.add(doubt.id)
      clock.dropped()
      const from = listing.topWithout(doubt.id, next?.id)
      if (next === undefined || next.id === doubt.id) {
        say('This is the only doubt left: it stays in the queue.')
        return listing.from(from)
      }
      if (shown()?.id === doubt.id) {
        trail.left(doubt, 'unsure')
        show(next)
      }
      say('Unsure: it is kept, and asked last - Z takes it back', doubt.position)
      await arrive(next, { from })
    },
    back: async () => {
      const last = trail.last()
      if (last === undefined) say('There is no doubt before this one.')
      if (last?.how === 'answered') return 'undo'
      if (last !== undefined) {
        trail.drop()
        if (last.how === 'unsure') unsure.remove(last.doubt.id)
        await showBack(last.doubt, last.how === 'unsure' ? 'Took back "unsure"' : 'The doubt before')
      }
      return 'shown'
    },
    again: () => {
      if (shown() !== undefined) return 'here'
      const last = hand.last()
      if (last === undefined) say('There is no doubt to come back to: N shows the next one.')
      else show(last)
      return 'shown'
    },
  }
}

/** That the queue is empty, without a full stop, with what to expect of the places that were left out. */
export function nothingLeft(proof: LiveProofreading): string {
  const { leftOut, all } = proof.getState().doubts
  if (all > 0)
    return `No doubt of those shown is left; ${count(all, 'other')} ${all === 1 ? 'is' : 'are'} hidden by the filter`
  if (leftOut === null || leftOut.count === 0) return 'No doubts are left'
  return `No doubt worth a look is left: ${leftOutWords(leftOut)}`
}
