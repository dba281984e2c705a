/** The way to a host: straight, or over a proxy. */
export type ProxyChoice =
  | { readonly kind: 'direct' }
  /** `uri` begins with http:// or https://, and may hold a login. */
  | { readonly kind: 'proxy'; readonly uri: string }
  /** A proxy is prescribed that cannot be used; `what` names it. */
  | { readonly kind: 'unread'; readonly what: string }

export const DIRECT: ProxyChoice = { kind: 'direct' }

export type Environment = Readonly<Record<string, string | undefined>>

/** Hosts of this machine are never reached over a proxy. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(hostname)
}

/**
 * What the environment prescribes for a URL, as curl reads it: `https_proxy`, `http_proxy` and `all_proxy` in either case,
 * and `no_proxy`. Undefined where it says nothing.
 */
export function proxyOfEnvironment(url: URL, environment: Environment): ProxyChoice | undefined {
  const read = (name: string) => environment[name] || environment[name.toUpperCase()] || undefined
  const given = (url.protocol === 'https:' ? read('https_proxy') : read('http_proxy')) ?? read('all_proxy')
  if (given === undefined) return undefined
  if (isExcepted(url, read('no_proxy') ?? '')) return DIRECT
  const uri = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`
  if (/^https?:\/\/[^/]/i.test(uri) && isUrl(uri)) return { kind: 'proxy', uri }
  return { kind: 'unread', what: uri.replace(/:\/\/[^/]*@/, '://') }
}

function isUrl(text: string): boolean {
  try {
    return new URL(text) !== undefined
  } catch {
    return false
  }
}

/** `no_proxy`: hosts with commas or spaces between them, each with all hosts below it, maybe with a port; `*` is all. */
function isExcepted({ hostname, port, protocol }: URL, exceptions: string): boolean {
  const ownPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((exception) => exception !== '')
    .some((exception) => {
      if (exception === '*') return true
      const [, host = '', wanted] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(exception) ?? []
      if (wanted !== undefined && wanted !== ownPort) return false
      return hostname === host || hostname.endsWith(`.${host}`)
    })
}

/**
 * The first usable entry of a list as a proxy script (PAC) returns it: `PROXY host:port; SOCKS5 host:port; DIRECT`. Proxies
 * of kind SOCKS are not spoken to.
 */
export function readProxyList(list: string): ProxyChoice {
  let unread: ProxyChoice | undefined
  for (const entry of list.split(';')) {
    const [kind = '', host = ''] = entry.trim().split(/\s+/)
    switch (kind.toUpperCase()) {
      case '':
        break
      case 'DIRECT':
        return DIRECT
      case 'PROXY':
      case 'HTTP':
        return { kind: 'proxy', uri: `http://${host}` }
      case 'HTTPS':
        return { kind: 'proxy', uri: `https://${host}` }
      default:
        unread ??= { kind: 'unread', what: entry.trim() }
    }
  }
  return unread ?? DIRECT
}
