import { shownLocation } from '../../../../shared/bytes/shown-location.ts'
import { notAPlace } from '../../not-a-place.ts'
import { loginsOfHost } from '../bucket-hosts.ts'
import type { Scheme } from '../scheme.ts'
import { shownUrl } from './http-exchange.ts'
import { openWeb } from './open-web.ts'

/** Folders of any web server. Keys may lead anywhere on their origin. */
export const HTTP_SCHEME: Scheme = {
  words: ['http', 'https'],
  example: 'https://host/folder',
  open: async ({ text, inner }, services) => {
    const url = webUrl(text, text)
    const logins = loginsOfHost(url, services.credentials)
    return openWeb({ url, inner, root: { above: 0, shown: shownUrl, logins } }, services)
  },
}

/** An http(s) address as a URL without fragment. `given` is what the person wrote, for the problem. */
export function webUrl(text: string, given: string): URL {
  const url = /^https?:\/\/[^/]/i.test(text) ? parsed(text) : undefined
  if (url === undefined) throw notAPlace(`${shownLocation(given)} is no valid address`, given)
  url.hash = ''
  // A percent sign that encodes nothing is one of a name.
  url.pathname = url.pathname.replace(/%(?![0-9a-f]{2})/gi, '%25')
  return url
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
