import type { FilePiece, MeshFileKind } from './write-surfaces.ts'

/** Page -> export worker. */
export type ToExport =
  | {
      readonly kind: 'start'
      readonly format: MeshFileKind
      readonly segments: readonly bigint[]
      /** 0xRRGGBB, of each segment. */
      readonly colours: readonly number[]
      /** To the gl worker, which sends the surfaces. */
      readonly port: MessagePort
    }
  /** The next piece of the file. The worker replies `piece` or `end`. */
  | { readonly kind: 'next' }

/** Export worker -> page. */
export type FromExport =
  /** All surfaces are there. `segments`: those that have one. */
  | { readonly kind: 'collected'; readonly segments: readonly bigint[]; readonly triangles: number }
  | { readonly kind: 'piece'; readonly piece: FilePiece }
  | { readonly kind: 'end' }

/** What the thread needs of a worker. */
export interface ExportWorker {
  postMessage(message: ToExport, transfer: Transferable[]): void
  terminate(): void
  onmessage: ((event: MessageEvent<FromExport>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}

/** A thread that collects surfaces and writes them as a file. */
export interface ExportThread {
  /** The reply to a message; undefined once it is cancelled. Rejects where the thread fails. */
  ask(message: ToExport, transfer?: Transferable[]): Promise<FromExport | undefined>
  end(): void
}

export const startExportWorker = (): ExportWorker =>
  new Worker(new URL('./export.worker.ts', import.meta.url), { type: 'module' })

export function createExportThread(worker: ExportWorker, signal: AbortSignal): ExportThread {
  return {
    ask: (message, transfer = []) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return resolve(undefined)
        signal.addEventListener('abort', () => resolve(undefined), { once: true })
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = ({ message: why }) => reject(new Error(why))
        worker.postMessage(message, transfer)
      }),
    end: () => worker.terminate(),
  }
}
