import type { HttpAnswer } from './http-exchange.ts'

/** Why a store refused (401, 403), as far as it says. */
export type Refusal =
  /** The session or token was good once. */
  | 'expired'
  /** The store knows no such key, token or account. */
  | 'unknown-login'
  /** The secret does not fit the key. */
  | 'wrong-secret'
  /** The clock of this machine and that of the store differ by more than a signature may be old. */
  | 'clock'
  /** Nothing is said of a login: there may be no right to this value, or no such value. */
  | 'no-right'

/** Error codes of S3 (API reference, "Error responses"), of Google Cloud Storage and of OAuth (RFC 6750, 3.1), in bodies and headers. */
const CODES: readonly (readonly [pattern: RegExp, refusal: Refusal])[] = [
  [/ExpiredToken|TokenRefreshRequired|Request has expired|token (has )?expired/i, 'expired'],
  [/invalid_token|InvalidToken|Invalid Credentials|\bexpired\b/i, 'expired'],
  [/InvalidAccessKeyId|InvalidClientTokenId/i, 'unknown-login'],
  [/SignatureDoesNotMatch|InvalidSignature/i, 'wrong-secret'],
  [/RequestTimeTooSkewed/i, 'clock'],
]

/** Characters of a body in which a code is looked for. */
const LOOKED_AT = 4096

export function refusalOf({ headers, body }: HttpAnswer): Refusal {
  const said = `${headers['www-authenticate'] ?? ''} ${Buffer.from(body).toString('latin1', 0, LOOKED_AT)}`
  return CODES.find(([pattern]) => pattern.test(said))?.[1] ?? 'no-right'
}
