import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, expect, type Page } from '@playwright/test'

/** Of the test build that `npm run make -- --test-build deb` makes. */
export const PACKAGE = 'skein-test'
const USER = 'skein-e2e'

/** A person of this machine who is not root, for one run of the tests. */
export interface Person {
  readonly home: string
  readonly uid: number
  /** Everything of this person is gone afterwards, running programs too. */
  remove(): void
}

export function addPerson(): Person {
  const folder = mkdtempSync(join(tmpdir(), 'skein-deb-'))
  chmodSync(folder, 0o755)
  const home = join(folder, 'home')
  removeUser()
  execFileSync('useradd', ['--create-home', '--home-dir', home, '--shell', '/bin/sh', USER])
  const uid = Number(execFileSync('id', ['-u', USER], { encoding: 'utf8' }))
  return {
    home,
    uid,
    remove: () => {
      for (const pid of processesOf(uid)) kill(pid)
      removeUser()
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
    },
  }
}

/** What has ended by itself meanwhile is gone just as well. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Also what a run that was killed left behind. */
function removeUser(): void {
  try {
    execFileSync('userdel', ['--force', USER], { stdio: 'ignore' })
  } catch {
    // There was none.
  }
}

function processesOf(uid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => statusOf(pid).get('Uid')?.split('\t')[0] === String(uid))
}

function statusOf(pid: number): ReadonlyMap<string, string> {
  return new Map(
    readText(`/proc/${pid}/status`)
      .split('\n')
      .map((line) => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon), line.slice(colon + 1).trim()]
      }),
  )
}

/** Of a process that has ended meanwhile: nothing. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** A program of the app, as the kernel sees it. */
export interface RunningProgram {
  readonly args: readonly string[]
  /** 2 where a filter says which calls of the system it may make (seccomp). */
  readonly seccomp: string | undefined
  readonly mayGainPrivileges: boolean
}

export function programsOf(person: Person): readonly RunningProgram[] {
  return processesOf(person.uid).map((pid) => {
    const status = statusOf(pid)
    return {
      // Chromium writes the arguments of its children anew, with spaces between them.
      args: readText(`/proc/${pid}/cmdline`).split(/[\0 ]/),
      seccomp: status.get('Seccomp'),
      mayGainPrivileges: status.get('NoNewPrivs') !== '1',
    }
  })
}

export interface InstalledApp {
  readonly page: Page
  /** Ends as when a person closes the window; the app has written all by then. */
  quit(): Promise<void>
}

const DEVTOOLS = /DevTools listening on (ws:\/\/\S+)/
/** Chromium takes a second or two; a busy machine more (ms). */
const START_MS = 60_000

/** Starts the installed app as a person does, without a word of root's surroundings, and drives it over its debugging port. */
export async function startInstalled(person: Person, args: readonly string[]): Promise<InstalledApp> {
  const command = ['--reuid', USER, '--regid', USER, '--init-groups', '--', PACKAGE, '--remote-debugging-port=0']
  const chromiumFlags = ['--force-device-scale-factor=1', '--force-color-profile=srgb']
  const child = spawn('setpriv', [...command, ...chromiumFlags, ...args], {
    cwd: person.home,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      HOME: person.home,
      USER,
      LANG: 'C.UTF-8',
      PATH: '/usr/bin:/bin',
      DISPLAY: process.env['DISPLAY'] ?? '',
    },
  })
  const browser = await chromium.connectOverCDP(await debuggingAddress(child), {
    timeout: START_MS,
    // Electron refuses what Playwright would set by itself (where downloads go).
    noDefaults: true,
  })
  const page = await firstPage(browser)
  return {
    page,
    quit: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      await page.close()
      await ended
      await browser.close()
    },
  }
}

function debuggingAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let errors = ''
    const timer = setTimeout(() => reject(new Error(`the app did not start: ${errors}`)), START_MS)
    child.stderr?.on('data', (data: Buffer) => {
      errors += data.toString()
      const found = DEVTOOLS.exec(errors)?.[1]
      if (found === undefined) return
      clearTimeout(timer)
      resolve(found)
    })
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`the app ended with exit ${code}: ${errors}`)))
  })
}

async function firstPage(browser: Browser): Promise<Page> {
  const pages = () => browser.contexts().flatMap((context) => context.pages())
  await expect.poll(() => pages().some((page) => page.url().startsWith('app://'))).toBe(true)
  return pages().find((page) => page.url().startsWith('app://'))!
}
