import * as v from 'valibot'
import type { ByteReply, ByteRequest } from '../contracts/byte-protocol.ts'
import { malformedReply } from '../contracts/malformed-reply.ts'
import { createRequestReply } from '../contracts/request-reply.ts'
import { type Problem, ProblemError } from '../problem.ts'
import type { ReadOptions } from './byte-source.ts'

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
  get(sourceId: string, key: string, options?: ReadOptions): Promise<FetchedBytes | undefined>
}

/** Any number of requests may be under way at once. The port belongs to the client from here on. */
export function createByteClient(port: BytePort): ByteClient {
  const requests = createRequestReply<ByteReply>()
  port.addEventListener('message', ({ data }) => {
    const reply = parseReply(data)
    if (reply !== undefined) requests.heard(reply)
  })
  port.start()

  const cancel = (id: number) => port.postMessage({ kind: 'cancel', id })
  return {
    get: async (sourceId, key, { range, entry, unpack, signal } = {}) => {
      const send = (id: number) => port.postMessage({ kind: 'get', id, sourceId, key, range, entry, unpack })
      return fetched(await requests.ask(send, signal && { signal, cancel }))
    },
  }
}

function fetched(reply: ByteReply): FetchedBytes | undefined {
  switch (reply.kind) {
    case 'bytes':
      return { data: reply.data, transferred: reply.transferred }
    case 'missing':
      return undefined
    case 'problem':
      throw new ProblemError(reply.problem)
  }
}

/** A reply as it came over the port. A malformed one is a problem of its request, or undefined where it names none. */
function parseReply(data: unknown): ByteReply | undefined {
  const parsed = v.safeParse(REPLY, data)
  if (parsed.success) return parsed.output
  const malformed = malformedReply('The byte process', data, parsed.issues)
  return malformed && { kind: 'problem', ...malformed }
}

const id = v.number()
const REPLY = v.variant('kind', [
  v.object({ kind: v.literal('bytes'), id, data: v.instance(Uint8Array), transferred: v.number() }),
  v.object({ kind: v.literal('missing'), id }),
  // The byte process builds problems by the same type, so only their presence is checked here.
  v.object({ kind: v.literal('problem'), id, problem: v.custom<Problem>(isProblem) }),
])

function isProblem(value: unknown): boolean {
  return v.is(v.object({ kind: v.string(), message: v.string() }), value)
}
