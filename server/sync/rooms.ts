import { unreachable } from '../../shared/assert.ts'
import type { Role, StoreProblem } from '../../shared/contracts/store-protocol.ts'
import type { EditStorage } from '../../shared/sync/admission/edit-storage.ts'
import type { RoomEvent } from '../../shared/sync/room/sync-room-events.ts'
import { type Notice, parseNotice } from './notices.ts'
import type { PresenceRelay } from './presence-relay.ts'
import { createRoomHost, DATABASE_AWAY, type RoomEffects, type RoomHost } from './room-host.ts'

/** A connection, as the rooms see it. */
export interface Peer {
  readonly user: string
  readonly tokenHash: string
  send(bytes: Buffer): void
  /** Characters that were sent and that the network has not taken yet. The room gets an event when they become fewer. */
  backlog(): number
  drop(problem: StoreProblem): void
}

type EventOf<Kind extends RoomEvent['kind']> = Extract<RoomEvent, { readonly kind: Kind }>

/** The rooms of all datasets to which somebody is connected through this process, and all these connections. */
export interface Rooms {
  readonly peers: ReadonlyMap<number, Peer>
  /** Adds a connection and returns its number. */
  add(peer: Peer): number
  remove(connection: number): void
  /** False if nobody is let in, because this process does not hear the others now or is being stopped. */
  isOpen(): boolean
  /** Counts changes of roles and tokens. If it rises while somebody is let in, their role is looked up again. */
  changes(): number
  join(dataset: { readonly id: number; readonly name: string }, member: EventOf<'joined'>): Promise<void>
  changeRole(id: number, user: string, role: Role | undefined): void
  push(id: number, event: EventOf<'pushed'>): void
  move(id: number, client: string, user: string, event: EventOf<'whereabouts'>): void
  leave(id: number, client: string, connection: number): void
  backlog(id: number, connection: number, characters: number): void
  onListening(): void
  onNotice(payload: string): void
  onDeaf(): void
  tidy(): void
  stop(): void
}

export interface RoomsParts {
  readonly process: string
  readonly storage: EditStorage
  /** The seq of the latest snapshot; 0 if there is none. */
  snapshotSeq(dataset: number): Promise<number>
  /** Undefined if there are no other processes. */
  readonly relay: PresenceRelay | undefined
  readonly effects: Pick<RoomEffects, 'onCommitted' | 'onFailure' | 'now'>
}

/** A room, or one that is being opened. Events that happen meanwhile are kept for it. */
interface Place {
  readonly opening: Promise<RoomHost>
  host: RoomHost | undefined
  readonly early: RoomEvent[]
}

interface State {
  readonly parts: RoomsParts
  /** By number of a dataset. */
  readonly places: Map<number, Place>
  readonly peers: Map<number, Peer>
  connections: number
  changes: number
  isListening: boolean
  isStopped: boolean
}

const SIGNED_OUT: StoreProblem = { code: 'not-signed-in', message: 'The token is not valid any more' }

export function createRooms(parts: RoomsParts): Rooms {
  const { relay } = parts
  const [places, peers] = [new Map<number, Place>(), new Map<number, Peer>()]
  const state: State = { parts, places, peers, connections: 0, changes: 0, isListening: false, isStopped: false }
  return {
    peers,
    add(peer) {
      state.connections++
      peers.set(state.connections, peer)
      return state.connections
    },
    remove: (connection) => void peers.delete(connection),
    isOpen: () => state.isListening && !state.isStopped,
    changes: () => state.changes,
    async join({ id, name }, member) {
      // A room that was closed while it opened takes no events any more. Then the loop opens another one.
      for (;;) {
        const place = placeOf(state, id, name)
        const host = await place.opening
        if (places.get(id) !== place) continue
        if (peers.has(member.connection)) host.take(member)
        return
      }
    },
    changeRole: (id, user, role) => give(state, id, { kind: 'role', user, role }),
    push: (id, event) => give(state, id, event),
    move(id, client, user, event) {
      give(state, id, event)
      relay?.moved(id, client, user, event.whereabouts)
    },
    leave(id, client, connection) {
      give(state, id, { kind: 'left', connection })
      relay?.left(id, client)
    },
    backlog: (id, connection, characters) => give(state, id, { kind: 'backlog', connection, characters }),
    onListening() {
      // Nobody is in the rooms from before, and what these know may be old.
      for (const { host } of places.values()) host?.stop()
      places.clear()
      state.isListening = true
    },
    onNotice(payload) {
      const notice = parseNotice(payload)
      if (notice !== undefined) takeNotice(state, notice)
    },
    onDeaf() {
      state.isListening = false
      // This process would miss notices now, such as a role or a token that is taken away. So everybody must come again.
      if (!state.isStopped) dropAll(state, DATABASE_AWAY)
    },
    tidy: () => tidy(state),
    stop() {
      state.isStopped = true
      for (const { host } of places.values()) {
        host?.take({ kind: 'stopping' })
        host?.stop()
      }
      relay?.stop()
      dropAll(state, { ...DATABASE_AWAY, message: 'The store is being stopped' })
    },
  }
}

function placeOf({ parts, places, peers }: State, id: number, name: string): Place {
  const found = places.get(id)
  if (found !== undefined) return found
  const place: Place = { opening: openRoom(parts, peers, id, name), host: undefined, early: [] }
  places.set(id, place)
  place.opening.then(
    (host) => {
      place.host = host
      for (const event of place.early.splice(0)) host.take(event)
    },
    () => {
      if (places.get(id) === place) places.delete(id)
    },
  )
  return place
}

async function openRoom(parts: RoomsParts, peers: State['peers'], id: number, name: string): Promise<RoomHost> {
  const { storage, snapshotSeq, effects } = parts
  const [head, snapshot] = await Promise.all([storage.head(name), snapshotSeq(id)])
  return createRoomHost(name, head ?? 0, snapshot, {
    ...effects,
    storage,
    send: (connection, bytes) => peers.get(connection)?.send(bytes),
    backlog: (connection) => peers.get(connection)?.backlog() ?? 0,
    drop: (connection, problem) => peers.get(connection)?.drop(problem),
  })
}

/** Gives an event to the room of a dataset, if there is one. */
function give({ places }: State, id: number, event: RoomEvent): void {
  const place = places.get(id)
  if (place?.host !== undefined) place.host.take(event)
  else place?.early.push(event)
}

function dropAll({ peers }: State, problem: StoreProblem): void {
  for (const peer of [...peers.values()]) peer.drop(problem)
}

function takeNotice(state: State, notice: Notice): void {
  const { places, peers } = state
  const { relay, process } = state.parts
  switch (notice.kind) {
    case 'revoked':
      state.changes++
      for (const peer of [...peers.values()]) if (peer.tokenHash === notice.tokenHash) peer.drop(SIGNED_OUT)
      break
    case 'role':
      state.changes++
      give(state, notice.dataset, { kind: 'role', user: notice.user, role: notice.role })
      break
    case 'snapshot':
      give(state, notice.dataset, { kind: 'snapshot', seq: notice.seq })
      break
    case 'head':
      // The result of a commit of this process tells the room the same.
      if (notice.process === process && places.get(notice.dataset)?.host?.isCommitting() === true) break
      give(state, notice.dataset, { kind: 'notified', head: notice.head })
      break
    case 'presence':
      if (notice.process === process) break
      for (const { client, user, cursor, selection } of notice.moved) {
        relay?.heard(notice.dataset, client)
        give(state, notice.dataset, { kind: 'elsewhere', client, user, whereabouts: { cursor, selection } })
      }
      for (const client of notice.left) give(state, notice.dataset, { kind: 'left-elsewhere', client })
      break
    default:
      unreachable(notice)
  }
}

/** Forgets clients of other processes that are gone, and closes rooms that nobody uses. */
function tidy(state: State): void {
  const { places, parts } = state
  for (const { dataset, client } of parts.relay?.tidy() ?? []) {
    give(state, dataset, { kind: 'left-elsewhere', client })
  }
  for (const [id, { host }] of places) {
    if (!host?.isIdle()) continue
    host.stop()
    places.delete(id)
  }
}
