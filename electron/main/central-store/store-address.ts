import { SYNC_PATH } from '../../../shared/contracts/store-protocol.ts'
import type { Result } from '../../../shared/problem.ts'
import { parseUrl } from '../host/parse-url.ts'

/**
 * The address of a central store in its normal form, under which its token is kept: origin and path, without a slash
 * at the end. Fails with 'bad-description', in words for whoever typed it; no address with a secret in it is repeated.
 */
export function normalStore(text: string): Result<string> {
  const url = parseUrl(text.trim())
  if (url === undefined) return refused('is no address; one looks like https://store.example.org')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refused('must begin with https:// or http://')
  if (url.username !== '' || url.password !== '') {
    return refused('must hold no user name and no password; the token is asked for by itself')
  }
  if (url.search !== '' || url.hash !== '') return refused('must hold neither ? nor #')
  return { ok: true, value: url.origin + url.pathname.replace(/\/+$/, '') }
}

/** What a person should know of the way to a store before trusting it; undefined where there is nothing to say. */
export function warningOf(store: string): string | undefined {
  const url = new URL(store)
  if (url.protocol === 'https:' || isLoopback(url.hostname)) return undefined
  return `The connection to ${url.host} is not encrypted: anybody on the way can read the token and the edits`
}

/** Whether only this machine can answer for a host name. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  )
}

/** An address of a store's http side. `store` is in its normal form. */
export function httpUrl(store: string, path: string, query: Readonly<Record<string, string>> = {}): URL {
  const url = new URL(store + path)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url
}

/** The address of a store's WebSocket: ws for http, wss for https. */
export function socketUrl(store: string): URL {
  return new URL(store.replace(/^http/, 'ws') + SYNC_PATH)
}

function refused(why: string): { readonly ok: false; problem: { kind: 'bad-description'; message: string } } {
  return { ok: false, problem: { kind: 'bad-description', message: `The address of the store ${why}` } }
}
