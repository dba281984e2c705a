import { WebSocket } from 'ws'
import { PROTOCOL_VERSION, SYNC_PATH } from '../../shared/contracts/store-protocol.ts'
import { formatEdit } from '../../shared/edits/edit-json.ts'
import { mergeOf } from '../../shared/sync/testing/sync-fixture.ts'

/** The work of many clients of a store, which run in a process of their own. */
export interface StoreLoad {
  readonly url: string
  readonly dataset: string
  readonly head: number
  /** The clients are divided among these users. */
  readonly users: readonly { readonly name: string; readonly token: string }[]
  readonly clients: number
  /** Distinguishes the clients of this load from those of other loads. */
  readonly prefix: string
  /** Pushes of each client in a second. A client that still waits for a reply sends the next push right after it. */
  readonly pushesPerSecond: number
  readonly editsInPush: number
  readonly seconds: number
}

export interface StoreLoadResult {
  readonly edits: number
  readonly seconds: number
  /** Ms from the time when each push was due until its last edit had come back, sorted. */
  readonly acks: readonly number[]
  /** The reasons why connections ended. */
  readonly problems: readonly string[]
}

/** This many seconds at the beginning do not count, because connections and compilers warm up. */
const WARM_UP_SECONDS = 2

interface Counts {
  edits: number
  readonly acks: number[]
  readonly problems: string[]
}

/** Runs one client. Settles when the time is over. */
async function runClient(load: StoreLoad, number: number, startMs: number, counts: Counts): Promise<void> {
  const { users, dataset, head, prefix, pushesPerSecond, editsInPush, seconds } = load
  const user = users[number % users.length]
  if (user === undefined) throw new Error('there are no users')
  const client = `${prefix}${number}`
  const socket = new WebSocket(load.url.replace(/^http/, 'ws') + SYNC_PATH, {
    headers: { authorization: `Bearer ${user.token}` },
    perMessageDeflate: false,
  })
  const everyMs = 1000 / pushesPerSecond
  const untilMs = startMs + 1000 * (WARM_UP_SECONDS + seconds)
  let pushed = 0
  let dueMs = startMs + (everyMs * number) / load.clients
  // It looks only for its own edits. Parsing the edits of all others would measure this process and not the store.
  let sought = ''

  const push = (): void => {
    const edits = Array.from({ length: editsInPush }, () => {
      pushed++
      return formatEdit(mergeOf(`${client}/s/${pushed}`, { dataset, author: user.name }))
    })
    sought = `"client":"${client}","session":"s","counter":${pushed}}`
    socket.send(JSON.stringify({ kind: 'push', edits }))
  }
  const next = (): void => {
    if (performance.now() >= untilMs) socket.close()
    else setTimeout(push, Math.max(0, dueMs - performance.now()))
  }

  socket.on('open', () =>
    socket.send(JSON.stringify({ kind: 'hello', protocol: PROTOCOL_VERSION, dataset, client, head })),
  )
  socket.on('message', (data: Buffer) => {
    if (data.includes('"kind":"welcome"')) return next()
    if (data.includes('"kind":"problem"')) return counts.problems.push(String(data))
    if (sought === '' || !data.includes(sought)) return
    sought = ''
    const now = performance.now()
    if (now >= startMs + 1000 * WARM_UP_SECONDS && now < untilMs) {
      counts.acks.push(now - dueMs)
      counts.edits += editsInPush
    }
    dueMs += everyMs
    next()
  })
  await new Promise((closed) => socket.once('close', closed))
}

async function runStoreLoad(load: StoreLoad): Promise<StoreLoadResult> {
  const counts: Counts = { edits: 0, acks: [], problems: [] }
  const startMs = performance.now() + 500
  await Promise.all(Array.from({ length: load.clients }, (_, i) => runClient(load, i, startMs, counts)))
  const acks = counts.acks.sort((a, b) => a - b)
  return { edits: counts.edits, seconds: load.seconds, acks, problems: counts.problems }
}

process.once('message', (load: StoreLoad) => {
  void runStoreLoad(load).then((result) => process.send?.(result, () => process.disconnect()))
})
