import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { serveTransport } from '../../electron/main/central-store/transport-server.ts'
import { fetchSnapshot } from '../../renderer/edit/team/fetch-snapshot.ts'
import { createTransportClient } from '../../renderer/edit/team/transport-client.ts'
import { joinClient } from '../../server/testing/test-client.ts'
import { foldFromSnapshot } from '../../shared/fold/snapshot/read-snapshot.ts'
import type { Snapshot } from '../../shared/folded-log/folded-log-state.ts'
import { createFoldLog } from '../fold-log.ts'

/** A client that has nothing yet opens a dataset of a store: its snapshot, then the edits after it. */
export interface StoreOpening {
  readonly url: string
  readonly token: string
  readonly dataset: string
  /** The number of edits with which the log was made. It determines the bases. */
  readonly edits: number
  readonly seed: number
}

export interface StoreOpened {
  readonly ms: number
  /** The part of that time until the snapshot was here, and then the part until it was opened. */
  readonly fetchMs: number
  readonly foldMs: number
  readonly head: number
  /** MB that are in use afterwards and were not before, without the snapshot, which nobody needs any more. */
  readonly megabytes: number
  /** MB of the snapshot. */
  readonly snapshot: number
}

async function open({ url, token, dataset, edits, seed }: StoreOpening): Promise<StoreOpened> {
  const log = createFoldLog(edits, seed)
  const before = memory()
  const started = performance.now()
  const { seq, ...snapshot } = await fetched(url, token, dataset)
  const here = performance.now()
  const opened = foldFromSnapshot(snapshot.bytes, log.facts)
  if (!opened.ok) throw new Error(opened.problem.message)
  const fold = opened.value
  const foldMs = performance.now() - here
  const client = await joinClient(url, token, { dataset, client: 'newcomer', head: seq })
  const welcome = client.received[0]
  const head = welcome?.kind === 'welcome' ? welcome.head : 0
  const tail = await client.edits(head - seq)
  for (const [i, { edit }] of tail.entries()) {
    for (;;) {
      const folded = fold.apply({ seq: seq + 1 + i, edit })
      if (folded.kind !== 'needs') break
      for (const base of folded.bases) fold.provide(base, log.graphOf(base))
    }
  }
  const ms = performance.now() - started
  const size = snapshot.bytes.length / 1e6
  snapshot.bytes = new Uint8Array(0)
  const megabytes = memory() - before
  client.close()
  await client.closed
  return { ms, fetchMs: here - started, foldMs, head: fold.head(), megabytes, snapshot: size }
}

/** Fetches the snapshot as the app does, but for the port between its two processes. */
async function fetched(url: string, token: string, dataset: string): Promise<Snapshot> {
  let say: (message: unknown) => void = () => undefined
  const { client, hear } = createTransportClient((message) => say(message))
  const onBug = (error: unknown) => console.error(error)
  const port = {
    send: hear,
    onMessage: (listener: typeof say) => {
      say = listener
    },
    onClose: () => undefined,
  }
  serveTransport(port, { tokenOf: async () => token, onBug })
  const during = { signal: new AbortController().signal, onProgress: () => undefined }
  const snapshot = await fetchSnapshot(client, { store: url, dataset }, during)
  if (snapshot === undefined) throw new Error('there is no snapshot')
  return snapshot
}

/** MB in use after a garbage collection. */
function memory(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('no garbage collector to call')
  collect()
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1e6
}

process.once('message', (opening: StoreOpening) => {
  void open(opening).then((opened) => process.send?.(opened, () => process.disconnect()))
})
