import path from 'node:path'
import type { Page } from '@playwright/test'
import { pressOnPage } from '../e2e/support/steer.ts'
import { type Bench, type Report, summariseSamples } from './bench.ts'
import { SAMPLE, whyAbsent } from './support/bench-datasets.ts'
import { rest, waitForView, withApp } from './support/skein-app.ts'

/** Each key is pressed this often, as long as there are doubts. */
const TIMES = 30
/** A person looks at a doubt at least this long (ms); meanwhile the app may make the next ones ready. */
const LOOK_MS = 1500
/** The next doubt on a busy machine, and the ranking of all (ms). */
const SHOWN_MS = 120_000

/** From a key of the queue to the frame with the next doubt. */
export const bench: Bench = {
  name: 'next-doubt',
  async run(report, wanted) {
    if (!wanted('next-doubt')) return
    const absent = whyAbsent(SAMPLE)
    if (absent !== undefined) return report({ name: 'next-doubt', skipped: absent })
    const args = ['--open', path.join(SAMPLE.folder), '--position', '2052,2052,5140', '--scale', '4']
    await withApp(args, async ({ page }) => {
      await waitForView(page, SHOWN_MS)
      await pressForDoubt(page, 'n')
      const passed: Waits[] = []
      for (let i = 0; i < TIMES; i++) passed.push(...(await lookAndPress(page, 'n')))
      const answered = { y: [] as Waits[], x: [] as Waits[] }
      for (let i = 0; i < 2 * TIMES && (await hasDoubt(page)); i++) {
        const key = i % 2 === 0 ? 'y' : 'x'
        answered[key].push(...(await lookAndPress(page, key)))
      }
      for (const [key, waits] of Object.entries({ n: passed, ...answered })) reportWaits(report, key, waits)
    })
  },
}

/** Ms from the event of a key. */
interface Waits {
  /** To the first frame of the slices at the next doubt. */
  readonly frame: number
  /** Until it is said as well what `Y` would do. */
  readonly ready: number
}

function hasDoubt(page: Page): Promise<boolean> {
  return page.evaluate(() => document.querySelector('.doubt.current') !== null)
}

/** None where nothing followed. */
async function lookAndPress(page: Page, key: string): Promise<readonly Waits[]> {
  await rest(LOOK_MS)
  const waits = await pressForDoubt(page, key)
  return waits === undefined ? [] : [waits]
}

async function pressForDoubt(page: Page, key: string): Promise<Waits | undefined> {
  await page.evaluate(armWaits)
  await pressOnPage(page, key)
  const found = await page.waitForFunction(() => window.nextDoubt?.(), undefined, { polling: 50, timeout: SHOWN_MS })
  const waits = await found.jsonValue()
  // The question whether to go on all the same is answered by the same key, and that time counts as a person's.
  if (waits === 'asked') return pressForDoubt(page, key)
  return waits === 'over' ? undefined : waits
}

declare global {
  interface Window {
    nextDoubt?: () => Waits | 'asked' | 'over' | undefined
  }
}

/** Runs in the page: watches for what the next key leads to. */
function armWaits(): void {
  const bench = window.SkeinBench
  if (!bench) throw new Error('no bench hook')
  const textOf = (selector: string) => document.querySelector(selector)?.textContent ?? ''
  const place = () => textOf('[aria-label^="Position the centre"]')
  const banner = () => textOf('[data-testid="banner"]')
  const [oldPlace, oldBanner] = [place(), banner()]
  const frames: { readonly serial: number; readonly atMs: number }[] = []
  let pressedAt: number | undefined
  let moved: number | undefined
  let readyAt: number | undefined
  const pressed = (event: KeyboardEvent) => {
    pressedAt = performance.timeOrigin + event.timeStamp
  }
  addEventListener('keydown', pressed, { capture: true, once: true })
  const look = () => {
    // The view that moved was posted before the page says so: its frame is the first of that serial or a later one.
    if (moved === undefined && place() !== oldPlace) moved = bench.latestSerial()
    const said = banner()
    const isReady = said !== oldBanner && / Y (joins|cuts)/.test(said) && /supervoxel|cuts \d/.test(said)
    if (isReady && moved !== undefined) readyAt ??= performance.timeOrigin + performance.now()
  }
  const observer = new MutationObserver(look)
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
  const stop = bench.watch(({ serial, atMs }) => void frames.push({ serial, atMs }))
  window.nextDoubt = () => {
    look()
    const end = <T>(value: T): T => {
      observer.disconnect()
      stop()
      return value
    }
    const acting = document.querySelector('[data-acting="true"]') !== null
    if (!acting && banner().includes('Y or Enter')) return end('asked')
    if (!acting && banner() === '' && oldBanner !== '') return end('over')
    const frame = moved === undefined ? undefined : frames.find(({ serial }) => serial >= (moved ?? 0))
    if (pressedAt === undefined || frame === undefined || readyAt === undefined) return undefined
    return end({ frame: frame.atMs - pressedAt, ready: readyAt - pressedAt })
  }
}

function reportWaits(report: Report, key: string, waits: readonly Waits[]): void {
  if (waits.length === 0) return
  const note = 'the sample, 1280 x 800, 1.5 s on each doubt'
  for (const what of ['frame', 'ready'] as const) {
    report({ name: `next-doubt/${key}/${what}`, unit: 'ms', ...summariseSamples(waits.map((one) => one[what])), note })
  }
}
