import type { Role, StoreProblem } from '../../shared/contracts/store-protocol.ts'
import type { EditStorage } from '../../shared/sync/admission/edit-storage.ts'
import type { RoomEvent } from '../../shared/sync/room/sync-room-events.ts'
import { parseNotice } from './notices.ts'
import type { PresenceRelay } from './presence-relay.ts'
import { createRoomHost, DATABASE_AWAY, type RoomEffects, type RoomHost } from './room-host.ts'

/** A connection, as the rooms see it. */
export interface Peer {
  readonly user: string
  readonly tokenHash: string
  send(bytes: Buffer): void
  /** Characters that the network has not taken; the room is told when they become fewer. */
  backlog(): number
  drop(problem: StoreProblem): void
}

type EventOf<Kind extends RoomEvent['kind']> = Extract<RoomEvent, { readonly kind: Kind }>

/** The datasets that somebody is connected to through this process, and everybody who is. */
export interface Rooms {
  readonly peers: ReadonlyMap<number, Peer>
  /** Numbers a connection. */
  add(peer: Peer): number
  remove(connection: number): void
  /** False where the process does not hear the others just now, or is being stopped: nobody is let in. */
  isOpen(): boolean
  /** Counts roles and tokens that were changed: who is let in meanwhile is looked at again. */
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
  /** Seq of the latest snapshot, 0 where there is none. */
  snapshotSeq(dataset: number): Promise<number>
  /** Undefined where there are no other processes. */
  readonly relay: PresenceRelay | undefined
  readonly effects: Pick<RoomEffects, 'onCommitted' | 'onFailure' | 'now'>
}

/** A room, or one that is being opened: what happens meanwhile is kept for it. */
interface Place {
  readonly opening: Promise<RoomHost>
  host: RoomHost | undefined
  readonly early: RoomEvent[]
}

const SIGNED_OUT: StoreProblem = { code: 'not-signed-in', message: 'The token is not valid any more' }

export function createRooms({ process, storage, snapshotSeq, relay, effects }: RoomsParts): Rooms {
  const places = new Map<number, Place>()
  const peers = new Map<number, Peer>()
  let connections = 0
  let changes = 0
  let open = false
  let stopped = false

  const tell = (id: number, event: RoomEvent): void => {
    const place = places.get(id)
    if (place?.host !== undefined) place.host.take(event)
    else place?.early.push(event)
  }

  const send: RoomEffects['send'] = (connection, bytes) => peers.get(connection)?.send(bytes)
  const backlog: RoomEffects['backlog'] = (connection) => peers.get(connection)?.backlog() ?? 0
  const drop: RoomEffects['drop'] = (connection, problem) => peers.get(connection)?.drop(problem)

  async function openRoom(id: number, name: string): Promise<RoomHost> {
    const [head, snapshot] = await Promise.all([storage.head(name), snapshotSeq(id)])
    return createRoomHost(name, head ?? 0, snapshot, { ...effects, storage, send, backlog, drop })
  }

  function placeOf(id: number, name: string): Place {
    const found = places.get(id)
    if (found !== undefined) return found
    const place: Place = { opening: openRoom(id, name), host: undefined, early: [] }
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

  const dropAll = (problem: StoreProblem): void => {
    for (const peer of [...peers.values()]) peer.drop(problem)
  }

  return {
    peers,
    add(peer) {
      connections++
      peers.set(connections, peer)
      return connections
    },
    remove: (connection) => void peers.delete(connection),
    isOpen: () => open && !stopped,
    changes: () => changes,
    async join({ id, name }, member) {
      // A room that was closed meanwhile hears nothing any more: another look.
      for (;;) {
        const place = placeOf(id, name)
        const host = await place.opening
        if (places.get(id) !== place) continue
        if (peers.has(member.connection)) host.take(member)
        return
      }
    },
    changeRole: (id, user, role) => tell(id, { kind: 'role', user, role }),
    push: tell,
    move(id, client, user, event) {
      tell(id, event)
      relay?.moved(id, client, user, event.whereabouts)
    },
    leave(id, client, connection) {
      tell(id, { kind: 'left', connection })
      relay?.left(id, client)
    },
    backlog: (id, connection, characters) => tell(id, { kind: 'backlog', connection, characters }),
    onListening() {
      // Nobody is in the rooms from before, and what they know may be old.
      for (const { host } of places.values()) host?.stop()
      places.clear()
      open = true
    },
    onNotice(payload) {
      const notice = parseNotice(payload)
      if (notice === undefined) return
      if (notice.kind === 'revoked' || notice.kind === 'role') changes++
      if (notice.kind === 'revoked') {
        for (const peer of [...peers.values()]) if (peer.tokenHash === notice.tokenHash) peer.drop(SIGNED_OUT)
      } else if (notice.kind === 'role') {
        tell(notice.dataset, { kind: 'role', user: notice.user, role: notice.role })
      } else if (notice.kind === 'snapshot') {
        tell(notice.dataset, { kind: 'snapshot', seq: notice.seq })
      } else if (notice.kind === 'head') {
        const isOwn = notice.process === process
        if (isOwn && places.get(notice.dataset)?.host?.isCommitting() === true) return
        tell(notice.dataset, { kind: 'notified', head: notice.head })
      } else if (notice.process !== process) {
        for (const { client, user, cursor, selection } of notice.moved) {
          relay?.heard(notice.dataset, client)
          tell(notice.dataset, { kind: 'elsewhere', client, user, whereabouts: { cursor, selection } })
        }
        for (const client of notice.left) tell(notice.dataset, { kind: 'left-elsewhere', client })
      }
    },
    onDeaf() {
      open = false
      // What is notified meanwhile, a role taken away or a revoked token too, would be missed: all come again.
      if (!stopped) dropAll(DATABASE_AWAY)
    },
    tidy() {
      for (const { dataset, client } of relay?.tidy() ?? []) tell(dataset, { kind: 'left-elsewhere', client })
      for (const [id, { host }] of places) {
        if (!host?.isIdle()) continue
        host.stop()
        places.delete(id)
      }
    },
    stop() {
      stopped = true
      for (const { host } of places.values()) {
        host?.take({ kind: 'stopping' })
        host?.stop()
      }
      relay?.stop()
      dropAll({ ...DATABASE_AWAY, message: 'The store is being stopped' })
    },
  }
}
