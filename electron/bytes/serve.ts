import type { ByteReply, ByteRequest } from '../../shared/contracts/byte-protocol.ts'
import { type Problem, ProblemError } from '../../shared/problem.ts'
import type { ServedPort } from '../served-port.ts'
import { MAX_REQUESTS_PER_PORT } from './limits.ts'
import { parseRequest } from './parse-request.ts'
import type { ServedSource } from './served-source.ts'
import { exactBytes } from './wrappers/inflate.ts'
import { unpacked } from './wrappers/unpacked.ts'

export interface ServeOptions {
  readonly sourceOf: (sourceId: string) => ServedSource | undefined
  /** Gets bugs (errors that are no problem); the client gets a problem as well. */
  readonly onBug: (error: unknown) => void
}

/**
 * Serves shared/contracts/byte-protocol.ts on a port until it closes. Each request gets one reply, except one that was cancelled,
 * which gets none. A malformed request gets a problem of kind 'unsupported' (with id `NO_REQUEST_ID` where its
 * own could not be read), one for a source that is not open 'not-found'.
 */
export function serve(port: ServedPort<ByteReply>, { sourceOf, onBug }: ServeOptions): void {
  const underWay = new Map<number, AbortController>()

  function receive(message: unknown): void {
    const parsed = parseRequest(message)
    if (!parsed.ok) {
      const what = `A request for bytes is malformed: ${parsed.field} ${parsed.what}`
      refuse(parsed.id, { kind: 'unsupported', message: what, field: parsed.field })
    } else if (parsed.request.kind === 'cancel') {
      underWay.get(parsed.request.id)?.abort()
      underWay.delete(parsed.request.id)
    } else {
      const problem = start(parsed.request)
      if (problem !== undefined) refuse(parsed.request.id, problem)
    }
  }

  function start(request: ReadRequest): Problem | undefined {
    if (underWay.has(request.id)) {
      return { kind: 'unsupported', message: `The request ${request.id} is already under way` }
    }
    if (underWay.size >= MAX_REQUESTS_PER_PORT) {
      return { kind: 'too-large', message: `More than ${MAX_REQUESTS_PER_PORT} requests are under way on one port` }
    }
    const source = sourceOf(request.sourceId)
    if (source === undefined) return { kind: 'not-found', message: `No source "${request.sourceId}" is open` }
    const controller = new AbortController()
    underWay.set(request.id, controller)
    void answer(request, source, controller)
    return undefined
  }

  async function answer(request: ReadRequest, source: ServedSource, controller: AbortController): Promise<void> {
    const { id } = request
    const onClosed = () => controller.abort()
    source.closed.addEventListener('abort', onClosed)
    const reply = await replyTo(request, source, controller.signal)
    source.closed.removeEventListener('abort', onClosed)
    // After a cancel, the id may already name another request; then this one sends no reply.
    if (underWay.get(id) !== controller) return
    underWay.delete(id)
    port.send(reply)
  }

  async function replyTo(request: ReadRequest, source: ServedSource, signal: AbortSignal): Promise<ByteReply> {
    const { id, key, range, entry, unpack } = request
    try {
      let transferred = 0
      const onTransferred = (bytes: number) => (transferred += bytes)
      const bytes = await source.get(key, { range, entry, signal, onTransferred })
      if (bytes === undefined) return { kind: 'missing', id }
      const data = unpack === undefined ? bytes : await unpacked(bytes, unpack, source.fileOf(key))
      return { kind: 'bytes', id, data: exactBytes(data), transferred }
    } catch (error) {
      if (error instanceof ProblemError) return { kind: 'problem', id, problem: error.problem }
      onBug(error)
      return { kind: 'problem', id, problem: BUG }
    }
  }

  function refuse(id: number, problem: Problem): void {
    port.send({ kind: 'problem', id, problem })
  }

  port.onMessage(receive)
  port.onClose(() => {
    for (const controller of underWay.values()) controller.abort()
    underWay.clear()
  })
}

/** The reply where a bug was met; the details go to `onBug`. */
export const BUG: Problem = { kind: 'disk', message: 'Reading failed by a mistake in Skein itself' }

type ReadRequest = Extract<ByteRequest, { kind: 'get' }>
