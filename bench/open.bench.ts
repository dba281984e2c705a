import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { serveFolder } from '../e2e/support/local-server.ts'
import { placePanels } from '../renderer/page/view/panel-layout.ts'
import { chunkFileName } from '../shared/formats/precomputed/chunk-file-name.ts'
import type { SliceKind } from '../shared/view/camera.ts'
import { wantedScales } from '../shared/view/chunks/needed-chunks.ts'
import { visibleCells } from '../shared/view/chunks/visible-chunks.ts'
import { planeOf } from '../shared/view/slice/slice-plane.ts'
import type { Bench, Report } from './bench.ts'
import { timeStart } from './support/bare-app.ts'
import {
  type BenchDataset,
  type BenchLayout,
  FIB25,
  LAYOUTS,
  locationsOf,
  openArguments,
  SAMPLE,
  whyAbsent,
} from './support/bench-datasets.ts'
import { readVolume } from './support/real-chunks.ts'
import { canvasExtent, rest, waitForView, withApp, withFolder } from './support/skein-app.ts'
import { timeOpening } from './support/time-opening.ts'
import { timesLine } from './support/timing.ts'

/** The time from opening a dataset to its complete first view, and the bytes that are fetched for it. */
export const bench: Bench = {
  name: 'view',
  async run(report, wanted) {
    const asked: Report = (line) => {
      if (wanted(line.name)) report(line)
    }
    const isWanted = (kind: string, of: string) => wanted(`view/${kind}/${of}`) || wanted(`view/${kind}`)
    for (const dataset of [FIB25, SAMPLE]) {
      const absent = whyAbsent(dataset)
      for (const [origin, measure] of ORIGINS) {
        const of = `${dataset.name}/${origin}`
        const kinds = ['cold-open', 'warm-open'].filter((kind) => isWanted(kind, of))
        if (kinds.length === 0) continue
        if (absent === undefined) await measure(dataset, (base) => measureOpening(dataset, base, of, asked))
        else for (const kind of kinds) report({ name: `view/${kind}/${of}`, skipped: absent })
      }
    }
    // The labels of the sample lie in shards, so that a chunk is no file whose size could be looked up.
    for (const layout of LAYOUTS) if (isWanted('bytes', `fib25/${layout}`)) await measureBytes(FIB25, layout, asked)
  },
}

/** The app starts this often for each figure, and opens the dataset twice each time. */
const RUNS = 5
/** The server adds no delay. */
const ADDED_MS = 0
/** The app may still fetch after the first view is complete. This many ms without a request count as the end. */
const QUIET_MS = 500

type Measure = (base: string) => Promise<void>

const ORIGINS: readonly (readonly [string, (dataset: BenchDataset, measure: Measure) => Promise<void>])[] = [
  [
    'http',
    async ({ folder }, measure) => {
      const server = await serveFolder(folder, ADDED_MS)
      try {
        await measure(server.url)
      } finally {
        await server.close()
      }
    },
  ],
  ['disk', ({ folder }, measure) => measure(folder)],
]

async function measureOpening(dataset: BenchDataset, base: string, of: string, report: Report): Promise<void> {
  const fromStart: number[] = []
  const cold: number[] = []
  const warm: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const args = openArguments(dataset, base, '4panel')
    fromStart.push(await withFolder((folder) => timeStart([...args, '--user-data', folder])))
    await withApp([], async ({ page }) => {
      await page.locator('html[data-view]').waitFor({ state: 'attached' })
      // The start is over and the workers run, as when a person has looked for a dataset.
      await rest(QUIET_MS)
      cold.push(await timeOpening(page, locationsOf(dataset, base)))
      await rest(QUIET_MS)
      warm.push(await timeOpening(page, locationsOf(dataset, base)))
    })
  }
  const files = 'files in the cache of the operating system'
  report(timesLine(`view/cold-open/${of}`, cold, { note: `from Enter in the dialog to the complete view; ${files}` }))
  report(timesLine(`view/cold-open/${of}/from-start`, fromStart, { note: `from the start of the process; ${files}` }))
  const again = 'the same dataset opened again in the same app; chunks are read and decoded again'
  report(timesLine(`view/warm-open/${of}`, warm, { note: again }))
}

/** Bytes of all replies until the first view is complete, against the chunks that this view needs at least. */
async function measureBytes(dataset: BenchDataset, layout: BenchLayout, report: Report): Promise<void> {
  const server = await serveFolder(dataset.folder, ADDED_MS)
  const { fetched, least } = await withApp(openArguments(dataset, server.url, layout), async ({ page }) => {
    await waitForView(page)
    const requested = server.requests.map((request) => request.path)
    return { fetched: await sizeOf(dataset.folder, requested), least: await leastBytes(dataset, layout, page) }
  }).finally(server.close)
  const note = `over http; ${server.requests.length} requests`
  report(
    timesLine(`view/bytes/fib25/${layout}`, [fetched], {
      unit: 'bytes',
      against: 'the chunks in view at the wanted scale',
      ratio: least / fetched,
      note,
    }),
  )
}

async function leastBytes(dataset: BenchDataset, layout: BenchLayout, page: Page): Promise<number> {
  const camera = { position: dataset.position, nmPerPixel: dataset.nmPerPixel, orientation: [0, 0, 0, 1] } as const
  const extent = { ...(await canvasExtent(page)), devicePixelRatio: 1 }
  const panels = placePanels(layout, null, { x: 0.5, y: 0.5 }, extent)
  const planes = panels.flatMap(({ kind, rect }) => (isSlice(kind) ? [planeOf(camera, kind, rect, 1)] : []))
  const files = new Set<string>()
  for (const layer of dataset.layers) {
    const volume = await readVolume(path.join(dataset.folder, layer))
    for (const [index, wanted] of wantedScales(volume, planes).entries()) {
      const scale = volume.scales[wanted]
      const plane = planes[index]
      if (scale === undefined || plane === undefined) continue
      for (const cell of visibleCells(scale, plane)) files.add(`/${layer}/${chunkFileName(scale, cell)}`)
    }
  }
  return sizeOf(dataset.folder, [...files])
}

async function sizeOf(folder: string, requested: readonly string[]): Promise<number> {
  const size = (file: string) => stat(path.join(folder, file)).catch(() => undefined)
  const sizes = await Promise.all(requested.map(async (file) => (await size(file)) ?? (await size(`${file}.gz`))))
  return sizes.reduce((sum, size) => sum + (size?.isFile() ? size.size : 0), 0)
}

function isSlice(kind: string): kind is SliceKind {
  return kind !== '3d'
}
