import type { AbortSignalLike } from '../../../../shared/bytes/byte-source.ts'
import { ProblemError } from '../../../../shared/problem.ts'
import { createLimiter, type Limiter } from '../../limiter.ts'
import { HTTP_MAX_REDIRECTS, HTTP_REQUESTS_AT_ONCE, HTTP_STALL_MS, MAX_VALUE_BYTES } from '../../limits.ts'
import { createNetwork, type Network } from '../../network/network.ts'
import { DIRECT } from '../../network/proxy-choice.ts'
import { exchange, type HttpAnswer } from './http-exchange.ts'

export interface HttpClientOptions {
  readonly stallMs?: number
  readonly maxBytes?: number
  readonly atOnce?: number
  /** How connections are made; straight where nothing is said. */
  readonly network?: Network
}

export interface HttpGet {
  /** How messages name what is asked for, without secrets. */
  readonly file: string
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignalLike | undefined
  readonly onTransferred: ((bytes: number) => void) | undefined
}

/** Owns the kept connections and the queue of each origin. */
export interface HttpClient {
  /**
   * GETs a URL, redirects followed unless a login goes along, and gives what `read` makes of the answer.
   */
  get<T>(url: URL, request: HttpGet, read: (answer: HttpAnswer) => T): Promise<T>
  /** Ends all connections, those in use too. */
  close(): void
}

export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const { stallMs = HTTP_STALL_MS, maxBytes = MAX_VALUE_BYTES, atOnce = HTTP_REQUESTS_AT_ONCE } = options
  const straight = { atOnce, connectMs: stallMs, environment: {}, systemProxy: async () => DIRECT }
  const network = options.network ?? createNetwork(straight)
  const limiters = new Map<string, Limiter>()

  function limiterOf(origin: string): Limiter {
    const known = limiters.get(origin)
    if (known !== undefined) return known
    const limiter = createLimiter(atOnce)
    limiters.set(origin, limiter)
    return limiter
  }

  async function follow(start: URL, request: HttpGet): Promise<HttpAnswer> {
    let url = start
    for (let redirects = 0; ; redirects++) {
      const answer = await send(url, request)
      if (!REDIRECTS.has(answer.status)) return answer
      // A login is for one origin, and a signature for one host: whoever signed decides.
      if (request.headers['authorization'] !== undefined) return answer
      if (redirects === HTTP_MAX_REDIRECTS) {
        throw redirectProblem(request.file, answer.status, `is redirected more than ${HTTP_MAX_REDIRECTS} times`)
      }
      url = nextUrl(request.file, url, answer)
    }
  }

  function send(url: URL, request: HttpGet): Promise<HttpAnswer> {
    return network.through(url, (way) => exchange(url, { ...request, ...way, stallMs, maxBytes }))
  }

  return {
    get(url, request, read) {
      return limiterOf(url.origin).run(async () => read(await follow(url, request)), request.signal)
    },
    close() {
      network.close()
    },
  }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

function nextUrl(file: string, from: URL, answer: HttpAnswer): URL {
  const next = parseUrl(answer.headers['location'] ?? '', from)
  if (next === undefined) throw redirectProblem(file, answer.status, 'is redirected to no valid address')
  if (next.protocol === 'http:' || next.protocol === 'https:') return next
  throw redirectProblem(file, answer.status, `is redirected to a ${next.protocol} address, which is not followed`)
}

function parseUrl(text: string, base: URL): URL | undefined {
  if (text === '') return undefined
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}

function redirectProblem(file: string, status: number, why: string): ProblemError {
  return new ProblemError({ kind: 'network', message: `${file} ${why}`, file, status })
}
