import type { DoubtWish } from '../../../../shared/doubts/doubt-wish.ts'
import type { Vec3 } from '../../../../shared/geometry.ts'
import { asSentence } from '../../../../shared/words/as-sentence.ts'
import { leftOutWords } from '../../../../shared/words/left-out.ts'
import type { Doubt, FromEdit } from '../../../edit/messages.ts'
import type { EditClient } from '../../engine/edit-client.ts'
import { count } from '../../tools/counts.ts'
import { type LiveProofreading, toTool, whyNoEditing } from '../live-proofreading.ts'
import type { WorkClock } from '../work-clock.ts'
import { createListing } from './doubt-listing.ts'
import { createDoubtTrail } from './doubt-trail.ts'
import type { UnsureDoubts } from './unsure-doubts.ts'

type Made = Extract<FromEdit, { readonly kind: 'made' }>
type Answered = Extract<FromEdit, { readonly kind: 'answered' }>

export interface Doubts {
  readonly refresh: () => Promise<void>
  /** Lists anew: the order of the queue is another. The doubt that is shown stays. */
  readonly reordered: () => Promise<void>
  /** Lists and goes through other doubts from now on, from the first of them. */
  readonly wish: (wish: DoubtWish) => Promise<void>
  /** Shows the doubt after the one that was shown last. The first follows the last. */
  readonly next: () => Promise<void>
  /** Shows one that a person chose in the list. */
  readonly choose: (doubt: Doubt) => void
  /** Remembers that the doubt shown is no error, and shows the next one. */
  readonly dismiss: () => Promise<void>
  /** Keeps the doubt shown for the end of the queue, and shows the next one. */
  readonly putOff: () => Promise<void>
  /**
   * Shows the doubt before. Where it was answered, the answer must be taken back first: then it only returns `undo`, and
   * what comes of that is told as of any undo.
   */
  readonly back: () => Promise<'undo' | 'shown'>
  /** Shows the doubt again that was shown last and is open. `here`: it is in hand, so the view has only to go there. */
  readonly again: () => 'here' | 'shown'
  /**
   * Tells the person what came of an act. Where it mended a doubt (`mended`) the next one is shown, and where undo took an
   * answer back that doubt is shown again.
   */
  readonly tell: (reply: Made | Answered, mended: Doubt | undefined) => Promise<void>
}

export interface DoubtsParts {
  readonly proof: LiveProofreading
  readonly edit: Pick<EditClient, 'ask'>
  readonly clock: Pick<WorkClock, 'dropped'>
  readonly unsure: UnsureDoubts
  readonly say: (text: string, place?: Vec3) => void
}

export function createDoubts(parts: DoubtsParts): Doubts {
  const { proof, edit, clock, unsure, say } = parts
  const listing = createListing(proof, edit, unsure.all)
  const hand = createHand(proof)
  const { shown, show, trail } = hand
  /** The doubts that were mended by edits of this window. */
  const mendedBy = new Map<string, Doubt>()
  /** Goes on from an answered doubt, and tells what came of it. The view stays where the person went meanwhile. */
  const goOn = async (from: Doubt, told: Told, stays: () => boolean) => {
    trail.left(from, 'answered')
    hand.closed(from)
    const { doubt } = await listing.following(from.id)
    const isOver = !stays() && doubt === undefined
    if (!stays()) show(doubt)
    say(isOver ? `${told.said}. ${nothingLeft(proof)}` : told.said, told.place)
  }
  const showBack = async (doubt: Doubt, said: string) => {
    show(doubt)
    await listing.reveal(doubt.id)
    say(said, doubt.position)
  }
  return {
    refresh: listing.refresh,
    reordered: async () => {
      const doubt = shown()
      await (doubt === undefined ? listing.first() : listing.reveal(doubt.id))
    },
    wish: async (wish) => {
      proof.setState({ doubtWish: wish })
      await listing.fromTop()
    },
    next: async () => {
      const { editing } = proof.getState()
      const why = editing.kind === 'open' ? undefined : whyNoEditing(editing)
      if (why !== undefined) return say(asSentence(why))
      if (proof.getState().doubts.left === null) say('The doubts are being ranked: the first one comes when they are.')
      const first = await listing.following()
      const isHere = first.doubt !== undefined && first.doubt.id === shown()?.id
      const { doubt, isFirst } = isHere ? await listing.following(first.doubt?.id) : first
      if (doubt === undefined) {
        const { unread } = proof.getState().doubts
        return say(unread === null ? `${nothingLeft(proof)}.` : `The doubts cannot be read: ${unread}.`)
      }
      if (doubt.id === shown()?.id) return say('This is the only doubt left.')
      hand.choose(doubt)
      if (isFirst) say('That was the last doubt; on from the first.')
    },
    choose: hand.choose,
    dismiss: async () => {
      const doubt = shown()
      if (!doubt) return
      const reply = await edit.ask((id) => ({ kind: 'dismiss-doubt', id, doubt: doubt.id }))
      if (reply.kind === 'failed') return toTool(proof, { kind: 'refused', sentence: reply.problem.message })
      const { editing } = proof.getState()
      if (editing.kind === 'open') proof.setState({ editing: { ...editing, log: reply.log } })
      clock.dropped()
      const told = { said: 'No error: remembered - Ctrl+Z takes it back', place: doubt.position }
      await goOn(doubt, told, () => shown()?.id !== doubt.id)
    },
    putOff: async () => {
      const doubt = shown()
      if (!doubt) return
      const { doubt: next } = await listing.following(doubt.id)
      unsure.add(doubt.id)
      clock.dropped()
      const isOnly = next === undefined || next.id === doubt.id
      if (!isOnly && shown()?.id === doubt.id) {
        trail.left(doubt, 'unsure')
        show(next)
      }
      await listing.putLast(doubt.id, next?.id)
      if (isOnly) say('This is the only doubt left: it stays in the queue.')
      else say('Unsure: it is kept, and asked last - Z takes it back', doubt.position)
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
    tell: async (reply, mended) => {
      const told = toldOf(reply)
      const { kind, of } = changeOf(reply)
      if (mended !== undefined) {
        if (reply.kind === 'made') mendedBy.set(reply.key, mended)
        return goOn(mended, told, () => proof.getState().tool.inHand.kind !== 'browse')
      }
      const doubt = reply.kind === 'answered' ? reply.doubt : mendedBy.get(of ?? '')
      if (doubt === undefined) trail.forgetAnswers()
      if (doubt !== undefined && kind !== 'redo') trail.tookBack(doubt.id)
      if (doubt === undefined || !hand.mayShow()) return say(told.said, told.place)
      if (kind === 'redo') return goOn(doubt, told, () => !hand.mayShow())
      await showBack(doubt, told.said)
    },
  }
}

/** The doubt in hand, how it came there, and the one to come back to. */
function createHand(proof: LiveProofreading) {
  const trail = createDoubtTrail()
  let last: Doubt | undefined
  const shown = () => {
    const { inHand } = proof.getState().tool
    return inHand.kind === 'doubt' ? inHand.doubt : undefined
  }
  proof.subscribe(({ editing, tool: { inHand } }, before) => {
    if (inHand.kind === 'doubt' && inHand !== before.tool.inHand) last = inHand.doubt
    if (editing.kind === 'open' || editing.kind === before.editing.kind) return
    last = undefined
    trail.forget()
  })
  const show = (doubt: Doubt | undefined) =>
    toTool(proof, { kind: 'take', inHand: doubt ? { kind: 'doubt', doubt } : { kind: 'browse' } })
  return {
    trail,
    shown,
    show,
    choose: (doubt: Doubt) => {
      const before = shown()
      if (before && before.id !== doubt.id) trail.left(before, 'passed')
      show(doubt)
    },
    /** The doubt that was shown last, if it is open. */
    last: () => last,
    /** This doubt was answered: there is nothing to come back to. */
    closed: (doubt: Doubt) => {
      if (last?.id === doubt.id) last = undefined
    },
    /** Another tool keeps its points. */
    mayShow: () => shown() !== undefined || proof.getState().tool.inHand.kind === 'browse',
  }
}

/** That the queue is empty, without a full stop, with what to expect of the places that were left out. */
function nothingLeft(proof: LiveProofreading): string {
  const { leftOut, all } = proof.getState().doubts
  if (all > 0)
    return `No doubt of those shown is left; ${count(all, 'other')} ${all === 1 ? 'is' : 'are'} hidden by the filter`
  if (leftOut === null || leftOut.count === 0) return 'No doubts are left'
  return `No doubt worth a look is left: ${leftOutWords(leftOut)}`
}

interface Told {
  readonly said: string
  readonly place: Vec3
}

/** What undo or redo changed: an answer, or the act of this key. */
function changeOf(reply: Made | Answered): Partial<NonNullable<Made['origin']>> {
  return reply.kind === 'answered' ? { kind: reply.act } : (reply.origin ?? {})
}

function toldOf(reply: Made | Answered): Told {
  const isUndo = changeOf(reply).kind === 'undo'
  if (reply.kind === 'answered') {
    const place = reply.doubt.position
    if (isUndo) return { said: 'Took back the answer "no error" - Ctrl+Shift+Z gives it again', place }
    return { said: 'Answered "no error" again - Ctrl+Z takes it back', place }
  }
  const { words, position } = reply
  return { said: `${words} - ${isUndo ? 'Ctrl+Shift+Z makes it again' : 'Ctrl+Z takes it back'}`, place: position }
}
