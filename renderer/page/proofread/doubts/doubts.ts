import type { Vec3 } from '../../../../shared/geometry.ts'
import { asSentence } from '../../../../shared/words/as-sentence.ts'
import { leftOutWords } from '../../../../shared/words/left-out.ts'
import type { Doubt, FromEdit, ListedDoubt } from '../../../edit/messages.ts'
import type { EditClient } from '../../engine/edit-client.ts'
import { type LiveProofreading, toTool, whyNoEditing } from '../live-proofreading.ts'
import type { WorkClock } from '../work-clock.ts'

/** The number of doubts that are listed. */
const DOUBTS_SHOWN = 8

type Made = Extract<FromEdit, { readonly kind: 'made' }>
type Answered = Extract<FromEdit, { readonly kind: 'answered' }>

export interface Doubts {
  readonly refresh: () => Promise<void>
  /** Lists anew: the order of the queue is another. The doubt that is shown stays. */
  readonly reordered: () => Promise<void>
  /** Shows the doubt after the one that was shown last. The first follows the last. */
  readonly next: () => Promise<void>
  /** Remembers that the doubt shown is no error, and shows the next one. */
  readonly dismiss: () => Promise<void>
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
  readonly say: (text: string, place?: Vec3) => void
}

export function createDoubts({ proof, edit, clock, say }: DoubtsParts): Doubts {
  const listing = createListing(proof, edit)
  /** The doubts that were mended by edits of this window. */
  const mendedBy = new Map<string, Doubt>()
  const shown = () => {
    const { inHand } = proof.getState().tool
    return inHand.kind === 'doubt' ? inHand.doubt : undefined
  }
  /** Another tool keeps its points. */
  const mayShow = () => shown() !== undefined || proof.getState().tool.inHand.kind === 'browse'
  const show = (doubt: Doubt | undefined) =>
    toTool(proof, { kind: 'take', inHand: doubt ? { kind: 'doubt', doubt } : { kind: 'browse' } })
  /** Goes on from an answered doubt, and tells what came of it. The view stays where the person went meanwhile. */
  const goOn = async (from: Doubt, told: Told, stays: () => boolean) => {
    const { doubt } = await listing.following(from.id)
    const isOver = !stays() && doubt === undefined
    if (!stays()) show(doubt)
    say(isOver ? `${told.said}. ${nothingLeft(proof)}` : told.said, told.place)
  }
  return {
    refresh: listing.refresh,
    reordered: async () => {
      const doubt = shown()
      await (doubt === undefined ? listing.first() : listing.reveal(doubt.id))
    },
    next: async () => {
      const { editing } = proof.getState()
      const why = editing.kind === 'open' ? undefined : whyNoEditing(editing)
      if (why !== undefined) return say(asSentence(why))
      if (proof.getState().doubts.left === null) say('The doubts are being ranked: the first one comes when they are.')
      const { doubt, isFirst } = await listing.following()
      if (doubt === undefined) {
        const { unread } = proof.getState().doubts
        return say(unread === null ? `${nothingLeft(proof)}.` : `The doubts cannot be read: ${unread}.`)
      }
      if (doubt.id === shown()?.id) return say('This is the only doubt left.')
      show(doubt)
      if (isFirst) say('That was the last doubt; on from the first.')
    },
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
    tell: async (reply, mended) => {
      const told = toldOf(reply)
      const { kind, of } = changeOf(reply)
      if (mended !== undefined) {
        if (reply.kind === 'made') mendedBy.set(reply.key, mended)
        return goOn(mended, told, () => proof.getState().tool.inHand.kind !== 'browse')
      }
      const doubt = reply.kind === 'answered' ? reply.doubt : mendedBy.get(of ?? '')
      if (doubt === undefined || !mayShow()) return say(told.said, told.place)
      if (kind === 'redo') return goOn(doubt, told, () => !mayShow())
      show(doubt)
      await listing.reveal(doubt.id)
      say(told.said, told.place)
    },
  }
}

/** That the queue is empty, without a full stop, with what to expect of the places that were left out. */
function nothingLeft(proof: LiveProofreading): string {
  const { leftOut } = proof.getState().doubts
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

/**
 * The part of the queue that is listed. It stays in its place while the doubt that is shown is in it, so that the list
 * does not move under the pointer; then the page is turned.
 */
function createListing(proof: LiveProofreading, edit: Pick<EditClient, 'ask'>) {
  /** The doubt with which the list begins, and the one that was shown last; undefined for the first of the queue. */
  let top: string | undefined
  let last: string | undefined
  let asked = 0
  proof.subscribe(({ tool: { inHand } }) => {
    if (inHand.kind === 'doubt') last = inHand.doubt.id
  })

  /** `isAnew`: all doubts from there on are answered, so that the list begins with the first one. */
  const list = async (from: string | undefined, isAnew = false): Promise<Listed> => {
    const number = ++asked
    top = from
    const { inHand } = proof.getState().tool
    const shown = inHand.kind === 'doubt' ? inHand.doubt.id : undefined
    const reply = await edit.ask((id) => ({ kind: 'doubts', id, take: DOUBTS_SHOWN, from, inHand: shown }))
    if (reply.kind === 'failed') {
      proof.setState({ doubts: { left: 0, before: 0, next: [], unread: reply.problem.message, leftOut: null } })
      return { doubts: [], isAnew }
    }
    const { left, before, doubts, leftOut, record, modelProblem } = reply
    if (doubts.length === 0 && left > 0) return list(undefined, true)
    // Only the newest list is shown.
    if (number === asked)
      proof.setState({ doubts: { left, before, next: doubts, unread: null, leftOut, record, modelProblem } })
    return { doubts, isAnew }
  }

  return {
    refresh: async () => {
      await list(top)
    },
    async first() {
      await list(undefined)
    },
    /** Lists from this doubt on, where it is not listed. */
    async reveal(doubt: string) {
      const { doubts } = await list(top)
      if (!doubts.some(({ id }) => id === doubt)) await list(doubt)
    },
    /** The doubt after one, which is that shown last unless another is named. `isFirst`: none followed it. */
    async following(from = last): Promise<{ readonly doubt: Doubt | undefined; readonly isFirst: boolean }> {
      const { doubts } = await list(top)
      if (from === undefined) return { doubt: doubts[0], isFirst: false }
      const at = doubts.findIndex(({ id }) => id === from)
      if (at >= 0 && doubts[at + 1] !== undefined) return { doubt: doubts[at + 1], isFirst: false }
      const page = await list(from)
      const [first, second] = page.doubts
      if (first?.id !== from) return { doubt: first, isFirst: page.isAnew }
      if (second !== undefined) return { doubt: second, isFirst: false }
      const begin = await list(undefined)
      return { doubt: begin.doubts[0], isFirst: true }
    },
  }
}

interface Listed {
  readonly doubts: readonly ListedDoubt[]
  readonly isAnew: boolean
}
