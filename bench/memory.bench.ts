import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { BUDGETS } from '../renderer/page/engine/engine-settings.ts'
import { createRandom } from '../tools/neuropil/random.ts'
import { type Bench, isAskedByName, type Measurement } from './bench.ts'
import { type BenchDataset, openArguments, SAMPLE, whyAbsent } from './support/bench-datasets.ts'
import { canvasExtent, type SkeinApp, waitForView, withApp } from './support/skein-app.ts'
import { TILED_PINKY40, tilePinky40 } from './support/tiled-pinky40.ts'
import { timesLine } from './support/timing.ts'

/** The memory of the app during a scripted random flight, sampled every second. */
export const bench: Bench = {
  name: 'view/memory',
  async run(report, wanted) {
    // If it is asked for by name, it flies long enough to show a leak. Among all benches it is short.
    const usual = isAskedByName(wanted) ? LONG_MINUTES : SHORT_MINUTES
    const minutes = Number(process.env['SKEIN_BENCH_MINUTES'] ?? usual)
    for (const flight of FLIGHTS) {
      const { dataset } = flight
      const name = `view/memory/${flight.name}`
      if (!wanted(name)) continue
      await flight.prepare()
      const absent = whyAbsent(dataset)
      if (absent !== undefined) {
        report({ name, skipped: absent })
        continue
      }
      const held = await withApp([...flight.arguments()], async (app) => {
        await waitForView(app.page)
        await flight.begin(app)
        return flyFor(app, flight.panels, minutes)
      })
      for (const line of linesOf(name, held, minutes)) report(line)
    }
  },
}

/** A flight over a dataset, in four panels. */
interface Flight {
  readonly name: string
  readonly dataset: BenchDataset
  readonly arguments: () => readonly string[]
  /** Over which panels the pointer flies, in the order of `PANELS`. */
  readonly panels: number
  readonly prepare: () => Promise<void>
  readonly begin: (app: SkeinApp) => Promise<void>
}

/** Bytes of chunks, of meshes, and of all processes of the app. */
function linesOf(name: string, held: Held, minutes: number): Measurement[] {
  const { meshes } = BUDGETS
  const line = (part: keyof Held, budget?: number): Measurement[] => {
    const samples = held[part]
    const most = Math.max(...samples)
    if (most === 0) return []
    const curve = Array.from({ length: CURVE_POINTS }, (_, i) => at(samples, i / (CURVE_POINTS - 1)))
    const note = `after ${minutes} min of random flight ${samples.at(-1)}, most ${most}; over time ${curve.join(', ')}`
    const against = budget === undefined ? {} : { against: `the budget of ${budget}`, ratio: budget / most }
    return [
      timesLine(`${name}/${part}`, samples, { unit: part === 'triangles' ? 'triangles' : 'bytes', note, ...against }),
    ]
  }
  return [
    ...line('gpu', BUDGETS.gpuBytes),
    ...line('chunks', BUDGETS.memoryBytes),
    ...line('meshesOnGpu', meshes.gpuBytes),
    ...line('meshes', meshes.memoryBytes),
    ...line('triangles', meshes.triangles),
    ...line('processes'),
  ]
}

function at(samples: readonly number[], share: number): number {
  return samples[Math.round(share * (samples.length - 1))] ?? 0
}

/** Points of the curve over time that a line tells. */
const CURVE_POINTS = 11
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

/** A sample each second. */
interface Held {
  /** Bytes of chunks on the GPU, of chunks in memory, of meshes likewise, and what all processes have resident. */
  readonly gpu: number[]
  readonly chunks: number[]
  readonly meshesOnGpu: number[]
  readonly meshes: number[]
  readonly triangles: number[]
  readonly processes: number[]
}

/** Neurons that are shown at once. */
const NEURONS = 50
/** For their first shapes, ms. */
const SHAPES_WITHIN_MS = 120_000

const FLIGHTS: readonly Flight[] = [
  {
    ...{ name: SAMPLE.name, dataset: SAMPLE, panels: 3 },
    arguments: () => openArguments(SAMPLE, SAMPLE.folder, '4panel'),
    ...{ prepare: async () => undefined, begin: async () => undefined },
  },
  {
    ...{ name: PINKY40.name, dataset: PINKY40, panels: 3 },
    arguments: () => openArguments(PINKY40, PINKY40.folder, '4panel'),
    ...{ prepare: tilePinky40, begin: async () => undefined },
  },
  {
    ...{ name: 'neurons', dataset: SAMPLE, panels: 4 },
    arguments: () => ['--open', SAMPLE.folder, '--layout', '4panel', '--scale', '8'],
    prepare: async () => undefined,
    begin: selectNeurons,
  },
]

/** Selects the largest neurons of the sample, by a supervoxel of each. */
async function selectNeurons({ page }: SkeinApp): Promise<void> {
  const rows = (await readFile(path.join(SAMPLE.folder, 'supervoxel-truth.csv'), 'utf8')).trim().split('\n').slice(1)
  const neurons = new Map<string, { voxels: number; supervoxel: string; most: number }>()
  for (const row of rows) {
    const [supervoxel = '', count = '', neuron = ''] = row.split(',')
    const voxels = Number(count)
    const own = neurons.get(neuron) ?? { voxels: 0, supervoxel, most: 0 }
    own.voxels += voxels
    if (voxels > own.most) Object.assign(own, { supervoxel, most: voxels })
    neurons.set(neuron, own)
  }
  const largest = [...neurons.values()].sort((a, b) => b.voxels - a.voxels).slice(0, NEURONS)
  const field = page.getByPlaceholder('Find by id, or a list of ids')
  await field.fill(largest.map(({ supervoxel }) => supervoxel).join(' '))
  await field.press('Enter')
  await page.waitForFunction(
    async () => ((await window.SkeinBench?.measure({ kind: 'memory' }))?.at(-1) ?? 0) > 0,
    undefined,
    { timeout: SHAPES_WITHIN_MS, polling: SAMPLE_EVERY_MS },
  )
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
/** Places of the panels, as shares of the canvas. The last one is the 3-D panel. */
const PANELS = [
  [0.25, 0.25],
  [0.25, 0.75],
  [0.75, 0.25],
  [0.75, 0.75],
] as const
const PARTS = ['gpu', 'chunks', 'meshesOnGpu', 'meshes', 'triangles', 'processes'] as const
const LONGEST_BURST = 24
/** After this many bursts the flight returns to its beginning, so that it does not leave the volume for good. */
const BURSTS_PER_LEG = 20

async function flyFor({ electron, page }: SkeinApp, count: number, minutes: number): Promise<Held> {
  const random = createRandom(SEED, 'flight')
  const held: Held = { gpu: [], chunks: [], meshesOnGpu: [], meshes: [], triangles: [], processes: [] }
  const { width, height } = await canvasExtent(page)
  const panels = PANELS.slice(0, count).map(([x, y]) => [x * width, y * height] as const)
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
    const [gpu = 0, chunks = 0, , , meshesOnGpu = 0, meshes = 0, triangles = 0] = await page.evaluate(
      async () => (await window.SkeinBench?.measure({ kind: 'memory' })) ?? [],
    )
    const kilobytes = await electron.evaluate(({ app }) =>
      app.getAppMetrics().reduce((sum, { memory: { workingSetSize } }) => sum + workingSetSize, 0),
    )
    const now: { [K in keyof Held]: number } = {
      ...{ gpu, chunks, meshesOnGpu, meshes, triangles, processes: kilobytes * 1024 },
    }
    for (const part of PARTS) held[part].push(now[part])
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
