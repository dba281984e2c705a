import type { ByteReply, ByteRequest } from '../contracts/byte-protocol.ts'
import { type Problem, ProblemError } from '../problem.ts'
import type { Sharding } from '../volume/sharding.ts'
import type { AbortSignalLike, GetOptions } from './byte-source.ts'

/**
 * What the client needs of a MessagePort, so that `shared/` sees neither DOM nor Node. Not its `close` event: a worker
 * that listens for it crashes the page when the page is loaded again (Electron 25). That the byte process ended is
 * seen by the main process, which loads the window anew.
 */
export interface BytePort {
  postMessage(message: ByteRequest): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  /** Messages wait until this is called. */
  start(): void
}

export interface FetchedBytes {
  /** The bytes with any gzip already taken off; the buffer holds nothing else and may be transferred. */
  readonly data: Uint8Array
  /** Bytes that came over disk or network for this; 0 when memory had them. */
  readonly transferred: number
}

/** Asks the byte process. A missing key is `undefined`; every other failure rejects with a `ProblemError`. */
export interface ByteClient {
  get(sourceId: string, key: string, options?: GetOptions): Promise<FetchedBytes | undefined>
  getSharded(
    sourceId: string,
    folder: string,
    sharding: Sharding,
    chunkKey: bigint,
    signal?: AbortSignalLike,
  ): Promise<FetchedBytes | undefined>
}

interface Waiting {
  readonly resolve: (bytes: FetchedBytes | undefined) => void
  readonly reject: (error: ProblemError) => void
}

const CANCELLED: Problem = { kind: 'cancelled', message: 'The request was taken back' }

/** Any number of requests may be under way at once. The port belongs to the client from here on. */
export function createByteClient(port: BytePort): ByteClient {
  const waiting = new Map<number, Waiting>()
  let nextId = 1

  const settle = (id: number): Waiting | undefined => {
    const found = waiting.get(id)
    waiting.delete(id)
    return found
  }
  port.addEventListener('message', (event) => {
    const reply = parseReply(event.data)
    // A reply to a request that was taken back meanwhile finds nobody waiting.
    if (reply !== undefined) answer(reply, settle(reply.id))
  })
  port.start()

  const ask = (request: (id: number) => ByteRequest, signal: AbortSignalLike | undefined) =>
    new Promise<FetchedBytes | undefined>((resolve, reject) => {
      if (signal?.aborted === true) return reject(new ProblemError(CANCELLED))
      const id = nextId++
      const onAbort = () => {
        port.postMessage({ kind: 'cancel', id })
        settle(id)?.reject(new ProblemError(CANCELLED))
      }
      const done = () => signal?.removeEventListener('abort', onAbort)
      waiting.set(id, {
        resolve: (bytes) => {
          done()
          resolve(bytes)
        },
        reject: (error) => {
          done()
          reject(error)
        },
      })
      signal?.addEventListener('abort', onAbort)
      port.postMessage(request(id))
    })

  return {
    get: (sourceId, key, options = {}) => {
      const range = options.range === undefined ? {} : { range: options.range }
      return ask((id) => ({ kind: 'get', id, sourceId, key, ...range }), options.signal)
    },
    getSharded: (sourceId, folder, sharding, chunkKey, signal) =>
      ask((id) => ({ kind: 'get-sharded', id, sourceId, folder, sharding, chunkKey }), signal),
  }
}

function answer(reply: ByteReply, waiting: Waiting | undefined): void {
  if (waiting === undefined) return
  if (reply.kind === 'bytes') waiting.resolve({ data: reply.data, transferred: reply.transferred })
  else if (reply.kind === 'missing') waiting.resolve(undefined)
  else waiting.reject(new ProblemError(reply.problem))
}

/** A reply as it came over the port; undefined when it is none. */
function parseReply(data: unknown): ByteReply | undefined {
  if (!isRecord(data)) return undefined
  const { kind, id } = data
  if (typeof id !== 'number') return undefined
  if (kind === 'missing') return { kind, id }
  if (kind === 'bytes') {
    const { data: bytes, transferred } = data
    if (!(bytes instanceof Uint8Array) || typeof transferred !== 'number') return undefined
    return { kind, id, data: bytes, transferred }
  }
  if (kind === 'problem' && isProblem(data['problem'])) return { kind, id, problem: data['problem'] }
  return undefined
}

/** The byte process builds problems by the same type, so only their presence is checked here. */
function isProblem(value: unknown): value is Problem {
  return isRecord(value) && typeof value['kind'] === 'string' && typeof value['message'] === 'string'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
