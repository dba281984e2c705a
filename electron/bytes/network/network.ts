import { createSecureContext, type SecureContext } from 'node:tls'
import { Agent, type Dispatcher, ProxyAgent } from 'undici'
import { ProblemError, problemOf } from '../../../shared/problem.ts'
import { codeOf } from '../../error-code.ts'
import { trustedCertificates } from './certificates.ts'
import { DIRECT, type Environment, isLoopback, type ProxyChoice, proxyOfEnvironment } from './proxy-choice.ts'

/** The time (ms) for which a connection without a request is kept: servers commonly hang up after 5 s or later. */
const KEEP_ALIVE_MS = 4000

export interface NetworkOptions {
  /** Connections to one origin. */
  readonly atOnce: number
  /** The longest time (ms) that connecting may take. */
  readonly connectMs: number
  readonly environment: Environment
  /** What the system prescribes for an origin; rejects with a bug alone. */
  readonly systemProxy: (origin: string) => Promise<ProxyChoice>
  /** All certificates to trust, PEM; those of Node, the system and the environment where nothing is said. */
  readonly certificates?: (() => readonly string[]) | undefined
}

/** The way to a host. */
export interface Way {
  readonly dispatcher: Dispatcher
  /** The proxy on it as messages name it, without a login. */
  readonly proxy: string | undefined
}

/** Connections as this machine makes them: over its proxies, with the certificates that it trusts. */
export interface Network {
  /**
   * Sends a request to this URL, as `send` does. It may be sent a second time, where the first met a certificate that Node
   * does not know of itself. Rejects as `send`, and with 'network' where a proxy is prescribed that cannot be used.
   */
  through<T>(url: URL, send: (way: Way) => Promise<T>): Promise<T>
  /** Ends all connections, those in use too. */
  close(): void
}

export function createNetwork(options: NetworkOptions): Network {
  const { atOnce, connectMs, environment, systemProxy } = options
  const choices = new Map<string, Promise<ProxyChoice>>()
  const ways = new Map<string, Way & { readonly trustsAll: boolean }>()
  /**
   * Set once a certificate was met that Node does not know of itself. Reading the system's takes a fifth of a second, which
   * a first picture need not wait for.
   */
  let all: SecureContext | undefined

  function trustAll(): void {
    all ??= createSecureContext({ ca: [...(options.certificates?.() ?? trustedCertificates(environment))] })
  }

  function choiceFor(url: URL): Promise<ProxyChoice> {
    const known = choices.get(url.origin)
    if (known !== undefined) return known
    const prescribed = isLoopback(url.hostname) ? DIRECT : proxyOfEnvironment(url, environment)
    const choice = prescribed === undefined ? systemProxy(url.origin) : Promise.resolve(prescribed)
    choices.set(url.origin, choice)
    return choice
  }

  function make(choice: Exclude<ProxyChoice, { kind: 'unread' }>, isSecure: boolean): Dispatcher {
    // http/2 is left out: with undici 6, chunks of 40 KB, 32 at once, took 2.2 times as long over it on this machine, and
    // 1.2 times as long where the way there and back takes 50 ms.
    const pool = { connections: atOnce, keepAliveTimeout: KEEP_ALIVE_MS }
    const connect = all === undefined ? { timeout: connectMs } : { timeout: connectMs, secureContext: all }
    if (choice.kind === 'direct') return new Agent({ ...pool, connect })
    // A plain request goes to the proxy as it is; many let nothing but https through a tunnel.
    const to = { requestTls: connect, proxyTls: connect, proxyTunnel: isSecure }
    return new ProxyAgent({ ...pool, ...to, uri: choice.uri })
  }

  async function wayTo(url: URL) {
    const choice = await choiceFor(url)
    if (choice.kind === 'unread') {
      const message = `This machine reaches ${url.host} over the proxy ${choice.what}, a kind that Skein does not speak to`
      throw new ProblemError({ kind: 'network', message, file: url.host })
    }
    const isSecure = url.protocol === 'https:'
    const trustsAll = all !== undefined
    const name = `${isSecure} ${trustsAll} ${choice.kind === 'proxy' ? choice.uri : ''}`
    const known = ways.get(name)
    if (known !== undefined) return known
    const proxy = choice.kind === 'proxy' ? new URL(choice.uri).host : undefined
    const made = { dispatcher: make(choice, isSecure), proxy, trustsAll }
    ways.set(name, made)
    return made
  }

  return {
    async through(url, send) {
      const way = await wayTo(url)
      try {
        return await send(way)
      } catch (error) {
        if (isUntrusted(error) && !way.trustsAll) {
          trustAll()
          return send(await wayTo(url))
        }
        // The machine may be in another network by now: the system is asked anew.
        if (problemOf(error)?.kind === 'network') choices.delete(url.origin)
        throw error
      }
    },
    close() {
      for (const { dispatcher } of ways.values()) void dispatcher.destroy()
      ways.clear()
    },
  }
}

/** Codes of OpenSSL and Node for a certificate whose maker is not known. */
export const UNTRUSTED_CODES: readonly string[] = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]

function isUntrusted(error: unknown): boolean {
  const code = codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : undefined)
  return code !== undefined && UNTRUSTED_CODES.includes(code)
}
