import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type ElectronApplication, _electron as electron, type Page } from '@playwright/test'
import type { PresentedFrame } from '../../renderer/page/engine/bench-hook.ts'

export const projectFolder = path.join(import.meta.dirname, '..', '..')

/** A running app that was started for measuring, and its one window of 1280 x 800. */
export interface SkeinApp {
  readonly electron: ElectronApplication
  readonly page: Page
  close(): Promise<void>
}

/** The Electron to measure in, and its first arguments up to the app's folder. */
export function electronCommand(): { readonly executable: string; readonly args: readonly string[] } {
  const executable = process.env['SKEIN_ELECTRON']
  if (!executable) throw new Error('SKEIN_ELECTRON must name the Electron to measure in; npm run bench sets it')
  const flags = (process.env['SKEIN_ELECTRON_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '')
  return { executable, args: [...flags, '--force-device-scale-factor=1', projectFolder] }
}

export function benchEnvironment(): Record<string, string> {
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...Object.fromEntries(inherited), SKEIN_BENCH: '1', SKEIN_LOCAL_STORE: 'off' }
}

/** Calls `use` with an empty folder, which is gone afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-bench-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Calls `use` with a fresh app, without anything kept from before, and ends it whatever happens. */
export function withApp<T>(args: readonly string[], use: (app: SkeinApp) => Promise<T>): Promise<T> {
  return withFolder((folder) => withAppIn(folder, args, use))
}

/** The same, with what was kept in a folder from before. */
export async function withAppIn<T>(
  folder: string,
  args: readonly string[],
  use: (app: SkeinApp) => Promise<T>,
): Promise<T> {
  const app = await launch([...args, '--user-data', folder])
  try {
    return await use(app)
  } finally {
    await app.close()
  }
}

async function launch(args: readonly string[]): Promise<SkeinApp> {
  const { executable, args: first } = electronCommand()
  const app = await electron.launch({
    executablePath: executable,
    args: [...first, ...args],
    env: benchEnvironment(),
    timeout: 60_000,
  })
  const child = app.process()
  try {
    const page = await app.firstWindow({ timeout: 60_000 })
    await page.waitForFunction(() => window.SkeinBench !== undefined)
    return {
      electron: app,
      page,
      close: async () => {
        const killer = setTimeout(() => child.kill('SIGKILL'), 10_000)
        await app.close().catch(() => undefined)
        clearTimeout(killer)
      },
    }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

/** Waits until everything wanted is on screen. */
export async function waitForView(page: Page, timeout = 30_000): Promise<void> {
  const isComplete = () => document.documentElement.dataset['view'] === 'complete'
  await page.waitForFunction(isComplete, undefined, { timeout }).catch(async (cause: unknown) => {
    const status = (await page.locator('body').textContent()) ?? ''
    throw new Error(`the view was not complete after ${timeout} ms: ${status.replaceAll(/\s+/g, ' ')}`, { cause })
  })
}

/** Extent of the canvas, CSS pixels, which here are device pixels. */
export async function canvasExtent(page: Page): Promise<{ readonly width: number; readonly height: number }> {
  const box = await page.locator('canvas').boundingBox()
  if (box === null) throw new Error('the canvas is not laid out')
  return { width: Math.round(box.width), height: Math.round(box.height) }
}

declare global {
  interface Window {
    skeinBenchArmed?: Promise<number>
    skeinBenchFrames?: { readonly frames: number[]; readonly stop: () => void }
  }
}

/**
 * The time from the input event of a key to the first frame of the view that it leads to, ms (`complete`: to the first
 * frame with nothing outstanding). It begins at the time of the event itself, before the event reaches the page.
 */
export async function timeKey(page: Page, key: string, until: 'presented' | 'complete'): Promise<number> {
  await page.evaluate(
    ({ wanted, needsComplete }) => {
      const bench = window.SkeinBench
      if (!bench) throw new Error('no bench hook')
      let pressedAt: number | undefined
      let before = 0
      const pressed = (event: KeyboardEvent) => {
        if (event.key !== wanted) return
        pressedAt = performance.timeOrigin + event.timeStamp
        before = bench.latestSerial()
        removeEventListener('keydown', pressed, true)
      }
      addEventListener('keydown', pressed, true)
      window.skeinBenchArmed = new Promise((resolve) => {
        const stop = bench.watch(({ serial, complete, atMs }) => {
          if (pressedAt === undefined || serial <= before) return
          // The view of an empty window is complete as well. The document says whether that of a dataset is.
          if (needsComplete && !(complete && document.documentElement.dataset['view'] === 'complete')) return
          stop()
          resolve(atMs - pressedAt)
        })
      })
    },
    { wanted: key.split('+').at(-1) ?? key, needsComplete: until === 'complete' },
  )
  await page.keyboard.press(key)
  return page.evaluate(() => window.skeinBenchArmed ?? Number.NaN)
}

/** Times between presented frames while `act` runs, ms. */
export async function framesDuring(page: Page, act: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const frames: number[] = []
    const from = performance.timeOrigin + performance.now()
    const stop = window.SkeinBench?.watch(({ atMs }: PresentedFrame) => {
      if (atMs > from) frames.push(atMs)
    })
    window.skeinBenchFrames = { frames, stop: () => stop?.() }
  })
  await act()
  const at = await page.evaluate(() => {
    window.skeinBenchFrames?.stop()
    return window.skeinBenchFrames?.frames ?? []
  })
  return at.slice(1).map((time, i) => time - (at[i] ?? time))
}

/** Waits for `ms`: what comes next must find the app at rest. */
export function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
