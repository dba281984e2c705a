import type { AbortSignalLike } from '../bytes/byte-source.ts'
import { type Problem, ProblemError } from '../problem.ts'

/** One end of a channel: its requests under way, each with the promise that the reply of the same id settles. */
export interface RequestReply<Reply> {
  /**
   * Resolves with the reply to this request.
   * @param send posts the request under the id that it is given; it may post several messages
   */
  ask(send: (id: number) => void, cancellation?: Cancellation): Promise<Reply>
  /** A reply arrived. A reply that nobody waits for, such as one to a cancelled request, is dropped. */
  heard(reply: Reply): void
  /** No reply will come any more: every request under way rejects with this problem. */
  failAll(problem: Problem): void
}

/**
 * Lets the asker cancel a request. Its promise then rejects with a problem of kind `cancelled`. Nothing is sent when
 * the signal is aborted already.
 */
export interface Cancellation {
  readonly signal: AbortSignalLike
  /** Tells the other end. */
  readonly cancel: (id: number) => void
}

interface Waiting<Reply> {
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: ProblemError) => void
}

const CANCELLED: Problem = { kind: 'cancelled', message: 'The request was cancelled' }

/** Ids count from 1. Any number of requests may be under way at once. */
export function createRequestReply<Reply extends { readonly id: number }>(): RequestReply<Reply> {
  const waiting = new Map<number, Waiting<Reply>>()
  let nextId = 1

  const settle = (id: number): Waiting<Reply> | undefined => {
    const found = waiting.get(id)
    waiting.delete(id)
    return found
  }

  return {
    ask: (send, cancellation) =>
      new Promise((resolve, reject) => {
        if (cancellation?.signal.aborted === true) return reject(new ProblemError(CANCELLED))
        const id = nextId++
        waiting.set(id, cancellation === undefined ? { resolve, reject } : watch(id, cancellation, resolve, reject))
        send(id)
      }),
    heard: (reply) => settle(reply.id)?.resolve(reply),
    failAll: (problem) => {
      for (const id of [...waiting.keys()]) settle(id)?.reject(new ProblemError(problem))
    },
  }

  function watch(
    id: number,
    { signal, cancel }: Cancellation,
    resolve: Waiting<Reply>['resolve'],
    reject: Waiting<Reply>['reject'],
  ): Waiting<Reply> {
    const onAbort = () => {
      cancel(id)
      settle(id)?.reject(new ProblemError(CANCELLED))
    }
    signal.addEventListener('abort', onAbort)
    const unwatch = () => signal.removeEventListener('abort', onAbort)
    return {
      resolve: (reply) => {
        unwatch()
        resolve(reply)
      },
      reject: (error) => {
        unwatch()
        reject(error)
      },
    }
  }
}
