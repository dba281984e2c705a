import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { readKey } from '../../shared/bytes/key.ts'
import { shownLocation } from '../../shared/bytes/shown-location.ts'
import type { OpenedSource } from '../../shared/contracts/host-api.ts'
import { ProblemError, unwrap } from '../../shared/problem.ts'
import { diskProblem } from './files/disk-problem.ts'
import { createFileStore, type FolderPlace, partsBelow } from './files/file-store.ts'
import type { HttpClient } from './http/http-client.ts'
import { createHttpStore, foldersAbove, urlBelow } from './http/http-store.ts'
import type { Limiter } from './http/limiter.ts'
import { type Location, nameOf, parseLocation, urlText } from './location.ts'
import { openInstead, openInsteadOnWeb } from './nearby.ts'
import type { OriginStore } from './origin-store.ts'

export interface OpenStoreOptions {
  /** The person's home folder, for `~`. */
  readonly home: string
  readonly client: HttpClient
  /** Shared by all folders. */
  readonly disk: Limiter
}

/** Where a store reads: what a folder below it is opened from. */
type Place = { readonly kind: 'path'; readonly at: FolderPlace } | { readonly kind: 'url'; readonly base: URL }

export interface OpenedStore extends Omit<OpenedSource, 'sourceId'> {
  readonly store: OriginStore
  readonly place: Place
}

const INFO = 'info'
/** What a folder on the web may hold, in the order in which it is looked for: a volume, a dataset, an agglomeration. */
const DESCRIPTIONS = [INFO, 'skein.json', 'zarr.json']

/**
 * Opens what a person pasted (see `parseLocation`). A folder must be there; it is refused only where another one is
 * meant for sure (see `openInstead`). Below a URL there is no
 * way to ask for a folder, so its description is read, kept for the first asker and not looked into.
 * Fails with 'not-found', 'not-a-volume' (an unknown scheme; a file that does not end in `.json`) or as the stores do.
 */
export async function openStore(text: string, options: OpenStoreOptions): Promise<OpenedStore> {
  const location = unwrap(parseLocation(text, options.home))
  return location.kind === 'path' ? openPath(location.path, options) : openUrl(location, options.client)
}

/** Opens a folder below what is open, see `HostApi.openBelow`. Fails as `openStore`, and with 'outside'. */
export async function openStoreBelow(
  { place }: OpenedStore,
  folder: string,
  { client, disk }: OpenStoreOptions,
): Promise<OpenedStore> {
  if (place.kind === 'url') {
    const path = unwrap(readKey(folder, foldersAbove(place.base)))
    return openUrl({ kind: 'url', base: urlBelow(place.base, path), file: undefined }, client)
  }
  const { at } = place
  const path = unwrap(readKey(folder, at.folder.length, process.platform))
  return openFolder(at, partsBelow(at.folder, path), disk)
}

async function openPath(given: string, { disk }: OpenStoreOptions): Promise<OpenedStore> {
  try {
    // A pasted `…/info` means the volume around it, unless it is a folder that happens to have that name.
    const isInfo = basename(given) === INFO && !(await isFolder(given))
    const path = isInfo ? dirname(given) : given
    const found = await stat(path)
    if (!found.isDirectory() && !/\.json$/i.test(path)) {
      const message = `${path} is a file; a volume is a folder with a file info, or a file skein.json`
      throw new ProblemError({ kind: 'not-a-volume', message, file: path })
    }
    const instead = found.isDirectory() ? await openInstead(path) : undefined
    if (instead !== undefined) {
      throw new ProblemError({ kind: 'not-a-volume', message: `${path} is no volume. ${instead}`, file: path })
    }
    const root = found.isDirectory() ? path : dirname(path)
    const opened = await openFolder({ root, realRoot: await realpath(root) }, [], disk)
    if (found.isDirectory()) return opened
    return { ...opened, location: path, description: basename(path), name: pathName(path) }
  } catch (error) {
    throw diskProblem(error, given)
  }
}

async function openFolder(
  { root, realRoot }: Pick<FolderPlace, 'root' | 'realRoot'>,
  folder: readonly string[],
  limiter: Limiter,
): Promise<OpenedStore> {
  const path = join(root, ...folder)
  try {
    const at = { root, realRoot, folder, realFolder: await realpath(path) }
    const store = createFileStore({ ...at, limiter })
    const common = { store, place: { kind: 'path' as const, at }, above: folder.length }
    return { ...common, location: path, folder: path, description: INFO, name: pathName(path) }
  } catch (error) {
    throw diskProblem(error, path)
  }
}

function pathName(path: string): string {
  return nameOf(path.split(/[/\\]/), path)
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ?? false
}

/** A URL that ends in `.json` is a file; where there is no such file, it may still be a folder. */
async function openUrl({ base, file }: Location & { kind: 'url' }, client: HttpClient): Promise<OpenedStore> {
  const folders: readonly [base: URL, key: string, location: URL][] =
    file === undefined
      ? DESCRIPTIONS.map((key) => [base, key, base])
      : [
          [base, lastPart(file), file],
          [file, INFO, file],
        ]
  for (const [folder, key, location] of folders) {
    const opened = await tryUrl(folder, key, location, client)
    if (opened !== undefined) return opened
  }
  const shown = shownLocation(urlText(file ?? base))
  const missing = file === undefined ? `${shown}/${INFO}` : shown
  const store = createHttpStore({ base: file ?? base, client })
  const instead = await openInsteadOnWeb(store, shown.replace(/\/[^/]*$/, ''))
  const hint = instead === undefined ? '' : `. ${instead}`
  const message =
    file === undefined
      ? `There is no volume at ${shown}: it has neither ${INFO} nor skein.json (http 404)${hint}`
      : `There is nothing at ${shown} (http 404)${hint}`
  throw new ProblemError({ kind: 'not-found', message, file: missing, status: 404 })
}

/** Undefined where nothing has that key. */
async function tryUrl(base: URL, key: string, at: URL, client: HttpClient): Promise<OpenedStore | undefined> {
  const store = createHttpStore({ base, client })
  let transferred = 0
  const description = await store.get(key, { onTransferred: (bytes) => (transferred += bytes) })
  if (description === undefined) return undefined
  return {
    store: withFirstRead(store, key, description, transferred),
    place: { kind: 'url', base },
    location: urlText(at),
    folder: shownLocation(urlText(base)),
    description: key,
    above: foldersAbove(base),
    name: nameOf(at.pathname.split('/').map(decoded), at.host),
  }
}

/** Keys are written plain and encoded on their way into a URL. */
function lastPart(url: URL): string {
  return decoded(url.pathname.split('/').at(-1) ?? '')
}

/** The first asker for `key` gets the bytes that are here already: one way to the server less before the first picture. */
function withFirstRead(store: OriginStore, key: string, bytes: Uint8Array, transferred: number): OriginStore {
  let first: Uint8Array | undefined = bytes
  return {
    fileOf: store.fileOf,
    async get(asked, options = {}) {
      if (asked !== key || options.range !== undefined || first === undefined) return store.get(asked, options)
      const value = first
      first = undefined
      options.onTransferred?.(transferred)
      return value
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
