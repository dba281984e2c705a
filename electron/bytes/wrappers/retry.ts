import type { AbortSignalLike } from '../../../shared/bytes/byte-source.ts'
import { type Problem, problemOf } from '../../../shared/problem.ts'
import { throwIfCancelled } from '../cancel.ts'

/**
 * Retries inside the byte process bridge a hiccup that a person need not see. They are few and short: whoever schedules
 * chunks retries failed ones slowly, with the reason on screen.
 */
const MAX_TRIES = 3

/** A stall has already cost its whole time-out, so it gets one more try only. */
const MAX_TRIES_AFTER_STALL = 2

/** The wait before the second try, in ms, before jitter; each later one is four times as long. */
const FIRST_DELAY_MS = 200
const DELAY_FACTOR = 4

/** An origin that asks for a longer wait (ms) is not waited for here: the problem goes up with its `retryAfterMs`. */
const LONGEST_RETRY_AFTER_MS = 5000

/** Statuses after which the same request may well succeed. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([500, 502, 503, 504])

/**
 * How long to wait (ms) before the next try after `failures` failed ones, the last with `problem`; undefined to give up.
 * `random` is in [0, 1) and spreads the wait between half and all of it, so that chunks that failed together do not come back together.
 */
export function retryDelayMs(problem: Problem, failures: number, random: number): number | undefined {
  if (!mayPass(problem)) return undefined
  if (failures >= (problem.kind === 'stalled' ? MAX_TRIES_AFTER_STALL : MAX_TRIES)) return undefined
  const asked = problem.retryAfterMs ?? 0
  if (asked > LONGEST_RETRY_AFTER_MS) return undefined
  return Math.max(asked, FIRST_DELAY_MS * DELAY_FACTOR ** (failures - 1) * (0.5 + random / 2))
}

function mayPass(problem: Problem): boolean {
  switch (problem.kind) {
    case 'stalled':
    case 'rate-limited':
      return true
    case 'network':
      // There is a status, so a server was reached: a redirect loop or a wrong range will not change.
      return problem.status === undefined
    case 'http-status':
      return problem.status !== undefined && PASSING_STATUSES.has(problem.status)
    default:
      return false
  }
}

export interface Retrying {
  /** Resolves after this many ms, earlier when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignalLike | undefined) => Promise<void>
  /** A number in [0, 1). */
  readonly random: () => number
}

/** Runs `attempt` until it succeeds, fails for good, or the signal aborts. */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  retrying: Retrying,
  signal: AbortSignalLike | undefined,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt()
    } catch (error) {
      const problem = problemOf(error)
      const delay = problem && retryDelayMs(problem, failures, retrying.random())
      if (delay === undefined) throw error
      await retrying.wait(delay, signal)
      throwIfCancelled(signal)
    }
  }
}

/** The real `wait`. */
export function waitMs(ms: number, signal: AbortSignalLike | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    if (signal?.aborted) done()
    else signal?.addEventListener('abort', done)
  })
}
