import type { Page } from '@playwright/test'
import type { Bench, Report } from './bench.ts'
import {
  type BenchDataset,
  type BenchLayout,
  FIB25,
  LAYOUTS,
  openArguments,
  SAMPLE,
  whyAbsent,
} from './support/bench-datasets.ts'
import { canvasExtent, framesDuring, rest, timeKey, waitForView, withApp } from './support/skein-app.ts'
import { median, timesLine } from './support/timing.ts'

/**
 * Frames of the real app at 1280 x 800 with image and segmentation: with the data in memory, and while chunks stream
 * in.
 */
export const bench: Bench = {
  name: 'view',
  async run(report, wanted) {
    const asked: Report = (line) => {
      if (wanted(line.name)) report(line)
    }
    const isWanted = (kind: FrameKind, of: string) => wanted(`view/${kind}/${of}`) || wanted(`view/${kind}`)
    for (const dataset of [FIB25, SAMPLE]) {
      const absent = whyAbsent(dataset)
      for (const layout of LAYOUTS) {
        const of = `${dataset.name}/${layout}`
        const kinds = FRAME_KINDS.filter((kind) => isWanted(kind, of))
        if (kinds.length === 0) continue
        if (absent === undefined) await measureFrames(dataset, layout, new Set(kinds), asked)
        else for (const kind of kinds) report({ name: `view/${kind}/${of}`, skipped: absent })
      }
    }
  },
}

const FRAME_KINDS = ['slice-step', 'draw', 'pan', 'presented-frame', 'stream-longest-frame'] as const
type FrameKind = (typeof FRAME_KINDS)[number]

/** In ms. Longer than a camera counts as in motion (180 ms), so that the next step is a single one. */
const SETTLED_MS = 260
/** Single steps, there and back over the same slices, so that these are in memory. */
const STEPS = 60
const STEPS_ONE_WAY = 15
/** Draws and floors take turns. There are this many rounds. */
const DRAW_ROUNDS = 6
const DRAW_FRAMES = 10
/** Drags of this many mouse moves, each of this many pixels. */
const DRAGS = 4
const DRAG_MOVES = 60
const DRAG_PX = 4
/** Flights through chunks that are not loaded yet, each in a fresh app. */
const STREAM_RUNS = 3
/** Presses of ten slices each: to one end of either volume, then back to the other. */
const STREAM_PRESSES_ON = 12
const STREAM_PRESSES_BACK = 24

async function measureFrames(
  dataset: BenchDataset,
  layout: BenchLayout,
  kinds: ReadonlySet<FrameKind>,
  report: Report,
): Promise<void> {
  const of = `${dataset.name}/${layout}`
  const args = openArguments(dataset, dataset.folder, layout)
  if (kinds.size > (kinds.has('stream-longest-frame') ? 1 : 0)) {
    await withApp(args, async ({ page }) => {
      await prepare(page)
      const { width, height } = await canvasExtent(page)
      const note = `canvas ${width} x ${height}, ${dataset.nmPerPixel} nm per pixel`
      if (kinds.has('slice-step')) await measureSteps(page, of, note, report)
      if (kinds.has('draw')) await measureDraws(page, of, note, report)
      if (kinds.has('pan') || kinds.has('presented-frame')) await measurePan(page, of, note, report)
    })
  }
  if (kinds.has('stream-longest-frame')) await measureStreaming(args, of, report)
}

/** Hides the side bars, so that the panels fill the window, and shows once everything that will be measured. */
async function prepare(page: Page): Promise<void> {
  await waitForView(page)
  await page.keyboard.press('d')
  await step(page, '.', STEPS_ONE_WAY)
  await step(page, ',', STEPS_ONE_WAY)
  await rest(SETTLED_MS)
  await waitForView(page)
}

async function step(page: Page, key: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await page.keyboard.press(key)
}

function keyOfStep(i: number): string {
  return Math.floor(i / STEPS_ONE_WAY) % 2 === 0 ? '.' : ','
}

async function measureSteps(page: Page, of: string, note: string, report: Report): Promise<void> {
  const single = async () => {
    const times: number[] = []
    for (let i = 0; i < STEPS; i++) {
      await rest(SETTLED_MS)
      times.push(await timeKey(page, keyOfStep(i), 'presented'))
    }
    return times
  }
  report(timesLine(`view/slice-step/${of}/boundaries`, await single(), { note }))
  const flying: number[] = []
  for (let i = 0; i < STEPS; i++) flying.push(await timeKey(page, keyOfStep(i), 'presented'))
  report(timesLine(`view/slice-step/${of}/flying`, flying, { note: `${note}; one step after the other` }))
  await withoutBoundaries(page, async () => report(timesLine(`view/slice-step/${of}`, await single(), { note })))
}

async function withoutBoundaries(page: Page, act: () => Promise<void>): Promise<void> {
  await page.keyboard.press('b')
  await rest(SETTLED_MS)
  await waitForView(page)
  await act()
  await page.keyboard.press('b')
  await rest(SETTLED_MS)
}

/**
 * Measures drawing alone, in the gl worker, and waits for each frame. Compares it with one textured quad on the same
 * canvas.
 */
async function measureDraws(page: Page, of: string, note: string, report: Report): Promise<void> {
  const measure = async (name: string) => {
    const draws: number[] = []
    const floors: number[] = []
    for (let round = 0; round < DRAW_ROUNDS; round++) {
      draws.push(...(await measureInWorker(page, 'draw')))
      floors.push(...(await measureInWorker(page, 'whole-quad')))
    }
    report(timesLine(name, draws, { against: 'floor', ratio: median(floors) / median(draws), note }))
    return floors
  }
  await measure(`view/draw/${of}/boundaries`)
  await withoutBoundaries(page, async () => {
    const floors = await measure(`view/draw/${of}`)
    report(timesLine(`view/draw/${of}/floor`, floors, { note }))
  })
}

function measureInWorker(page: Page, kind: 'draw' | 'whole-quad'): Promise<readonly number[]> {
  return page.evaluate(async ({ what }) => (await window.SkeinBench?.measure(what)) ?? [], {
    what: { kind, frames: DRAW_FRAMES },
  })
}

/** Measures drags with the mouse, and how evenly the page's own frames come meanwhile. */
async function measurePan(page: Page, of: string, note: string, report: Report): Promise<void> {
  await rest(SETTLED_MS)
  await page.evaluate(() => {
    const frames: number[] = []
    let running = true
    const tick = (at: number) => {
      frames.push(at)
      if (running) requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
    window.skeinBenchTicks = {
      frames,
      stop: () => {
        running = false
      },
    }
  })
  const { width, height } = await canvasExtent(page)
  const intervals: number[] = []
  for (let drag = 0; drag < DRAGS; drag++) {
    const [x, y] = [width / 4, height / 4]
    const sign = drag % 2 === 0 ? 1 : -1
    await page.mouse.move(x, y)
    await page.mouse.down()
    intervals.push(
      ...(await framesDuring(page, async () => {
        for (let i = 1; i <= DRAG_MOVES; i++)
          await page.mouse.move(x + sign * i * DRAG_PX, y + (sign * i * DRAG_PX) / 2)
      })),
    )
    await page.mouse.up()
  }
  const ticks = await page.evaluate(() => {
    window.skeinBenchTicks?.stop()
    return window.skeinBenchTicks?.frames ?? []
  })
  await page.mouse.move(2, 2)
  const between = ticks.slice(1).map((at, i) => at - (ticks[i] ?? at))
  report(timesLine(`view/pan/${of}`, intervals, { note: `${note}; longest ${longest(intervals)} ms` }))
  report(timesLine(`view/presented-frame/${of}`, between, { note: `the page's frames meanwhile; ${note}` }))
}

declare global {
  interface Window {
    skeinBenchTicks?: { readonly frames: number[]; readonly stop: () => void }
  }
}

/**
 * Measures flights that begin as soon as the first view of a dataset is complete, through chunks that are not loaded yet.
 * Each flight gives one sample: the longest time between two presented frames.
 */
async function measureStreaming(args: readonly string[], of: string, report: Report): Promise<void> {
  const longestOf: number[] = []
  const all: number[] = []
  for (let run = 0; run < STREAM_RUNS; run++) {
    const frames = await withApp(args, async ({ page }) => {
      await waitForView(page)
      return framesDuring(page, async () => {
        for (let i = 0; i < STREAM_PRESSES_ON + STREAM_PRESSES_BACK; i++) {
          await page.keyboard.press(i < STREAM_PRESSES_ON ? 'Shift+.' : 'Shift+,')
          await page.evaluate(() => new Promise(requestAnimationFrame))
        }
      })
    })
    longestOf.push(longest(frames))
    all.push(...frames)
  }
  const note = 'the longest frame of each flight'
  report(timesLine(`view/stream-longest-frame/${of}`, longestOf, { note }))
  report(timesLine(`view/stream-longest-frame/${of}/all`, all, { note: 'every frame of these flights' }))
}

function longest(intervals: readonly number[]): number {
  return Math.round(Math.max(0, ...intervals))
}
