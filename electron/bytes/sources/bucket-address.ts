import { shownLocation } from '../../../shared/bytes/shown-location.ts'
import { notAPlace } from '../not-a-place.ts'
import { decoded } from '../percent.ts'

/** A bucket and a folder in it. */
export interface BucketAddress {
  readonly bucket: string
  /** The path below the bucket in the form of a URL, with `/` before it, or empty. */
  readonly path: string
  /** With `?` before it, or empty. */
  readonly query: string
}

/** S3 has 3 to 63 characters; Google allows 222 where there are dots. */
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,221}$/i

/**
 * Reads `scheme://bucket/key?query`. As in the programs of both stores, `#` is a character of the key, and so is a `?` that
 * no `name=` follows. A key may be percent-encoded. Throws a `ProblemError` of kind 'not-a-volume'.
 */
export function readBucketAddress(text: string): BucketAddress {
  const rest = text.slice(text.indexOf('://') + '://'.length)
  const at = rest.search(/\?[^/?]*=/)
  const [named, query] = at < 0 ? [rest, ''] : [rest.slice(0, at), rest.slice(at)]
  const [bucket = '', ...parts] = named.split('/')
  if (!BUCKET.test(bucket)) {
    const scheme = text.slice(0, text.indexOf(':'))
    throw notAPlace(`${scheme}:// must be followed by the name of a bucket, as ${scheme}://bucket/folder`, text)
  }
  const names = parts.map(decoded)
  // A URL would take these away, and lead into another bucket.
  if (names.some((name) => name === '.' || name === '..')) {
    throw notAPlace(`${shownLocation(text)} leads out of its folder: . and .. name nothing in a bucket`, text)
  }
  return { bucket, path: ['', ...names.map(encodeURIComponent)].join('/'), query }
}
