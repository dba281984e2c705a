import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { AbortSignalLike } from '../../../../shared/bytes/byte-source.ts'
import { type Problem, ProblemError } from '../../../../shared/problem.ts'
import { codeOf } from '../../../error-code.ts'
import { cancelled } from '../../cancel.ts'

export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** As sent (Content-Encoding still on) for 200 and 206; empty for every other status. */
  readonly body: Uint8Array
}

export interface HttpExchange {
  /** How messages name what is asked for, without secrets. */
  readonly file: string
  readonly headers: Readonly<Record<string, string>>
  readonly httpAgent: http.Agent
  readonly httpsAgent: https.Agent
  /** No byte for so long (ms), the connecting included, is 'stalled'. */
  readonly stallMs: number
  /** A longer body is 'too-large'. */
  readonly maxBytes: number
  readonly signal: AbortSignalLike | undefined
  readonly onTransferred: ((bytes: number) => void) | undefined
}

/** What is read of an unwanted body (a 404 page) so that its connection can be kept, bytes. */
const MAX_DRAINED_BYTES = 64 * 2 ** 10

/** A URL as shown to a person: without password and query, either of which may be a secret. */
export function shownUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`
}

/**
 * One GET, redirects not followed. Fails with 'network' (no connection; a body cut short), 'stalled', 'too-large' and,
 * at once on abort, 'cancelled'; every status resolves.
 */
export function exchange(url: URL, options: HttpExchange): Promise<HttpAnswer> {
  const { signal, stallMs, file } = options
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled())
    const secure = url.protocol === 'https:'
    const outgoing = secure
      ? https.get(url, { agent: options.httpsAgent, headers: options.headers })
      : http.get(url, { agent: options.httpAgent, headers: options.headers })
    const stall = setTimeout(
      () => fail({ kind: 'stalled', message: `No byte of ${file} arrived for ${stallMs / 1000} s`, file }),
      stallMs,
    )
    const onAbort = () => settle(() => reject(cancelled()), true)
    signal?.addEventListener('abort', onAbort)

    let settled = false
    function settle(outcome: () => void, hangUp: boolean): void {
      if (settled) return
      settled = true
      clearTimeout(stall)
      signal?.removeEventListener('abort', onAbort)
      if (hangUp) outgoing.destroy()
      outcome()
    }
    function fail(problem: Problem, cause?: unknown): void {
      settle(() => reject(new ProblemError(problem, { cause })), true)
    }

    outgoing.on('error', (error) => fail(connectionProblem(url, file, error), error))
    outgoing.on('response', (incoming) => {
      stall.refresh()
      const status = incoming.statusCode ?? 0
      const answer = (body: Uint8Array) => settle(() => resolve({ status, headers: incoming.headers, body }), false)
      if (status === 200 || status === 206) {
        readBody(incoming, options, { alive: () => stall.refresh(), fail, done: answer })
      } else {
        drain(incoming, stallMs)
        answer(new Uint8Array(0))
      }
    })
  })
}

interface BodyEvents {
  alive(): void
  fail(problem: Problem, cause?: unknown): void
  done(body: Uint8Array): void
}

/** Collects a body: into one buffer where its length is known, so that nothing is copied again. */
function readBody(incoming: IncomingMessage, options: HttpExchange, events: BodyEvents): void {
  const { maxBytes, file } = options
  const said = lengthOf(incoming.headers)
  const tooLarge = `${file} has more than the ${maxBytes} bytes that are read in one piece`
  if (said !== undefined && said > maxBytes) {
    events.fail({ kind: 'too-large', message: tooLarge, file })
    return
  }
  const whole = said === undefined ? undefined : new Uint8Array(said)
  const pieces: Uint8Array[] = []
  let got = 0
  const cutShort = (cause?: unknown) => {
    const of = said === undefined ? '' : ` of ${said}`
    events.fail({ kind: 'network', message: `${file} was cut short after ${got}${of} bytes`, file }, cause)
  }
  incoming.on('data', (piece: Uint8Array) => {
    events.alive()
    options.onTransferred?.(piece.byteLength)
    if (got + piece.byteLength > (said ?? maxBytes)) {
      events.fail({ kind: 'too-large', message: tooLarge, file })
      return
    }
    if (whole === undefined) pieces.push(piece)
    else whole.set(piece, got)
    got += piece.byteLength
  })
  incoming.on('end', () => {
    if (!incoming.complete || (said !== undefined && got !== said)) cutShort()
    else events.done(whole ?? Buffer.concat(pieces))
  })
  incoming.on('error', cutShort)
  incoming.on('close', () => cutShort())
}

function lengthOf(headers: IncomingHttpHeaders): number | undefined {
  const text = headers['content-length']
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** Reads on to the end of a short unwanted body, so that the connection serves the next request; hangs up on a long or slow one. */
function drain(incoming: IncomingMessage, stallMs: number): void {
  let left = MAX_DRAINED_BYTES
  const timer = setTimeout(() => incoming.destroy(), stallMs)
  incoming.on('data', (piece: Uint8Array) => {
    left -= piece.byteLength
    if (left < 0) incoming.destroy()
  })
  incoming.on('error', () => incoming.destroy())
  incoming.on('close', () => clearTimeout(timer))
}

function connectionProblem(url: URL, file: string, error: Error): Problem {
  const why = codeOf(error) ?? error.message
  const words: Record<string, string> = {
    ENOTFOUND: `there is no host ${url.hostname}`,
    EAI_AGAIN: `the name ${url.hostname} could not be looked up`,
    ECONNREFUSED: 'it refused the connection',
    ECONNRESET: 'it broke off the connection',
  }
  return { kind: 'network', message: `No answer from ${url.host}: ${words[why] ?? why} (${why})`, file }
}
