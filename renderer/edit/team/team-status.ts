import { needsAnswer } from '../../../shared/history/attention.ts'
import type { Colleague, SyncStatus } from '../../../shared/sync/client/sync-client-events.ts'
import type { EditSession, EditWorld } from '../edit-session.ts'
import type { FromEdit } from '../messages.ts'
import { openAttention } from './attention-cards.ts'

/** Ms between two messages of the status. A long catching-up changes it thousands of times. */
const TELL_EVERY_MS = 50

type StatusMessage = Extract<FromEdit, { readonly kind: 'sync-status' }>

export interface TeamStatusParts {
  readonly world: EditWorld
  readonly session: () => EditSession | undefined
  /** Does work between two acts. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
  readonly status: (session: EditSession) => SyncStatus
  readonly colleagues: () => readonly Colleague[]
}

/** Tells the page the state of the sync, how many cards are open, and who else is online, where that has changed. */
export interface TeamStatus {
  /** Any of it may have changed. */
  tell(): void
  /** Tells nothing more, and all of it after the next `tell`. */
  stop(): void
}

export function createTeamStatus({ world, session, inTurn, status, colleagues }: TeamStatusParts): TeamStatus {
  let stopWaiting: (() => void) | undefined
  let toldStatus: StatusMessage | undefined
  let toldColleagues: readonly Colleague[] = []

  const tellNow = async (): Promise<void> => {
    const now = session()
    if (now === undefined) return
    const cards = await openAttention(now)
    const attention = cards.filter(needsAnswer).length
    const counts = { attention, quiet: cards.length - attention }
    const message: StatusMessage = { kind: 'sync-status', status: status(now), store: now.opened.store, ...counts }
    if (!isSame(message, toldStatus)) world.post(message)
    toldStatus = message
    const online = colleagues()
    if (!isSame(online, toldColleagues)) world.post({ kind: 'colleagues', colleagues: online })
    toldColleagues = online
  }

  return {
    tell() {
      stopWaiting ??= world.later(TELL_EVERY_MS, () => {
        stopWaiting = undefined
        inTurn(tellNow).catch(world.report)
      })
    },
    stop() {
      stopWaiting?.()
      stopWaiting = undefined
      toldStatus = undefined
      toldColleagues = []
    },
  }
}

/** Whether two messages tell the same facts. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [facts, others] = [Object.entries(a), new Map(Object.entries(b))]
  return facts.length === others.size && facts.every(([name, fact]) => isSame(fact, others.get(name)))
}
