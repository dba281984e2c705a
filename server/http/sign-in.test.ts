import { describe, expect, it } from 'vitest'
import { ADDRESSES_MAX, SIGN_INS_AT_ONCE, SIGN_INS_PER_SECOND } from '../limits.ts'
import { createSignIn } from './sign-in.ts'

const WHO = { user: 'ann', tokenHash: 'h', expiresAtMs: undefined }

/** A rig: a sign-in that knows one token, with a clock that stands still. */
function bench() {
  const clock = { ms: 0 }
  let lookUps = 0
  const find = async (token: string) => {
    lookUps++
    return token === 'right' ? WHO : undefined
  }
  return { signIn: createSignIn(find, () => clock.ms), clock, lookUps: () => lookUps }
}

describe('signing in', () => {
  it('[SV7] gives the same reply to every header that holds no valid token, after one look-up each', async () => {
    const headers = [undefined, '', 'Bearer', 'Bearer ', 'Bearer wrong', 'Basic right', 'right', 'Bearer right right']
    for (const [i, header] of headers.entries()) {
      const { signIn, lookUps } = bench()
      expect(await signIn(header, `address ${i}`)).toEqual({
        ok: false,
        problem: { code: 'not-signed-in', message: 'The store does not accept this token' },
      })
      expect(lookUps()).toBe(1)
    }
    expect(await bench().signIn('bearer right', 'address')).toEqual({ ok: true, who: WHO })
  })

  it('[SV8] looks up no more for an address with too many failures, until time has passed; others are served', async () => {
    const { signIn, clock, lookUps } = bench()
    for (let i = 0; i < SIGN_INS_AT_ONCE; i++) await signIn('Bearer wrong', 'a')
    expect(await signIn('Bearer right', 'a')).toMatchObject({ ok: false, problem: { code: 'too-many' } })
    expect(lookUps()).toBe(SIGN_INS_AT_ONCE)
    expect(await signIn('Bearer right', 'b')).toEqual({ ok: true, who: WHO })
    clock.ms = 1000 / SIGN_INS_PER_SECOND
    expect(await signIn('Bearer right', 'a')).toEqual({ ok: true, who: WHO })
  })

  it('[SV8] right tokens are no failures, and an address is not remembered for ever', async () => {
    const { signIn } = bench()
    for (let i = 0; i < 2 * SIGN_INS_AT_ONCE; i++) expect((await signIn('Bearer right', 'a')).ok).toBe(true)
    for (let i = 0; i < SIGN_INS_AT_ONCE; i++) await signIn('Bearer wrong', 'a')
    for (let i = 0; i < ADDRESSES_MAX; i++) await signIn('Bearer wrong', `other ${i}`)
    expect((await signIn('Bearer right', 'a')).ok).toBe(true)
  })
})
