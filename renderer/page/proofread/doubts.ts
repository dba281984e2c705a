import type { EditClient } from '../engine/edit-client.ts'
import { type LiveProofreading, toTool } from './live-proofreading.ts'
import type { WorkClock } from './work-clock.ts'

/** The number of doubts that are listed. */
const DOUBTS_SHOWN = 8

export interface Doubts {
  readonly refresh: () => Promise<void>
  /** Shows the next doubt of the list. The first follows the last. */
  readonly next: () => Promise<void>
  /** Remembers that the doubt shown is no error, and shows the next one. */
  readonly dismiss: () => Promise<void>
}

export interface DoubtsParts {
  readonly proof: LiveProofreading
  readonly edit: Pick<EditClient, 'ask'>
  readonly clock: WorkClock
  readonly say: (text: string) => void
}

export function createDoubts({ proof, edit, clock, say }: DoubtsParts): Doubts {
  const refresh = async () => {
    const reply = await edit.ask((id) => ({ kind: 'doubts', id, take: DOUBTS_SHOWN }))
    if (reply.kind === 'doubts') proof.setState({ doubts: { left: reply.left, next: reply.doubts, unread: null } })
    else proof.setState({ doubts: { left: 0, next: [], unread: reply.problem.message } })
  }
  const shown = () => {
    const { inHand } = proof.getState().tool
    return inHand.kind === 'doubt' ? inHand.doubt : undefined
  }
  /** The doubt after the one with this id in the present list. */
  const after = (id: string | undefined) => {
    const { next } = proof.getState().doubts
    return next[next.findIndex((doubt) => doubt.id === id) + 1] ?? next[0]
  }
  return {
    refresh,
    next: async () => {
      if (proof.getState().editing.kind !== 'open') return
      await refresh()
      const doubt = after(shown()?.id)
      if (doubt) toTool(proof, { kind: 'take', inHand: { kind: 'doubt', doubt } })
      else {
        const { unread } = proof.getState().doubts
        say(unread === null ? 'No doubts are left in this dataset.' : `The doubts cannot be read: ${unread}.`)
      }
    },
    dismiss: async () => {
      const doubt = shown()
      if (!doubt) return
      const following = after(doubt.id)?.id
      const reply = await edit.ask((id) => ({ kind: 'dismiss-doubt', id, doubt: doubt.id }))
      if (reply.kind === 'failed') return toTool(proof, { kind: 'refused', sentence: reply.problem.message })
      clock.dropped()
      await refresh()
      // The person went elsewhere meanwhile: the view stays there.
      if (shown()?.id !== doubt.id) return
      const { next } = proof.getState().doubts
      const going = next.find(({ id }) => id === following) ?? next[0]
      toTool(proof, { kind: 'take', inHand: going ? { kind: 'doubt', doubt: going } : { kind: 'browse' } })
      say(going ? 'No error there: remembered.' : 'No error there: remembered. No doubts are left.')
    },
  }
}
