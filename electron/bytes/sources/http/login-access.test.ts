import type { IncomingMessage } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { problemOf } from '../../../../shared/problem.ts'
import { type AwsKey, signedByAws } from '../../credentials/aws-signature.ts'
import { googleLogins } from '../../credentials/google-login.ts'
import type { CredentialServices } from '../../credentials/login.ts'
import { createLimiter } from '../../limiter.ts'
import { fakeMachine } from '../../testing/fake-machine.ts'
import { type Handler, startServer } from '../../testing/fault-server.ts'
import { SCHEMES } from '../scheme-list.ts'
import { createHttpClient } from './http-client.ts'
import { createHttpSource } from './http-source.ts'

const KEY: AwsKey = { accessKeyId: 'AKLAB', secretAccessKey: 'hush' }
const ENVIRONMENT = { AWS_ACCESS_KEY_ID: KEY.accessKeyId, AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey }
const NOW_MS = fakeMachine({}).now()

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function serve(handle: Handler) {
  const server = await startServer(handle)
  const client = createHttpClient()
  closers.push(() => client.close(), server.close)
  return { server, client }
}

/** A folder of a bucket of a store that speaks S3’s protocol on this machine. */
async function bucket(handle: Handler, credentials: CredentialServices) {
  const { server, client } = await serve(handle)
  const scheme = SCHEMES.find(({ words }) => words.includes('s3+http'))
  const text = `s3+${server.url.origin}/bucket/my%20em`
  const place = await scheme?.open(
    { word: 's3+http', text, inner: [] },
    { home: '/', client, disk: createLimiter(1), credentials },
  )
  if (place === undefined) throw new Error('bug: no scheme')
  return { server, read: (key: string) => place.source.get(key).then((value) => value && 'value', problemOf) }
}

/** Whether a request is signed by `KEY` for this region. */
function isSigned(request: IncomingMessage, region: string): boolean {
  const { authorization = '', host = '' } = request.headers
  const names = /SignedHeaders=([^,]*)/.exec(authorization)?.[1]?.split(';') ?? []
  const signed = names.filter((name) => name !== 'host' && name !== 'x-amz-date')
  const headers = Object.fromEntries(signed.map((name) => [name, String(request.headers[name])]))
  const signing = { key: KEY, region, service: 's3', nowMs: NOW_MS }
  const expected = signedByAws(new URL(`http://${host}${request.url}`), headers, signing)
  return names.includes('host') && expected['authorization'] === authorization
}

const refuse = (code: string, status = 403): Handler => {
  return (_request, response) => void response.writeHead(status).end(`<Error><Code>${code}</Code></Error>`)
}

describe('a bucket that asks for a login', () => {
  it('[CR1, CR5] is asked without one first, then signed, and signed at once from there on', async () => {
    const asked: string[] = []
    const { read } = await bucket(
      (request, response) => {
        asked.push(request.headers.authorization === undefined ? 'plain' : 'signed')
        if (isSigned(request, 'us-east-1')) response.end('value')
        else response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>')
      },
      fakeMachine({}, ENVIRONMENT),
    )
    expect(await read('info')).toBe('value')
    expect(await read('8_8_40/0-64_0-64_0-64')).toBe('value')
    expect(asked).toEqual(['plain', 'signed', 'signed'])
  })

  it('[FB1, CR5] what a login may not list is absent once two values came with it', async () => {
    const machine = fakeMachine({}, ENVIRONMENT)
    let finds = 0
    const counting = {
      ...machine,
      readText: async (path: string) => {
        finds++
        return machine.readText(path)
      },
    }
    const { read } = await bucket((request, response) => {
      if (isSigned(request, 'us-east-1') && !request.url?.endsWith('none')) response.end('value')
      else response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>')
    }, counting)
    expect(await read('info')).toBe('value')
    expect(await read('none')).toMatchObject({ kind: 'forbidden', message: expect.stringContaining('no right') })
    expect(await read('chunk')).toBe('value')
    const before = finds
    expect(await read('none')).toBeUndefined()
    expect(finds).toBe(before)
  })

  it('[CR5] never sees a login where it gives without one', async () => {
    const { server, read } = await bucket(
      (request, response) => {
        expect(request.headers.authorization).toBeUndefined()
        if (request.url?.endsWith('none') === true) response.writeHead(403).end()
        else response.end('value')
      },
      fakeMachine({}, ENVIRONMENT),
    )
    expect([await read('info'), await read('chunk'), await read('none')]).toEqual(['value', 'value', undefined])
    expect(server.requests.filter((path) => path.endsWith('none')).length).toBe(1)
  })

  it('[CR5] is given none where the address carries a signature of its own', async () => {
    const authorised: unknown[] = []
    const { server, client } = await serve((request, response) => {
      authorised.push(request.headers.authorization)
      response.writeHead(403).end()
    })
    const base = new URL(`${server.url.href}?X-Amz-Signature=1`)
    const logins = { looked: '', find: () => Promise.reject(new Error('bug: a login was looked for')) }
    const source = createHttpSource({ base, client, root: { above: 1, shown: ({ pathname }) => pathname, logins } })
    expect(await source.get('info').catch(problemOf)).toMatchObject({ kind: 'forbidden', status: 403 })
    expect(authorised).toEqual([undefined])
  })

  it('[CR4] is signed for its own region, which the store names', async () => {
    const { read } = await bucket(
      (request, response) => {
        if (request.headers.authorization === undefined) return void response.writeHead(403).end()
        if (isSigned(request, 'eu-west-3')) return void response.end('value')
        response.writeHead(400, { 'x-amz-bucket-region': 'eu-west-3' }).end()
      },
      fakeMachine({}, ENVIRONMENT),
    )
    expect(await read('info')).toBe('value')
  })

  it('[CR6] a login that has expired is read anew, and used once it was renewed', async () => {
    const environment: Record<string, string> = { ...ENVIRONMENT, AWS_SESSION_TOKEN: 'old' }
    const { read } = await bucket(
      (request, response) => {
        const token = request.headers['x-amz-security-token']
        if (token === 'new') response.end('value')
        else response.writeHead(403).end(token === undefined ? 'no' : '<Code>ExpiredToken</Code>')
      },
      fakeMachine({}, environment),
    )
    expect(await read('info')).toMatchObject({
      message: expect.stringMatching(/AWS_ACCESS_KEY_ID has expired: sign in/),
    })
    environment['AWS_SESSION_TOKEN'] = 'new'
    expect(await read('info')).toBe('value')
  })

  it.each([
    ['InvalidAccessKeyId', /does not know the key of AWS_ACCESS_KEY_ID/],
    ['SignatureDoesNotMatch', /secret of AWS_ACCESS_KEY_ID does not fit/],
    ['RequestTimeTooSkewed', /clock of this machine is wrong/],
    ['AccessDenied', /AWS_ACCESS_KEY_ID has no right to read/],
  ])('[CR3] %s is a sentence of its own, without a secret', async (code, words) => {
    const { read } = await bucket(refuse(code), fakeMachine({}, ENVIRONMENT))
    const problem = await read('info')
    expect(problem).toMatchObject({ kind: 'forbidden', status: 403, message: expect.stringMatching(words) })
    expect(problem).toMatchObject({ file: expect.stringMatching(/^s3\+http:.*\/bucket\/my%20em\/info$/) })
    expect(JSON.stringify(problem)).not.toMatch(/hush|AKLAB|Signature=/)
  })

  it('[CR3] says where a login was looked for, when there is none', async () => {
    const { read } = await bucket(refuse('AccessDenied'), fakeMachine({}))
    expect(await read('info')).toMatchObject({ message: expect.stringMatching(/no login was found: .*~\/\.aws/) })
  })

  it('[CR5] a page to sign in is a refusal too, where a login is known of', async () => {
    const page = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>')
    })
    const handle: Handler = (request, response) => {
      if (request.headers.authorization === undefined) response.writeHead(302, { location: page.server.url.href }).end()
      else response.end('value')
    }
    const { read } = await bucket(handle, fakeMachine({}, ENVIRONMENT))
    expect(await read('info')).toBe('value')
    const without = await bucket(handle, fakeMachine({}))
    expect(await without.read('info')).toMatchObject({
      kind: 'forbidden',
      message: expect.stringMatching(/sent a page to sign in\), and no login was found/),
    })
  })

  it('[CR7] user and password of an address go to its own origin alone, whatever is in them', async () => {
    const seen: (string | undefined)[] = []
    const elsewhere = await serve((request, response) => {
      seen.push(request.headers.authorization)
      response.end('value')
    })
    const { server, client } = await serve((request, response) => {
      seen.push(request.headers.authorization)
      response.writeHead(307, { location: elsewhere.server.url.href }).end()
    })
    const base = new URL(server.url.href.replace('//', '//ann%:p%20w@'))
    expect((await createHttpSource({ base, client }).get('info'))?.bytes.length).toBe(5)
    expect(seen).toEqual([`Basic ${Buffer.from('ann%:p w').toString('base64')}`, undefined])
  })

  it('[CR7] a login never follows a redirect', async () => {
    const elsewhere = await serve((_request, response) => void response.end('value'))
    const { read } = await bucket(
      (request, response) => {
        if (request.headers.authorization === undefined) response.writeHead(403).end()
        else response.writeHead(307, { location: elsewhere.server.url.href }).end()
      },
      fakeMachine({}, ENVIRONMENT),
    )
    expect(await read('info')).toMatchObject({ kind: 'forbidden', status: 307 })
    expect(elsewhere.server.requests).toEqual([])
  })

  it('[CR5] Google’s: a token goes along; a login that cannot be used is the problem itself', async () => {
    const person = { type: 'authorized_user', client_id: 'c', client_secret: 's', refresh_token: 'r' }
    const files = { '~/.config/gcloud/application_default_credentials.json': JSON.stringify(person) }
    const { server, client } = await serve((request, response) => {
      if (request.headers.authorization === 'Bearer one') response.end('value')
      else response.writeHead(401).end()
    })
    const sourceWith = (status: number, json: unknown) => {
      const logins = googleLogins('bucket', fakeMachine(files, {}, [{ status, json }]))
      return createHttpSource({ base: server.url, client, root: { above: 1, shown: ({ href }) => href, logins } })
    }
    const good = sourceWith(200, { access_token: 'one', expires_in: 3600 })
    expect((await good.get('info'))?.bytes.length).toBe(5)
    const expired = sourceWith(400, { error: 'invalid_grant' })
    const message = expect.stringContaining('gcloud auth application-default login')
    expect(await expired.get('info').catch(problemOf)).toMatchObject({ kind: 'forbidden', message })
  })
})
