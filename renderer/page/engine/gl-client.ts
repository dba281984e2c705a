import { assert, unreachable } from '../../../shared/assert.ts'
import { createRequestReply } from '../../../shared/contracts/request-reply.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { FigureRequest, FromGl, Histogram, Measurement, PickedLayer, Progress, ToGl } from '../../gl/messages.ts'
import { canvasLost } from './engine-words.ts'

/** What the page needs of the gl worker. A test gives another object of this shape. */
export interface GlPort {
  postMessage(message: ToGl, transfer: Transferable[]): void
  onmessage: ((event: MessageEvent<FromGl>) => void) | null
}

/** A frame that the gl worker handed to the compositor. */
export type PresentedFrame = Omit<Extract<FromGl, { kind: 'presented' }>, 'kind'>

/** The contrast of an image, taken from its voxels. */
export type MeasuredContrast = Omit<Extract<FromGl, { kind: 'contrast' }>, 'kind'>

export interface GlEvents {
  readonly progress: (progress: Progress) => void
  readonly presented: (frame: PresentedFrame) => void
  readonly contrast: (measured: MeasuredContrast) => void
  /** Nothing is drawn on this canvas any more. The worker needs another one. */
  readonly canvasLost: (problem: Problem) => void
  readonly canvasTaken: () => void
}

/** The gl worker, with its requests as promises. */
export interface GlClient {
  readonly send: (message: ToGl, transfer?: Transferable[]) => void
  readonly pick: (position: Vec3) => Promise<readonly PickedLayer[]>
  /** What is seen at a point of the canvas, device pixels, in any panel. */
  readonly pickPixel: (x: number, y: number) => Promise<PickedPixel>
  /** A panel as a PNG, or why there is none. `progress`: the share that is drawn. Once the signal is aborted it ends soon. */
  readonly figure: (
    request: FigureRequest,
    signal: AbortSignal,
    progress: (done: number) => void,
  ) => Promise<Uint8Array | string>
  /** Of what is in view. */
  readonly histogram: (layerId: string) => Promise<Histogram>
  readonly measure: (what: Measurement) => Promise<readonly number[]>
}

export type PickedPixel = Pick<Extract<FromGl, { kind: 'picked' }>, 'position' | 'layers'>

type Reply = Extract<FromGl, { readonly id: number }>
type ReplyOf<K extends Reply['kind']> = Extract<Reply, { readonly kind: K }>

export function createGlClient(port: GlPort, events: GlEvents): GlClient {
  const requests = createRequestReply<Reply>()
  const figures = new Map<number, (done: number) => void>()

  const send = (message: ToGl, transfer: Transferable[] = []) => port.postMessage(message, transfer)
  const ask = async <K extends Reply['kind']>(kind: K, message: (id: number) => ToGl): Promise<ReplyOf<K>> => {
    const reply = await requests.ask((id) => send(message(id)))
    const isExpected = (other: Reply): other is ReplyOf<K> => other.kind === kind
    assert(isExpected(reply), `the gl worker replies ${kind}, not ${reply.kind}`)
    return reply
  }

  port.onmessage = ({ data }) => {
    switch (data.kind) {
      case 'started':
        return events.canvasTaken()
      case 'progress':
        return events.progress(data.progress)
      case 'presented':
        return events.presented(data)
      case 'contrast':
        return events.contrast(data)
      case 'figure-progress':
        return figures.get(data.figure)?.(data.done)
      case 'picked':
      case 'figure':
      case 'histogram':
      case 'measured':
        return requests.heard(data)
      case 'lost':
        return events.canvasLost(canvasLost(data.reason))
      default:
        return unreachable(data)
    }
  }

  return {
    send,
    pick: async (position) => (await ask('picked', (id) => ({ kind: 'pick', id, position }))).layers,
    pickPixel: (x, y) => ask('picked', (id) => ({ kind: 'pick-pixel', id, x, y })),
    figure: async (request, signal, progress) => {
      let figure = 0
      const cancel = () => send({ kind: 'cancel-figure', id: figure })
      signal.addEventListener('abort', cancel)
      try {
        const reply = await ask('figure', (id) => {
          figure = id
          figures.set(id, progress)
          return { kind: 'figure', id, request }
        })
        return reply.drawn
      } finally {
        figures.delete(figure)
        signal.removeEventListener('abort', cancel)
      }
    },
    histogram: async (layerId) => (await ask('histogram', (id) => ({ kind: 'histogram', id, layerId }))).histogram,
    measure: async (what) => (await ask('measured', (id) => ({ kind: 'measure', id, what }))).values,
  }
}
