import { setTimeout as wait } from 'node:timers/promises'
import { type CommittedEdit, storedEdit } from '../../shared/contracts/store-protocol.ts'
import { mergesOf } from '../../shared/sync/testing/sync-fixture.ts'
import { inDataset, joinClient } from './test-client.ts'

/** What several clients together saw of one log. */
export interface SeenLog {
  /** By seq: a text of the edit and its user. */
  readonly entries: Map<number, string>
  /** Places at which two clients saw different edits. */
  readonly quarrels: number[]
}

export interface Load {
  /** Called anew for each connection. */
  readonly url: () => string
  readonly token: string
  readonly user: string
  readonly dataset: string
  readonly client: string
  /** The number of edits that the client makes in all. */
  readonly edits: number
  /** The number of edits that it sends at once. */
  readonly batch: number
  readonly seen: SeenLog
  /** Called for each edit that comes, whoever made it. */
  readonly onSeen: () => void
}

/** Ms between two attempts to connect. */
const AGAIN_MS = 20

/** A client that makes edits until all of them have come back, through however many broken connections. */
export async function runLoad(load: Load): Promise<void> {
  const { url, token, user, dataset, client, edits, batch, seen, onSeen } = load
  let head = 0
  let own = 0
  const take = (from: number, entries: readonly CommittedEdit[]): void => {
    for (const [i, entry] of entries.entries()) {
      const text = JSON.stringify(storedEdit(entry))
      const seq = from + i
      if (seq !== head + 1) throw new Error(`seq ${seq} came after ${head}`)
      if ((seen.entries.get(seq) ?? text) !== text) seen.quarrels.push(seq)
      seen.entries.set(seq, text)
      head = seq
      if (entry.edit.id.client === client) own = Math.max(own, entry.edit.id.counter)
      onSeen()
    }
  }
  const connected = async (): Promise<void> => {
    const connection = await joinClient(url(), token, { dataset, client, head })
    try {
      const welcome = connection.received[0]
      const known = welcome?.kind === 'welcome' ? welcome.head : 0
      const receive = async () => {
        const { from, entries } = await connection.next('committed')
        take(from, entries)
      }
      while (head < known) await receive()
      while (own < edits) {
        const last = Math.min(own + batch, edits)
        const next = mergesOf(`${client}/s`, own + 1, last).map((edit) => ({ ...edit, author: user }))
        connection.send({ kind: 'push', edits: inDataset(dataset, next) })
        while (own < last) await receive()
      }
    } finally {
      connection.socket.terminate()
    }
  }
  while (own < edits) {
    await connected().catch((error: unknown) => {
      if (error instanceof Error && /came after/.test(error.message)) throw error
      return wait(AGAIN_MS)
    })
  }
}
