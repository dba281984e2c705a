import { createHash, createHmac } from 'node:crypto'
import { decoded } from '../percent.ts'

export interface AwsKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

export interface AwsSigning {
  readonly key: AwsKey
  readonly region: string
  readonly service: string
  /** ms since 1970. */
  readonly nowMs: number
}

/**
 * The headers of a GET without a body, signed by Signature Version 4
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html), with `authorization` and what it vouches for. All
 * headers given are signed; the host is that of the URL.
 */
export function signedByAws(
  url: URL,
  headers: Readonly<Record<string, string>>,
  signing: AwsSigning,
): Record<string, string> {
  const { key, region, service, nowMs } = signing
  const time = new Date(nowMs).toISOString().replace(/[:-]|\.\d{3}/g, '')
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`
  const token = key.sessionToken === undefined ? {} : { 'x-amz-security-token': key.sessionToken }
  const sent = { ...headers, 'x-amz-date': time, ...token }
  const signed: Record<string, string> = { ...sent, host: url.host }
  const names = Object.keys(signed).sort()
  const request = [
    'GET',
    pathOf(url),
    queryOf(url),
    ...names.map((name) => `${name}:${signed[name]?.trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    headers['x-amz-content-sha256'] ?? EMPTY_BODY,
  ].join('\n')
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n')
  const signature = hmac(signingKey(key.secretAccessKey, time.slice(0, 8), region, service), text).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return { ...sent, authorization }
}

/** The SHA-256 of no bytes. */
export const EMPTY_BODY = createHash('sha256').update('').digest('hex')

function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  const dated = hmac(`AWS4${secret}`, day)
  return hmac(hmac(hmac(dated, region), service), 'aws4_request')
}

/** Encoded once, as S3 wants it. Other services of AWS want it encoded once more. */
function pathOf({ pathname }: URL): string {
  return pathname
    .split('/')
    .map((part) => encoded(decoded(part)))
    .join('/')
}

/** Names and values, encoded, in the order of their code points. */
function queryOf({ search }: URL): string {
  const pairs = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? []
      return [encoded(decoded(name)), encoded(decoded(value))] as const
    })
  const ordered = pairs.sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
  return ordered.map(([name, value]) => `${name}=${value}`).join('&')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** RFC 3986: everything but letters, digits, `-`, `.`, `_` and `~`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
