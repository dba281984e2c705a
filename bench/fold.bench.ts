import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createFold, type Fold } from '../shared/fold/fold.ts'
import { foldFromSnapshot } from '../shared/fold/snapshot/read-snapshot.ts'
import { type Bench, type Measurement, summariseSamples } from './bench.ts'
import { createFoldLog, type FoldLog } from './fold-log.ts'
import { LARGE_CUTS, type ReportStep, timeHubSplits, timeLargeCut } from './large-cuts.ts'

/** A fold may hold this many graphs in memory, as in the cache of the edit worker. */
const GRAPHS_IN_MEMORY = 2000
const SIZES: readonly (readonly [name: string, edits: number])[] = [
  ['fold/1e4', 10_000],
  ['fold/1e5', 100_000],
  ['fold/1e6', 1_000_000],
]
const EDITS_AFTER = 1000
/** Edges of one cut. The last number is the most that an edit may name. */
const CUTS: readonly (readonly [name: string, edges: number])[] = [
  ['1e3', 1000],
  ['1e4', 10_000],
  ['1e5', 100_000],
]
/** Splits that each cut one leaf off one hub. */
const HUB_SPLITS: readonly (readonly [name: string, splits: number])[] = [
  ['1e3', 1000],
  ['1e4', 10_000],
  ['2e4', 20_000],
]
/** Each large cut is folded this often, because the first fold also waits for the engine to compile. */
const REPEATS = 5

/**
 * A full fold (which includes generating the log and providing graphs), opening its snapshot, and 1,000 edits after that.
 * Then single splits that cut very many edges.
 */
export const bench: Bench = {
  name: 'fold',
  async run(report, wanted) {
    for (const [name, edits] of SIZES) if (wanted(name)) measure(name, edits, report)
    for (const [shape, make] of Object.entries(LARGE_CUTS)) {
      for (const [size, edges] of CUTS) {
        const name = `fold/${shape}/${size}`
        if (!wanted(name)) continue
        const large = make(edges)
        repeat(name, REPEATS, (step) => timeLargeCut(large, step), report)
      }
    }
    for (const [size, splits] of HUB_SPLITS) {
      const name = `fold/hub-splits/${size}`
      if (wanted(name)) repeat(name, 1, (step) => timeHubSplits(splits, step), report)
    }
  },
}

/** Times the steps of something this often, and reports each step. */
function repeat(
  name: string,
  times: number,
  run: (step: ReportStep) => void,
  report: (measurement: Measurement) => void,
): void {
  const samples = new Map<string, number[]>()
  for (let i = 0; i < times; i++) {
    run((step, ms) => samples.set(step, [...(samples.get(step) ?? []), round(ms)]))
  }
  for (const [step, all] of samples) report({ name: `${name}/${step}`, unit: 'ms', ...summariseSamples(all) })
}

function measure(name: string, edits: number, report: (measurement: Measurement) => void): void {
  const log = createFoldLog(edits, 1)
  const collect = garbageCollector()
  const one = (part: string, unit: string, value: number) =>
    report({ name: `${name}/${part}`, unit, n: 1, p50: round(value), p95: round(value) })
  const snapshot = foldAll(log, edits, one)
  collect()
  const before = process.memoryUsage()
  const started = performance.now()
  const opened = foldFromSnapshot(snapshot, log.facts)
  if (!opened.ok) throw new Error(opened.problem.message)
  one('open', 'ms', performance.now() - started)
  collect()
  const after = process.memoryUsage()
  const used = after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers
  one('open-memory', 'MB', used / 1e6)
  one('snapshot', 'MB', snapshot.length / 1e6)
  const times: number[] = []
  const cache = createCache(opened.value, log)
  for (let i = 0; i < EDITS_AFTER; i++) {
    const entry = log.next()
    const start = performance.now()
    cache.apply(entry)
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => round(times[Math.ceil(share * times.length) - 1] ?? Number.NaN)
  report({ name: `${name}/edit-after`, unit: 'ms', n: times.length, p50: at(0.5), p95: at(0.95) })
}

/** Collects twice, because the memory of typed arrays is freed only after their owners are gone. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('no garbage collector to call')
  return () => {
    collect()
    collect()
  }
}

function foldAll(
  log: FoldLog,
  edits: number,
  report: (part: string, unit: string, value: number) => void,
): Uint8Array<ArrayBuffer> {
  const fold = createFold(log.facts)
  const cache = createCache(fold, log)
  const started = performance.now()
  for (let i = 0; i < edits; i++) cache.apply(log.next())
  report('full', 'ms', performance.now() - started)
  let conflicted = 0
  for (const byte of fold.historyVerdicts()) if (byte % 4 === 2) conflicted++
  report('conflicted', 'edits', conflicted)
  const start = performance.now()
  const snapshot = fold.snapshot()
  report('write', 'ms', performance.now() - start)
  return snapshot
}

/** Provides the graphs that an entry needs, and drops the oldest ones. */
function createCache(fold: Fold, log: FoldLog) {
  const held: bigint[] = []
  return {
    apply(entry: Parameters<Fold['apply']>[0]) {
      for (;;) {
        const folded = fold.apply(entry)
        if (folded.kind !== 'needs') return
        for (const base of folded.bases) {
          fold.provide(base, log.graphOf(base))
          held.push(base)
        }
        if (held.length > 2 * GRAPHS_IN_MEMORY) for (const base of held.splice(0, GRAPHS_IN_MEMORY)) fold.drop(base)
      }
    },
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
