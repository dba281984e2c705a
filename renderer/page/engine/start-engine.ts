import { createByteClient } from '../../../shared/bytes/byte-client.ts'
import type { HostApi } from '../../../shared/contracts/host-api.ts'
import { JOURNAL_PORT_MESSAGE } from '../../../shared/contracts/journal-protocol.ts'
import { TRANSPORT_PORT_MESSAGE } from '../../../shared/contracts/transport-protocol.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { StartDecoder } from '../../decode/messages.ts'
import type { OpeningServices } from '../datasets/opening/read-description.ts'
import { takeBytePorts } from './byte-ports.ts'
import { createEditClient, type EditClient, type EditEvents } from './edit-client.ts'
import { BUDGETS, decoderCount } from './engine-settings.ts'
import { type EnginePart, notDrawn, notReached, partStopped } from './engine-words.ts'
import { createGlClient, type GlClient, type GlEvents } from './gl-client.ts'
import { takeHostPort } from './host-port.ts'

export interface Engine {
  readonly gl: GlClient
  readonly edit: EditClient
  /** Reads a description through the page's own byte port. */
  readonly read: OpeningServices['read']
  /** Hands the canvas to the gl worker; a canvas that was handed over is left alone. */
  readonly attachCanvas: (canvas: HTMLCanvasElement) => void
}

export interface EngineEvents extends GlEvents {
  readonly edit: EditEvents
  /** A part of what is open could not be drawn. The drawing worker goes on. */
  readonly stumbled: (problem: Problem) => void
  /** A part of the engine has stopped for good. */
  readonly lost: (problem: Problem) => void
}

/**
 * Starts the gl worker, the decode workers and the edit worker, and connects them by ports past the page: bytes ->
 * decode workers -> gl worker <-> edit worker <-> journal, central store.
 */
export function startEngine(host: HostApi, events: EngineEvents): Engine {
  const glWorker = new Worker(new URL('../../gl/gl.worker.ts', import.meta.url), { type: 'module' })
  const stopped = (part: EnginePart) => (event: ErrorEvent) => events.lost(partStopped(part, event.message))
  let isDrawing = false
  glWorker.onerror = (event) => {
    // A worker that fails before it has a canvas cannot draw anything.
    if (isDrawing) events.stumbled(notDrawn(event.message))
    else stopped('drawing worker')(event)
  }
  const gl = createGlClient(glWorker, {
    ...events,
    canvasTaken: () => {
      isDrawing = true
      events.canvasTaken()
    },
  })

  const count = decoderCount(navigator.hardwareConcurrency)
  const ports = takeBytePorts(host, count + 2)
  const decoders: Worker[] = []
  const clients = Array.from({ length: count }, (_, i) => {
    const worker = new Worker(new URL('../../decode/decode.worker.ts', import.meta.url), { type: 'module' })
    worker.onerror = stopped('decode worker')
    decoders.push(worker)
    const channel = new MessageChannel()
    void ports.then((all) => {
      const bytes = all[i + 1]
      if (!bytes) return
      const message: StartDecoder = { kind: 'start', bytes, client: channel.port1 }
      worker.postMessage(message, [bytes, channel.port1])
    })
    return channel.port2
  })
  const edit = startEditWorker(host, ports, events, stopped('edit worker'))
  const client = ports.then(([own]) => (own ? createByteClient(own) : undefined))
  ports.catch((error: unknown) => events.lost(notReached('byte process', error)))

  // Without this, a window whose page is loaded again may crash over a canvas that a worker still draws on.
  window.addEventListener('pagehide', () => {
    for (const worker of [glWorker, edit.worker, ...decoders]) worker.terminate()
  })

  let attached: HTMLCanvasElement | undefined
  return {
    gl,
    edit: edit.client,
    read: async (sourceId, key, signal) => (await (await client)?.get(sourceId, key, { signal }))?.data,
    attachCanvas: (canvas) => {
      if (canvas === attached) return
      const isFirst = attached === undefined
      attached = canvas
      const offscreen = canvas.transferControlToOffscreen()
      if (!isFirst) return gl.send({ kind: 'canvas', canvas: offscreen }, [offscreen])
      gl.send({ kind: 'start', canvas: offscreen, decoders: clients, budgets: BUDGETS }, [offscreen, ...clients])
      // It hears nothing before its start.
      gl.send({ kind: 'edit-port', port: edit.glPort }, [edit.glPort])
    },
  }
}

/** The edit worker has the last byte port, ports to the journal and the transport, and one to the gl worker: `glPort`. */
function startEditWorker(
  host: HostApi,
  bytePorts: Promise<readonly MessagePort[]>,
  events: EngineEvents,
  onError: (event: ErrorEvent) => void,
): { readonly worker: Worker; readonly client: EditClient; readonly glPort: MessagePort } {
  const worker = new Worker(new URL('../../edit/edit.worker.ts', import.meta.url), { type: 'module' })
  worker.onerror = onError
  const client = createEditClient(worker, events.edit)
  const channel = new MessageChannel()
  Promise.all([
    bytePorts,
    takeHostPort(JOURNAL_PORT_MESSAGE, () => host.requestJournalPort()),
    takeHostPort(TRANSPORT_PORT_MESSAGE, () => host.requestTransportPort()),
  ])
    .then(([ports, journal, transport]) => {
      const bytes = ports.at(-1)
      if (bytes) client.start(bytes, journal, channel.port2, transport)
    })
    .catch((error: unknown) => events.lost(notReached('edit log', error)))
  return { worker, client, glPort: channel.port1 }
}
