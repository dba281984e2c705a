import { createHash, randomBytes } from 'node:crypto'

/** 256 bits cannot be guessed, so that a fast hash is enough to store a token. */
const TOKEN_BYTES = 32

/** A new token. People, and scanners for leaked secrets, recognise it by its beginning. */
export function makeToken(): string {
  return `skein_${randomBytes(TOKEN_BYTES).toString('base64url')}`
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
