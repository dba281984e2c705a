import { readKey } from '../../../../shared/bytes/key.ts'
import { shownLocation } from '../../../../shared/bytes/shown-location.ts'
import { ProblemError, unwrap } from '../../../../shared/problem.ts'
import { type Location, nameOf, urlText } from '../../location.ts'
import { openInsteadOnWeb } from '../../nearby.ts'
import type { OpenedPlace, OriginSource } from '../../origin-source.ts'
import { withInflating } from '../../wrappers/with-inflating.ts'
import type { HttpClient } from './http-client.ts'
import { createHttpSource, foldersAbove, urlBelow } from './http-source.ts'

const INFO = 'info'
/** What a folder on the web may hold, in the order in which it is looked for: a volume, a dataset, an agglomeration. */
const DESCRIPTIONS = [INFO, 'skein.json', 'zarr.json']

/**
 * Opens a folder on the web. A server cannot be asked for a folder, so its description is read, kept for the first
 * asker and not looked into. A URL that ends in `.json` is a file; where there is no such file, it may still be a folder.
 */
export async function openUrl({ base, file }: Location & { kind: 'url' }, client: HttpClient): Promise<OpenedPlace> {
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
  const source = withInflating(createHttpSource({ base: file ?? base, client }))
  const instead = await openInsteadOnWeb(source, shown.replace(/\/[^/]*$/, ''))
  const hint = instead === undefined ? '' : `. ${instead}`
  const message =
    file === undefined
      ? `There is no volume at ${shown}: it has neither ${INFO} nor skein.json (http 404)${hint}`
      : `There is nothing at ${shown} (http 404)${hint}`
  throw new ProblemError({ kind: 'not-found', message, file: missing, status: 404 })
}

/** Undefined where nothing has that key. */
async function tryUrl(base: URL, key: string, at: URL, client: HttpClient): Promise<OpenedPlace | undefined> {
  const source = withInflating(createHttpSource({ base, client }))
  let transferred = 0
  const description = await source.get(key, { onTransferred: (bytes) => (transferred += bytes) })
  if (description === undefined) return undefined
  return {
    source: withFirstRead(source, key, description, transferred),
    openBelow: async (below) => {
      const path = unwrap(readKey(below, foldersAbove(base)))
      return openUrl({ kind: 'url', base: urlBelow(base, path), file: undefined }, client)
    },
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

/** The first asker for `key` gets the bytes that are here already: this saves one request before the first picture. */
function withFirstRead(source: OriginSource, key: string, bytes: Uint8Array, transferred: number): OriginSource {
  let first: Uint8Array | undefined = bytes
  return {
    fileOf: source.fileOf,
    async get(asked, options = {}) {
      if (asked !== key || options.range !== undefined || first === undefined) return source.get(asked, options)
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
