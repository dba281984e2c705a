import type { Page } from '@playwright/test'
import { rest, waitForView } from './skein-app.ts'

/**
 * In ms. Longer than a camera counts as in motion (180 ms), and than the page waits before it asks for the practice
 * score (400 ms).
 */
export const SETTLED_MS = 1200
export const RESULT_MS = 10_000
/** For the view to be whole before an edit. */
const WHOLE_MS = 30_000
/** What the edit worker said of an edit: the message `made` of renderer/edit/messages.ts, and when the page heard of it. */
export interface Done {
  readonly times: {
    readonly checked: number
    readonly database: number
    readonly journal: number
    readonly folded: number
  }
  readonly atMs: number
}

declare global {
  interface Window {
    skeinBenchDone?: Done[]
    skeinBenchEdit?: Promise<{ readonly pressedAtMs: number; readonly shownAtMs: number }>
  }
}

export interface Timed {
  readonly pressedAtMs: number
  readonly shownAtMs: number
  readonly done: Done
}

/** Listens to what the workers say: the edit worker's times go to the stopwatch alone otherwise. Starts the page anew. */
export async function followDone(page: Page): Promise<void> {
  await waitForView(page)
  await page.addInitScript(() => {
    const done: Done[] = []
    window.skeinBenchDone = done
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options)
        this.addEventListener('message', ({ data }) => {
          if (data?.kind !== 'made' || !data.times) return
          done.push({ times: data.times, atMs: performance.timeOrigin + performance.now() })
        })
      }
    }
  })
  await page.reload()
  await page.waitForFunction(() => window.SkeinBench !== undefined)
  await page.getByRole('button', { name: /^Edit log: / }).waitFor()
  await waitForView(page)
}

/** Presses a key that makes an edit, a second time if the app asks, and waits for the frame that shows the edit. */
export async function timeEdit(page: Page, key: string, wholeWithinMs = WHOLE_MS): Promise<Timed> {
  await rest(SETTLED_MS)
  await waitForView(page, wholeWithinMs)
  const known = await page.evaluate(
    ({ wanted }) => {
      const bench = window.SkeinBench
      if (!bench) throw new Error('no bench hook')
      let pressedAtMs: number | undefined
      let latest = 0
      let before = 0
      const pressed = (event: KeyboardEvent) => {
        if (event.key !== wanted && event.key !== 'y') return
        // If the app asks, the second key makes the edit.
        pressedAtMs = performance.timeOrigin + event.timeStamp
        before = latest
      }
      addEventListener('keydown', pressed, true)
      window.skeinBenchEdit = new Promise((resolve) => {
        const stop = bench.watch(({ edits, atMs }) => {
          latest = Math.max(latest, edits)
          if (pressedAtMs === undefined || edits <= before) return
          removeEventListener('keydown', pressed, true)
          stop()
          resolve({ pressedAtMs, shownAtMs: atMs })
        })
      })
      return window.skeinBenchDone?.length ?? 0
    },
    { wanted: key.split('+').at(-1) ?? key },
  )
  await page.keyboard.press(key)
  const outcome = await page.waitForFunction(
    (count) => {
      if ((window.skeinBenchDone?.length ?? 0) > count) return 'done'
      return document.querySelector('.tool-line.ask') ? 'asked' : false
    },
    known,
    { timeout: RESULT_MS },
  )
  if ((await outcome.jsonValue()) === 'asked') {
    await page.keyboard.press('y')
    const isDone = (count: number) => (window.skeinBenchDone?.length ?? 0) > count
    await page.waitForFunction(isDone, known, { timeout: RESULT_MS })
  }
  return page.evaluate(async (count) => {
    const shown = await window.skeinBenchEdit
    const done = window.skeinBenchDone?.[count]
    if (!shown || !done) throw new Error('the edit was not seen')
    return { ...shown, done }
  }, known)
}
