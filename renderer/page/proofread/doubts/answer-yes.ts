import type { Vec3 } from '../../../../shared/geometry.ts'
import type { Doubt, FromEdit } from '../../../edit/messages.ts'
import { toTool } from '../live-proofreading.ts'
import type { Told } from './answer-no.ts'
import type { AnswersUnderWay } from './answers-under-way.ts'
import type { DoubtWaysParts } from './doubt-ways.ts'

export type Made = Extract<FromEdit, { readonly kind: 'made' }>

/** The answer that a doubt is an error. */
export interface AnswerYes {
  /** The way on while an edit mends this doubt; undefined where the next doubt is not known, or must wait for the edit. */
  readonly goAhead: (mended: Doubt) => WayOn | undefined
}

/** What came of the edit is told once: `made` or `refused`. */
export interface WayOn {
  /** Shows the next doubt. */
  readonly show: () => void
  readonly made: (reply: Made) => Promise<void>
  /** The doubt comes back, or the person is told of it where they went on meanwhile. */
  readonly refused: (sentence: string, place?: Vec3) => void
}

export interface AnswerYesParts extends Pick<DoubtWaysParts, 'proof' | 'say' | 'listing' | 'hand' | 'arrive'> {
  readonly underWay: AnswersUnderWay
  readonly made: (reply: Made, mended: Doubt) => Told
}

export function createYes({ proof, say, listing, hand, arrive, underWay, made }: AnswerYesParts): AnswerYes {
  const { shown, show, trail } = hand
  return {
    goAhead: (mended) => {
      const next = listing.knownApart(mended.id)
      if (next === undefined) return undefined
      let end = (): void => undefined
      return {
        show: () => {
          void underWay.add(new Promise<void>((resolve) => (end = resolve)))
          trail.left(mended, 'answered')
          hand.closed(mended)
          toTool(proof, { kind: 'go-on', inHand: { kind: 'doubt', doubt: next } })
        },
        made: (reply) => {
          const { said, place } = made(reply, mended)
          end()
          say(said, place)
          return arrive(next)
        },
        refused: (sentence) => {
          end()
          const { acting } = proof.getState().tool
          if (shown()?.id === next.id && acting === null) {
            trail.tookBack(mended.id)
            show(mended)
            return toTool(proof, { kind: 'refused', sentence })
          }
          trail.stillOpen(mended.id)
          say(`A doubt was not mended: ${sentence}. Z goes back to it`, mended.position)
        },
      }
    },
  }
}
