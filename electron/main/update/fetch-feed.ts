import { createPublicKey, verify } from 'node:crypto'
import { ProblemError, type Result } from '../../../shared/problem.ts'
import { FEED_BYTES_MAX, type Feed, parseFeed } from '../../../shared/update/feed.ts'
import { type Fetch, readBody } from './read-body.ts'

/** Where updates come from: built into a package, never set from outside. */
export interface FeedSource {
  /** The address of the feed: https, or http on this machine. */
  readonly address: string
  /** The Ed25519 key that signs it: SPKI in DER, as base64. */
  readonly publicKey: string
}

/** Base64 characters of a signature of 64 bytes, with a line end. */
const SIGNATURE_BYTES_MAX = 100

/**
 * Fetches a feed and checks its signature before anything in it is read.
 * @throws {ProblemError} `network`, `http-status`, `too-large`, `forbidden` (the signature is wrong), `bad-description`
 */
export async function fetchFeed({ address, publicKey }: FeedSource, fetch: Fetch, signal: AbortSignal): Promise<Feed> {
  const bytes = await readBody(address, FEED_BYTES_MAX, fetch, signal)
  const signature = await readBody(`${address}.sig`, SIGNATURE_BYTES_MAX, fetch, signal)
  if (!isSigned(bytes, signature.toString('latin1'), publicKey)) {
    throw new ProblemError({
      kind: 'forbidden',
      file: address,
      message: `The update feed ${address} is not signed with Skein's key, so nothing of it is used`,
    })
  }
  const parsed: Result<Feed> = parseFeed(bytes.toString('utf8'), address)
  if (!parsed.ok) throw new ProblemError(parsed.problem)
  return parsed.value
}

/** Whether `signature` (base64) is that of the bytes by an Ed25519 key. A key of another kind signs nothing. */
function isSigned(bytes: Uint8Array, signature: string, publicKey: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' && verify(null, bytes, key, Buffer.from(signature.trim(), 'base64'))
  } catch {
    return false
  }
}
