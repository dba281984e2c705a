import type { FileShape } from '../../../shared/meshes/files/read-shape.ts'
import type { Result } from '../../../shared/problem.ts'

/** Reads a file on a thread of its own. Undefined once it is cancelled. */
export type ShapeReader = (file: File, signal: AbortSignal) => Promise<Result<FileShape> | undefined>

/** What the reader needs of a worker. */
export interface ShapeWorker {
  postMessage(file: File): void
  terminate(): void
  onmessage: ((event: MessageEvent<Result<FileShape>>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}

const startWorker = (): ShapeWorker => new Worker(new URL('./shapes.worker.ts', import.meta.url), { type: 'module' })

export function createShapeReader(start: () => ShapeWorker = startWorker): ShapeReader {
  return async (file, signal) => {
    if (signal.aborted) return undefined
    const worker = start()
    try {
      return await new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(undefined), { once: true })
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = ({ message }) => {
          const told = {
            kind: 'bad-mesh',
            message: `${file.name} could not be read: ${message}`,
            file: file.name,
          } as const
          resolve({ ok: false, problem: told })
        }
        worker.postMessage(file)
      })
    } finally {
      worker.terminate()
    }
  }
}
