import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import * as fs from 'node:fs'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FEED_FORM } from '../../../shared/update/feed.ts'
import { type Prepared, putInPlace } from './put-in-place.ts'
import { createUpdater } from './updater.ts'

const NAME = 'skein.zip'
const EXECUTABLE = 0o100755 << 16
let folder = ''
let served = new Map<string, Uint8Array>()
let server: http.Server
let base = ''

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'skein-update-'))
  served = new Map()
  server = http.createServer((request, response) => {
    const body = served.get((request.url ?? '').slice(1))
    response.writeHead(body === undefined ? 404 : 200).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  base = `http://127.0.0.1:${address.port}`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const stranger = generateKeyPairSync('ed25519')

/** A package of an app: one folder with a program and an archive. */
function packageOf(version: string): Uint8Array {
  return zipSync({
    'skein/skein': [Buffer.from(`#!/bin/sh\necho ${version}\n`), { os: 3, attrs: EXECUTABLE }],
    'skein/resources/app.asar': Buffer.from(`archive of ${version}`),
  })
}

interface Served {
  readonly version: string
  readonly file?: Uint8Array
  readonly kind?: 'zip' | 'appimage'
  readonly key?: KeyObject
}

function serve({ version, file = packageOf(version), kind = 'zip', key = privateKey }: Served): void {
  const sha512 = createHash('sha512').update(file).digest('hex')
  const one = { platform: 'linux', arch: 'x64', kind, name: NAME, bytes: file.byteLength, sha512 }
  const feed = Buffer.from(JSON.stringify({ form: FEED_FORM, version, files: [one] }))
  served.set('feed.json', feed)
  served.set('feed.json.sig', Buffer.from(`${sign(null, feed, key).toString('base64')}\n`))
  served.set(NAME, file)
}

/** An installed app of version 1.0.0, and a person who says yes. */
function installedApp(kind: 'zip' | 'appimage' = 'zip') {
  const place = join(folder, 'apps', kind === 'zip' ? 'skein' : 'Skein.AppImage')
  mkdirSync(join(folder, 'apps'))
  if (kind === 'zip') mkdirSync(join(place, 'resources'), { recursive: true })
  const program = kind === 'zip' ? join(place, 'skein') : place
  writeFileSync(program, 'the old program')
  chmodSync(program, 0o755)
  const said: string[] = []
  const parts: (number | undefined)[] = []
  let prepared: { readonly prepared: Prepared; readonly restart: boolean } | undefined
  const updater = createUpdater({
    source: {
      address: `${base}/feed.json`,
      publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    },
    installed: { version: '1.0.0', platform: 'linux', arch: 'x64', kind },
    place,
    downloads: join(folder, 'downloads'),
    fetch: (address, options) => fetch(address, options),
    fs,
    dialogs: {
      tell: async (sentence) => void said.push(sentence),
      ask: async (sentence) => {
        said.push(sentence)
        return true
      },
      progress: (part) => void parts.push(part),
      reveal: (file) => void said.push(`reveals ${file}`),
    },
    prepared: (what, restart) => {
      prepared = { prepared: what, restart }
    },
  })
  const program_ = () => readFileSync(program, 'utf8')
  return {
    updater,
    said,
    parts,
    place,
    prepared: () => prepared,
    program: program_,
    mode: () => statSync(program).mode & 0o777,
  }
}

/** Nothing but the app lies where apps are, and no download is left. */
function expectUntouched(app: ReturnType<typeof installedApp>): void {
  expect(app.program()).toBe('the old program')
  expect(app.prepared()).toBeUndefined()
  expect(readdirSync(join(folder, 'apps'))).toHaveLength(1)
  const downloads = join(folder, 'downloads')
  expect(existsSync(downloads) ? readdirSync(downloads) : []).toEqual([])
}

describe('updating', () => {
  it('[UP3] a signed newer version is downloaded, checked, and takes the place of the app as it ends', async () => {
    serve({ version: '1.1.0' })
    const app = installedApp()
    await app.updater.check(false)
    expect(app.said).toEqual([
      'Skein 1.1.0 is there; this is 1.0.0. Download it (1 MB)?',
      'Skein 1.1.0 is checked and takes the place of 1.0.0 when Skein ends.',
    ])
    expect(app.parts.slice(-2)).toEqual([1, undefined])
    expect(app.program()).toBe('the old program')
    const { prepared, restart } = app.prepared() ?? {}
    expect(restart).toBe(true)
    if (prepared === undefined) throw new Error('nothing was prepared')
    putInPlace(fs, prepared)
    expect(app.program()).toContain('echo 1.1.0')
    expect(app.mode()).toBe(0o755)
    expect(readFileSync(join(app.place, 'resources', 'app.asar'), 'utf8')).toBe('archive of 1.1.0')
    expect(readFileSync(`${app.place}.old/skein`, 'utf8')).toBe('the old program')
    expect(readdirSync(join(folder, 'apps')).sort()).toEqual(['skein', 'skein.old'])
  })

  it('[UP3] an AppImage is replaced as one file, which stays executable', async () => {
    serve({ version: '1.1.0', kind: 'appimage', file: Buffer.from('the new program') })
    const app = installedApp('appimage')
    await app.updater.check(true)
    const { prepared } = app.prepared() ?? {}
    if (prepared === undefined) throw new Error('nothing was prepared')
    putInPlace(fs, prepared)
    expect(app.program()).toBe('the new program')
    expect(app.mode()).toBe(0o755)
    expect(readdirSync(join(folder, 'apps'))).toEqual(['Skein.AppImage'])
  })

  it.each([
    ['a feed that somebody else signed', () => serve({ version: '1.1.0', key: stranger.privateKey })],
    [
      'a feed that was changed after it was signed',
      () => {
        serve({ version: '1.1.0' })
        served.set('feed.json', Buffer.from(Buffer.from(served.get('feed.json')!).toString().replace('1.1.0', '9.9.9')))
      },
    ],
    [
      'a feed whose signature is no signature',
      () => {
        serve({ version: '1.1.0' })
        served.set('feed.json.sig', Buffer.from('yes'))
      },
    ],
  ])('[UP4] %s is told and changes nothing, also when nobody asked', async (_what, prepare) => {
    prepare()
    const app = installedApp()
    await app.updater.check(false)
    expect(app.said).toEqual([
      `The update feed ${base}/feed.json is not signed with Skein's key, so nothing of it is used. Nothing was changed.`,
    ])
    expectUntouched(app)
  })

  it.each([
    ['other bytes of the same length', (file: Uint8Array) => file.map((byte, at) => (at === 40 ? byte ^ 1 : byte))],
    ['a byte less', (file: Uint8Array) => file.subarray(1)],
    ['more bytes', (file: Uint8Array) => Buffer.concat([file, file])],
  ])('[UP4] a file with %s is not used', async (_what, tamper) => {
    serve({ version: '1.1.0' })
    served.set(NAME, tamper(served.get(NAME)!))
    const app = installedApp()
    await app.updater.check(true)
    expect(app.said).toHaveLength(2)
    expect(app.said[1]).toMatch(
      /skein\.zip (is not the file that the signed feed names|has over \d+ bytes).*Nothing was changed\.$/,
    )
    expectUntouched(app)
  })

  it('[UP5] a signed feed of an older version is not followed', async () => {
    serve({ version: '0.9.0' })
    const app = installedApp()
    await app.updater.check(true)
    expect(app.said).toEqual([
      'The update feed has Skein 0.9.0, which is older than this version 1.0.0. Nothing was changed.',
    ])
    expectUntouched(app)
  })

  it('[UP5] a check that nobody asked for is silent without a network and without news', async () => {
    const app = installedApp()
    await app.updater.check(false)
    serve({ version: '1.0.0' })
    await app.updater.check(false)
    expect(app.said).toEqual([])
    await app.updater.check(true)
    expect(app.said).toEqual(['Skein 1.0.0 is the newest version.'])
    expectUntouched(app)
  })

  it('[UP4] a signed zip that does not unpack changes nothing', async () => {
    serve({ version: '1.1.0', file: Buffer.from('this is no zip') })
    const app = installedApp()
    await app.updater.check(true)
    expect(app.said.at(-1)).toMatch(/does not unpack.*Nothing was changed/)
    expectUntouched(app)
  })

  it('[UP6] a download is cancelled without a word, and leaves nothing', async () => {
    serve({ version: '1.1.0', file: Buffer.alloc(3_000_000, 1) })
    const app = installedApp()
    const { updater, parts } = app
    parts.push = (part: number | undefined) => {
      updater.cancel()
      return Array.prototype.push.call(parts, part)
    }
    await updater.check(true)
    expect(app.said).toEqual(['Skein 1.1.0 is there; this is 1.0.0. Download it (3 MB)?'])
    expect(parts.at(-1)).toBeUndefined()
    expectUntouched(app)
  })
})
