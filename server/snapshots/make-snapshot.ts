import { Worker } from 'node:worker_threads'
import { COMMITTED_EDITS_MAX, type StoredEdit } from '../../shared/contracts/store-protocol.ts'
import type { Snapshot } from '../storage/snapshots.ts'
import type { FromSnapshotWorker, SnapshotTask } from './snapshot-messages.ts'

/** Reads at most this many edits of the log, from a seq on. */
type ReadLog = (from: number, take: number) => Promise<readonly StoredEdit[]>

/** The worker as Node runs it. The app uses its built file instead. */
export const SNAPSHOT_WORKER: string | URL = new URL('./snapshot.worker.ts', import.meta.url)

/**
 * Folds the log from a snapshot to its end, in a thread that runs the file `program`. If that fails, it rejects with the
 * reason. Aborting ends it at once.
 */
export function makeSnapshot(
  program: string | URL,
  task: SnapshotTask,
  read: ReadLog,
  signal: AbortSignal,
): Promise<Snapshot> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Error('the store is being stopped'))
    const worker = new Worker(program, { workerData: task })
    const abort = () => end(() => reject(new Error('the store is being stopped')))
    signal.addEventListener('abort', abort)

    function end(settle: () => void): void {
      signal.removeEventListener('abort', abort)
      void worker.terminate()
      settle()
    }

    worker.on('message', (message: FromSnapshotWorker) => {
      if (message.kind === 'failed') end(() => reject(new Error(message.message)))
      else if (message.kind === 'made') end(() => resolve({ seq: message.seq, gzip: message.gzip }))
      else {
        read(message.from, COMMITTED_EDITS_MAX).then(
          (entries) => worker.postMessage({ entries }),
          (error: unknown) => end(() => reject(error)),
        )
      }
    })
    worker.on('error', (error) => end(() => reject(error)))
    worker.on('exit', () => end(() => reject(new Error('the worker ended'))))
  })
}
