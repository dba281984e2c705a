import type { SyncStatus } from '../../../shared/sync/client/sync-client-events.ts'
import type { EditSession, EditWorld } from '../edit-session.ts'
import { createSharedAnswers, type SharedAnswers } from './shared-answers.ts'

/** A person wants answers to be shared from now on, or not any more. */
export async function wishSharing({ sharing, world, opened }: EditSession, isOn: boolean): Promise<void> {
  if (!isOn) sharing.others = []
  sharing.wish = isOn ? 'on' : sharing.wish === 'off' ? 'off' : 'taking-back'
  sharing.problem = undefined
  await world.records.putSharing(opened.dataset.id, sharing.wish)
  sharing.answered()
}

/** Shares answers of the open dataset while its store can be reached and the person wants it. */
export interface AnswerSharing {
  /** The session, the store or the wish may be others. */
  follow(now: EditSession | undefined, status: SyncStatus | undefined): void
  close(): void
}

export function createAnswerSharing(world: EditWorld): AnswerSharing {
  let current: { readonly now: EditSession; readonly shared: SharedAnswers } | undefined
  const close = (): void => {
    if (current === undefined) return
    current.shared.close()
    current.now.sharing.answered = () => undefined
    current = undefined
  }
  return {
    follow(now, status) {
      const isReached = status?.kind === 'in-sync' || status?.kind === 'syncing'
      const wanted = isReached && now !== undefined && now.sharing.wish !== 'off' ? now : undefined
      if (current !== undefined && current.now !== wanted) close()
      if (current !== undefined || wanted === undefined || status?.user === undefined) return
      const shared = start(world, wanted, status.user, close)
      if (shared === undefined) return
      current = { now: wanted, shared }
      wanted.sharing.answered = shared.again
      shared.again()
    },
    close,
  }
}

function start(world: EditWorld, now: EditSession, user: string, close: () => void): SharedAnswers | undefined {
  const { transport, later, report, records, post } = world
  const { sharing, doubts, opened } = now
  const { store, dataset } = opened
  if (transport === undefined || store === undefined) return undefined
  const shared = createSharedAnswers({
    ...{ transport, store, user, later, report },
    dataset: dataset.id,
    own: async () => (sharing.wish === 'on' ? doubts.own() : undefined),
    onAsked({ problem, isOther }) {
      const isTold = isOther || problem !== sharing.problem
      sharing.problem = problem
      if (sharing.wish === 'on') sharing.others = shared.theirs()
      else if (problem === undefined) {
        sharing.wish = 'off'
        records.putSharing(dataset.id, 'off').catch(report)
        close()
      }
      if (isTold) post({ kind: 'doubts-reordered' })
    },
  })
  return shared
}
