import path from 'node:path'
import { BUDGETS } from '../renderer/page/engine/engine-settings.ts'
import { createRandom } from '../tools/neuropil/random.ts'
import type { Bench } from './bench.ts'
import { type BenchDataset, openArguments, SAMPLE, whyAbsent } from './support/bench-datasets.ts'
import { canvasExtent, type SkeinApp, waitForView, withApp } from './support/skein-app.ts'
import { TILED_PINKY40, tilePinky40 } from './support/tiled-pinky40.ts'
import { timesLine } from './support/timing.ts'

/** The memory of the app during a scripted random flight, sampled every second. */
export const bench: Bench = {
  name: 'view/memory',
  async run(report, wanted) {
    // If it is asked for by name, it flies long enough to show a leak. Among all benches it is short.
    const isNamed = wanted('view/memory') && !wanted('view/slice-step')
    const minutes = Number(process.env['SKEIN_BENCH_MINUTES'] ?? (isNamed ? LONG_MINUTES : SHORT_MINUTES))
    for (const { dataset, prepare } of [
      { dataset: SAMPLE, prepare: async () => {} },
      { dataset: PINKY40, prepare: tilePinky40 },
    ]) {
      const name = `view/memory/${dataset.name}`
      if (!wanted(name)) continue
      await prepare()
      const absent = whyAbsent(dataset)
      if (absent !== undefined) {
        report({ name, skipped: absent })
        continue
      }
      const { gpu, memory, resident } = await withApp(openArguments(dataset, dataset.folder, '4panel'), (app) =>
        flyFor(app, minutes),
      )
      const unit = 'bytes'
      const note = (samples: readonly number[]) =>
        `after ${minutes} min of random flight ${samples.at(-1)}, most ${Math.max(...samples)}`
      const against = (budget: number, samples: readonly number[]) => ({
        against: `the budget of ${budget}`,
        ratio: budget / Math.max(...samples),
      })
      report(timesLine(`${name}/gpu`, gpu, { unit, note: note(gpu), ...against(BUDGETS.gpuBytes, gpu) }))
      report(timesLine(`${name}/chunks`, memory, { unit, note: note(memory), ...against(BUDGETS.memoryBytes, memory) }))
      report(timesLine(`${name}/processes`, resident, { unit, note: `resident in all processes; ${note(resident)}` }))
    }
  },
}

const LONG_MINUTES = 10
const SHORT_MINUTES = 1
const SAMPLE_EVERY_MS = 1000
/** The same seed gives the same flight each time. */
const SEED = 20260711

/** 1024 x 1024 x 512 labels: more than the budgets hold. */
const PINKY40: BenchDataset = {
  name: 'pinky40',
  folder: path.dirname(TILED_PINKY40),
  layers: [path.basename(TILED_PINKY40)],
  position: [4100, 4100, 10260],
  nmPerPixel: 6,
}

interface Held {
  /** Bytes of chunks on the GPU, of chunks in memory, and of all processes of the app: a sample each second. */
  readonly gpu: number[]
  readonly memory: number[]
  readonly resident: number[]
}

/** Keys that move, each with its weight in the random choice. */
const MOVES: readonly (readonly [key: string, weight: number])[] = [
  ['.', 6],
  [',', 5],
  ['Shift+.', 3],
  ['Shift+,', 2],
  ['ArrowLeft', 4],
  ['ArrowRight', 4],
  ['ArrowUp', 4],
  ['ArrowDown', 4],
  ['Control+=', 2],
  ['Control+-', 2],
  ['Shift+ArrowLeft', 1],
  ['e', 1],
  ['z', 1],
  ['b', 1],
]
const LONGEST_BURST = 24
/** After so many bursts the flight returns to its beginning, so that it does not leave the volume for good. */
const BURSTS_PER_LEG = 20

async function flyFor({ electron, page }: SkeinApp, minutes: number): Promise<Held> {
  await waitForView(page)
  const random = createRandom(SEED, 'flight')
  const held: Held = { gpu: [], memory: [], resident: [] }
  const { width, height } = await canvasExtent(page)
  const panels = [0.25, 0.75].flatMap((x) => [0.25, 0.75].map((y) => [x * width, y * height] as const)).slice(0, 3)
  const until = performance.now() + minutes * 60_000
  let sampledAt = 0
  for (let burst = 0; performance.now() < until; burst++) {
    const [x, y] = panels[random.below(panels.length)] ?? [1, 1]
    await page.mouse.move(x, y)
    if (burst % BURSTS_PER_LEG === 0) await page.keyboard.press('Home')
    const key = keyFor(random.next())
    for (let i = 1 + random.below(LONGEST_BURST); i > 0; i--) await page.keyboard.press(key)
    if (performance.now() - sampledAt < SAMPLE_EVERY_MS) continue
    sampledAt = performance.now()
    const [gpu = 0, memory = 0] = await page.evaluate(
      async () => (await window.SkeinBench?.measure({ kind: 'memory' })) ?? [],
    )
    const kilobytes = await electron.evaluate(({ app }) =>
      app.getAppMetrics().reduce((sum, { memory: { workingSetSize } }) => sum + workingSetSize, 0),
    )
    held.gpu.push(gpu)
    held.memory.push(memory)
    held.resident.push(kilobytes * 1024)
  }
  return held
}

function keyFor(at: number): string {
  const total = MOVES.reduce((sum, [, weight]) => sum + weight, 0)
  let left = at * total
  for (const [key, weight] of MOVES) {
    left -= weight
    if (left < 0) return key
  }
  return '.'
}
