import type { StoreProblem } from '../../shared/contracts/store-protocol.ts'
import type { SignedIn } from '../accounts/accounts.ts'
import { ADDRESSES_MAX, SIGN_INS_AT_ONCE, SIGN_INS_PER_SECOND } from '../limits.ts'
import { type Allowance, createAllowance } from '../sync/allowance.ts'

export type SignInAnswer =
  | { readonly ok: true; readonly who: SignedIn }
  | { readonly ok: false; readonly problem: StoreProblem }

export type SignIn = (authorization: string | undefined, address: string) => Promise<SignInAnswer>

const NOT_SIGNED_IN: StoreProblem = { code: 'not-signed-in', message: 'The store does not accept this token' }
const TOO_MANY: StoreProblem = {
  code: 'too-many',
  message: 'Too many failed sign-ins from this address',
  retryAfterMs: Math.ceil(1000 / SIGN_INS_PER_SECOND),
}

/**
 * Looks up the user of a request's token. Every request costs one hash and one look-up, whatever its header holds, unless
 * it is refused for too many failures. Every failure gets the same reply. So neither words nor time disclose anything.
 */
export function createSignIn(find: (token: string) => Promise<SignedIn | undefined>, now: () => number): SignIn {
  const failures = new Map<string, Allowance>()

  const noteFailure = (address: string): void => {
    const known = failures.get(address) ?? createAllowance(SIGN_INS_AT_ONCE, SIGN_INS_PER_SECOND, now)
    known.take(1)
    // Set anew, so that the first in the map is the one that was quiet for longest.
    failures.delete(address)
    failures.set(address, known)
    for (const [other, allowance] of failures) {
      if (failures.size <= ADDRESSES_MAX && !allowance.isFull()) break
      failures.delete(other)
    }
  }

  return async (authorization, address) => {
    if (failures.get(address)?.isLeft() === false) return { ok: false, problem: TOO_MANY }
    const token = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1] ?? ''
    const who = await find(token)
    if (who !== undefined) return { ok: true, who }
    noteFailure(address)
    return { ok: false, problem: NOT_SIGNED_IN }
  }
}
