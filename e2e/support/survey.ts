import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { boxProblems, faintTexts } from './boxes.ts'
import type { App } from './launch-app.ts'
import { LOOK_EVERY_MS } from './soon.ts'
import { twoFrames } from './steer.ts'

const SIZES = [
  [1024, 700],
  [1280, 800],
  [1920, 1080],
] as const
const SCALES = [1, 1.25, 1.5]

interface Look {
  readonly size: (typeof SIZES)[number]
  readonly scale: number
}

const LOOKS: readonly Look[] = SIZES.flatMap((size) => SCALES.map((scale) => ({ size, scale })))
/** Where there is least room, and where there is most: for what differs little from a state that is looked at in all. */
export const ENDS: readonly Look[] = [
  { size: [1024, 700], scale: 1.5 },
  { size: [1920, 1080], scale: 1 },
]

/** Folder for pictures of every state; none unless it is given. */
const PICTURES = process.env['SKEIN_SCREENS']

/** Ms in which a resized window draws its next frames, on a busy machine too. */
const DRAWS_WITHIN_MS = 20_000

/**
 * Gives the window a size and a scale, and waits for its frames. On a loaded machine a window was once left without
 * frames by a resize (Chromium 114): then it is resized again.
 */
async function resize({ electron, page }: App, [width, height]: readonly [number, number], scale: number) {
  const sized = async (w: number, h: number) => {
    await electron.evaluate(({ BrowserWindow }, [x, y]) => BrowserWindow.getAllWindows()[0]?.setContentSize(x, y), [
      w,
      h,
    ] as const)
    await page.waitForFunction(
      ([x, y]) => {
        const near = (a: number, b: number) => Math.abs(a * devicePixelRatio - b) < 3
        return near(innerWidth, x) && near(innerHeight, y)
      },
      [w, h] as const,
      { polling: LOOK_EVERY_MS, timeout: DRAWS_WITHIN_MS },
    )
    await page.evaluate(
      (within) =>
        new Promise<void>((done, fail) => {
          setTimeout(() => fail(new Error('no frame')), within)
          requestAnimationFrame(() => requestAnimationFrame(() => done()))
        }),
      DRAWS_WITHIN_MS,
    )
  }
  await page.evaluate((factor) => {
    const host: { scaleInterface(scale: number): void } = Reflect.get(window, 'host')
    host.scaleInterface(factor)
  }, scale)
  await sized(width, height).catch(async () => {
    await sized(width, height + 20)
    await sized(width, height)
  })
}

/** Device pixels of the whole window: a screenshot of the page has its CSS pixels alone. */
async function takePicture({ electron }: App, file: string) {
  const png = await electron.evaluate(async ({ BrowserWindow }) => {
    const image = await BrowserWindow.getAllWindows()[0]?.webContents.capturePage()
    return image?.toPNG().toString('base64') ?? ''
  })
  writeFileSync(file, Buffer.from(png, 'base64'))
}

/**
 * Looks at a state in every size and scale, its side bars from top to foot, and leaves the window as it was: no text or
 * control is cut off, covers another or leaves the window, and every text has AA contrast.
 */
export async function survey(app: App, state: string, looks: readonly Look[] = LOOKS): Promise<void> {
  // What fades in is read once it is there.
  await expect.poll(() => faintTexts(app.page), state).toEqual([])
  const found: string[] = []
  for (const { size, scale } of looks) {
    const where = `${state}, ${size.join('x')} at ${scale * 100} %`
    await resize(app, size, scale)
    for (const problem of await lastingProblems(app.page)) found.push(`${where}: ${problem}`)
    const name = `${state.replaceAll(' ', '-')}-${size.join('x')}-${scale * 100}.png`
    if (PICTURES) await takePicture(app, join(PICTURES, name))
  }
  await resize(app, [1280, 800], 1)
  expect.soft(found, state).toEqual([])
}

/** In the size that the window has: a message goes before all sizes are looked at. */
export async function expectLegible(page: Page, state: string): Promise<void> {
  await expect.poll(() => faintTexts(page), state).toEqual([])
  await expect.poll(() => boxProblems(page), state).toEqual([])
}

/** Ms after which a toast goes; the page sets no other timer as long as this. */
const TOAST_STAYS_MS = 4000

/** Toasts stay until the next one comes, or until they are released: a test may look at one however long it takes. */
export async function keepToasts(page: Page): Promise<{ release(): Promise<void> }> {
  await page.evaluate((stays) => {
    const plain = window.setTimeout
    Reflect.set(window, 'plainTimeout', plain)
    const kept = (callback: () => void, ms = 0) => (ms >= stays ? 0 : plain(callback, ms))
    Reflect.set(window, 'setTimeout', kept)
  }, TOAST_STAYS_MS)
  return {
    release: () => page.evaluate(() => void Reflect.set(window, 'setTimeout', Reflect.get(window, 'plainTimeout'))),
  }
}

/** Looks at a window that may still come to its new size; each needs a few frames. */
const TRIES = 10

async function lastingProblems(page: Page): Promise<ReadonlySet<string>> {
  let found = await problemsDownSideBars(page)
  for (let tries = 1; tries < TRIES && found.size > 0; tries++) {
    await twoFrames(page)
    found = await problemsDownSideBars(page)
  }
  return found
}

/** What lies below the fold of a side bar is looked at as well: a step is less than what is in view. */
async function problemsDownSideBars(page: Page): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  const scrollTo = (step: number) =>
    page.evaluate((at) => {
      const bars = [...document.querySelectorAll('.side-bar')]
      for (const bar of bars) bar.scrollTop = at * 0.8 * bar.clientHeight
      return bars.every((bar) => bar.scrollTop + bar.clientHeight >= bar.scrollHeight - 1)
    }, step)
  for (let step = 0, atFoot = false; !atFoot; step++) {
    atFoot = await scrollTo(step)
    for (const problem of await boxProblems(page)) found.add(problem)
  }
  await scrollTo(0)
  return found
}
