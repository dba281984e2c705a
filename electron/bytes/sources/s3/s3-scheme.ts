import { awsLogins } from '../../credentials/aws-login.ts'
import { readBucketAddress } from '../bucket-address.ts'
import { webUrl } from '../http/http-scheme.ts'
import { openWeb } from '../http/open-web.ts'
import type { GivenAddress, Scheme } from '../scheme.ts'

/** Buckets of Amazon S3, and of stores that speak its protocol elsewhere. Keys may lead anywhere in their bucket. */
export const S3_SCHEME: Scheme = {
  words: ['s3', 's3+https', 's3+http'],
  example: 's3://bucket/folder',
  async open(given, services) {
    const { url, root, bucket } = placeOf(given)
    const { credentials } = services
    const logins = credentials && awsLogins(bucket, credentials)
    return openWeb({ url, inner: given.inner, root: { ...root, logins } }, services)
  },
}

/** Where an address leads: `above` parts of the URL's path are the bucket, and `shown` writes a URL as its address. */
function placeOf({ word, text }: GivenAddress) {
  if (word !== 's3') {
    const url = webUrl(text.slice('s3+'.length), text)
    const [, bucket = ''] = url.pathname.split('/')
    const above = bucket === '' ? 0 : 1
    return {
      url,
      bucket,
      root: { above, shown: ({ protocol, host, pathname }: URL) => `s3+${protocol}//${host}${pathname}` },
    }
  }
  const { bucket, path, query } = readBucketAddress(text)
  // The certificate of the store covers one label before its name, so a bucket with dots stands in the path.
  const isInPath = bucket.includes('.') || bucket.includes('_')
  const origin = isInPath ? `https://s3.amazonaws.com/${bucket}` : `https://${bucket}.s3.amazonaws.com`
  const shown = ({ pathname }: URL) => (isInPath ? `s3:/${pathname}` : `s3://${bucket}${pathname}`)
  return { bucket, url: webUrl(`${origin}${path}${query}`, text), root: { above: isInPath ? 1 : 0, shown } }
}
