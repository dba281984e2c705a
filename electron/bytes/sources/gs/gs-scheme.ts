import { googleLogins } from '../../credentials/google-login.ts'
import { readBucketAddress } from '../bucket-address.ts'
import { webUrl } from '../http/http-scheme.ts'
import { openWeb } from '../http/open-web.ts'
import type { Scheme } from '../scheme.ts'

/** The XML API of Google Cloud Storage: objects lie at `/bucket/key` (https://cloud.google.com/storage/docs/request-endpoints). */
const ORIGIN = 'https://storage.googleapis.com'

/** Buckets of Google Cloud Storage. Keys may lead anywhere in their bucket. */
export const GS_SCHEME: Scheme = {
  words: ['gs'],
  example: 'gs://bucket/folder',
  open: async ({ text, inner }, services) => {
    const { bucket, path, query } = readBucketAddress(text)
    const url = webUrl(`${ORIGIN}/${bucket}${path}${query}`, text)
    const { credentials } = services
    const logins = credentials && googleLogins(bucket, credentials)
    return openWeb({ url, inner, root: { above: 1, shown: ({ pathname }) => `gs:/${pathname}`, logins } }, services)
  },
}
