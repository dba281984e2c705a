import { messageOf, type Problem, problemOf } from '../../shared/problem.ts'
import type { FromDecoder } from './messages.ts'

/** What a load was for, for the sentence about a bug in it. */
interface LoadInWords {
  readonly kind: 'bad-chunk' | 'bad-mesh'
  /** A sentence without its reason, such as "The chunk em/0_0_0 could not be decoded". */
  readonly what: string
  readonly file?: string
  /** Aborted where the load was taken back: what it threw then is no bug. */
  readonly signal: AbortSignal
}

/** The reply to a load that threw. A bug fails the one load, and not the worker and with it all others. */
export function failedLoad(id: number, error: unknown, load: LoadInWords): Extract<FromDecoder, { kind: 'failed' }> {
  return { kind: 'failed', id, problem: problemOf(error) ?? unexpected(error, load) }
}

function unexpected(error: unknown, { kind, what, file, signal }: LoadInWords): Problem {
  if (signal.aborted) return { kind: 'cancelled', message: 'This was taken back' }
  console.error(error)
  return { kind, message: `${what}: ${messageOf(error)}`, ...(file === undefined ? {} : { file }) }
}
