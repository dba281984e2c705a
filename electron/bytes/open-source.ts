import { unwrap } from '../../shared/problem.ts'
import type { Limiter } from './limiter.ts'
import { parseLocation } from './location.ts'
import type { OpenedPlace } from './origin-source.ts'
import { openPath } from './sources/file/open-path.ts'
import type { HttpClient } from './sources/http/http-client.ts'
import { openUrl } from './sources/http/open-url.ts'

/** What the schemes share. */
export interface OpenOptions {
  /** The person's home folder, for `~`. */
  readonly home: string
  readonly client: HttpClient
  /** Shared by all folders. */
  readonly disk: Limiter
}

/**
 * Opens what a person pasted (see `parseLocation`). Fails with 'not-found', 'not-a-volume' (an unknown scheme; a file
 * that does not end in `.json`) or as the schemes do.
 */
export async function openSource(text: string, { home, client, disk }: OpenOptions): Promise<OpenedPlace> {
  const location = unwrap(parseLocation(text, home))
  switch (location.kind) {
    case 'path':
      return openPath(location.path, disk)
    case 'url':
      return openUrl(location, client)
  }
}
