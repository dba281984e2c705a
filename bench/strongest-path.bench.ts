import { farthestTips, thickestPlaces } from '../shared/graph/landmarks.ts'
import { createPathFinder } from '../shared/graph/strongest-path.ts'
import { type Bench, summariseSamples } from './bench.ts'
import { makeNeurites } from './neurites.ts'
import { randomFrom } from './random.ts'

const PATHS = 200

/** Paths between any two supervoxels of a segment in memory: within a neurite and through false mergers. */
export const bench: Bench = {
  name: 'edit',
  async run(report, wanted) {
    if (!wanted('edit/path-1m') && !wanted('edit/landmarks-1m')) return
    const { graph } = makeNeurites(1_000_000, 20, 7)
    const started = performance.now()
    const finder = createPathFinder(graph)
    report({ name: 'edit/path-1m/load', unit: 'ms', ...summariseSamples([performance.now() - started]) })
    const random = randomFrom(11)
    const times: number[] = []
    const steps: number[] = []
    for (let i = 0; i < PATHS; i++) {
      const [from, to] = [random(graph.count), random(graph.count)]
      const start = performance.now()
      const path = finder(from, to)
      times.push(performance.now() - start)
      steps.push(path?.edges.length ?? 0)
    }
    report({ name: 'edit/path-1m', unit: 'ms', ...summariseSamples(times), note: `${graph.edgeCount} edges` })
    const facts = {
      areas: Uint32Array.from({ length: graph.edgeCount }, () => random(1000)),
      positions: Float32Array.from({ length: 3 * graph.edgeCount }, () => random(1_000_000)),
    }
    const before = performance.now()
    const [first] = thickestPlaces(graph, facts, 8, 60_000)
    farthestTips(graph, facts, first?.node ?? 0, 50)
    report({ name: 'edit/landmarks-1m', unit: 'ms', ...summariseSamples([performance.now() - before]) })
    report({ name: 'edit/path-1m/steps', unit: 'steps', ...summariseSamples(steps) })
  },
}
