import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, type ElectronApplication, _electron as electron, type Page } from '@playwright/test'
import { soon } from './soon.ts'

/** A running app and its one window. */
export interface App {
  readonly electron: ElectronApplication
  readonly page: Page
  /** Errors of the page's console so far, and exceptions that nobody caught. */
  readonly errors: readonly string[]
  close(): Promise<void>
}

export interface LaunchOptions {
  /** What to open, and other flags of the app. */
  readonly args: readonly string[]
  /** Shared by two starts of one test; else each has its own. */
  readonly userData?: string
  readonly env?: Readonly<Record<string, string>>
  /** Folder of the app; else this repository. */
  readonly app?: string
}

interface Fixtures {
  readonly launch: (options: LaunchOptions) => Promise<App>
  /** An empty folder for this test alone. */
  readonly folder: string
}

export function executable(): string {
  const path = process.env['SKEIN_ELECTRON']
  if (!path) throw new Error('SKEIN_ELECTRON must name the Electron to test in; npm test sets it')
  return path
}

function electronFlags(): string[] {
  const given = (process.env['SKEIN_ELECTRON_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '')
  // A colour in a picture is the one that was drawn, and a pixel a pixel.
  return [...given, '--force-color-profile=srgb', '--force-device-scale-factor=1']
}

/** Most tests are of the app alone, without the store of this machine. */
const alone = { SKEIN_LOCAL_STORE: 'off' }
/** For tests with that store. */
export const withLocalStore = { SKEIN_LOCAL_STORE: 'on' }

/** Tests with the real app; every app that a test starts is ended with it, whatever happens. */
export const test = base.extend<Fixtures>({
  folder: async ({ playwright: _ }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'skein-e2e-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
  launch: async ({ folder }, use) => {
    const apps: App[] = []
    await use(async ({ args, userData, ...how }) => {
      const data = userData ?? join(folder, `user-data-${apps.length}`)
      const app = await start(['--user-data', data, ...args], how)
      apps.push(app)
      return app
    })
    for (const app of apps) await app.close()
  },
})

/** An app starts within this many ms, on a busy machine too. */
const STARTS_WITHIN_MS = 120_000
/** An app that is closed ends within this many ms, or is killed. */
const ENDS_WITHIN_MS = 60_000

type How = Pick<LaunchOptions, 'env' | 'app'>

async function start(args: readonly string[], { env, app: folder = process.cwd() }: How): Promise<App> {
  const app = await electron.launch({
    executablePath: executable(),
    args: [...electronFlags(), folder, ...args],
    timeout: STARTS_WITHIN_MS,
    env: { ...inherited(), ...alone, ...env },
  })
  const child = app.process()
  try {
    const page = await app.firstWindow({ timeout: STARTS_WITHIN_MS })
    const errors: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(error.message))
    let closed = false
    return {
      electron: app,
      page,
      errors,
      close: async () => {
        if (closed) return
        closed = true
        const killer = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS)
        await app.close().catch(() => undefined)
        clearTimeout(killer)
      },
    }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

/** The whole view of a busy machine (ms). */
const VIEW_MS = 90_000

/** Waits until the slices are whole on screen. Shapes of the 3-D panel may be still to come: those take ten times as long. */
export function waitForView(page: Page): Promise<void> {
  return waitForWords(page, ['slices', 'complete'])
}

/** Waits until everything wanted is on screen, the shapes too. */
export function waitForShapes(page: Page): Promise<void> {
  return waitForWords(page, ['complete'])
}

async function waitForWords(page: Page, wanted: readonly string[]): Promise<void> {
  const isThere = (words: readonly string[]) => words.includes(document.documentElement.dataset['view'] ?? '')
  if (await soon(page, isThere, wanted, VIEW_MS)) return
  throw new Error(`The view is not complete. The page shows:\n${await page.locator('body').ariaSnapshot()}`)
}

export interface Ended {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

/** Runs the app without a driver, as a command, until it ends. */
export function runApp(
  args: readonly string[],
  { timeoutMs = 180_000, env, app = process.cwd() }: How & { readonly timeoutMs?: number } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(executable(), [...electronFlags(), app, ...args], {
      env: { ...process.env, ...alone, ...env },
    })
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`the app did not end within ${timeoutMs} ms`))
    }, timeoutMs)
    let output = ''
    let errors = ''
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString()
    })
    child.stderr?.on('data', (data: Buffer) => {
      errors += data.toString()
    })
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, output, errors })
    })
  })
}
