import type { DoubtWish } from '../../../../shared/doubts/doubt-wish.ts'
import type { Doubt, ListedDoubt } from '../../../edit/messages.ts'
import type { EditClient } from '../../engine/edit-client.ts'
import type { LiveProofreading } from '../live-proofreading.ts'

/** The number of doubts that are listed. */
const DOUBTS_SHOWN = 8

export type DoubtListing = ReturnType<typeof createListing>

/**
 * The part of the queue that is listed. It stays in its place while the doubt that is shown is in it, so that the list
 * does not move under the pointer; then the page is turned.
 */
export function createListing(proof: LiveProofreading, edit: Pick<EditClient, 'ask'>, unsure: () => readonly string[]) {
  /** The doubt with which the list begins, and the one that was shown last; undefined for the first of the queue. */
  let top: string | undefined
  let last: string | undefined
  let asked = 0
  proof.subscribe(({ tool: { inHand } }, before) => {
    if (inHand.kind === 'doubt' && inHand !== before.tool.inHand) last = inHand.doubt.id
  })

  /** `isAnew`: all doubts from there on are answered, so that the list begins with the first one. */
  const list = async (from: string | undefined, isAnew = false): Promise<Listed> => {
    const number = ++asked
    top = from
    const wish: DoubtWish = { ...proof.getState().doubtWish, last: unsure() }
    const { inHand } = proof.getState().tool
    const shown = inHand.kind === 'doubt' ? inHand.doubt.id : undefined
    const reply = await edit.ask((id) => ({ kind: 'doubts', id, take: DOUBTS_SHOWN, from, inHand: shown, wish }))
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

  return {
    refresh: async () => {
      await list(top)
    },
    async first() {
      await list(undefined)
    },
    async fromTop() {
      last = undefined
      await list(undefined)
    },
    /** A doubt goes to the end of the queue. `next` followed it. */
    async putLast(doubt: string, next: string | undefined) {
      await list(top === doubt ? next : top)
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
