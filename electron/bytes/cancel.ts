import type { AbortSignalLike } from '../../shared/bytes/byte-source.ts'
import { ProblemError } from '../../shared/problem.ts'

export function cancelled(): ProblemError {
  return new ProblemError({ kind: 'cancelled', message: 'No longer needed' })
}

export function throwIfCancelled(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted) throw cancelled()
}

/** Settles as `promise` does, but rejects at once with 'cancelled' when the signal aborts first. */
export function untilCancelled<T>(promise: Promise<T>, signal: AbortSignalLike | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(cancelled())
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort)
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
