import { assert } from '../../assert.ts'
import { type FromStore, parseFromStore, type Role, type StoreProblem } from '../../contracts/store-protocol.ts'
import { startRoom, stepRoom } from '../room/sync-room.ts'
import type { RoomEvent, RoomOutput } from '../room/sync-room-events.ts'
import { createMemoryLog, type MemoryUsers } from './edit-storage-memory.ts'
import { DATASET } from './sync-fixture.ts'

/** For tests: a room over a log in memory. Its commits and reads end when the test says so. */
export function roomOnBench(users: MemoryUsers, log = createMemoryLog(DATASET, users)) {
  let state = startRoom(log.head(), 0)
  let waiting: RoomOutput[] = []
  /** What each connection was sent, in its order. */
  const inboxes = new Map<number, FromStore[]>()
  const dropped = new Map<number, StoreProblem>()

  const step = (event: RoomEvent): readonly RoomOutput[] => {
    const stepped = stepRoom(state, event)
    state = stepped.state
    for (const output of stepped.outputs) {
      if (output.kind === 'send') for (const connection of output.connections) receive(connection, output.text)
      else if (output.kind === 'drop') dropped.set(output.connection, output.problem)
      else waiting.push(output)
    }
    return stepped.outputs
  }
  const receive = (connection: number, text: string): void => {
    assert(!dropped.has(connection), `nothing is sent to ${connection} after it was dropped`)
    const message = parseFromStore(text)
    assert(message.ok, `a message for ${connection} that parses`)
    inboxes.set(connection, [...(inboxes.get(connection) ?? []), message.value])
  }
  const take = <Kind extends RoomOutput['kind']>(kind: Kind) => {
    const isOfKind = (output: RoomOutput): output is Extract<RoomOutput, { kind: Kind }> => output.kind === kind
    const found = waiting.filter(isOfKind)
    waiting = waiting.filter((output) => !isOfKind(output))
    assert(found.length <= 1, `one ${kind} at a time`)
    return found[0]
  }

  return {
    log,
    step,
    dropped,
    state: () => state,
    inbox: (connection: number): readonly FromStore[] => inboxes.get(connection) ?? [],
    join(connection: number, user: string, head: number, role: Role = 'proofreader', client = user) {
      return step({ kind: 'joined', connection, user, role, client, head })
    },
    /** Performs the outstanding commit; false where there is none. */
    commit(): boolean {
      const output = take('commit')
      if (output !== undefined) step({ kind: 'committed', result: log.commit(output.pushes) })
      return output !== undefined
    },
    /** Takes the outstanding commit out, so that the test can give another result. */
    takeCommit: () => take('commit'),
    /** Performs the outstanding read; false where there is none. */
    read(): boolean {
      const output = take('read')
      if (output !== undefined) {
        step({ kind: 'was-read', from: output.from, entries: log.read(output.from, output.take) })
      }
      return output !== undefined
    },
    takeRead: () => take('read'),
    rest(): boolean {
      const output = take('rest')
      if (output !== undefined) step({ kind: 'rested' })
      return output !== undefined
    },
  }
}

/** What a connection was sent, in words: `welcome 3`, `1..4`, `role viewer`, `bob`, `left bob`. */
export function wordsOf(messages: readonly FromStore[]): string[] {
  return messages.map(wordsOfOne)
}

function wordsOfOne(message: FromStore): string {
  switch (message.kind) {
    case 'welcome':
      return `welcome ${message.head}`
    case 'committed':
      return `${message.from}..${message.from + message.entries.length - 1}`
    case 'role':
      return `role ${message.role}`
    case 'presence':
      return `${message.client} at ${message.cursor?.[0]}`
    case 'left':
      return `left ${message.client}`
    case 'problem':
      return `problem ${message.code}`
  }
}

/** The seqs in what a connection was sent. */
export function seqsOf(messages: readonly FromStore[]): number[] {
  return messages.flatMap((message) =>
    message.kind === 'committed' ? message.entries.map((_, i) => message.from + i) : [],
  )
}
