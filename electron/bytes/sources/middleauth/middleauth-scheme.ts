import { caveLogins } from '../../credentials/cave-login.ts'
import { shownUrl } from '../http/http-exchange.ts'
import { webUrl } from '../http/http-scheme.ts'
import { openWeb } from '../http/open-web.ts'
import type { Scheme } from '../scheme.ts'

const BEFORE = 'middleauth+'

/** Web servers whose login is CAVE's, as Neuroglancer's links name them. A token goes over https alone. */
export const MIDDLEAUTH_SCHEME: Scheme = {
  words: ['middleauth+https', 'middleauth+http'],
  example: 'middleauth+https://host/folder',
  open: async ({ text, inner }, services) => {
    const url = webUrl(text.slice(BEFORE.length), text)
    const { credentials } = services
    const logins = credentials && url.protocol === 'https:' ? caveLogins(url.hostname, credentials) : undefined
    return openWeb({ url, inner, root: { above: 0, shown: (at) => `${BEFORE}${shownUrl(at)}`, logins } }, services)
  },
}
