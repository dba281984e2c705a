import { rename, writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Size } from '../../../shared/command-line.ts'
import type { ViewOutcome } from '../../../shared/contracts/host-api.ts'
import { messageOf } from '../../../shared/problem.ts'

/** ms from the start of a capture to its end; a cold volume over a slow line is drawn well before. */
const CAPTURE_LIMIT_MS = 120_000
/** ms between two captures that are compared: longer than a presented frame of software GL (p95 117 ms). */
const STEADY_PAUSE_MS = 200
/** Captures that are compared before the last one is taken as it is (a page that never comes to rest). */
const STEADY_TRIES_MAX = 15

/** One `--screenshot`: waits until the page says that everything is drawn, then saves the window. */
export interface Capture {
  reportView(outcome: ViewOutcome): void
  fail(reason: string): void
  /** undefined once the file is written, else the reason why it is not. Settles within the limit. */
  readonly finished: Promise<string | undefined>
}

/** What is asked of a window (Electron's WebContents has it). */
export interface Capturable {
  capturePage(): Promise<Picture>
}

interface Picture {
  getSize(): Size
  toBitmap(): Uint8Array
  toPNG(): Uint8Array
}

export interface CaptureWish {
  readonly file: string
  /** Pixels that the picture must have. */
  readonly size: Size
  readonly limitMs?: number
  readonly pauseMs?: number
}

export function startCapture(contents: Capturable, wish: CaptureWish): Capture {
  const { limitMs = CAPTURE_LIMIT_MS } = wish
  const { promise: view, resolve: settleView } = deferred<ViewOutcome>()
  const limit = new AbortController()
  const late = wait(limitMs, `not every visible chunk was drawn within ${limitMs / 1000} s`, { signal: limit.signal })
  const saved = view.then((outcome) => (outcome.kind === 'failed' ? outcome.reason : save(contents, wish)))
  const finished = Promise.race([saved, late]).finally(() => limit.abort())
  // Aborting the limit rejects its promise, which nobody awaits any more.
  late.catch(() => undefined)
  return {
    reportView: settleView,
    fail: (reason) => settleView({ kind: 'failed', reason }),
    finished,
  }
}

async function save(
  contents: Capturable,
  { file, size, pauseMs = STEADY_PAUSE_MS }: CaptureWish,
): Promise<string | undefined> {
  try {
    const image = await captureAtRest(contents, pauseMs)
    const got = image.getSize()
    if (got.width !== size.width || got.height !== size.height) {
      return `the window is ${got.width}x${got.height} instead of ${size.width}x${size.height}: the display is too small`
    }
    const draft = `${file}.draft`
    await writeFile(draft, image.toPNG())
    await rename(draft, file)
    return undefined
  } catch (error) {
    return `the picture could not be saved: ${messageOf(error)}`
  }
}

/** A frame handed to the compositor is on screen a little later: two equal captures in a row show that it is. */
async function captureAtRest(contents: Capturable, pauseMs: number): Promise<Picture> {
  await wait(pauseMs)
  let last = await contents.capturePage()
  for (let tries = 1; tries < STEADY_TRIES_MAX; tries++) {
    await wait(pauseMs)
    const next = await contents.capturePage()
    if (isSamePicture(next, last)) return next
    last = next
  }
  return last
}

function isSamePicture(one: Picture, other: Picture): boolean {
  return Buffer.compare(one.toBitmap(), other.toBitmap()) === 0
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let settle: (value: T) => void = () => undefined
  const promise = new Promise<T>((resolve) => {
    settle = resolve
  })
  return { promise, resolve: (value) => settle(value) }
}
