import { type AnyRange, isSuffix } from '../../../../shared/bytes/byte-range.ts'
import { type KeyPath, readFileKey } from '../../../../shared/bytes/key.ts'
import { ProblemError, unwrap } from '../../../../shared/problem.ts'
import type { LoginPlaces } from '../../credentials/login.ts'
import type { OriginOptions, SchemeSource, StoredValue } from '../../origin-source.ts'
import { createAbsencePolicy } from './absence-policy.ts'
import type { HttpClient } from './http-client.ts'
import { type HttpAnswer, shownUrl } from './http-exchange.ts'
import { createAccess, refusedProblem } from './login-access.ts'
import { refusalOf } from './refusal.ts'
import { type Asked, isPage, storedValue } from './stored-value.ts'

/** What keys below a URL may not leave, how a person writes it, and who may sign in there. */
export interface WebRoot {
  /** Parts at the beginning of the path that belong to it: 1 where that is the bucket, 0 where all of the origin is open. */
  readonly above: number
  /** A URL as messages name it, without secrets; with a slash behind a bare host. */
  shown(url: URL): string
  /** Where a login is looked for once a request without one was refused. */
  readonly logins?: LoginPlaces | undefined
}

/** The queries by which an address carries its own signature: of S3 in two versions, Google and Azure. */
const SIGNATURE = /[?&](X-Amz-Signature|X-Goog-Signature|Signature|sig)=/i

/** Without a login, with one, with the region that the store names, and with a login that was renewed meanwhile. */
const TRIES_MAX = 4

const ORIGIN: WebRoot = { above: 0, shown: shownUrl }

export interface HttpSourceOptions {
  /** The folder, with or without a slash at its end; its query (a signature) goes along with every request. */
  readonly base: URL
  readonly root?: WebRoot
  readonly client: HttpClient
  /** The time in ms since 1970, to read a date in Retry-After. */
  readonly now?: () => number
  /** Gets a sentence that a person should read once. */
  readonly onNotice?: ((sentence: string) => void) | undefined
}

/**
 * Reads below a URL. 404 is a missing key, and so is a 403 where `AbsencePolicy` says that it means absence. Any other 401
 * and 403 is 'forbidden': a login is looked for then, see `WebRoot.logins`. Fails further as `storedValue` and `HttpClient`
 * do, and with 'outside' (the key). A server that ignores Range and sends everything is put up with: the range is cut out of it.
 */
export function createHttpSource(options: HttpSourceOptions): SchemeSource {
  const { base, client, root = ORIGIN, now = Date.now } = options
  const above = foldersBelow(base, root)
  const urlOf = (key: string): URL => urlBelow(base, unwrap(readFileKey(key, above)))
  const folder = root.shown(base).replace(/\/+$/, '')
  const policy = createAbsencePolicy(now)
  // Stores refuse a request that is signed twice.
  const access = createAccess(SIGNATURE.test(base.search) ? undefined : root.logins, policy.restart)
  let hasNoticed = false

  type Outcome = { readonly stored: StoredValue | undefined } | { readonly refused: HttpAnswer }

  async function ask(key: string, { range, signal, onTransferred }: OriginOptions): Promise<Outcome> {
    const url = urlOf(key)
    const asked: Asked = { key, range, now, file: root.shown(url) }
    const request = await access.sign({ url, headers: headersFor(range) })
    const read = (answer: HttpAnswer): Outcome =>
      access.isRefused(answer) ? { refused: answer } : { stored: storedValue(answer, asked) }
    return client.get(request.url, { headers: request.headers, signal, onTransferred, file: asked.file }, read)
  }

  async function askAndTell(key: string, given: OriginOptions): Promise<Outcome> {
    const outcome = await ask(key, given)
    if ('stored' in outcome && outcome.stored !== undefined) policy.came(key)
    return outcome
  }

  /** Whether a value that came before still comes, for a byte of it. */
  async function comes(key: string): Promise<boolean> {
    return 'stored' in (await ask(key, { range: { start: 0, end: 1 } }))
  }

  async function isAbsent(answer: HttpAnswer): Promise<boolean> {
    if (answer.status !== 403 || isPage(answer) || refusalOf(answer) !== 'no-right') return false
    return policy.isAbsent(comes)
  }

  function notice(): void {
    if (hasNoticed) return
    hasNoticed = true
    const what = 'says “forbidden” for what it does not hold; such chunks are shown as empty'
    const store = root.shown(base).replace(/^([a-z0-9+.-]+:\/\/[^/]*).*$/i, '$1')
    options.onNotice?.(`The store ${store} ${what}`)
  }

  return {
    async get(key, given = {}) {
      for (let tries = 1; ; tries++) {
        const used = access.current()
        const outcome = await policy.during(() => askAndTell(key, given))
        if ('stored' in outcome) return outcome.stored
        const { refused } = outcome
        if (await isAbsent(refused)) {
          notice()
          return undefined
        }
        const file = root.shown(urlOf(key))
        const mayPass = tries < TRIES_MAX && (await access.improve(used, refused, file))
        if (!mayPass) throw new ProblemError(refusedProblem(refused, file, used))
      }
    },
    fileOf: (key) => `${folder}/${key}`,
  }
}

/** How many folders a key may lead up from a URL. */
export function foldersBelow(base: URL, { above }: WebRoot): number {
  return Math.max(0, base.pathname.split('/').filter((part) => part !== '').length - above)
}

/** The URL to which a key leads from a folder: on the same origin, with the same query. */
export function urlBelow(base: URL, { up, parts }: KeyPath): URL {
  let folder = base.pathname.replace(/\/+$/, '')
  for (let i = 0; i < up; i++) folder = folder.replace(/\/+[^/]*$/, '')
  const url = new URL(base)
  // A percent sign in a key is encoded as well, so that no key can spell `..` in a way of its own.
  url.pathname = [folder, ...parts.map(encodeURIComponent)].join('/')
  return url
}

/**
 * RFC 9110, 14.1.2. An empty range cannot be asked for: one byte is, and left out again. Parts of a compressed body would
 * be of no use.
 */
function headersFor(range: AnyRange | undefined): Readonly<Record<string, string>> {
  if (range === undefined) return { 'accept-encoding': 'gzip' }
  if (isSuffix(range)) return { 'accept-encoding': 'identity', range: `bytes=-${Math.max(range.last, 1)}` }
  const last = Math.max(range.end - 1, range.start)
  return { 'accept-encoding': 'identity', range: `bytes=${range.start}-${last}` }
}
