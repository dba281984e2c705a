import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { gunzipSync, gzipSync } from 'node:zlib'
import { messageOf } from '../../shared/problem.ts'
import { createLogFolder } from './log-folder.ts'
import { openBase } from './open-base.ts'
import type { FromSnapshotWorker, LogPage, SnapshotTask } from './snapshot-messages.ts'

/** The quickest level. For columns of numbers, higher levels take twice the time and save a few percent. */
const GZIP_LEVEL = 1

/** Makes one snapshot in a thread of its own, so that no connection waits for it. */
async function makeSnapshot(port: MessagePort, { base, gzip }: SnapshotTask): Promise<void> {
  const tell = (message: FromSnapshotWorker) => port.postMessage(message)
  try {
    const folder = createLogFolder(await openBase(base), gzip && gunzipSync(gzip))
    for (;;) {
      const reply = new Promise<LogPage>((page) => port.once('message', page))
      tell({ kind: 'more', from: folder.seq() + 1 })
      const { entries } = await reply
      if (entries.length === 0) break
      await folder.add(entries)
    }
    const made = new Uint8Array(gzipSync(folder.snapshot(), { level: GZIP_LEVEL }))
    port.postMessage({ kind: 'made', seq: folder.seq(), gzip: made } satisfies FromSnapshotWorker, [made.buffer])
  } catch (error) {
    tell({ kind: 'failed', message: messageOf(error) })
  }
}

const task: SnapshotTask = workerData
if (parentPort !== null) void makeSnapshot(parentPort, task)
