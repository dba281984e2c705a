import { formatFromStore, parseToStore, type Role } from '../../../shared/contracts/store-protocol.ts'
import { startRoom, stepRoom } from '../../../shared/sync/room/sync-room.ts'
import type { RoomEvent, RoomOutput } from '../../../shared/sync/room/sync-room-events.ts'
import { createMemoryStorage } from '../../../shared/sync/testing/edit-storage-memory.ts'
import type { ConnectionListener, DuringRead, StoreReply, TransportClient } from '../team/transport-client.ts'

/** For tests: a central store in this process, with the real room over a storage in memory. */
export interface StoreRig {
  readonly address: string
  transportOf(user: string): TransportClient
  setRole(user: string, role: Role): void
  /** The committed log: `ann: merge`, `ben: split (refused)`. */
  log(): Promise<readonly string[]>
  /** Nobody can reach it while it is away. */
  goAway(): void
  comeBack(): void
  /** Replies to each request for the snapshot. */
  snapshot: (during: DuringRead) => Promise<StoreReply>
}

interface Member {
  readonly user: string
  readonly listener: ConnectionListener
}

export function createStoreRig(dataset: string, users: Readonly<Record<string, Role>>): StoreRig {
  const roles = new Map(Object.entries(users))
  const storage = createMemoryStorage([dataset], {
    roleOf: (user) => roles.get(user),
    isUser: (name) => roles.has(name),
  })
  let state = startRoom(0, 0)
  let connections = 0
  let isAway = false
  const members = new Map<number, Member>()

  const step = (event: RoomEvent): void => {
    const stepped = stepRoom(state, event)
    state = stepped.state
    for (const output of stepped.outputs) perform(output)
  }
  const hangUp = (connection: number): void => {
    const member = members.get(connection)
    members.delete(connection)
    step({ kind: 'left', connection })
    member?.listener.closed(undefined)
  }
  const perform = (output: RoomOutput): void => {
    switch (output.kind) {
      case 'send':
        for (const connection of output.connections) {
          queueMicrotask(() => members.get(connection)?.listener.received(output.text))
        }
        break
      case 'commit':
        void storage.commit(dataset, output.pushes).then((result) => step({ kind: 'committed', result }))
        break
      case 'read':
        void storage
          .read(dataset, output.from, output.take)
          .then((entries) => step({ kind: 'was-read', from: output.from, entries }))
        break
      case 'rest':
        queueMicrotask(() => step({ kind: 'rested' }))
        break
      case 'drop':
        members.get(output.connection)?.listener.received(formatFromStore({ kind: 'problem', ...output.problem }))
        members.delete(output.connection)
        break
    }
  }
  const take = (connection: number, text: string): void => {
    const message = parseToStore(text)
    const user = members.get(connection)?.user
    if (!message.ok || user === undefined) return
    switch (message.value.kind) {
      case 'hello': {
        const { client, head } = message.value
        step({ kind: 'joined', connection, user, role: roles.get(user) ?? 'viewer', client, head })
        break
      }
      case 'push':
        step({ kind: 'pushed', connection, edits: message.value.edits })
        break
      case 'presence':
        step({ kind: 'whereabouts', connection, whereabouts: message.value })
        break
    }
  }

  const rig: StoreRig = {
    address: 'http://store.test',
    snapshot: async () => ({ ok: false, problem: { code: 'no-access', message: 'There is no snapshot' } }),
    transportOf: (user) => ({
      open(_store, listener) {
        const connection = ++connections
        queueMicrotask(() => {
          if (isAway) return listener.closed({ code: 'unavailable', message: 'It is away' })
          members.set(connection, { user, listener })
          listener.opened()
        })
        return {
          send: (text) => queueMicrotask(() => take(connection, text)),
          close() {
            members.delete(connection)
            step({ kind: 'left', connection })
          },
        }
      },
      read: (_store, _what, during) => rig.snapshot(during),
    }),
    setRole(user, role) {
      roles.set(user, role)
      step({ kind: 'role', user, role })
    },
    async log() {
      const entries = await storage.read(dataset, 1, 1000)
      return entries.map(({ editJson, by, refused }) => {
        const { kind }: { kind: string } = JSON.parse(editJson)
        return `${by}: ${kind}${refused === undefined ? '' : ' (refused)'}`
      })
    },
    goAway() {
      isAway = true
      for (const connection of [...members.keys()]) hangUp(connection)
    },
    comeBack() {
      isAway = false
    },
  }
  return rig
}
