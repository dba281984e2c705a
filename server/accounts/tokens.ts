import { createHash, randomBytes } from 'node:crypto'

/** 256 bits: beyond guessing, so that a fast hash is enough to keep it by. */
const TOKEN_BYTES = 32

/** A new token. Its beginning lets people and scanners of leaked secrets tell what it is. */
export function makeToken(): string {
  return `skein_${randomBytes(TOKEN_BYTES).toString('base64url')}`
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
