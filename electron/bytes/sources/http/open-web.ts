import { readKey } from '../../../../shared/bytes/key.ts'
import { DESCRIPTION_FILES } from '../../../../shared/formats/format-words.ts'
import { unwrap } from '../../../../shared/problem.ts'
import { nameOf } from '../../location.ts'
import { nearbyAbove } from '../../nearby.ts'
import type { OpenedPlace } from '../../origin-source.ts'
import { decoded } from '../../percent.ts'
import type { SchemeServices } from '../scheme.ts'
import { createHttpSource, foldersBelow, urlBelow, type WebRoot } from './http-source.ts'

/** What reading the web needs of what schemes share. */
export type WebServices = Pick<SchemeServices, 'client' | 'onNotice'>

export interface WebPlace {
  /** A folder, the file that describes it, or a dataset file; its query goes along with every request. */
  readonly url: URL
  /** Names of folders further down. */
  readonly inner: readonly string[]
  readonly root: WebRoot
}

/**
 * Opens a folder on the web, or that of a URL that ends in `.json`. Nothing is asked of the server: whoever reads the
 * folder finds out whether it is there.
 */
export function openWeb({ url, inner, root }: WebPlace, services: WebServices): OpenedPlace {
  const base = folderOf(url)
  const folder = inner.length === 0 ? base : urlBelow(base, { up: 0, parts: inner })
  const isFile = inner.length === 0 && /\.json$/i.test(folder.pathname)
  return isFile ? openFile(folder, root, services) : openFolder(folder, root, services)
}

/** The folder that a URL means: without slashes and the name of a description at its end. */
function folderOf(given: URL): URL {
  const url = new URL(given)
  const path = url.pathname.replace(/\/+$/, '')
  const last = path.split('/').at(-1) ?? ''
  url.pathname = DESCRIPTION_FILES.includes(last) ? path.slice(0, -last.length).replace(/\/+$/, '') : path
  return url
}

function openFile(file: URL, root: WebRoot, services: WebServices): OpenedPlace {
  const base = new URL(file)
  base.pathname = base.pathname.replace(/\/+[^/]*$/, '')
  const { location, name } = openFolder(file, root, services)
  return { ...openFolder(base, root, services), description: lastPart(file), location, name }
}

function openFolder(base: URL, root: WebRoot, services: WebServices): OpenedPlace {
  const source = createHttpSource({ base, root, client: services.client, onNotice: services.onNotice })
  const above = foldersBelow(base, root)
  const folder = locationText(base, root)
  return {
    source,
    openBelow: async (below) => openFolder(urlBelow(base, unwrap(readKey(below, above))), root, services),
    nearby: (marks) => nearbyAbove(source, folder.replace(/\/[^/]*$/, ''), marks),
    location: `${folder}${base.search}`,
    folder,
    description: undefined,
    above,
    name: nameOf(base.pathname.split('/').map(decoded), base.host),
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
