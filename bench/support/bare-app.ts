import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { benchEnvironment, electronCommand } from './skein-app.ts'

/**
 * Starts the app as a person does, without a test driver, which would slow it down. Asks about its frames afterwards.
 */

const DEVTOOLS = /DevTools listening on ws:\/\/([^/\s]+)\//
/** A start that takes this many ms has failed. */
const TIMEOUT_MS = 60_000

export interface BareApp {
  readonly pid: number
  /** The start of the process, in ms since 1970. */
  readonly startedAt: number
  /** The number that an expression in the page gives. It asks again if the page was being replaced. */
  ask(expression: string): Promise<number>
}

export interface BareStart {
  readonly executable: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** The beginning of the address of its page. */
  readonly page: string
}

/** Calls `use` with a started app and ends it, whatever happens. */
export async function withBareApp<T>(start: BareStart, use: (app: BareApp) => Promise<T>): Promise<T> {
  const startedAt = performance.timeOrigin + performance.now()
  const child = spawn(start.executable, ['--remote-debugging-port=0', ...start.args], {
    env: start.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(child, 'exit')
  const killer = setTimeout(() => child.kill('SIGKILL'), 2 * TIMEOUT_MS)
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let errors = ''
      child.stderr.on('data', (data: Buffer) => {
        errors += data.toString()
        const found = DEVTOOLS.exec(errors)?.[1]
        if (found !== undefined) resolve(found)
      })
      child.on('error', reject)
      child.on('exit', () => reject(new Error(`the app ended: ${errors.trim()}`)))
    })
    return await use({ pid: child.pid ?? 0, startedAt, ask: (expression) => ask(address, start.page, expression) })
  } finally {
    child.kill()
    await ended
    clearTimeout(killer)
  }
}

/** From the start of the process to the first frame with nothing outstanding, ms. `args` opens a dataset. */
export async function timeStart(args: readonly string[]): Promise<number> {
  const { executable, args: first } = electronCommand()
  const start = { executable, args: [...first, ...args], env: benchEnvironment(), page: 'app://' }
  return withBareApp(start, async (app) => (await app.ask(COMPLETE)) - app.startedAt)
}

/**
 * Evaluated in the page: the time when the view of the dataset was first complete. The view of the empty window is
 * complete too, and earlier. So the document must say that a dataset is open, and only frames of the newest view count.
 */
const COMPLETE = `new Promise((resolve) => {
  const look = () => {
    const bench = window.SkeinBench
    if (!bench || document.documentElement.dataset.view !== 'complete') return setTimeout(look, 20)
    bench.watch(({ serial, complete, atMs }) => { if (complete && serial === bench.latestSerial()) resolve(atMs) })
  }
  look()
})`

async function ask(address: string, page: string, expression: string): Promise<number> {
  const until = performance.now() + TIMEOUT_MS
  for (;;) {
    const socket = await pageSocket(address, page)
    // A page that is being replaced (the first, empty one) replies with an error.
    const at = socket === undefined ? undefined : await evaluate(socket, expression)
    if (at !== undefined) return at
    if (performance.now() > until) throw new Error('the page came to nothing')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The debugging address of the app's page; undefined as long as there is none. */
async function pageSocket(address: string, page: string): Promise<string | undefined> {
  const targets: unknown = await (await fetch(`http://${address}/json/list`)).json()
  if (!Array.isArray(targets)) return undefined
  for (const target of targets) {
    const { url, webSocketDebuggerUrl: socket }: { url?: unknown; webSocketDebuggerUrl?: unknown } = target
    if (typeof url === 'string' && url.startsWith(page) && typeof socket === 'string') return socket
  }
  return undefined
}

/** The number that an expression gives; undefined if the page went away meanwhile. */
function evaluate(socketUrl: string, expression: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(socketUrl)
    const timer = setTimeout(() => {
      socket.close()
      reject(new Error('the page came to nothing'))
    }, TIMEOUT_MS)
    socket.onopen = () => {
      const params = { expression, awaitPromise: true, returnByValue: true }
      socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }))
    }
    socket.onerror = () => reject(new Error('the page could not be asked'))
    socket.onmessage = ({ data }) => {
      clearTimeout(timer)
      socket.close()
      const reply: { result?: { result?: { value?: unknown } } } = JSON.parse(String(data))
      const value = reply.result?.result?.value
      resolve(typeof value === 'number' ? value : undefined)
    }
  })
}
