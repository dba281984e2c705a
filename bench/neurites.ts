import { buildSegmentGraph, CAPACITY_OF_ONE, type SegmentGraph } from '../shared/graph/segment-graph.ts'
import { randomFrom } from './random.ts'

/**
 * A made-up false merger, from a seed. Its neurites are bundles of supervoxels, 8 x 8 across, with five edges a
 * supervoxel (affinity 0.6 to 1). They touch in a random tree: each pair has one to three places with a few weak edges
 * (affinity 0.02 to 0.2). The places lie anywhere along a bundle. So a cut must find all places where two neurites touch,
 * however far they are from the seeds.
 */
export interface Neurites {
  readonly graph: SegmentGraph
  /** For each place where two neurites touch: its edges, each as a node of the one and a node of the other. */
  readonly places: readonly (readonly (readonly [number, number])[])[]
}

const ACROSS = 8
const SLICE = ACROSS * ACROSS

export function makeNeurites(nodes: number, neurites: number, seed: number): Neurites {
  const random = randomFrom(seed)
  const each = Math.floor(nodes / neurites)
  const ends: number[] = []
  const capacities: number[] = []
  const add = (u: number, v: number, least: number, most: number) => {
    ends.push(u, v)
    capacities.push(Math.round((least + ((most - least) * random(1000)) / 1000) * CAPACITY_OF_ONE))
  }
  for (let neurite = 0; neurite < neurites; neurite++) {
    const first = neurite * each
    for (let i = 0; i < each; i++) {
      const across = i % ACROSS
      const down = Math.floor((i % SLICE) / ACROSS)
      const steps = [across < ACROSS - 1 ? 1 : 0, down < ACROSS - 1 ? ACROSS : 0, SLICE, SLICE + 1, SLICE + ACROSS]
      for (const step of steps) if (step > 0 && i + step < each) add(first + i, first + i + step, 0.6, 1)
    }
  }
  const places: (readonly [number, number])[][] = []
  for (let neurite = 1; neurite < neurites; neurite++) {
    const other = random(neurite)
    for (let left = 1 + random(3); left > 0; left--) {
      const place: (readonly [number, number])[] = []
      const [from, to] = [random(each - 4 * SLICE), random(each - 4 * SLICE)]
      for (let edges = 2 + random(5); edges > 0; edges--) {
        place.push([neurite * each + from + random(4) * SLICE, other * each + to + random(4) * SLICE])
      }
      for (const [u, v] of place) add(u, v, 0.02, 0.2)
      places.push(place)
    }
  }
  return { graph: buildSegmentGraph(nodes, Uint32Array.from(ends), Uint32Array.from(capacities)), places }
}

/** Seeds on both sides of a place. Each lies a walk of this many steps away from it, within its own neurite. */
export function seedsNear(
  { graph, places }: Neurites,
  steps: number,
  each: number,
  random: (below: number) => number,
): readonly [sources: number[], sinks: number[]] {
  const [u, v] = places[random(places.length)]![0]!
  const walk = (start: number) => {
    let node = start
    for (let i = 0; i < steps; i++) {
      const from = graph.offsets[node]!
      const next = graph.targets[from + random(graph.offsets[node + 1]! - from)]!
      // Only steps within a bundle: a longer step leads to another neurite.
      if (Math.abs(next - node) <= SLICE + ACROSS) node = next
    }
    return node
  }
  const side = (start: number) => [...new Set(Array.from({ length: each }, () => walk(start)))]
  return [side(u), side(v)]
}
