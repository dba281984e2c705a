import { realpath, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { descriptionKey } from '../../shared/bytes/description-key.ts'
import { ProblemError } from '../../shared/problem.ts'
import { diskProblem } from './disk-problem.ts'
import { createFileStore } from './file-store.ts'
import type { HttpClient } from './http-client.ts'
import { createHttpStore } from './http-store.ts'
import type { Limiter } from './limiter.ts'
import { type Location, nameOf, parseLocation, urlText } from './location.ts'
import type { OriginStore } from './origin-store.ts'

export interface OpenStoreOptions {
  /** The person's home folder, for `~`. */
  readonly home: string
  readonly client: HttpClient
  /** Shared by all folders. */
  readonly disk: Limiter
}

export interface OpenedStore {
  readonly store: OriginStore
  /** See `OpenedSource` in shared/host-api.ts. */
  readonly location: string
  readonly name: string
}

/**
 * Opens what a person pasted (see `parseLocation`). A folder must be there; what is in it is not looked at. Below a URL there is no
 * way to ask for a folder, so its description is read (see `descriptionKey`), kept for the first asker and not looked into.
 * Fails with 'not-found', 'not-a-volume' (an unknown scheme; a file that does not end in `.json`) or as the stores do.
 */
export async function openStore(text: string, options: OpenStoreOptions): Promise<OpenedStore> {
  const location = parseLocation(text, options.home)
  if (!location.ok) throw new ProblemError(location.problem)
  return location.value.kind === 'path'
    ? openFolder(location.value.path, options)
    : openUrl(location.value, options.client)
}

async function openFolder(given: string, { disk }: OpenStoreOptions): Promise<OpenedStore> {
  try {
    // A pasted `…/info` means the volume around it, unless it is a folder that happens to have that name.
    const isInfo = basename(given) === 'info' && !(await isFolder(given))
    const path = isInfo ? dirname(given) : given
    const found = await stat(path)
    if (!found.isDirectory() && !/\.json$/i.test(path)) {
      const message = `${path} is a file; a volume is a folder with a file info, or a file skein.json`
      throw new ProblemError({ kind: 'not-a-volume', message, file: path })
    }
    const root = found.isDirectory() ? path : dirname(path)
    const store = createFileStore({ root, realRoot: await realpath(root), limiter: disk })
    return { store, location: path, name: nameOf(path.split(/[/\\]/), path) }
  } catch (error) {
    throw diskProblem(error, given)
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ?? false
}

async function openUrl({ base, file }: Location & { kind: 'url' }, client: HttpClient): Promise<OpenedStore> {
  const store = createHttpStore({ base, client })
  const location = urlText(file ?? base)
  const key = descriptionKey(location)
  let transferred = 0
  const description = await store.get(key, { onTransferred: (bytes) => (transferred += bytes) })
  if (description === undefined) {
    const described = store.fileOf(key)
    const message = `There is no volume at ${location}: ${described} is not there (http 404)`
    throw new ProblemError({ kind: 'not-found', message, file: described, status: 404 })
  }
  const parts = (file ?? base).pathname.split('/').map(decoded)
  return { store: withFirstRead(store, key, description, transferred), location, name: nameOf(parts, base.host) }
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
