import { STATE_CHARACTERS_MAX } from '../../../../shared/link/neuroglancer/state-text.ts'
import { ProblemError, type Result } from '../../../../shared/problem.ts'
import { readState, type StateOutcome, type StateTask } from './read-state.ts'

/** Reads a text here, or, where it is long, on a thread of its own. Rejects with a `ProblemError` once it is cancelled. */
export type StateReader = (task: StateTask, signal: AbortSignal) => Promise<Result<StateOutcome>>

/** From this many characters or bytes on a text is long: reading it may take 5 ms, a third of a frame. */
export const LONG_TEXT = 2 ** 19

/** What the reader needs of a worker. */
export interface StateWorker {
  postMessage(task: StateTask, transfer: Transferable[]): void
  terminate(): void
  onmessage: ((event: MessageEvent<Result<StateOutcome>>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}

const startWorker = (): StateWorker => new Worker(new URL('./state.worker.ts', import.meta.url), { type: 'module' })

export function createStateReader(start: () => StateWorker = startWorker): StateReader {
  return async (task, signal) => {
    const length = lengthOf(task)
    // What is too long is refused before anything is made of it.
    const isReadHere = length < LONG_TEXT || length > STATE_CHARACTERS_MAX
    return isReadHere ? readState(task) : readElsewhere(task, signal, start())
  }
}

function lengthOf(task: StateTask): number {
  return task.kind === 'link' ? task.text.length : task.bytes.length
}

async function readElsewhere(task: StateTask, signal: AbortSignal, worker: StateWorker): Promise<Result<StateOutcome>> {
  try {
    return await new Promise((resolve, reject) => {
      const cancel = () => reject(new ProblemError({ kind: 'cancelled', message: 'Opening was cancelled' }))
      if (signal.aborted) return cancel()
      signal.addEventListener('abort', cancel, { once: true })
      worker.onmessage = ({ data }) => resolve(data)
      worker.onerror = ({ message }) => {
        const file = task.kind === 'link' ? 'The Neuroglancer link' : task.file
        const problem = { kind: 'bad-description', message: `${file} could not be read: ${message}`, file } as const
        resolve({ ok: false, problem })
      }
      worker.postMessage(
        task,
        task.kind !== 'link' && task.bytes.buffer instanceof ArrayBuffer ? [task.bytes.buffer] : [],
      )
    })
  } finally {
    worker.terminate()
  }
}
