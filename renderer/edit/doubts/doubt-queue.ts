import { type DoubtWish, withLast } from '../../../shared/doubts/doubt-wish.ts'
import type { DoubtModel } from '../../../shared/doubts/model/doubt-model.ts'
import { whyOf } from '../../../shared/doubts/model/why.ts'
import type { Edit } from '../../../shared/edits/edit.ts'
import type { Doubt, DoubtsPage, ListedDoubt } from '../messages.ts'
import { createLiveRanking, type OrderedDoubt, type RankingParts } from './live-ranking.ts'
import { countBefore, type OpenDoubt, openOnes, wishedOnes } from './open-doubts.ts'
import type { OwnAnswers } from './taught.ts'

/** The ranked doubts of a dataset, without the dismissed and the mended ones. They are ranked at the first request. */
export interface DoubtQueue {
  /**
   * Lists at most `take` of the doubts that `wish` wants, in the order of the queue. The list begins at `doubt`; where that is
   * closed, at the one after it; without `doubt`, at the first. `inHand`: doubts that a person looks at or has looked at. When the queue is
   * ordered anew, the doubts that were in hand stay in front, as they came.
   */
  from(doubt: string | undefined, take: number, wish?: DoubtWish, inHand?: readonly string[]): Promise<DoubtsPage>
  /** A doubt by its id, open or not. */
  find(doubt: string): Promise<Doubt | undefined>
  dismiss(doubt: string): Promise<void>
  /** Takes a dismissal back. */
  reopen(doubt: string): void
  /** Learns from an edit of this person that is no undo and no redo. */
  edited(edit: Edit): void
  /** Own answers, for others to learn from. */
  own(): Promise<OwnAnswers>
  /** Stops all reading for the queue. */
  close(): void
}

export function createDoubtQueue(parts: RankingParts): DoubtQueue {
  const { foldedLog } = parts
  const dismissed = new Set(parts.dismissed)
  const ranking = createLiveRanking({ ...parts, dismissed })
  return {
    async from(doubt, take, wish = {}, inHand = []) {
      for (const one of inHand) ranking.inHand(one)
      const current = await ranking.current()
      const taken = await ranking.relearn(current)
      const { model, problem, order, learning } = current
      const waiting = order.doubts.filter(({ id }) => !dismissed.has(id))
      const open = await openOnes(foldedLog, waiting)
      const wished = await wishedOnes(foldedLog, open, wish)
      const before = countBefore(withLast(order.doubts, wish.last), wished, doubt)
      const doubts = wished.slice(before, before + take).map((one) => asListed(one, model))
      learning?.taught.listed(doubts)
      const { leftOut } = order
      return { left: wished.length, all: open.length, before, doubts, leftOut, ...taken, modelProblem: problem }
    },
    async find(doubt) {
      const { model, order, places, learning } = await ranking.current()
      const ordered = order.doubts.find(({ id }) => id === doubt)
      if (ordered !== undefined) return asDoubt(ordered, model)
      // What voxels or answers made unlikely is in no list, and an answer to it is taken back all the same.
      const kept = places.kept.find(({ id }) => id === doubt)
      const judged = kept && learning && { probability: learning.learner.weigh(kept) }
      return kept && asDoubt({ ...kept, score: 0, ...judged }, model)
    },
    async dismiss(doubt) {
      dismissed.add(doubt)
      const { places, learning } = await ranking.current()
      const candidate = places.kept.find(({ id }) => id === doubt)
      if (candidate !== undefined) await learning?.taught.answered(candidate, false)
    },
    reopen: (doubt) => void dismissed.delete(doubt),
    edited: ranking.edited,
    async own() {
      const { learning } = await ranking.current()
      return (await learning?.taught.own()) ?? { holding: [], takenBack: [] }
    },
    close: ranking.close,
  }
}

function asListed({ doubt, segments }: OpenDoubt<OrderedDoubt>, model: DoubtModel | undefined): ListedDoubt {
  return { ...asDoubt(doubt, model), segments: [...new Set(segments)] }
}

function asDoubt(doubt: OrderedDoubt, model: DoubtModel | undefined): Doubt {
  const { id, kind, a, b, position, affinity, effect, probability } = doubt
  const sides = { a: { supervoxel: a, position }, b: { supervoxel: b, position } }
  const judged = model && probability !== undefined && { probability, why: whyOf(model, doubt) }
  return { id, kind, ...sides, position, affinity, effect, ...judged }
}
