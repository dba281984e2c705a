import { SNAPSHOT_SEQ_HEADER, type StoreProblem } from '../../../shared/contracts/store-protocol.ts'
import { failureOf, problem, refusalOf, withoutToken } from './store-problem.ts'

/** A response that brings no byte for this long (ms) is given up; connecting counts too. */
const STORE_STALL_MS = 20_000
/** Bytes that are read of a refusal: a store's has a few hundred; a proxy's page is read for nothing. */
const REFUSAL_BYTES_MAX = 64 * 2 ** 10
/** Bytes of one piece of a long body: few messages for a snapshot, and a progress that is seen to move. */
const PIECE_BYTES = 2 ** 20

export interface StoreGet {
  /** In its normal form; for words. */
  readonly store: string
  readonly url: URL
  readonly token: string
  /** The type that is asked for, where a store has several of one thing. */
  readonly accept?: string | undefined
  /** A text to send: then it is a POST. */
  readonly body?: string | undefined
  /** A longer body is 'too-large'. */
  readonly bytesMax: number
  /**
   * Gets the beginning of a long body while the rest is on its way, in order. Each piece is an array of exactly its
   * length. `of` is the length of the whole body, where the store tells it.
   */
  readonly onPiece?: ((piece: Uint8Array<ArrayBuffer>, of: number | undefined) => void) | undefined
  readonly stallMs?: number
  readonly signal?: AbortSignal
}

export type StoreAnswer =
  /** `bytes` are what did not go to `onPiece`. */
  | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer>; readonly seq?: number }
  | { readonly ok: false; readonly problem: StoreProblem }

/** One GET, or one POST where there is a body, from a store with its token. Redirects are not followed, for the token would go with them. Never throws. */
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
    const headers = { authorization: `Bearer ${token}`, ...(request.accept && { accept: request.accept }) }
    const sent = request.body === undefined ? {} : { method: 'POST', body: request.body }
    const response = await fetch(url, { ...sent, headers, redirect: 'manual', signal: given.signal })
    if (response.status !== 200) {
      const body = await read(response, { bytesMax: REFUSAL_BYTES_MAX }, () => timer.refresh())
      given.abort()
      const retryAfter = response.headers.get('retry-after') ?? undefined
      const text = body === undefined ? '' : new TextDecoder().decode(body)
      return failed(withoutToken(refusalOf(store, { status: response.status, body: text, retryAfter }), token))
    }
    const bytes = await read(response, request, () => timer.refresh())
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

/** What is left of a body after its pieces, in an array of its own; undefined where the body is longer than `bytesMax`. */
async function read(
  { body, headers }: Response,
  { bytesMax, onPiece }: Pick<StoreGet, 'bytesMax' | 'onPiece'>,
  alive: () => void,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (body === null) return new Uint8Array(0)
  const of = lengthIn(headers)
  let parts: Uint8Array[] = []
  let got = 0
  let kept = 0
  for await (const part of body) {
    alive()
    got += part.byteLength
    if (got > bytesMax) return undefined
    parts.push(part)
    kept += part.byteLength
    if (onPiece === undefined || kept < PIECE_BYTES) continue
    onPiece(joined(parts, kept), of)
    parts = []
    kept = 0
  }
  return joined(parts, kept)
}

/** An array of exactly its length: a view would travel with all of the buffer behind it. */
function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}

/** The length of a body as it is read; the header tells that of an encoded one before it is decoded. */
function lengthIn(headers: Headers): number | undefined {
  const length = headers.get('content-length')
  return length !== null && !headers.has('content-encoding') && /^\d{1,15}$/.test(length) ? Number(length) : undefined
}

function seqOf(header: string | null): { readonly seq?: number } {
  return header !== null && /^\d{1,15}$/.test(header) ? { seq: Number(header) } : {}
}

function failed(told: StoreProblem): StoreAnswer {
  return { ok: false, problem: told }
}
