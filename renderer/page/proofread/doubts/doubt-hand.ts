import type { Doubt } from '../../../edit/messages.ts'
import { type LiveProofreading, toTool } from '../live-proofreading.ts'
import { createDoubtTrail } from './doubt-trail.ts'

export type DoubtHand = ReturnType<typeof createDoubtHand>

/** The doubt in hand, how it came there, and the one to come back to. */
export function createDoubtHand(proof: LiveProofreading) {
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
