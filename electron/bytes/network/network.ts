import { createSecureContext, type SecureContext } from 'node:tls'
import { Agent, type Dispatcher, ProxyAgent } from 'undici'
import { ProblemError } from '../../../shared/problem.ts'
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
  /** Certificates to trust, PEM; those of the system where nothing is said. */
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
  /** How a request reaches this URL. Rejects with 'network' where a proxy is prescribed that cannot be used. */
  wayTo(url: URL): Promise<Way>
  /** Asks the system anew for an origin that could not be reached: the machine may be in another network by now. */
  forget(url: URL): void
  /** Ends all connections, those in use too. */
  close(): void
}

export function createNetwork(options: NetworkOptions): Network {
  const { atOnce, connectMs, environment, systemProxy } = options
  const choices = new Map<string, Promise<ProxyChoice>>()
  const ways = new Map<string, Way>()
  let context: SecureContext | undefined

  /** Made once: reading some hundred certificates takes tens of milliseconds. */
  function tls(): { readonly secureContext: SecureContext; readonly timeout: number } {
    context ??= createSecureContext({ ca: [...(options.certificates?.() ?? trustedCertificates(environment))] })
    return { secureContext: context, timeout: connectMs }
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
    if (choice.kind === 'direct') return new Agent({ ...pool, connect: isSecure ? tls() : { timeout: connectMs } })
    // A plain request goes to the proxy as it is; many let nothing but https through a tunnel.
    const secure = isSecure || choice.uri.startsWith('https:')
    const to = secure ? { requestTls: tls(), proxyTls: tls() } : {}
    return new ProxyAgent({ ...pool, ...to, uri: choice.uri, proxyTunnel: isSecure })
  }

  return {
    async wayTo(url) {
      const choice = await choiceFor(url)
      if (choice.kind === 'unread') {
        const message = `This machine reaches ${url.host} over the proxy ${choice.what}, a kind that Skein does not speak to`
        throw new ProblemError({ kind: 'network', message, file: url.host })
      }
      const isSecure = url.protocol === 'https:'
      const name = `${isSecure} ${choice.kind === 'proxy' ? choice.uri : ''}`
      const known = ways.get(name)
      if (known !== undefined) return known
      const proxy = choice.kind === 'proxy' ? new URL(choice.uri).host : undefined
      const made = { dispatcher: make(choice, isSecure), proxy }
      ways.set(name, made)
      return made
    },
    forget(url) {
      choices.delete(url.origin)
    },
    close() {
      for (const { dispatcher } of ways.values()) void dispatcher.destroy()
      ways.clear()
    },
  }
}
