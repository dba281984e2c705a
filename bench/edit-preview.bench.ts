import { createMinCutter } from '../shared/graph/min-cut.ts'
import type { Bench, Measurement } from './bench.ts'
import { summariseSamples } from './bench.ts'
import { makeNeurites, seedsNear } from './neurites.ts'
import { randomFrom } from './random.ts'

const PREVIEWS = 200
/** One in this many has three seeds on each side. */
const MANY_SEEDS_EVERY = 3

/** Previews of splits on a graph in memory. Seeds lie 5 to 30 steps from a place where two neurites touch. */
export const bench: Bench = {
  name: 'edit',
  async run(report, wanted) {
    if (wanted('edit/split-preview-28k')) measure('edit/split-preview-28k', 28_000, 4, report)
    if (wanted('edit/split-preview-1m')) measure('edit/split-preview-1m', 1_000_000, 20, report)
  },
}

function measure(name: string, nodes: number, neurites: number, report: (measurement: Measurement) => void): void {
  const made = makeNeurites(nodes, neurites, 7)
  const started = performance.now()
  const cutter = createMinCutter(made.graph)
  report({ name: `${name}/load`, unit: 'ms', ...summariseSamples([performance.now() - started]) })
  const random = randomFrom(11)
  const times: number[] = []
  const edges: number[] = []
  for (let i = 0; i < PREVIEWS; i++) {
    const [sources, sinks] = seedsNear(made, 5 + random(26), i % MANY_SEEDS_EVERY === 0 ? 3 : 1, random)
    const start = performance.now()
    const found = cutter(sources, sinks)
    times.push(performance.now() - start)
    if (found.kind === 'cut') edges.push(found.edges.length)
  }
  report({ name, unit: 'ms', ...summariseSamples(times) })
  report({ name: `${name}/cut`, unit: 'edges', ...summariseSamples(edges) })
}
