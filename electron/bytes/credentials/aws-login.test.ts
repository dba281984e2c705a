import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { problemOf } from '../../../shared/problem.ts'
import type { HttpAnswer } from '../sources/http/http-exchange.ts'
import { fakeMachine } from '../testing/fake-machine.ts'
import { awsLogins } from './aws-login.ts'
import { readIni } from './credential-files.ts'

const KEYS = (id: string) => `aws_access_key_id = ${id}\naws_secret_access_key=hush\n`
const CREDENTIALS = `# of mine\n[default]\n${KEYS('AKDEFAULT')}[lab]\r\n${KEYS('AKLAB')}aws_session_token = tok\n`
const CONFIG =
  '[default]\nregion = eu-west-1\n[profile lab]\nregion=us-west-2\ns3 =\n  aws_access_key_id = nested\n[profile away]\nsso_session = lab\n'
const FILES = { '~/.aws/credentials': CREDENTIALS, '~/.aws/config': CONFIG }

type Files = Readonly<Record<string, string>>

const find = (files: Files, environment: Files = {}) => awsLogins('bucket', fakeMachine(files, environment)).find()

/** Name, key id and region of what is found. */
async function found(files: Files, environment: Files = {}): Promise<string> {
  const login = await find(files, environment)
  if (login === undefined) return 'none'
  const { url, headers } = await login.sign({ url: new URL('https://bucket.s3.amazonaws.com/k'), headers: {} })
  const [, id, region] = /Credential=([^/]*)\/\d+\/([^/]*)\//.exec(headers['authorization'] ?? '') ?? []
  expect(url.host).toBe(`bucket.s3.${region}.amazonaws.com`)
  return `${login.name}: ${id} ${region}`
}

const refusal = (files: Files, environment: Files = {}) => find(files, environment).then(() => 'found', problemOf)

describe('a login for AWS', () => {
  it('[CR2] is read from variables, profiles and CloudVolume’s files, what is meant for the bucket first', async () => {
    expect(await found({})).toBe('none')
    expect(await found(FILES)).toBe('AWS profile default: AKDEFAULT eu-west-1')
    expect(await found(FILES, { AWS_PROFILE: 'lab' })).toBe('AWS profile lab: AKLAB us-west-2')
    const variables = { AWS_ACCESS_KEY_ID: 'AKENV', AWS_SECRET_ACCESS_KEY: 'hush', AWS_REGION: 'eu-north-1' }
    expect(await found(FILES, variables)).toBe('AWS_ACCESS_KEY_ID: AKENV eu-north-1')
    const secret = (id: string) => JSON.stringify({ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: 'hush' })
    const all = { '~/.cloudvolume/secrets/aws-secret.json': secret('AKALL') }
    expect(await found(all)).toBe('/people/ada/.cloudvolume/secrets/aws-secret.json: AKALL us-east-1')
    const own = { ...all, ...FILES, '~/.cloudvolume/secrets/bucket-aws-secret.json': secret('AKOWN') }
    expect(await found(own, variables)).toContain('AKOWN')
    expect(await found({ '/k': CREDENTIALS }, { AWS_SHARED_CREDENTIALS_FILE: '/k' })).toContain('AKDEFAULT')
  })

  it('[CR3] a profile without keys, one that signs in otherwise, and a file that is damaged each say what is wrong', async () => {
    expect(await refusal(FILES, { AWS_PROFILE: 'nobody' })).toMatchObject({
      kind: 'forbidden',
      message: expect.stringMatching(/AWS profile nobody, which AWS_PROFILE names, has no keys/),
    })
    expect(await refusal(FILES, { AWS_PROFILE: 'away' })).toMatchObject({
      message: expect.stringMatching(/sso_session, which Skein does not do; .*export-credentials/),
    })
    const file = '/people/ada/.cloudvolume/secrets/aws-secret.json'
    for (const [text, words] of [
      ['{"AWS_ACCESS_KEY_ID": "hush"}', 'AWS_SECRET_ACCESS_KEY is missing'],
      ['hush', 'is no JSON object'],
      ['[]', 'is no JSON object'],
    ] as const) {
      const problem = await refusal({ '~/.cloudvolume/secrets/aws-secret.json': text })
      expect(problem).toMatchObject({ kind: 'forbidden', file, message: expect.stringContaining(words) })
      expect(JSON.stringify(problem)).not.toContain('hush')
    }
  })

  it('[CR4] learns its region from what the store says, and nothing from what is no region', async () => {
    const login = await find(FILES)
    const answer = (said: Partial<HttpAnswer>): HttpAnswer => ({ status: 400, headers: {}, body: Buffer.of(), ...said })
    expect(login?.learn(answer({}))).toBe(false)
    expect(login?.learn(answer({ headers: { 'x-amz-bucket-region': 'eu-west-1' } }))).toBe(false)
    expect(login?.learn(answer({ headers: { 'x-amz-bucket-region': 'evil.example.org/' } }))).toBe(false)
    expect(login?.learn(answer({ body: Buffer.from('<Error><Region>ap-south-1</Region></Error>') }))).toBe(true)
    const signed = await login?.sign({ url: new URL('https://s3.amazonaws.com/my.bucket/k'), headers: {} })
    expect(signed?.url.href).toBe('https://s3.ap-south-1.amazonaws.com/my.bucket/k')
    const elsewhere = await login?.sign({ url: new URL('http://127.0.0.1:9000/bucket/k'), headers: {} })
    expect(elsewhere?.url.host).toBe('127.0.0.1:9000')
  })

  it('[CR3] whatever a file holds, the outcome is a login, none, or a problem', async () => {
    const part = fc.constantFrom(
      '[default]',
      '[',
      ']',
      '=',
      '\n',
      ' ',
      'aws_access_key_id',
      'aws_secret_access_key',
      'x',
      '__proto__',
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(part).map((parts) => parts.join('')),
    )
    const files = fc.record({
      '~/.aws/credentials': text,
      '~/.aws/config': text,
      '~/.cloudvolume/secrets/aws-secret.json': fc.oneof(text, fc.json()),
    })
    await fc.assert(
      fc.asyncProperty(files, async (given) => {
        try {
          await find(given)
        } catch (error) {
          expect(problemOf(error)?.kind).toBe('forbidden')
        }
      }),
    )
    expect(readIni('[__proto__]\nx = 1\n').get('default')).toBeUndefined()
  })
})
