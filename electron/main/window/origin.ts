import { parseUrl } from '../host/parse-url.ts'

/** The one origin that may talk to the host: our own scheme, or the dev server of an unpackaged start. */
export const APP_SCHEME = 'app'
export const APP_HOST = 'skein'
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`

/** The hosts on which a dev server may run: nothing that another machine could answer for. */
const DEV_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Where the page comes from. */
export interface PageOrigin {
  readonly origin: string
  readonly pageUrl: string
}

/** `devUrl` is `SKEIN_DEV_URL`; it counts only in an unpackaged app and only for http on this machine. */
export function pageOrigin(devUrl: string | undefined, isPackaged: boolean): PageOrigin {
  const dev = isPackaged || devUrl === undefined ? undefined : parseUrl(devUrl)
  if (dev?.protocol === 'http:' && DEV_HOSTS.has(dev.hostname)) return { origin: dev.origin, pageUrl: dev.href }
  return { origin: APP_ORIGIN, pageUrl: `${APP_ORIGIN}/index.html` }
}

/** Whether a URL belongs to the page's origin. Parsed, never compared by its beginning. */
export function isOwnUrl(url: string, own: PageOrigin): boolean {
  const parsed = parseUrl(url)
  return parsed !== undefined && originOf(parsed) === own.origin
}

/** Node gives every unknown scheme the origin 'null', so that of our own scheme is put together by hand. */
function originOf(url: URL): string {
  const bare = url.username === '' && url.password === '' && url.port === ''
  if (url.protocol === `${APP_SCHEME}:`) return bare ? `${APP_SCHEME}://${url.hostname}` : 'null'
  return url.origin
}
