import type { FigureRequest } from '../../gl/messages.ts'
import type { GlClient } from '../engine/gl-client.ts'
import type { LiveView } from '../view/live-view.ts'
import { exportFigure } from './export-figure.ts'
import { exportMeshes } from './export-meshes.ts'
import type { ExportWorker } from './export-thread.ts'
import type { SavingHost } from './save-pieces.ts'
import type { MeshFileKind } from './write-surfaces.ts'

/** Files of shapes and pictures, one at a time. The state says how far one is. */
export interface Exports {
  meshes(segments: readonly bigint[], format: MeshFileKind, colourOf: (segment: bigint) => number): Promise<void>
  figure(request: FigureRequest): Promise<void>
  /** Stops the file that is being written, and removes what there is of it. */
  cancel(): void
}

export interface ExportsParts {
  readonly view: LiveView
  readonly gl: Pick<GlClient, 'send' | 'figure'>
  readonly host: SavingHost
  readonly startWorker: () => ExportWorker
  readonly say: (text: string) => void
}

export function startExports({ view, gl, host, startWorker, say }: ExportsParts): Exports {
  let running: AbortController | undefined

  async function run(words: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (running !== undefined) return say('Another file is being written: wait for it, or cancel it.')
    const aborter = new AbortController()
    running = aborter
    view.setState({ exporting: { words, done: 0 } })
    try {
      await work(aborter.signal)
    } finally {
      running = undefined
      view.setState({ exporting: null })
    }
  }

  return {
    meshes: (segments, format, colourOf) => {
      const words = `Writing shapes as ${format.toUpperCase()}`
      const progress = (done: number) => view.setState({ exporting: { words, done } })
      const parts = { gl, host, startWorker, say, colourOf, progress }
      return run(words, (signal) => exportMeshes(parts, segments, format, signal))
    },
    figure: (request) => {
      const words = 'Drawing the picture'
      const progress = (done: number) => view.setState({ exporting: { words, done } })
      return run(words, (signal) => exportFigure({ gl, host, say, progress }, request, signal))
    },
    cancel: () => running?.abort(),
  }
}
