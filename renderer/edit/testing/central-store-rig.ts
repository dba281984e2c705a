import {
  ANSWERS_TOLD_MAX,
  formatToldAnswers,
  parseSharedAnswers,
  type StoredAnswer,
} from '../../../shared/contracts/answers-protocol.ts'
import { formatFromStore, parseToStore, type Role } from '../../../shared/contracts/store-protocol.ts'
import { doubtAnswerJson } from '../../../shared/doubts/model/doubt-answer.ts'
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
  /** What is shared of doubts: `ann: merge 1 2`, in its order. */
  answers(): readonly string[]
  /** It is of a version that keeps no answers to doubts. */
  keepsNoAnswers: boolean
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

  const shelf = createAnswerShelf(dataset)
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
      async read(_store, what, during) {
        if (what.kind === 'snapshot' || what.kind === 'history') return rig.snapshot(during)
        if (isAway) return { ok: false, problem: { code: 'unavailable', message: 'It is away' } }
        if (rig.keepsNoAnswers) return { ok: false, problem: { code: 'malformed', message: 'There is nothing here' } }
        return what.kind === 'answers' ? shelf.told(what.after) : shelf.share(user, what.text)
      },
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
    answers: shelf.all,
    keepsNoAnswers: false,
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

/** What a store keeps of answers to doubts, as server/storage/shared-answers.ts does. */
function createAnswerShelf(dataset: string) {
  const kept = new Map<string, StoredAnswer & { readonly place: number }>()
  let places = 0
  const reply = (text: string): StoreReply => ({ ok: true, bytes: new TextEncoder().encode(text) })
  return {
    all: () =>
      [...kept.values()].filter(({ answerJson }) => answerJson !== undefined).map(({ by, doubt }) => `${by}: ${doubt}`),
    told(after: number): StoreReply {
      const rest = [...kept.values()].filter(({ place }) => place > after).sort((p, q) => p.place - q.place)
      const some = rest.slice(0, ANSWERS_TOLD_MAX)
      return reply(formatToldAnswers(some, some.at(-1)?.place ?? after))
    },
    share(by: string, text: string): StoreReply {
      const answers = parseSharedAnswers(text, dataset)
      if (!answers.ok) return { ok: false, problem: { code: 'malformed', message: answers.problem.message } }
      for (const { doubt, answer } of answers.value) {
        const answerJson = answer && JSON.stringify(doubtAnswerJson(answer, dataset))
        kept.delete(`${by} ${doubt}`)
        kept.set(`${by} ${doubt}`, { by, doubt, answerJson, place: ++places })
      }
      return reply(formatToldAnswers([], 0))
    },
  }
}
