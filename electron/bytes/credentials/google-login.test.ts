import { createVerify, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { problemOf } from '../../../shared/problem.ts'
import { fakeMachine } from '../testing/fake-machine.ts'
import { googleLogins } from './google-login.ts'
import type { FormReply } from './login.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const DEFAULT = '~/.config/gcloud/application_default_credentials.json'
const SECRETS = '~/.cloudvolume/secrets'
const URL_OF_TOKENS = 'https://tokens.test/token'

const PERSON = JSON.stringify({ type: 'authorized_user', client_id: 'c', client_secret: 's', refresh_token: 'hush' })
const ACCOUNT = JSON.stringify({
  type: 'service_account',
  client_email: 'a@b',
  private_key: PEM,
  token_uri: 'https://own.test/t',
})
const token = (text: string, lifeS = 3600): FormReply => ({
  status: 200,
  json: { access_token: text, expires_in: lifeS },
})
const REQUEST = { url: new URL('https://storage.googleapis.com/bucket/k'), headers: { range: 'bytes=0-1' } }

describe('a login for Google', () => {
  it('[CR2] of a person: a token for the refresh token, kept until shortly before it ends', async () => {
    const machine = fakeMachine({ [DEFAULT]: PERSON }, {}, [token('one'), token('short', 30), token('two')])
    const login = await googleLogins('bucket', machine, URL_OF_TOKENS).find()
    const sign = async () => (await login?.sign(REQUEST))?.headers
    expect(await sign()).toEqual({ range: 'bytes=0-1', authorization: 'Bearer one' })
    expect(await sign()).toMatchObject({ authorization: 'Bearer one' })
    const form = { grant_type: 'refresh_token', client_id: 'c', client_secret: 's', refresh_token: 'hush' }
    expect(machine.posted).toEqual([{ url: URL_OF_TOKENS, form }])
    const later = await googleLogins('bucket', machine, URL_OF_TOKENS).find()
    // A token that ends within a minute is renewed at once.
    expect((await later?.sign(REQUEST))?.headers['authorization']).toBe('Bearer two')
  })

  it('[CR2] of a service account: its own key signs what it asks its own place for', async () => {
    const machine = fakeMachine({ '/key.json': ACCOUNT }, { GOOGLE_APPLICATION_CREDENTIALS: '/key.json' }, [
      token('one'),
    ])
    const login = await googleLogins('bucket', machine).find()
    expect((await login?.sign(REQUEST))?.headers['authorization']).toBe('Bearer one')
    expect(machine.posted[0]?.url).toBe('https://own.test/t')
    const [head = '', claims = '', signature = ''] = machine.posted[0]?.form['assertion']?.split('.') ?? []
    const verifier = createVerify('RSA-SHA256').update(`${head}.${claims}`)
    expect(verifier.verify(publicKey, signature, 'base64url')).toBe(true)
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
      iss: 'a@b',
      scope: 'https://www.googleapis.com/auth/devstorage.read_only',
      aud: 'https://own.test/t',
      iat: Date.UTC(2026, 0, 1) / 1000,
      exp: Date.UTC(2026, 0, 1) / 1000 + 3600,
    })
  })

  it('[CR2] what is meant for the bucket comes first, CloudVolume’s file for all last', async () => {
    const nameOf = async (files: Record<string, string>, environment = {}) =>
      (await googleLogins('bucket', fakeMachine(files, environment)).find())?.name
    const files = { [`${SECRETS}/google-secret.json`]: ACCOUNT }
    expect(await nameOf({})).toBeUndefined()
    expect(await nameOf(files)).toContain('google-secret.json')
    expect(await nameOf({ ...files, [DEFAULT]: PERSON })).toContain('application_default_credentials.json')
    expect(await nameOf({ '/c/application_default_credentials.json': PERSON }, { CLOUDSDK_CONFIG: '/c' })).toContain(
      '/c/',
    )
    const own = { ...files, [DEFAULT]: PERSON, [`${SECRETS}/bucket-google-secret.json`]: ACCOUNT }
    expect(await nameOf(own)).toContain('bucket-google-secret.json')
  })

  it('[CR3] expired, of another type, without a field, with a wrong key, or gone: each in a sentence without secrets', async () => {
    const refused = async (text: string, reply: FormReply = token('x')) => {
      const places = googleLogins('bucket', fakeMachine({ [DEFAULT]: text }, {}, [reply]), URL_OF_TOKENS)
      const problem = await places
        .find()
        .then((login) => login?.sign(REQUEST))
        .then(() => undefined, problemOf)
      expect(problem?.kind).toBe('forbidden')
      expect(JSON.stringify(problem)).not.toMatch(/hush|PRIVATE/)
      return problem?.message
    }
    expect(await refused(PERSON, { status: 400, json: { error: 'invalid_grant' } })).toMatch(/expired.*gcloud auth/)
    expect(await refused(PERSON, { status: 500, json: undefined })).toContain('http 500')
    expect(await refused(PERSON, { status: 200, json: { access_token: 'x' } })).toContain('gave no token')
    expect(await refused('{"type": "external_account"}')).toContain('external_account')
    expect(await refused('{"type": "authorized_user", "client_id": "hush"}')).toContain('client_secret is missing')
    expect(await refused('hush')).toContain('no JSON object')
    const wrong = JSON.stringify({
      type: 'service_account',
      client_email: 'a',
      private_key: '-----BEGIN PRIVATE KEY-----hush',
    })
    expect(await refused(wrong)).toContain('no RSA key')
    const gone = googleLogins('bucket', fakeMachine({}, { GOOGLE_APPLICATION_CREDENTIALS: '/gone.json' }))
    expect(await gone.find().catch(problemOf)).toMatchObject({ message: expect.stringContaining('is not there') })
  })

  it('[CR3] whatever a file holds and a reply says, the outcome is a login or a problem', async () => {
    const field = fc.oneof(fc.jsonValue(), fc.constantFrom('authorized_user', 'service_account', 'x'))
    const text = fc.oneof(
      fc.string(),
      fc
        .record({ type: field, client_id: field, client_email: field, private_key: field })
        .map((value) => JSON.stringify(value)),
    )
    const reply = fc.record({ status: fc.constantFrom(200, 400), json: fc.jsonValue() })
    await fc.assert(
      fc.asyncProperty(text, reply, async (file, said) => {
        const places = googleLogins('bucket', fakeMachine({ [DEFAULT]: file }, {}, [said]))
        const outcome = await places
          .find()
          .then((login) => login?.sign(REQUEST))
          .catch((error: unknown) => problemOf(error) ?? error)
        if (outcome instanceof Error) throw outcome
      }),
    )
  })
})
