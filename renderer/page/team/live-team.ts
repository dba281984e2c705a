import { createStore } from 'zustand/vanilla'
import type { StoreSession } from '../../../shared/contracts/host-api.ts'
import type { SyncStatus } from '../../../shared/sync/client/sync-client-events.ts'
import type { AttentionCard, FromEdit } from '../../edit/messages.ts'

type Told<K extends FromEdit['kind']> = Extract<FromEdit, { readonly kind: K }>

/** What the page knows of the central store and the team. */
export interface TeamState {
  /** Null while nothing is open that can be edited. */
  readonly sync: Told<'sync-status'> | null
  /** The user whose token is kept for the store; null where there is none, or nobody asked yet. */
  readonly session: StoreSession | null
  /** The user's choices: to work offline, and to show colleagues where the user is. */
  readonly offline: boolean
  readonly sharing: boolean
  readonly colleagues: Told<'colleagues'>['colleagues']
  /** Users by the segment that they have selected. */
  readonly selectedBy: ReadonlyMap<bigint, readonly string[]>
  readonly cards: readonly AttentionCard[]
  /** Edits of others that just came in, until they have been read. */
  readonly arrived: Told<'arrived'>['lines']
}

export const nobody: Omit<TeamState, 'sharing'> = {
  sync: null,
  session: null,
  offline: false,
  colleagues: [],
  selectedBy: new Map(),
  cards: [],
  arrived: [],
}

export function createLiveTeam() {
  return createStore<TeamState>()(() => ({ ...nobody, sharing: true }))
}

export type LiveTeam = ReturnType<typeof createLiveTeam>

/** What the badge says. */
export interface BadgeWords {
  readonly tone: 'calm' | 'good' | 'waiting' | 'urgent'
  readonly words: string
}

export function badgeOf(sync: TeamState['sync']): BadgeWords | null {
  if (sync === null) return null
  const { status, attention, store } = sync
  if (attention > 0) return { tone: 'urgent', words: `Needs attention ${attention}` }
  if (store === undefined) return { tone: 'calm', words: 'No store' }
  const waits = status.pending === 0 ? '' : `, ${status.pending} pending`
  switch (status.kind) {
    case 'offline':
      return { tone: 'calm', words: `Offline${waits}` }
    case 'connecting':
      return { tone: 'calm', words: `${connectingWords(status)}${waits}` }
    case 'waiting':
      return { tone: 'waiting', words: `Not reachable${waits}` }
    case 'syncing':
      return { tone: 'waiting', words: status.pending === 0 ? 'Syncing' : `Syncing ${status.pending}` }
    case 'in-sync':
      return { tone: 'good', words: 'In sync' }
    default:
      return { tone: 'urgent', words: `Sync stopped${waits}` }
  }
}

function connectingWords({ fetched }: SyncStatus): string {
  if (fetched === undefined) return 'Connecting'
  const { got, of } = fetched
  return of === undefined ? 'Fetching edits' : `Fetching edits ${Math.floor((100 * got) / of)} %`
}

/** Why the sync does not go on, as sentences with full stops; null where it does. */
export function problemInWords({ sync, session }: Pick<TeamState, 'sync' | 'session'>): string | null {
  if (sync === null) return null
  const { problem, kind } = sync.status
  if (problem === undefined) return sync.store !== undefined && session === null && kind === 'offline' ? NO_TOKEN : null
  return `${problem.message}.${kind === 'waiting' ? ' Skein tries again by itself.' : ''}`
}

const NO_TOKEN = 'No token is kept for this store: connect to give one.'
