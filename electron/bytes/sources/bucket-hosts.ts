import { awsLogins } from '../credentials/aws-login.ts'
import { googleLogins } from '../credentials/google-login.ts'
import type { CredentialServices, LoginPlaces } from '../credentials/login.ts'

/** The hosts of Google Cloud Storage and of Amazon S3 in any region; the bucket stands before them, or first in the path. */
const GOOGLE = /^(?:(.+)\.)?storage\.googleapis\.com$/
const AMAZON = /^(?:(.+)\.)?s3(?:[.-](?:dualstack\.)?[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com$/

/** The logins for an https address of a bucket; undefined for any other host, which is given none. */
export function loginsOfHost(url: URL, credentials: CredentialServices | undefined): LoginPlaces | undefined {
  if (credentials === undefined || url.protocol !== 'https:') return undefined
  const [, first = ''] = url.pathname.split('/')
  const google = GOOGLE.exec(url.hostname)
  if (google !== null) return googleLogins(google[1] ?? first, credentials)
  const amazon = AMAZON.exec(url.hostname)
  return amazon === null ? undefined : awsLogins(amazon[1] ?? first, credentials)
}
