import path from 'node:path'
import { _electron as electron } from '@playwright/test'
import type { Bench } from './bench.ts'
import { benchEnvironment, electronCommand, projectFolder } from './support/skein-app.ts'
import { timesLine } from './support/timing.ts'

/**
 * What a frame costs the browser, whatever Skein does: the time between frames of one canvas that a worker clears, or covers
 * with one textured quad, as often as frames are taken. Also with the screen's rate left out, which tells what a frame
 * costs where it fits between two refreshes.
 */
export const bench: Bench = {
  name: 'view/empty-canvas',
  async run(report, wanted) {
    for (const [kind, drawsQuad] of [
      ['cleared', false],
      ['quad', true],
    ] as const) {
      for (const [rate, flags] of [
        ['screen', []],
        ['any-rate', ANY_RATE],
      ] as const) {
        const name = `view/empty-canvas/${kind}/${rate}`
        if (!wanted(name)) continue
        const { times, note } = await framesOf(flags, drawsQuad)
        const between = times.slice(1).map((time, i) => time - (times[i] ?? time))
        report(timesLine(name, between.slice(WARM), { note }))
      }
    }
  },
}

/** Frames are not held back until the screen is refreshed. */
const ANY_RATE = ['--disable-gpu-vsync', '--disable-frame-rate-limit']
const FRAMES = 300
/** Frames until times are steady. */
const WARM = 50

async function framesOf(more: readonly string[], drawsQuad: boolean) {
  const { executable, args } = electronCommand()
  const flags = args.filter((arg) => arg !== projectFolder)
  const folder = path.join(import.meta.dirname, 'support', 'empty-canvas')
  const app = await electron.launch({
    executablePath: executable,
    args: [...flags, ...more, folder],
    env: benchEnvironment(),
  })
  try {
    const page = await app.firstWindow()
    await page.waitForFunction(() => window.timesOfFrames !== undefined)
    const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }))
    const asked = { frames: FRAMES, drawsQuad }
    const times = await page.evaluate((ask) => window.timesOfFrames?.(ask.frames, ask.drawsQuad) ?? [], asked)
    return { times, note: `canvas ${width} x ${height}` }
  } finally {
    await app.close()
  }
}

declare global {
  interface Window {
    timesOfFrames?: (frames: number, drawsQuad: boolean) => Promise<readonly number[]>
  }
}
