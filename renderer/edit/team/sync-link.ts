import {
  type CommittedEdit,
  formatToStore,
  parseFromStore,
  type Whereabouts,
} from '../../../shared/contracts/store-protocol.ts'
import type { Edit } from '../../../shared/edits/edit.ts'
import type { Result } from '../../../shared/problem.ts'
import { colleaguesOf, startSync, statusOf, stepSync } from '../../../shared/sync/client/sync-client.ts'
import type {
  Colleague,
  SyncEvent,
  SyncOutput,
  SyncStart,
  SyncStatus,
} from '../../../shared/sync/client/sync-client-events.ts'
import type { Connection, TransportClient } from './transport-client.ts'

export interface SyncLinkParts {
  readonly transport: TransportClient
  readonly store: string
  readonly start: SyncStart
  /** Ms of a clock that never goes back. */
  readonly now: () => number
  /** From 0 to below 1. */
  readonly random: () => number
  /** Calls back once after this many ms. Returns a function that prevents it. */
  readonly later: (ms: number, call: () => void) => () => void
  /** Makes committed edits durable and folds them in. */
  readonly take: (from: number, entries: readonly CommittedEdit[]) => Promise<Result<null>>
  /** The status, or who else is online, may have changed. */
  readonly onChange: () => void
}

/** Runs the sync client of one dataset and one store: performs its outputs and passes the results back as events. */
export interface SyncLink {
  want(online: boolean): void
  made(edits: readonly Edit[]): void
  whereabouts(whereabouts: Whereabouts | null): void
  status(): SyncStatus
  colleagues(): readonly Colleague[]
  close(): void
}

export function createSyncLink(parts: SyncLinkParts): SyncLink {
  const { transport, store, now, random, later, take, onChange } = parts
  let state = startSync(parts.start)
  let connection: Connection | undefined
  let stopWaiting = () => {}
  let isClosed = false

  const step = (event: SyncEvent): void => {
    if (isClosed) return
    const stepped = stepSync(state, event, { nowMs: now(), jitter: random() })
    state = stepped.state
    for (const output of stepped.outputs) perform(output)
    onChange()
  }

  const perform = (output: SyncOutput): void => {
    switch (output.kind) {
      case 'open':
        connection = transport.open(store, {
          opened: () => step({ kind: 'opened' }),
          closed: (problem) => step({ kind: 'closed', problem }),
          received,
        })
        break
      case 'close':
        connection?.close()
        connection = undefined
        break
      case 'send':
        connection?.send(formatToStore(output.message))
        break
      case 'store':
        take(output.from, output.entries).then((taken) =>
          step(taken.ok ? { kind: 'stored' } : { kind: 'store-failed', sentence: taken.problem.message }),
        )
        break
      case 'wake':
        stopWaiting()
        stopWaiting = later(Math.max(0, output.atMs - now()), () => step({ kind: 'woken' }))
        break
    }
  }

  const received = (text: string): void => {
    const message = parseFromStore(text)
    step(
      message.ok
        ? { kind: 'received', message: message.value }
        : { kind: 'unreadable', sentence: message.problem.message },
    )
  }

  return {
    want: (online) => step({ kind: 'want', online }),
    made: (edits) => step({ kind: 'made', edits }),
    whereabouts: (whereabouts) => step({ kind: 'whereabouts', whereabouts }),
    status: () => statusOf(state),
    colleagues: () => colleaguesOf(state),
    close() {
      isClosed = true
      stopWaiting()
      connection?.close()
    },
  }
}
