import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createFold, type Fold } from '../shared/fold/fold.ts'
import { foldFromSnapshot } from '../shared/fold/read-snapshot.ts'
import type { Bench, Measurement } from './bench.ts'
import { createFoldLog, type FoldLog } from './fold-log.ts'

/** Graphs that a fold may hold in memory at a time, as the edit worker's cache would. */
const GRAPHS_IN_MEMORY = 2000
const SIZES: readonly (readonly [name: string, edits: number])[] = [
  ['fold/1e4', 10_000],
  ['fold/1e5', 100_000],
  ['fold/1e6', 1_000_000],
]
const EDITS_AFTER = 1000

/** A full fold (generating the log and providing graphs included), opening its snapshot, and 1,000 edits after that. */
export const bench: Bench = {
  name: 'fold',
  async run(report, wanted) {
    for (const [name, edits] of SIZES) if (wanted(name)) measure(name, edits, report)
  },
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

/** Collects twice, for the memory of typed arrays is counted off only after their owners are gone. */
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

/** Provides what an entry needs, and drops the graph that came first. */
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
