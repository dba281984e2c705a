import { realpath, stat } from 'node:fs/promises'
import { extname, isAbsolute, relative, resolve, sep } from 'node:path'
import { parseUrl } from '../host/parse-url.ts'
import { APP_HOST, APP_SCHEME } from './origin.ts'

/** The file behind an app:// URL, or the http status that says why there is none. */
export type PageFile =
  | {
      readonly kind: 'file'
      readonly path: string
      /** The path under the page's folder, with `/`: what the policy goes by. */
      readonly name: string
      readonly mime: string
    }
  | { readonly kind: 'refused'; readonly status: 400 | 403 | 404 }

const MIME_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.map', 'application/json; charset=utf-8'],
  ['.wasm', 'application/wasm'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.woff2', 'font/woff2'],
  ['.txt', 'text/plain; charset=utf-8'],
])

/**
 * Finds the file of an app:// URL. Only files inside `folder` are found: what leaves it after unescaping, or after
 * links are followed, is refused with 403. A type that the page has no use for is not found.
 */
export async function findPageFile(url: string, folder: string): Promise<PageFile> {
  const path = unescapedPath(url)
  if (path === undefined) return { kind: 'refused', status: 400 }
  const root = resolve(folder)
  const wanted = resolve(root, `.${path === '/' ? '/index.html' : path}`)
  if (!isInside(root, wanted)) return { kind: 'refused', status: 403 }
  try {
    const [realRoot, real] = await Promise.all([realpath(root), realpath(wanted)])
    if (!isInside(realRoot, real)) return { kind: 'refused', status: 403 }
    // The policy goes by the real name: a link to the gl worker gets no other rights than the gl worker.
    const name = relative(realRoot, real).split(sep).join('/')
    const mime = MIME_TYPES.get(extname(name))
    if (mime === undefined || !(await stat(real)).isFile()) return { kind: 'refused', status: 404 }
    return { kind: 'file', path: real, name, mime }
  } catch {
    return { kind: 'refused', status: 404 }
  }
}

/** The path of a URL of our own scheme and host, unescaped once. */
function unescapedPath(url: string): string | undefined {
  const parsed = parseUrl(url)
  if (parsed === undefined || parsed.protocol !== `${APP_SCHEME}:` || parsed.host !== APP_HOST) return undefined
  try {
    const path = decodeURIComponent(parsed.pathname)
    return path.startsWith('/') && !path.includes('\0') ? path : undefined
  } catch {
    return undefined
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
