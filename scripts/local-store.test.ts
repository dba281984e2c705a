import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { placeOfStore, startLocalStore } from './local-store.mjs'

let folder = ''
const ending: (() => unknown)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-local-store-'))
})
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
  rmSync(folder, { recursive: true })
})

/** Stands in for server/main.ts: the same flags, one page. It notes its flags in its data folder. */
const STAND_IN = `
import { createServer } from 'node:http'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
const at = (flag) => process.argv[process.argv.indexOf(flag) + 1]
const server = createServer((request, response) => response.writeHead(request.url === '/health' ? 200 : 404).end())
server.listen(Number(at('--port')), '127.0.0.1', () => {
  mkdirSync(at('--data'), { recursive: true })
  writeFileSync(at('--data') + '/seen.json', JSON.stringify([process.argv.slice(2), process.env.DATABASE_URL ?? null]))
  const file = at('--connection-file')
  writeFileSync(file + '.draft', JSON.stringify({ url: 'http://127.0.0.1:' + server.address().port, token: 't' }))
  renameSync(file + '.draft', file)
})
process.stdin.resume().on('end', () => process.exit(0))
`

function program(text = STAND_IN): readonly string[] {
  const file = join(mkdtempSync(join(folder, 'program-')), 'program.mjs')
  writeFileSync(file, text)
  return [process.execPath, file]
}

const place = () => placeOfStore(join(folder, 'user'), {}, 'linux', '/ana')

async function started(options: Parameters<typeof startLocalStore>[1] = {}) {
  const said: string[] = []
  const store = await startLocalStore(place(), { program: program(), say: (line) => said.push(line), ...options })
  ending.push(store.stop)
  return { ...store, said }
}

/** Waits for what another process does, at most as long as a test may take. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((look) => setTimeout(look, 10))
}

const addressIn = (file: string): string => JSON.parse(readFileSync(file, 'utf8')).url
const answers = (url: string) =>
  fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  )

describe('the store of this machine', () => {
  it('LS1: keeps its data beside the app’s, or in the folder of --user-data', () => {
    const at = (platform: NodeJS.Platform, env = {}) => placeOfStore(undefined, env, platform, '/ana').data
    expect(at('linux')).toBe('/ana/.local/share/skein/store')
    expect(at('linux', { XDG_DATA_HOME: '/x' })).toBe('/x/skein/store')
    expect(at('darwin')).toBe('/ana/Library/Application Support/skein/store')
    expect(at('win32', { LOCALAPPDATA: '/l' })).toBe('/l/skein/store')
    expect(placeOfStore('/u', {}, 'linux', '/ana')).toEqual({
      data: '/u/store',
      connectionFile: '/u/store-connection.json',
      logFile: '/u/store.log',
    })
  })

  it('LS2: is started beside the app, which is told its file, and ends with it', async () => {
    process.env['DATABASE_URL'] = 'postgres://a-team'
    ending.push(() => delete process.env['DATABASE_URL'])
    const { env, stop, said } = await started()
    const { data, connectionFile, logFile } = place()
    expect(env).toEqual({ SKEIN_LOCAL_STORE: connectionFile })
    await until(() => existsSync(connectionFile))
    const flags = ['--data', data, '--port', '0', '--connection-file', connectionFile, '--until-stdin-closes']
    expect(JSON.parse(readFileSync(join(data, 'seen.json'), 'utf8'))).toEqual([flags, null])
    const url = addressIn(connectionFile)
    expect(await answers(url)).toBe(true)
    await stop()
    expect(await answers(url)).toBe(false)
    expect(existsSync(connectionFile)).toBe(false)
    expect(statSync(logFile).mode & 0o777).toBe(0o600)
    expect(said).toEqual([])
  })

  it('LS3: a second start uses the store of the first, and leaves it running', async () => {
    const first = await started()
    const { connectionFile, data } = place()
    await until(() => existsSync(connectionFile))
    const url = addressIn(connectionFile)
    rmSync(join(data, 'seen.json'))
    const second = await started()
    expect(second.env).toEqual(first.env)
    await second.stop()
    expect(addressIn(connectionFile)).toBe(url)
    expect(await answers(url)).toBe(true)
    expect(existsSync(join(data, 'seen.json'))).toBe(false)
  })

  it('LS3: what a killed store left behind is not believed', async () => {
    const { connectionFile } = place()
    mkdirSync(join(folder, 'user'))
    for (const left of ['{"url":"http://127.0.0.1:1","token":"old"}', '{', '', '{"url":"nonsense"}']) {
      writeFileSync(connectionFile, left)
      const { stop, said } = await started()
      await until(() => existsSync(connectionFile))
      expect(await answers(addressIn(connectionFile))).toBe(true)
      await stop()
      expect(said).toEqual([])
    }
  })

  it('LS4: one that does not start is told with its reason, and the app starts all the same', async () => {
    const failing = program("console.error('The folder is locked'); process.exit(3)")
    const { said, stop } = await started({ program: failing })
    await until(() => said.length > 0)
    expect(said).toEqual([`No local store: The folder is locked (see ${place().logFile})`])
    await stop()
    const absent = await started({ program: [join(folder, 'no-such-program')] })
    await until(() => absent.said.length > 0)
    expect(absent.said[0]).toMatch(/^No local store: .*ENOENT/)
    writeFileSync(join(folder, 'file'), '')
    const blocked: string[] = []
    const nowhere = placeOfStore(join(folder, 'file', 'user'), {}, 'linux', '/ana')
    const none = await startLocalStore(nowhere, { program: program(), say: (line) => blocked.push(line) })
    expect(none.env).toEqual({})
    expect(blocked[0]).toMatch(/^No local store: ENOTDIR/)
    await none.stop()
  })

  it('LS4: one that stops while the app runs is told', async () => {
    const { said } = await started({
      program: program(`${STAND_IN}\nprocess.on('SIGTERM', () => {
      console.error('Terminated by somebody')
      process.exit(1)
    })
    import { writeFileSync as note } from 'node:fs'
    note(${JSON.stringify(join(folder, 'pid'))}, String(process.pid))`),
    })
    await until(() => existsSync(place().connectionFile))
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 'SIGTERM')
    await until(() => said.length > 0)
    expect(said).toEqual([`The local store stopped: Terminated by somebody (see ${place().logFile})`])
  })

  it('LS5: one whose launcher is killed ends by itself', async () => {
    const module = fileURLToPath(new URL('local-store.mjs', import.meta.url))
    const launcher = `
      import { startLocalStore } from ${JSON.stringify(module)}
      await startLocalStore(${JSON.stringify(place())}, { program: ${JSON.stringify(program())} })
      setInterval(() => undefined, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', launcher], { stdio: 'ignore' })
    await until(() => existsSync(place().connectionFile))
    const url = addressIn(place().connectionFile)
    expect(await answers(url)).toBe(true)
    child.kill('SIGKILL')
    await until(async () => !(await answers(url)))
  })
})
