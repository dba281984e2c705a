import { readKey } from '../../../../shared/bytes/key.ts'
import { DESCRIPTION_FILES } from '../../../../shared/formats/format-words.ts'
import { ProblemError, unwrap } from '../../../../shared/problem.ts'
import { nameOf } from '../../location.ts'
import { openInsteadOnWeb } from '../../nearby.ts'
import type { OpenedPlace, SchemeSource } from '../../origin-source.ts'
import { withInflating } from '../../wrappers/with-inflating.ts'
import type { HttpClient } from './http-client.ts'
import { createHttpSource, foldersBelow, urlBelow, type WebRoot } from './http-source.ts'

const INFO = 'info'
/** What a folder on the web may hold, in the order in which it is looked for: a volume, a dataset, an agglomeration. */
const DESCRIPTIONS = [INFO, 'skein.json', 'zarr.json']

export interface WebPlace {
  /** A folder, the file that describes it, or a dataset file; its query goes along with every request. */
  readonly url: URL
  /** Names of folders further down. */
  readonly inner: readonly string[]
  readonly root: WebRoot
}

/**
 * Opens a folder on the web. A server cannot be asked for a folder, so its description is read, kept for the first
 * asker and not looked into. A URL that ends in `.json` is a file; where there is no such file, it may still be a folder.
 */
export async function openWeb({ url, inner, root }: WebPlace, client: HttpClient): Promise<OpenedPlace> {
  const base = folderOf(url)
  const folder = inner.length === 0 ? base : urlBelow(base, { up: 0, parts: inner })
  const isFile = inner.length === 0 && /\.json$/i.test(folder.pathname)
  return isFile ? openFile(folder, root, client) : openFolder(folder, root, client)
}

/** The folder that a URL means: without slashes and the name of a description at its end. */
function folderOf(given: URL): URL {
  const url = new URL(given)
  const path = url.pathname.replace(/\/+$/, '')
  const last = path.split('/').at(-1) ?? ''
  url.pathname = DESCRIPTION_FILES.includes(last) ? path.slice(0, -last.length).replace(/\/+$/, '') : path
  return url
}

async function openFile(file: URL, root: WebRoot, client: HttpClient): Promise<OpenedPlace> {
  const base = new URL(file)
  base.pathname = base.pathname.replace(/\/+[^/]*$/, '')
  const opened =
    (await tryUrl(base, lastPart(file), file, root, client)) ?? (await tryUrl(file, INFO, file, root, client))
  if (opened !== undefined) return opened
  const shown = locationText(file, root)
  const message = `There is nothing at ${shown} (http 404)${await hint(file, root, client)}`
  throw new ProblemError({ kind: 'not-found', message, file: shown, status: 404 })
}

async function openFolder(base: URL, root: WebRoot, client: HttpClient): Promise<OpenedPlace> {
  for (const key of DESCRIPTIONS) {
    const opened = await tryUrl(base, key, base, root, client)
    if (opened !== undefined) return opened
  }
  const shown = locationText(base, root)
  const found = `it has neither ${INFO} nor skein.json (http 404)${await hint(base, root, client)}`
  const message = `There is no volume at ${shown}: ${found}`
  throw new ProblemError({ kind: 'not-found', message, file: `${shown}/${INFO}`, status: 404 })
}

async function hint(base: URL, root: WebRoot, client: HttpClient): Promise<string> {
  const source = withInflating(createHttpSource({ base, client, root }))
  const instead = await openInsteadOnWeb(source, locationText(base, root).replace(/\/[^/]*$/, ''))
  return instead === undefined ? '' : `. ${instead}`
}

/** Undefined where nothing has that key. */
async function tryUrl(
  base: URL,
  key: string,
  at: URL,
  root: WebRoot,
  client: HttpClient,
): Promise<OpenedPlace | undefined> {
  const source = createHttpSource({ base, client, root })
  let transferred = 0
  const description = await source.get(key, { onTransferred: (bytes) => (transferred += bytes) })
  if (description === undefined) return undefined
  const above = foldersBelow(base, root)
  return {
    source: withFirstRead(source, key, description, transferred),
    openBelow: async (below) => openFolder(urlBelow(base, unwrap(readKey(below, above))), root, client),
    location: `${locationText(at, root)}${at.search}`,
    folder: locationText(base, root),
    description: key,
    above,
    name: nameOf(at.pathname.split('/').map(decoded), at.host),
  }
}

/** Without the slash that `URL` puts after a bare host, and without secrets. */
function locationText(url: URL, { shown }: WebRoot): string {
  return shown(url).replace(/\/$/, '')
}

/** Keys are written plain and encoded on their way into a URL. */
function lastPart(url: URL): string {
  return decoded(url.pathname.split('/').at(-1) ?? '')
}

/** The first asker for `key` gets the bytes that are here already: this saves one request before the first picture. */
function withFirstRead(
  source: SchemeSource,
  key: string,
  value: Awaited<ReturnType<SchemeSource['get']>>,
  transferred: number,
): SchemeSource {
  let first = value
  return {
    fileOf: source.fileOf,
    async get(asked, options = {}) {
      if (asked !== key || options.range !== undefined || first === undefined) return source.get(asked, options)
      const given = first
      first = undefined
      options.onTransferred?.(transferred)
      return given
    },
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
