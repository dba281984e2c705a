import {
  parseStoreProblem,
  type StoreProblem,
  type StoreProblemCode,
} from '../../../shared/contracts/store-protocol.ts'
import type { Problem } from '../../../shared/problem.ts'
import { codeOf } from '../../error-code.ts'

/** What an http answer says, be it to a request or to the opening of a WebSocket. */
export interface Refusal {
  readonly status: number
  readonly body: string
  /** The header `Retry-After`; only seconds are understood. */
  readonly retryAfter: string | undefined
}

/** The longest wait (ms) that is believed: an hour; longer is a mistake, and a person can always try again. */
const RETRY_AFTER_MAX_MS = 3_600_000

/** The refusal in the store's own words where it is a store that answers; else by the status of whatever answers there. */
export function refusalOf(store: string, refusal: Refusal): StoreProblem {
  const said = parseStoreProblem(jsonOf(refusal.body))
  const wait = waitOf(refusal.retryAfter)
  const problem = said.ok ? said.value : byStatus(store, refusal.status)
  return problem.retryAfterMs === undefined && wait !== undefined ? { ...problem, retryAfterMs: wait } : problem
}

function byStatus(store: string, status: number): StoreProblem {
  if (status === 401) return problem('not-signed-in', `${store} does not accept the token (401)`)
  if (status === 403) return problem('no-access', `${store} allows no access (403)`)
  if (status === 413) return problem('too-large', `${store} says that this is too large (413)`)
  if (status === 429) return problem('too-many', `${store} says that these are too many requests (429)`)
  if (status >= 500) return problem('unavailable', `${store} does not work now (${status})`)
  if (status >= 300 && status < 400) {
    return problem('no-access', `${store} leads on to another address (${status}), which is not followed`)
  }
  return problem('no-access', `There is no central store at ${store} (${status})`)
}

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNREFUSED: 'it refuses the connection',
  ECONNRESET: 'it broke off the connection',
  EHOSTUNREACH: 'there is no way to this host',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'it takes too long',
}

/** A failure on the way to a store. What the error says of itself is left out unless it is a code of the system. */
export function failureOf(store: string, error: unknown): StoreProblem {
  const code = codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : undefined)
  const why = code === undefined ? 'the connection failed' : `${WORDS[code] ?? 'the connection failed'} (${code})`
  return problem('unavailable', `No answer from ${store}: ${why}`)
}

/** The store's problem as the page's calls tell problems. */
export function asProblem(store: string, { code, message, retryAfterMs }: StoreProblem): Problem {
  return { kind: KINDS[code], message, file: store, retryAfterMs }
}

const KINDS: Readonly<Record<StoreProblemCode, Problem['kind']>> = {
  'not-signed-in': 'forbidden',
  'no-access': 'forbidden',
  'too-many': 'rate-limited',
  'other-version': 'unsupported',
  malformed: 'bad-description',
  'too-large': 'too-large',
  gap: 'http-status',
  altered: 'http-status',
  'too-slow': 'stalled',
  unavailable: 'network',
}

export function problem(code: StoreProblemCode, message: string): StoreProblem {
  return { code, message }
}

/** A problem that holds nothing of a token, whatever a store or something that poses as one sends back. */
export function withoutToken(told: StoreProblem, token: string): StoreProblem {
  return told.message.includes(token) ? { ...told, message: told.message.replaceAll(token, '(token)') } : told
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function waitOf(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined || !/^\d{1,9}$/.test(retryAfter)) return undefined
  return Math.min(Number(retryAfter) * 1000, RETRY_AFTER_MAX_MS)
}
