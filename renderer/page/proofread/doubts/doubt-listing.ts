import type { DoubtWish } from '../../../../shared/doubts/doubt-wish.ts'
import type { Doubt, ListedDoubt } from '../../../edit/messages.ts'
import type { EditClient } from '../../engine/edit-client.ts'
import type { LiveProofreading } from '../live-proofreading.ts'

/** The number of doubts that are listed. */
export const DOUBTS_SHOWN = 8

/** Doubts after those that are listed, which are known for a person to go on to: also the second of them is made ready. */
const KNOWN_AHEAD = 2

export type DoubtListing = ReturnType<typeof createListing>

/**
 * The part of the queue that is listed. It stays in its place while the doubt that is shown is in it, so that the list
 * does not move under the pointer; then the page is turned. The doubts that are known are gone on to without asking the
 * edit worker; `confirm` asks it afterwards.
 */
export function createListing(proof: LiveProofreading, edit: Pick<EditClient, 'ask'>, unsure: () => readonly string[]) {
  const { where, list } = createPages(proof, edit, unsure)
  /** The doubt that was shown last. */
  let last: string | undefined
  proof.subscribe(({ tool: { inHand } }, before) => {
    if (inHand.kind === 'doubt' && inHand !== before.tool.inHand) last = inHand.doubt.id
  })

  return {
    /** The doubt that was shown last. */
    last: () => last,
    ...knownDoubts(proof),
    /**
     * Lists anew, from `from` on or where the list is, after a known doubt came into hand. Where it turns out to be settled,
     * or not wanted any more, what follows it is returned, or `none`; undefined where it is in the queue. The page is turned
     * to begin with `before`.
     */
    async confirm(
      doubt: string,
      { before = doubt, from = where.top }: ConfirmWhere = {},
    ): Promise<Doubt | 'none' | undefined> {
      const { doubts } = await list(from)
      const { inHand } = proof.getState().tool
      if (isListed(doubts, doubt) || inHand.kind !== 'doubt' || inHand.doubt.id !== doubt) return undefined
      const page = await list(doubts.some(({ id }) => id === doubt) ? before : doubt)
      if (proof.getState().doubts.unread !== null || isListed(page.doubts, doubt)) return undefined
      return page.doubts[0] ?? 'none'
    },
    /** Lists anew, which tells the edit worker of the doubt in hand: it stays in its place, whatever is learned. */
    refresh: async () => {
      await list(where.top)
    },
    async fromTop() {
      last = undefined
      await list(undefined)
    },
    /** Where the list begins once a doubt goes to the end of the queue. `next` followed it. */
    topWithout: (doubt: string, next: string | undefined) => (where.top === doubt ? next : where.top),
    async from(doubt: string | undefined) {
      await list(doubt)
    },
    /** Lists from this doubt on, where it is not listed. */
    async reveal(doubt: string) {
      const { doubts } = await list(where.top)
      if (!isListed(doubts, doubt)) await list(doubt)
    },
    /** The doubt after one, which is that shown last unless another is named. `isFirst`: none followed it. */
    async following(from = last): Promise<{ readonly doubt: Doubt | undefined; readonly isFirst: boolean }> {
      const { doubts } = await list(where.top)
      if (from === undefined) return { doubt: doubts[0], isFirst: false }
      const at = doubts.findIndex(({ id }) => id === from)
      if (at >= 0 && at + 1 < DOUBTS_SHOWN && doubts[at + 1] !== undefined)
        return { doubt: doubts[at + 1], isFirst: false }
      const page = await list(from)
      const [first, second] = page.doubts
      if (first?.id !== from) return { doubt: first, isFirst: page.isAnew }
      if (second !== undefined) return { doubt: second, isFirst: false }
      const begin = await list(undefined)
      return { doubt: begin.doubts[0], isFirst: true }
    },
  }
}

/** Asks for a part of the queue, and shows what was asked for last. */
function createPages(proof: LiveProofreading, edit: Pick<EditClient, 'ask'>, unsure: () => readonly string[]) {
  /** `top`: the doubt with which the list begins; undefined for the first of the queue. */
  const where: { top: string | undefined } = { top: undefined }
  let asked = 0
  /** Doubts that came into hand since the edit worker was asked last, as they came. */
  const untold = new Set<string>()
  proof.subscribe(({ tool: { inHand } }, before) => {
    if (inHand.kind === 'doubt' && inHand !== before.tool.inHand) untold.add(inHand.doubt.id)
  })
  /** `isAnew`: all doubts from there on are answered, so that the list begins with the first one. */
  const list = async (from: string | undefined, isAnew = false): Promise<Listed> => {
    const number = ++asked
    where.top = from
    const wish: DoubtWish = { ...proof.getState().doubtWish, last: unsure() }
    const { inHand } = proof.getState().tool
    const shown = inHand.kind === 'doubt' ? inHand.doubt.id : undefined
    if (shown !== undefined) untold.add(shown)
    const told = [...untold]
    untold.clear()
    const reply = await edit.ask((id) => ({
      kind: 'doubts',
      id,
      take: DOUBTS_SHOWN + KNOWN_AHEAD,
      from,
      inHand: told,
      wish,
    }))
    if (reply.kind === 'failed') {
      proof.setState({ doubts: { left: 0, all: 0, before: 0, next: [], unread: reply.problem.message, leftOut: null } })
      return { doubts: [], isAnew }
    }
    const { left, all, before, doubts, leftOut, record, learned, modelProblem } = reply
    if (doubts.length === 0 && left > 0) return list(undefined, true)
    // Only the newest list is shown.
    if (number === asked)
      proof.setState({
        doubts: { left, all, before, next: doubts, unread: null, leftOut, record, learned, modelProblem },
      })
    // One that came into hand meanwhile may have another place now: it is told, so that it comes where the person is.
    const now = proof.getState().tool.inHand
    const isOther = now.kind === 'doubt' && now.doubt.id !== shown && !doubts.some(({ id }) => id === now.doubt.id)
    if (number === asked && isOther) return list(from)
    return { doubts, isAnew }
  }
  return { where, list }
}

function isListed(doubts: readonly ListedDoubt[], doubt: string): boolean {
  return doubts.slice(0, DOUBTS_SHOWN).some(({ id }) => id === doubt)
}

function knownDoubts(proof: LiveProofreading) {
  const known = (after: string | undefined): ListedDoubt | undefined => {
    const { next } = proof.getState().doubts
    const at = next.findIndex(({ id }) => id === after)
    return after === undefined || at >= 0 ? next[at + 1] : undefined
  }
  return {
    /** The known doubt after one, or the first of the list; undefined where none is known. */
    known,
    /** The same, where an edit that mends the one before cannot settle it as well. */
    knownApart(after: string): ListedDoubt | undefined {
      const before = proof.getState().doubts.next.find(({ id }) => id === after)
      const doubt = known(after)
      return doubt !== undefined && before !== undefined && maySettle(before, doubt) ? undefined : doubt
    },
  }
}

/** A merge settles other contacts of the same two segments, and a split other cuts of the same segment. */
function maySettle(mended: ListedDoubt, other: ListedDoubt): boolean {
  return mended.kind === other.kind && other.segments.every((segment) => mended.segments.includes(segment))
}

interface ConfirmWhere {
  readonly before?: string | undefined
  readonly from?: string | undefined
}

interface Listed {
  readonly doubts: readonly ListedDoubt[]
  readonly isAnew: boolean
}
