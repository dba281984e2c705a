import { type Dispatcher, util } from 'undici'
import type { AbortSignalLike } from '../../../../shared/bytes/byte-source.ts'
import { type Problem, ProblemError } from '../../../../shared/problem.ts'
import { codeOf } from '../../../error-code.ts'
import { cancelled } from '../../cancel.ts'
import { UNTRUSTED_CODES } from '../../network/network.ts'
import { decoded } from '../../percent.ts'

export interface HttpAnswer {
  readonly status: number
  /** By name in lower case; of a header that came several times, the values with commas between. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** As sent (Content-Encoding still on) for 200 and 206; the beginning of what is said about a refusal; else empty. */
  readonly body: Uint8Array
}

export interface HttpExchange {
  /** How messages name what is asked for, without secrets. */
  readonly file: string
  readonly headers: Readonly<Record<string, string>>
  readonly dispatcher: Dispatcher
  /** The proxy on the way, for messages. */
  readonly proxy?: string | undefined
  /** No byte for this long (ms), the connecting included, is 'stalled'. */
  readonly stallMs: number
  /** A longer body is 'too-large'. */
  readonly maxBytes: number
  readonly signal: AbortSignalLike | undefined
  readonly onTransferred: ((bytes: number) => void) | undefined
}

/** What is read of an unwanted body (a 404 page) so that its connection can be kept, bytes. */
const MAX_DRAINED_BYTES = 64 * 2 ** 10

/** Statuses whose body is read: stores say there why they refuse. */
const EXPLAINED: ReadonlySet<number> = new Set([400, 401, 403])

/** A URL as shown to a person: without password and query, either of which may be a secret. */
export function shownUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`
}

/**
 * One GET, redirects not followed. Fails with 'network' (no connection; a body cut short), 'stalled', 'too-large' and,
 * at once on abort, 'cancelled'; every status resolves.
 */
export function exchange(url: URL, options: HttpExchange): Promise<HttpAnswer> {
  const { signal, stallMs, file, dispatcher } = options
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled())
    const stall = setTimeout(
      () => fail({ kind: 'stalled', message: `No byte of ${file} arrived for ${stallMs / 1000} s`, file }),
      stallMs,
    )
    const onAbort = () => settle(() => reject(cancelled()), true)
    signal?.addEventListener('abort', onAbort)

    let hangUp = () => {}
    let settled = false
    function settle(outcome: () => void, ends: boolean): void {
      if (settled) return
      settled = true
      clearTimeout(stall)
      signal?.removeEventListener('abort', onAbort)
      if (ends) hangUp()
      outcome()
    }
    function fail(problem: Problem, cause?: unknown): void {
      settle(() => reject(new ProblemError(problem, { cause })), true)
    }
    let body: Body | undefined
    let answer: Omit<HttpAnswer, 'body'> = { status: 0, headers: {} }
    const done = (bytes: Uint8Array) => settle(() => resolve({ ...answer, body: bytes }), false)
    const events: BodyEvents = { fail, done, hangUp: () => hangUp() }

    dispatcher.dispatch(requestOf(url, options), {
      onConnect(abort) {
        hangUp = () => abort()
        if (settled) abort()
      },
      onHeaders(status, raw) {
        // A 1xx comes before the answer itself.
        if (status < 200) return true
        stall.refresh()
        answer = { status, headers: headersOf(raw) }
        const isWanted = status === 200 || status === 206
        body = isWanted ? wantedBody(answer, options, events) : unwantedBody(status, stallMs, events)
        return true
      },
      onData(piece) {
        if (!settled) stall.refresh()
        body?.take(piece)
        return true
      },
      onComplete: () => body?.end(),
      onError(error) {
        if (body === undefined) fail(connectionProblem(url, options, error), error)
        else body.broken(error)
      },
    })
  })
}

function requestOf(url: URL, { headers }: HttpExchange): Dispatcher.DispatchOptions {
  const { username, password } = url
  const login = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')
  const authorization = username === '' && password === '' ? {} : { authorization: `Basic ${login}` }
  return {
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: 'GET',
    headers: { ...authorization, ...headers },
    // Silence is watched here, over connecting, headers and body alike.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
}

interface BodyEvents {
  fail(problem: Problem, cause?: unknown): void
  done(body: Uint8Array): void
  hangUp(): void
}

/** Takes a body as it comes. */
interface Body {
  take(piece: Uint8Array): void
  end(): void
  /** The connection ended before the body did. */
  broken(error: Error): void
}

/** Collects a body: into one buffer where its length is known, so that nothing is copied again. */
function wantedBody({ headers }: Omit<HttpAnswer, 'body'>, options: HttpExchange, events: BodyEvents): Body {
  const { maxBytes, file } = options
  const said = lengthOf(headers['content-length'])
  const tooLarge: Problem = {
    kind: 'too-large',
    message: `${file} has more than the ${maxBytes} bytes that are read in one piece`,
    file,
  }
  if (said !== undefined && said > maxBytes) {
    events.fail(tooLarge)
    return IGNORED
  }
  const whole = said === undefined ? undefined : new Uint8Array(said)
  const pieces: Uint8Array[] = []
  let got = 0
  const broken = (cause?: unknown) => {
    const of = said === undefined ? '' : ` of ${said}`
    events.fail({ kind: 'network', message: `${file} was cut short after ${got}${of} bytes`, file }, cause)
  }
  return {
    take(piece) {
      options.onTransferred?.(piece.byteLength)
      if (got + piece.byteLength > (said ?? maxBytes)) return events.fail(tooLarge)
      if (whole === undefined) pieces.push(piece)
      else whole.set(piece, got)
      got += piece.byteLength
    },
    end: () => (said !== undefined && got !== said ? broken() : events.done(whole ?? Buffer.concat(pieces))),
    broken,
  }
}

const IGNORED: Body = { take: () => {}, end: () => {}, broken: () => {} }

/** Reads on to the end of a short unwanted body, so that the connection serves the next request; hangs up on a long or slow one. */
function unwantedBody(status: number, stallMs: number, { done, hangUp }: BodyEvents): Body {
  const pieces: Uint8Array[] = []
  let left = MAX_DRAINED_BYTES
  const timer = setTimeout(hangUp, stallMs)
  const end = () => {
    clearTimeout(timer)
    done(Buffer.concat(pieces))
  }
  if (!EXPLAINED.has(status)) done(new Uint8Array(0))
  return {
    take(piece) {
      left -= piece.byteLength
      if (left < 0) hangUp()
      else if (EXPLAINED.has(status)) pieces.push(piece)
    },
    end,
    broken: end,
  }
}

function headersOf(raw: Buffer[]): HttpAnswer['headers'] {
  const parsed = Object.entries(util.parseHeaders(raw))
  return Object.fromEntries(parsed.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]))
}

function lengthOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

const UNTRUSTED = 'this machine does not trust its certificate (NODE_EXTRA_CA_CERTS names a file with more)'

function connectionProblem(url: URL, { file, proxy }: HttpExchange, error: Error): Problem {
  const why = codeOf(error) ?? error.message
  const words: Record<string, string> = {
    ENOTFOUND: `there is no host ${url.hostname}`,
    EAI_AGAIN: `the name ${url.hostname} could not be looked up`,
    ECONNREFUSED: 'it refused the connection',
    ECONNRESET: 'it broke off the connection',
    UND_ERR_SOCKET: 'it broke off the connection',
    UND_ERR_CONNECT_TIMEOUT: 'it did not answer',
    CERT_HAS_EXPIRED: 'its certificate has expired',
    ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
    ...Object.fromEntries(UNTRUSTED_CODES.map((code) => [code, UNTRUSTED])),
  }
  // The library gives no code for what a proxy says.
  const ofProxy = /(?:Proxy response \(|Required \()(\d{3})/.exec(error.message)?.[1]
  if (ofProxy !== undefined) {
    const wants = ofProxy === '407' ? 'asks for a login' : 'refused to connect'
    const message = `The proxy on the way to ${url.host} ${wants} (http ${ofProxy})`
    return { kind: 'network', message, file, status: Number(ofProxy) }
  }
  const from = proxy === undefined ? url.host : `the proxy ${proxy}, on the way to ${url.host}`
  return { kind: 'network', message: `No answer from ${from}: ${words[why] ?? why} (${why})`, file }
}
