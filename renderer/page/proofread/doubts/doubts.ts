import { type DoubtWish, isFiltered } from '../../../../shared/doubts/doubt-wish.ts'
import type { Vec3 } from '../../../../shared/geometry.ts'
import type { Doubt, EditRequest, FromEdit } from '../../../edit/messages.ts'
import type { EditClient } from '../../engine/edit-client.ts'
import type { LiveProofreading } from '../live-proofreading.ts'
import type { WorkClock } from '../work-clock.ts'
import { type AnswerNo, type AnswerNoParts, createNo, type Told } from './answer-no.ts'
import { type AnswerYes, createYes, type Made } from './answer-yes.ts'
import { createAnswersUnderWay } from './answers-under-way.ts'
import { createDoubtHand } from './doubt-hand.ts'
import { createListing } from './doubt-listing.ts'
import { createDoubtWays, type DoubtWays, type DoubtWaysParts, nothingLeft } from './doubt-ways.ts'
import type { UnsureDoubts } from './unsure-doubts.ts'

type Answered = Extract<FromEdit, { readonly kind: 'answered' }>

type LearningRequest = Extract<EditRequest, { readonly kind: 'forget-answers' | 'share-answers' }>

export interface Doubts extends DoubtWays, AnswerNo, AnswerYes {
  /** Resolves when all answers that are shown are kept; undefined where they are. What undo takes back comes after them. */
  readonly underWay: () => Promise<unknown> | undefined
  readonly refresh: () => Promise<void>
  /** Lists anew: the order of the queue is another. The doubt that is shown stays. */
  readonly reordered: () => Promise<void>
  /** Lists and goes through other doubts from now on, from the first of them. */
  readonly wish: (wish: DoubtWish) => Promise<void>
  /** Forgets what was learned from this person's answers, or brings back what was forgotten. */
  readonly forget: (isBack: boolean) => Promise<void>
  /** Shares the answers with the team and learns from it, or not any more. */
  readonly share: (isOn: boolean) => Promise<void>
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
  /** Is awaited before the queue is asked for once a known doubt came into hand: it learns first, and nobody waits for it. */
  readonly afterSlices: () => Promise<void>
}

export function createDoubts(parts: DoubtsParts): Doubts {
  const { proof, edit, unsure, say } = parts
  const listing = createListing(proof, edit, unsure.all)
  const hand = createDoubtHand(proof)
  const { shown, show, trail } = hand
  /** The doubts that were mended by edits of this window. */
  const mendedBy = new Map<string, Doubt>()
  const arrive = createArrival({ ...parts, listing, hand })
  const underWay = createAnswersUnderWay()
  const made = (reply: Made, mended: Doubt): Told => {
    mendedBy.set(reply.key, mended)
    return toldOf(reply)
  }
  const goOn = createGoingOn({ ...parts, listing, hand, arrive })
  /** Asks for something after which the list is another. */
  const ask = async (request: (id: number) => LearningRequest) => {
    const reply = await edit.ask(request)
    if (reply.kind === 'failed') say(`${reply.problem.message}.`)
    await listing.refresh()
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
      await (doubt === undefined ? listing.from(undefined) : listing.reveal(doubt.id))
    },
    wish: async (wish) => {
      proof.setState({ doubtWish: wish })
      await listing.fromTop()
      const doubt = shown()
      if (doubt !== undefined && !isFiltered(wish)) await listing.reveal(doubt.id)
    },
    forget: async (isBack) => {
      await ask((id) => ({ kind: 'forget-answers', id, isBack }))
    },
    share: async (isOn) => {
      await ask((id) => ({ kind: 'share-answers', id, isOn }))
    },
    ...createDoubtWays({ ...parts, listing, hand, showBack, arrive }),
    ...createNo({ ...parts, listing, hand, underWay, goOn, arrive }),
    ...createYes({ ...parts, listing, hand, underWay, arrive, made }),
    underWay: underWay.all,
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

/** Goes on from an answered doubt, and tells what came of it. The view stays where the person went meanwhile. */
function createGoingOn({
  proof,
  say,
  listing,
  hand,
  arrive,
}: Pick<DoubtWaysParts, 'proof' | 'say' | 'listing' | 'hand' | 'arrive'>): AnswerNoParts['goOn'] {
  const { show, trail } = hand
  return async (from, told, stays) => {
    trail.left(from, 'answered')
    hand.closed(from)
    const known = stays() ? undefined : listing.knownApart(from.id)
    if (known !== undefined) {
      show(known)
      say(told.said, told.place)
      return arrive(known)
    }
    const { doubt } = await listing.following(from.id)
    const isOver = !stays() && doubt === undefined
    if (!stays()) show(doubt)
    say(isOver ? `${told.said}. ${nothingLeft(proof)}` : told.said, told.place)
    await listing.refresh()
  }
}

/** A known doubt came into hand: the edit worker says whether it is still one. The person may be elsewhere by then. */
function createArrival({
  proof,
  say,
  listing,
  hand,
  afterSlices,
}: Pick<DoubtWaysParts & DoubtsParts, 'proof' | 'say' | 'listing' | 'hand' | 'afterSlices'>): DoubtWaysParts['arrive'] {
  return async (doubt, where) => {
    await afterSlices()
    const other = await listing.confirm(doubt.id, where)
    if (other === undefined || hand.shown()?.id !== doubt.id) return
    hand.show(other === 'none' ? undefined : other)
    say(other === 'none' ? `${nothingLeft(proof)}.` : 'That doubt is settled by now: here is the next one.')
    await listing.refresh()
  }
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
