import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { createLogFolder } from './log-folder.ts'
import { openBase } from './open-base.ts'
import type { FromSnapshotWorker, LogPage, SnapshotTask } from './snapshot-messages.ts'

/** Makes one snapshot in a thread of its own, so that nobody who is connected waits for it. */
async function makeSnapshot(port: MessagePort, { base, snapshot }: SnapshotTask): Promise<void> {
  const tell = (message: FromSnapshotWorker) => port.postMessage(message)
  try {
    const folder = createLogFolder(await openBase(base), snapshot)
    for (;;) {
      const answer = new Promise<LogPage>((page) => port.once('message', page))
      tell({ kind: 'more', from: folder.seq() + 1 })
      const { entries } = await answer
      if (entries.length === 0) break
      await folder.add(entries)
    }
    const bytes = folder.snapshot()
    port.postMessage({ kind: 'made', seq: folder.seq(), bytes } satisfies FromSnapshotWorker, [bytes.buffer])
  } catch (error) {
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
}

const task: SnapshotTask = workerData
if (parentPort !== null) await makeSnapshot(parentPort, task)
