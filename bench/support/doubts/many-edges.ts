import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { AgglomerationSource } from '../../../shared/agglomeration/agglomeration-source.ts'
import { createIdentityAgglomeration } from '../../../shared/agglomeration/identity-agglomeration.ts'
import { errorProbability } from '../../../shared/doubts/model/doubt-model.ts'
import { parseDoubtModel } from '../../../shared/doubts/model/parse-doubt-model.ts'
import { orderPlaces, weighPlaces } from '../../../shared/doubts/model/weighed-places.ts'
import { unwrap } from '../../../shared/problem.ts'
import type { Report } from '../../bench.ts'
import { randomFrom } from '../../random.ts'

const MODEL = path.join(import.meta.dirname, '..', '..', '..', 'renderer', 'edit', 'doubts', 'doubt-model.json')

/** Edges a supervoxel, about as in tissue. */
const DEGREE = 8

/** Work goes on for this long before other messages get their turn, as in the edit worker. */
const SLICE_MS = 15

/**
 * How long the queue takes to be there where this many edges joined nothing, for how long an edit has to wait at most, and how much
 * memory that takes. Seconds of this thread's processor time stand beside those of the clock, for machines that are not at rest.
 */
export async function measureRanking(edges: number, report: Report): Promise<void> {
  const model = unwrap(parseDoubtModel(JSON.parse(readFileSync(MODEL, 'utf8')), MODEL))
  const source = weakEdges(edges)
  const memory = process.memoryUsage.rss()
  let [last, lastCpu, longest, longestCpu] = [performance.now(), cpuSeconds(), 0, 0]
  const endSlice = () => {
    longest = Math.max(longest, performance.now() - last)
    longestCpu = Math.max(longestCpu, cpuSeconds() - lastCpu)
  }
  const beginSlice = () => {
    last = performance.now()
    lastCpu = cpuSeconds()
  }
  const pause = async () => {
    if (performance.now() - last < SLICE_MS) return
    endSlice()
    await new Promise((resolve) => setImmediate(resolve))
    beginSlice()
  }
  const [started, startedCpu] = [performance.now(), cpuSeconds()]
  const places = await weighPlaces({ source, voxelSize: [8, 8, 40] }, pause, (one) => errorProbability(model, one))
  const { doubts } = orderPlaces(places, (one) => errorProbability(model, one))
  endSlice()
  report({
    name: `doubts/rank/${edges}`,
    unit: 's',
    values: {
      seconds: rounded((performance.now() - started) / 1000),
      cpu: rounded(cpuSeconds() - startedCpu),
      longestSlice: rounded(longest / 1000),
      longestSliceCpu: rounded(longestCpu),
      megabytes: Math.round(process.resourceUsage().maxRSS / 1024 - memory / 2 ** 20),
    },
    note: `${places.kept.length + places.others.count} places, ${doubts.length} listed`,
  })
}

/** Processor time of this thread. */
function cpuSeconds(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1e6
}

function rounded(seconds: number): number {
  return Number(seconds.toFixed(3))
}

/** Supervoxels that are bases of their own, with weak edges between them. */
function weakEdges(count: number): AgglomerationSource {
  const random = randomFrom(1)
  const most = Math.ceil(count / DEGREE)
  const ends = new BigUint64Array(2 * count)
  for (let e = 0; e < count; e++) {
    const a = 1 + random(most)
    ends[2 * e] = BigInt(a)
    ends[2 * e + 1] = BigInt(a === most ? 1 : a + 1 + random(most - a))
  }
  const edges = {
    ends,
    affinities: Float32Array.from({ length: count }, (_, e) => 0.6 - (0.59 * e) / count),
    areas: Uint32Array.from({ length: count }, () => 1 + random(300)),
    positions: new Float32Array(3 * count),
  }
  return { ...createIdentityAgglomeration(), doubtEdges: async () => edges }
}
