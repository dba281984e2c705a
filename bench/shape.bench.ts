import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import type { Bench } from './bench.ts'
import { SAMPLE, whyAbsent } from './support/bench-datasets.ts'
import { rest, waitForView, withAppIn, withFolder } from './support/skein-app.ts'
import { timesLine } from './support/timing.ts'

/** From the choice of the sample's largest neuron to its first shape in the 3-D panel, and to the whole one. */
export const bench: Bench = {
  name: 'shape',
  async run(report) {
    const absent = whyAbsent(SAMPLE)
    if (absent !== undefined) return report({ name: 'shape', skipped: absent })
    const id = await largestNeuron(SAMPLE.folder)
    const made: Shape[] = []
    const kept: Shape[] = []
    for (let run = 0; run < RUNS; run++) {
      await withFolder(async (folder) => {
        made.push(await withAppIn(folder, ARGUMENTS, ({ page }) => timeShape(page, id)))
        kept.push(await withAppIn(folder, ARGUMENTS, ({ page }) => timeShape(page, id)))
      })
    }
    for (const [origin, shapes] of [
      ['made', made],
      ['kept', kept],
    ] as const) {
      const of = (pick: (shape: Shape) => number) => shapes.map(pick)
      const note = `segment of supervoxel ${id}; ${origin === 'made' ? 'no surface was made before' : 'from the disk'}`
      report(
        timesLine(
          `shape/selected/${origin}`,
          of(({ selectedMs }) => selectedMs),
          { note: 'the first frame after Enter: what page, gl worker and frame take by themselves' },
        ),
      )
      report(
        timesLine(
          `shape/first/${origin}`,
          of(({ firstMs }) => firstMs),
          { note },
        ),
      )
      report(
        timesLine(
          `shape/whole/${origin}`,
          of(({ wholeMs }) => wholeMs),
          { note },
        ),
      )
      report(
        timesLine(
          `shape/page-frames/${origin}`,
          shapes.flatMap(({ pageFrames }) => pageFrames),
          { note },
        ),
      )
    }
  },
}

const RUNS = 3
const ARGUMENTS = ['--open', SAMPLE.folder, '--layout', '4panel', '--scale', '8']
/** The app has come to rest after its start, and has kept what it keeps, ms. */
const SETTLED_MS = 1500
const WHOLE_WITHIN_MS = 180_000

interface Shape {
  readonly selectedMs: number
  readonly firstMs: number
  readonly wholeMs: number
  /** Times between the page's own frames meanwhile, ms. */
  readonly pageFrames: readonly number[]
}

/** A supervoxel of the neuron with the most voxels: the one around its cell body. */
async function largestNeuron(folder: string): Promise<string> {
  const neurons: readonly { voxels: number; somaSupervoxel?: string }[] = JSON.parse(
    await readFile(path.join(folder, 'neurons.json'), 'utf8'),
  )
  const [largest] = neurons.filter((one) => one.somaSupervoxel !== undefined).sort((a, b) => b.voxels - a.voxels)
  if (largest?.somaSupervoxel === undefined) throw new Error('the sample has no neuron with a cell body')
  return largest.somaSupervoxel
}

async function timeShape(page: Page, id: string): Promise<Shape> {
  await waitForView(page)
  await page.getByRole('button', { name: /^Edit log: / }).waitFor()
  await rest(SETTLED_MS)
  const field = page.getByPlaceholder('Find by id, or a list of ids')
  await field.fill(id)
  await page.evaluate((within) => {
    const bench = window.SkeinBench
    if (!bench) throw new Error('no bench hook')
    window.skeinBenchShape = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error('the shape was not whole in time')), within)
      let pressedAt = Number.POSITIVE_INFINITY
      let selectedMs: number | undefined
      let firstMs: number | undefined
      const pageFrames: number[] = []
      let last = 0
      let isDone = false
      const tick = (at: number) => {
        if (last > 0) pageFrames.push(at - last)
        last = at
        if (!isDone) requestAnimationFrame(tick)
      }
      addEventListener(
        'keydown',
        ({ key, timeStamp }) => {
          if (key !== 'Enter') return
          pressedAt = performance.timeOrigin + timeStamp
          requestAnimationFrame(tick)
        },
        { capture: true, once: true },
      )
      const stop = bench.watch(({ atMs, complete, shapes }) => {
        if (atMs < pressedAt) return
        selectedMs ??= atMs - pressedAt
        if (shapes === 0) return
        firstMs ??= atMs - pressedAt
        if (!complete) return
        isDone = true
        stop()
        resolve({ selectedMs, firstMs, wholeMs: atMs - pressedAt, pageFrames })
      })
    })
  }, WHOLE_WITHIN_MS)
  await field.press('Enter')
  const shape = await page.evaluate(() => window.skeinBenchShape)
  if (shape === undefined) throw new Error('the shape was not seen')
  // The next start shows nothing by itself.
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await rest(SETTLED_MS)
  return shape
}

declare global {
  interface Window {
    skeinBenchShape?: Promise<Shape>
  }
}
