import { unreachable } from '../../../shared/assert.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { FromGl, Histogram, Measurement, PickedLayer, Progress, ToGl } from '../../gl/messages.ts'

/** What a gl worker is to the page; a test or a preview gives another object of this shape. */
export interface GlPort {
  postMessage(message: ToGl, transfer: Transferable[]): void
  onmessage: ((event: MessageEvent<FromGl>) => void) | null
}

/** A frame that the gl worker handed to the compositor. */
export type PresentedFrame = Omit<Extract<FromGl, { kind: 'presented' }>, 'kind'>

export interface GlEvents {
  readonly progress: (progress: Progress) => void
  readonly presented: (frame: PresentedFrame) => void
  /** Nothing is drawn on this canvas any more: the worker wants another one. */
  readonly canvasLost: (problem: Problem) => void
  readonly canvasTaken: () => void
}

/** The gl worker with its questions as promises. */
export interface GlClient {
  readonly send: (message: ToGl, transfer?: Transferable[]) => void
  readonly pick: (position: Vec3) => Promise<readonly PickedLayer[]>
  /** Of what is in view. */
  readonly histogram: (layerId: string) => Promise<Histogram>
  readonly measure: (what: Measurement) => Promise<readonly number[]>
}

export function createGlClient(port: GlPort, events: GlEvents): GlClient {
  let nextId = 1
  const picks = new Map<number, (layers: readonly PickedLayer[]) => void>()
  const histograms = new Map<number, (histogram: Histogram) => void>()
  const measurements = new Map<number, (values: readonly number[]) => void>()

  const send = (message: ToGl, transfer: Transferable[] = []) => port.postMessage(message, transfer)
  const ask = <T>(waiting: Map<number, (answer: T) => void>, message: (id: number) => ToGl): Promise<T> => {
    const id = nextId++
    return new Promise((resolve) => {
      waiting.set(id, resolve)
      send(message(id))
    })
  }
  const settle = <T>(waiting: Map<number, (answer: T) => void>, id: number, answer: T) => {
    waiting.get(id)?.(answer)
    waiting.delete(id)
  }

  port.onmessage = ({ data }) => {
    switch (data.kind) {
      case 'started':
        return events.canvasTaken()
      case 'progress':
        return events.progress(data.progress)
      case 'presented':
        return events.presented(data)
      case 'picked':
        return settle(picks, data.id, data.layers)
      case 'histogram':
        return settle(histograms, data.id, data.histogram)
      case 'measured':
        return settle(measurements, data.id, data.values)
      case 'lost':
        return events.canvasLost(data.problem)
      default:
        return unreachable(data)
    }
  }

  return {
    send,
    pick: (position) => ask(picks, (id) => ({ kind: 'pick', id, position })),
    histogram: (layerId) => ask(histograms, (id) => ({ kind: 'histogram', id, layerId })),
    measure: (what) => ask(measurements, (id) => ({ kind: 'measure', id, what })),
  }
}
