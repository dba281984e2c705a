import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FromLocalStore, ToLocalStore } from '../../../shared/contracts/local-store-protocol.ts'
import { type StoreProcess, startLocalStore } from './local-store.ts'
import { placeOfStore, type StorePlace } from './store-place.ts'

let folder = ''
const servers: Server[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-local-store-'))
})
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
  rmSync(folder, { recursive: true })
})

/** What a store that runs says of itself at /health. */
async function runningStore(): Promise<string> {
  const server = createServer((request, response) => response.writeHead(request.url === '/health' ? 200 : 404).end())
  servers.push(server)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : ''
}

/** A process that does what its test says, and notes what it is told. */
interface Puppet extends StoreProcess {
  readonly told: (ToLocalStore | 'killed')[]
  say(message: FromLocalStore): void
  end(code: number, lastWords?: string): void
}

function puppet(): Puppet {
  const told: (ToLocalStore | 'killed')[] = []
  let say: Puppet['say'] = () => undefined
  let end: Puppet['end'] = () => undefined
  return {
    told,
    send: (message) => told.push(message),
    kill() {
      told.push('killed')
      end(143)
    },
    onMessage: (listener) => {
      say = listener
    },
    onExit: (listener) => {
      end = listener
    },
    say: (message) => say(message),
    end: (code, lastWords) => end(code, lastWords),
  }
}

/** Waits for what happens without this thread, at most as long as a test may take. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn()
}

const placed = (): StorePlace => placeOfStore(join(folder, 'user'), {}, 'linux', '/ana', 'Skein')

function started(place = placed(), wait: (ms: number) => Promise<void> = () => turn()) {
  const processes: Puppet[] = []
  const up: string[] = []
  const said: string[] = []
  const { stop } = startLocalStore({
    place,
    fork() {
      const made = puppet()
      processes.push(made)
      return made
    },
    onUp: ({ store, token }) => up.push(`${store} ${token}`),
    say: (sentence) => said.push(sentence),
    wait,
  })
  return { processes, up, said, stop }
}

/** The process that was forked, once it was. */
async function first({ processes }: { readonly processes: readonly Puppet[] }): Promise<Puppet> {
  await until(() => processes.length > 0)
  const [child] = processes
  if (child === undefined) throw new Error('no process')
  return child
}

function writeConnection(text: string): void {
  mkdirSync(join(folder, 'user'), { recursive: true })
  writeFileSync(placed().connectionFile, text)
}

const never = () => new Promise<void>(() => undefined)

describe('the store of this machine', () => {
  it('[LS2] the process is told its folder, tells its address, and is asked to stop', async () => {
    const app = started(placed(), never)
    const child = await first(app)
    const { data, connectionFile } = placed()
    expect(child.told).toEqual([{ kind: 'start', data, connectionFile }])
    child.say({ kind: 'up', url: 'http://127.0.0.1:4000', token: 't' })
    expect(app.up).toEqual(['http://127.0.0.1:4000 t'])
    const stopped = app.stop()
    await until(() => child.told.length > 1)
    expect(child.told.at(-1)).toEqual({ kind: 'stop' })
    child.end(0)
    await stopped
    expect([child.told.length, app.said]).toEqual([2, []])
  })

  it('[LS2] a process that does not stop in time is killed', async () => {
    const app = started()
    const child = await first(app)
    await app.stop()
    expect(child.told.slice(1)).toEqual([{ kind: 'stop' }, 'killed'])
    expect(app.said).toEqual([])
  })

  it('[LS2] an app that ends before its store began starts none', async () => {
    const app = started()
    await app.stop()
    expect(app.processes).toEqual([])
  })

  it('[LS3] a second app uses the store of the first, and leaves it running', async () => {
    const url = await runningStore()
    writeConnection(JSON.stringify({ url, token: 'of-the-first' }))
    const second = started()
    await until(() => second.up.length > 0)
    expect(second.up).toEqual([`${url} of-the-first`])
    await second.stop()
    expect([second.processes, second.said]).toEqual([[], []])
  })

  it('[LS3] a second app waits for the store that the first is starting', async () => {
    const url = await runningStore()
    let looks = 0
    const second = started(placed(), async () => {
      looks++
      if (looks === 3) writeConnection(JSON.stringify({ url, token: 'late' }))
    })
    const child = await first(second)
    child.say({ kind: 'failed', reason: 'The folder is in use', inUse: true })
    await until(() => second.up.length > 0)
    expect(second.up).toEqual([`${url} late`])
    expect(child.told.at(-1)).toBe('killed')
    expect(second.said).toEqual([])
  })

  it.each([
    '{"url":"http://127.0.0.1:1","token":"old"}',
    '{',
    '',
    '{"url":"nonsense","token":"t"}',
    '{"url":"http://store.example.org","token":"t"}',
    '{"url":"http://127.0.0.1:1"}',
    `{"url":"http://127.0.0.1:1","token":"${'t'.repeat(20_000)}"}`,
  ])('[LS3] a file %j that a killed store left behind is not believed', async (left) => {
    writeConnection(left)
    const app = started()
    await first(app)
    expect(app.up).toEqual([])
    await app.stop()
  })

  it('[LS3] an address that is not of this machine is not used', async () => {
    const app = started()
    const child = await first(app)
    child.say({ kind: 'up', url: 'http://192.168.1.1:80', token: 't' })
    expect(app.up).toEqual([])
    await app.stop()
  })

  it('[LS4] one that cannot start is told with its reason, once', async () => {
    const app = started()
    const child = await first(app)
    child.say({ kind: 'failed', reason: 'The disk is full', inUse: false })
    expect(app.said).toEqual([`No local store: The disk is full (see ${placed().logFile})`])
    await app.stop()
  })

  it('[LS4] one that ends by itself is told, with its last words or its exit code', async () => {
    const crashed = started()
    ;(await first(crashed)).end(7, 'Out of memory')
    expect(crashed.said).toEqual([`No local store: Out of memory (see ${placed().logFile})`])
    const stopped = started()
    const child = await first(stopped)
    child.say({ kind: 'up', url: 'http://127.0.0.1:4000', token: 't' })
    child.end(7)
    expect(stopped.said).toEqual([`The local store stopped: it ended (exit code 7) (see ${placed().logFile})`])
  })

  it('[LS4] a folder that cannot be made is told', async () => {
    writeFileSync(join(folder, 'file'), '')
    const app = started(placeOfStore(join(folder, 'file', 'user'), {}, 'linux', '/ana', 'Skein'))
    await until(() => app.said.length > 0)
    expect(app.said[0]).toMatch(/^No local store: ENOTDIR/)
    expect(app.processes).toEqual([])
  })
})
