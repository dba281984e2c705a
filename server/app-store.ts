import './old-node.ts'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { ParentPort } from 'electron'
import type { FromLocalStore, ToLocalStore } from '../shared/contracts/local-store-protocol.ts'
import { addLocalUser, writeConnectionFile } from './accounts/local-user.ts'
import { FolderInUse } from './database/folder-lock.ts'
import { openFolder } from './database/open-folder.ts'
import { readPgliteFiles } from './database/pglite-files.ts'
import { sentenceOf } from './http/log.ts'
import { SNAPSHOT_EVERY_EDITS } from './limits.ts'
import { type Store, startStore } from './store.ts'

// The store of this machine. Main forks the built file, build/store/store.cjs, as a utilityProcess. It needs nothing
// but the files beside it. It ends with the app, however that ends, because Electron ends it when its channel breaks.

/** Snapshots are made by build/store/snapshot-worker.cjs. */
const snapshotWorker = path.join(__dirname, 'snapshot-worker.cjs')

interface Running {
  readonly store: Store
  readonly connectionFile: string
}

let starting: Promise<Running | undefined> | undefined

const { parentPort }: { readonly parentPort: ParentPort } = process

parentPort.on('message', ({ data }) => {
  // Both ends of local-store-protocol.ts are built together, so the messages of main need no checks.
  const message: ToLocalStore = data
  if (message.kind === 'stop') void stop()
  else
    starting = start(message.data, message.connectionFile).catch((error: unknown) => {
      console.error(sentenceOf(error))
      tell({ kind: 'failed', reason: sentenceOf(error), inUse: error instanceof FolderInUse })
      return undefined
    })
})

function tell(message: FromLocalStore): void {
  parentPort.postMessage(message)
}

/** Starts the store on a free port. Only this machine can reach it. */
async function start(data: string, connectionFile: string): Promise<Running> {
  const sql = await openFolder(data, await readPgliteFiles(__dirname))
  try {
    const localUser = await addLocalUser(sql)
    const store = await startStore({
      sql,
      localUser,
      isShared: false,
      host: '127.0.0.1',
      port: 0,
      behindProxy: false,
      logLevel: 'info',
      snapshotEvery: SNAPSHOT_EVERY_EDITS,
      snapshotWorker,
    })
    await writeConnectionFile(connectionFile, store.url, localUser.token)
    tell({ kind: 'up', url: store.url, token: localUser.token })
    return { store, connectionFile }
  } catch (error) {
    await sql.close()
    throw error
  }
}

async function stop(): Promise<void> {
  const running = await starting
  if (running !== undefined) {
    await rm(running.connectionFile, { force: true })
    await running.store.stop()
  }
  process.exit(0)
}
