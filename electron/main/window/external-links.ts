import type { Result } from '../../../shared/problem.ts'
import { parseUrl } from '../host/parse-url.ts'

/** Where the help may lead: the published description of the formats that Skein reads. */
const EXTERNAL_ORIGINS: ReadonlySet<string> = new Set(['https://neuroglancer-docs.web.app'])

/** The URL in its parsed form if it may be opened in the person's browser. Only https, only known origins. */
export function allowedExternalUrl(url: string): Result<string> {
  const parsed = parseUrl(url)
  const bare = parsed !== undefined && parsed.username === '' && parsed.password === ''
  if (bare && parsed.protocol === 'https:' && EXTERNAL_ORIGINS.has(parsed.origin)) {
    return { ok: true, value: parsed.href }
  }
  return { ok: false, problem: { kind: 'forbidden', message: `Skein does not open this address: ${url}` } }
}
