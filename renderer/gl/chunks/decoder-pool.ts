import type { DecodedChunk } from '../../../shared/codec/decoded-chunk.ts'
import type { DescribedVolume } from '../../../shared/formats/volume-format.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { SurfaceBlock } from '../../../shared/meshes/surfaces/surface-block.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { FromDecoder, ToDecoder } from '../../decode/messages.ts'

/** What came of a load. */
export type Loaded =
  | { readonly kind: 'loaded'; readonly chunk: DecodedChunk; readonly transferred: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly problem: Problem }

/** What came of asking for surfaces. */
export type Surfaced =
  | { readonly kind: 'surface'; readonly block: SurfaceBlock; readonly transferred: number }
  | { readonly kind: 'failed'; readonly problem: Problem }

/** A MessagePort as far as the pool needs it. */
export interface DecoderPort {
  postMessage(message: ToDecoder): void
  onmessage: ((event: MessageEvent<FromDecoder>) => void) | null
}

/**
 * Spreads loads over the decode workers: each goes to the one with the fewest under way. Not through request-reply.ts,
 * because a cancelled load calls back never, and not a moment later with a problem.
 */
export interface DecoderPool {
  addVolume(volumeId: number, sourceId: string, described: DescribedVolume): void
  forgetVolume(volumeId: number): void
  /** Asks for a chunk; `done` is called once, unless the load is cancelled first. Returns the id to cancel by. */
  load(volumeId: number, scale: number, cell: Vec3, done: (loaded: Loaded) => void): number
  /** Asks for the surfaces of a block; `done` and the id are as for `load`. */
  surface(volumeId: number, scale: number, cell: Vec3, done: (surfaced: Surfaced) => void): number
  /** After this, `done` of that load or surface is never called. */
  cancel(id: number): void
  underWay(): number
}

export function createDecoderPool(ports: readonly DecoderPort[]): DecoderPool {
  const loads = new Map<number, { readonly port: number; readonly done: (reply: FromDecoder) => void }>()
  const busy = ports.map(() => 0)
  let nextId = 1

  function settle(id: number): ((reply: FromDecoder) => void) | undefined {
    const load = loads.get(id)
    if (load === undefined) return undefined
    loads.delete(id)
    busy[load.port]! -= 1
    return load.done
  }

  ports.forEach((port) => {
    port.onmessage = ({ data }) => {
      // A reply to a cancelled load may have been under way.
      settle(data.id)?.(data)
    }
  })

  function leastBusy(): number {
    let least = 0
    for (let port = 1; port < busy.length; port++) if (busy[port]! < busy[least]!) least = port
    return least
  }

  function toAll(message: ToDecoder): void {
    for (const port of ports) port.postMessage(message)
  }

  /** Asks the least busy worker. */
  function ask(messageOf: (id: number) => ToDecoder, done: (reply: FromDecoder) => void): number {
    const id = nextId++
    const port = leastBusy()
    loads.set(id, { port, done })
    busy[port]! += 1
    ports[port]!.postMessage(messageOf(id))
    return id
  }

  return {
    addVolume: (volumeId, sourceId, described) => toAll({ kind: 'volume', volumeId, sourceId, described }),
    forgetVolume: (volumeId) => toAll({ kind: 'forget-volume', volumeId }),
    load: (volumeId, scale, cell, done) => {
      const messageOf = (id: number) => ({ kind: 'load', id, volumeId, scale, cell }) as const
      return ask(messageOf, (reply) => {
        if (reply.kind === 'loaded') done({ kind: 'loaded', chunk: reply.chunk, transferred: reply.transferred })
        else if (reply.kind === 'missing') done({ kind: 'missing' })
        else if (reply.kind === 'failed') done({ kind: 'failed', problem: reply.problem })
      })
    },
    surface: (volumeId, scale, cell, done) => {
      const messageOf = (id: number) => ({ kind: 'surface', id, volumeId, scale, cell }) as const
      return ask(messageOf, (reply) => {
        if (reply.kind === 'surface') done({ kind: 'surface', block: reply.block, transferred: reply.transferred })
        else if (reply.kind === 'failed') done({ kind: 'failed', problem: reply.problem })
      })
    },
    cancel: (id) => {
      const load = loads.get(id)
      if (load === undefined) return
      settle(id)
      ports[load.port]!.postMessage({ kind: 'cancel', id })
    },
    underWay: () => loads.size,
  }
}
