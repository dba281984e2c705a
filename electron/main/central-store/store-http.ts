import { SNAPSHOT_SEQ_HEADER, type StoreProblem } from '../../../shared/contracts/store-protocol.ts'
import { failureOf, problem, refusalOf, withoutToken } from './store-problem.ts'

/** A response that brings no byte for so long (ms) is given up; connecting counts too. */
const STORE_STALL_MS = 20_000
/** Bytes that are read of a refusal: a store's has a few hundred; a proxy's page is read for nothing. */
const REFUSAL_BYTES_MAX = 64 * 2 ** 10

export interface StoreGet {
  /** In its normal form; for words. */
  readonly store: string
  readonly url: URL
  readonly token: string
  /** A longer body is 'too-large'. */
  readonly bytesMax: number
  readonly stallMs?: number
  readonly signal?: AbortSignal
}

export type StoreAnswer =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly seq?: number }
  | { readonly ok: false; readonly problem: StoreProblem }

/** One GET from a store with its token. Redirects are not followed, for the token would go with them. Never throws. */
export async function getFromStore(request: StoreGet): Promise<StoreAnswer> {
  const { store, url, token, bytesMax, stallMs = STORE_STALL_MS } = request
  const given = new AbortController()
  let stalled = false
  const timer = setTimeout(() => {
    stalled = true
    given.abort()
  }, stallMs)
  const stop = () => given.abort()
  request.signal?.addEventListener('abort', stop)
  if (request.signal?.aborted) stop()
  try {
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(url, { headers, redirect: 'manual', signal: given.signal })
    if (response.status !== 200) {
      const body = await read(response, REFUSAL_BYTES_MAX, () => timer.refresh())
      given.abort()
      const retryAfter = response.headers.get('retry-after') ?? undefined
      const text = body === undefined ? '' : new TextDecoder().decode(body)
      return failed(withoutToken(refusalOf(store, { status: response.status, body: text, retryAfter }), token))
    }
    const bytes = await read(response, bytesMax, () => timer.refresh())
    if (bytes === undefined) {
      given.abort()
      return failed(problem('too-large', `${store} sends more than the ${bytesMax} bytes that are read in one piece`))
    }
    return { ok: true, bytes, ...seqOf(response.headers.get(SNAPSHOT_SEQ_HEADER)) }
  } catch (error) {
    if (stalled) return failed(problem('unavailable', `No byte from ${store} for ${stallMs / 1000} s`))
    return failed(failureOf(store, error))
  } finally {
    clearTimeout(timer)
    request.signal?.removeEventListener('abort', stop)
  }
}

/** A body in an array of its own; undefined where it is longer than `bytesMax`. */
async function read(response: Response, bytesMax: number, alive: () => void): Promise<Uint8Array | undefined> {
  if (response.body === null) return new Uint8Array(0)
  const pieces: Uint8Array[] = []
  let got = 0
  for await (const piece of response.body) {
    alive()
    got += piece.byteLength
    if (got > bytesMax) return undefined
    pieces.push(piece)
  }
  // An array of exactly its length: a view would travel with all of the buffer behind it.
  const whole = new Uint8Array(got)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.byteLength
  }
  return whole
}

function seqOf(header: string | null): { readonly seq?: number } {
  return header !== null && /^\d{1,15}$/.test(header) ? { seq: Number(header) } : {}
}

function failed(told: StoreProblem): StoreAnswer {
  return { ok: false, problem: told }
}
