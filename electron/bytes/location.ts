import { basename, isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { shownLocation } from '../../shared/bytes/shown-location.ts'
import type { Result } from '../../shared/problem.ts'
import { MAX_LOCATION_LENGTH } from './limits.ts'

/** What a person's words for a volume come to. */
export type Location =
  | {
      readonly kind: 'path'
      /** Absolute, without a slash at its end. Folder or file: only the disk knows. */
      readonly path: string
    }
  | {
      readonly kind: 'url'
      /** The folder, http or https, with neither fragment nor slash at its end; its query, if any, is kept. */
      readonly base: URL
      /** The file that ends in `.json`, when that was named; it lies in `base`. */
      readonly file: URL | undefined
    }

const UNDERSTOOD = 'a folder, a file skein.json, file://, http:// or https://, each also after precomputed://'

/**
 * Reads a location as people paste it: an absolute path or one that begins with `~`, a `file://` or `http(s)://` URL, with
 * `precomputed://` before or `|neuroglancer-precomputed:` after it (both of Neuroglancer), in quotes, with `/info` or slashes at
 * its end. Anything else is 'not-a-volume' and says what is understood. (s3:// and gs:// come later.)
 */
export function parseLocation(text: string, home: string): Result<Location> {
  const plain = unwrapped(text)
  if (plain === '') return refused('Nothing was given to open', text)
  if (plain.length > MAX_LOCATION_LENGTH) return refused('What was given to open is too long', plain.slice(0, 80))
  if (plain.includes('\0')) return refused('What was given to open contains a NUL character', plain)
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(plain)?.[1]?.toLowerCase()
  switch (scheme) {
    case undefined:
      return pathOf(plain, home)
    case 'file':
      return fileUrl(plain)
    case 'http':
    case 'https':
      return webUrl(plain)
    default:
      return refused(`Skein cannot open ${scheme}:// addresses: it understands ${UNDERSTOOD}`, plain)
  }
}

function unwrapped(text: string): string {
  let plain = text.trim()
  const quoted = /^(["'])(.*)\1$/s.exec(plain)
  if (quoted !== null) plain = quoted[2]!.trim()
  plain = plain.replace(/\|neuroglancer-precomputed:\/?$/, '')
  return plain.replace(/^(precomputed:\/\/)+/i, '').trim()
}

function pathOf(plain: string, home: string): Result<Location> {
  const path = plain === '~' || plain.startsWith('~/') ? join(home, plain.slice(1)) : plain
  if (isAbsolute(path)) return { ok: true, value: { kind: 'path', path: resolve(path) } }
  return refused(`"${plain}" is no absolute path and no address: Skein understands ${UNDERSTOOD}`, plain)
}

function fileUrl(plain: string): Result<Location> {
  try {
    return { ok: true, value: { kind: 'path', path: resolve(fileURLToPath(plain)) } }
  } catch {
    return refused(`${plain} is no address of a file on this machine`, plain)
  }
}

function webUrl(plain: string): Result<Location> {
  let url: URL
  try {
    url = new URL(plain)
  } catch {
    return refused(`${shownLocation(plain)} is no valid address`, plain)
  }
  if (url.hash.startsWith('#!')) {
    return refused('This is a link to a view in Neuroglancer; give the address of one of its sources instead', plain)
  }
  url.hash = ''
  url.pathname = url.pathname
    .replace(/\/+$/, '')
    .replace(/\/info$/, '')
    .replace(/\/+$/, '')
  if (!/\.json$/i.test(url.pathname)) return { ok: true, value: { kind: 'url', base: url, file: undefined } }
  const base = new URL(url)
  base.pathname = base.pathname.replace(/\/+[^/]*$/, '')
  return { ok: true, value: { kind: 'url', base, file: url } }
}

/** A URL in the form that `OpenedSource.location` has: without the slash that `URL` puts after a bare host. */
export function urlText(url: URL): string {
  return url.pathname === '/' ? url.href.replace(/\/(?=$|\?)/, '') : url.href
}

/** The last part of a path or URL for titles; a `skein.json` is named by its folder. */
export function nameOf(parts: readonly string[], fallback: string): string {
  const named = parts.filter((part) => part !== '')
  const last = named.at(-1)
  if (last === undefined) return fallback
  if (last === 'skein.json') return named.at(-2) ?? fallback
  return basename(last, '.json')
}

function refused(message: string, text: string): Result<never> {
  return { ok: false, problem: { kind: 'not-a-volume', message, file: shownLocation(text) } }
}
