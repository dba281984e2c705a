import {
  type Cut,
  EDIT_SCHEMA,
  type Edit,
  type EditPoint,
  editKey,
  type LogEntry,
  type Split,
} from '../shared/edits/edit.ts'
import type { BaseGraph } from '../shared/fold/base-graph.ts'
import { createFold, type Fold } from '../shared/fold/fold.ts'
import { foldFromSnapshot } from '../shared/fold/snapshot/read-snapshot.ts'
import type { BaseFacts } from '../shared/fold/tables.ts'

/** Gets the time of one step, in ms. */
export type ReportStep = (step: string, ms: number) => void

/** A graph, and one split that cuts many of its edges. */
interface LargeCut {
  /** Merges that make one segment of the bases. */
  readonly before: readonly Edit[]
  readonly split: Split
  readonly facts: BaseFacts
  graphOf(base: bigint): BaseGraph
}

const at = (supervoxel: number, base: number): EditPoint => ({
  supervoxel: BigInt(supervoxel),
  base: BigInt(base),
  position: [0, 0, 0],
})

function common(counter: number) {
  const id = { client: 'client', session: 'session', counter }
  return { id, author: 'author', madeAtMs: 0, basis: counter - 1, dataset: 'bench', schema: EDIT_SCHEMA, expect: [] }
}

function splitOf(counter: number, source: EditPoint, sink: EditPoint, cut: Cut): Split {
  return { ...common(counter), kind: 'split', sources: [source], sinks: [sink], cut }
}

function mergeOf(counter: number, a: EditPoint, b: EditPoint): Edit {
  return { ...common(counter), kind: 'merge', a, b, overrides: [] }
}

function oneBase(count: number, pairs: readonly (readonly [number, number])[], cut: number): LargeCut {
  const named = pairs.slice(0, cut).map(([u, v]) => [BigInt(u), BigInt(v)] as const)
  const [source, sink] = pairs[0] ?? [1, 2]
  const graph: BaseGraph = {
    supervoxels: BigUint64Array.from({ length: count }, (_, i) => BigInt(i + 1)),
    ends: Uint32Array.from(pairs.flat(), (id) => id - 1),
    capacities: new Uint32Array(pairs.length).fill(1),
  }
  return {
    before: [],
    split: splitOf(1, at(source, 1), at(sink, 1), { bases: [{ base: 1n, pairs: named }], merges: [] }),
    facts: { leastOf: (base) => base, countOf: () => count },
    graphOf: () => graph,
  }
}

/** Two rails of supervoxels with rungs between them. All rungs are cut, which leaves two pieces. */
function rungs(n: number): LargeCut {
  const places = Array.from({ length: n }, (_, i) => i)
  const across = places.map((i) => [1 + i, 1 + n + i] as const)
  const along = places.slice(1).flatMap((i) => [[i, 1 + i] as const, [n + i, 1 + n + i] as const])
  return oneBase(2 * n, [...across, ...along], n)
}

/** A hub with leaves. All leaves are cut off, and each becomes a piece. */
function hub(n: number): LargeCut {
  return oneBase(
    n + 1,
    Array.from({ length: n }, (_, i) => [1, 2 + i] as const),
    n,
  )
}

/** Rungs that are bases of two supervoxels each. The rails are merges. */
function manyBases(n: number): LargeCut {
  const places = Array.from({ length: n }, (_, i) => i)
  const before = places
    .slice(1)
    .flatMap((i) => [
      mergeOf(2 * i - 1, at(2 * i - 1, 2 * i - 1), at(2 * i + 1, 2 * i + 1)),
      mergeOf(2 * i, at(2 * i, 2 * i - 1), at(2 * i + 2, 2 * i + 1)),
    ])
  const bases = places.map((i) => ({
    base: BigInt(2 * i + 1),
    pairs: [[BigInt(2 * i + 1), BigInt(2 * i + 2)] as const],
  }))
  return {
    before,
    split: splitOf(before.length + 1, at(1, 1), at(2, 1), { bases, merges: [] }),
    facts: { leastOf: (base) => base, countOf: () => 2 },
    graphOf: (base) => ({
      supervoxels: BigUint64Array.of(base, base + 1n),
      ends: Uint32Array.of(0, 1),
      capacities: Uint32Array.of(1),
    }),
  }
}

export const LARGE_CUTS = { rungs, hub, 'many-bases': manyBases }

/**
 * Folds one large split, tries it and its revert, reverts it, and opens a snapshot. The dry run and the split have a fold
 * each, so that both meet the cut for the first time.
 */
export function timeLargeCut(large: LargeCut, report: ReportStep): void {
  const { split, facts } = large
  const seq = split.id.counter
  const revert: Edit = {
    ...common(seq + 1),
    kind: 'revert',
    target: editKey(split.id),
    overrides: [],
    points: [...split.sources, ...split.sinks],
    bases: split.cut.bases.map(({ base }) => base),
  }
  const foldToTry = foldBefore(large)
  time(report, 'dry-run', () => tried(foldToTry, split))
  const fold = foldBefore(large)
  time(report, 'split', () => applied(fold, { seq, edit: split }))
  const snapshot = time(report, 'snapshot', () => fold.snapshot())
  time(report, 'open', () => {
    if (!foldFromSnapshot(snapshot, facts).ok) throw new Error('the snapshot opens')
  })
  time(report, 'dry-run-of-revert', () => tried(fold, revert))
  time(report, 'revert', () => applied(fold, { seq: seq + 1, edit: revert }))
}

/** A fold with everything before the split, and with the graphs that the split needs. */
function foldBefore({ before, split, facts, graphOf }: LargeCut): Fold {
  const fold = createFold(facts)
  for (const [i, edit] of before.entries()) fold.apply({ seq: i + 1, edit })
  const asked = fold.dryRun(split)
  if (asked.kind === 'needs') for (const base of asked.bases) fold.provide(base, graphOf(base))
  return fold
}

/** The time of this many splits that each cut one leaf off one hub, and the time of their reverts. */
export function timeHubSplits(n: number, report: ReportStep): void {
  const { facts, graphOf, split: whole } = hub(n)
  const fold = createFold(facts)
  const pairs = whole.cut.bases[0]?.pairs ?? []
  const splits = pairs.map((pair, i) =>
    splitOf(i + 1, at(1, 1), at(i + 2, 1), { bases: [{ base: 1n, pairs: [pair] }], merges: [] }),
  )
  const first = splits[0]
  if (first !== undefined) fold.dryRun(first)
  fold.provide(1n, graphOf(1n))
  let seq = 0
  time(report, 'all-splits', () => {
    for (const edit of splits) applied(fold, { seq: ++seq, edit })
  })
  time(report, 'all-reverts', () => {
    for (const { id, sources, sinks } of splits) {
      const named = { target: editKey(id), points: [...sources, ...sinks], bases: [1n], overrides: [] }
      applied(fold, { seq: ++seq, edit: { ...common(n + id.counter), kind: 'revert', ...named } })
    }
  })
}

function time<T>(report: ReportStep, step: string, run: () => T): T {
  const started = performance.now()
  const result = run()
  report(step, performance.now() - started)
  return result
}

function tried(fold: Fold, edit: Edit): void {
  const found = fold.dryRun(edit)
  if (found.kind !== 'tried' || found.verdict !== 'applied') throw new Error(`tried: ${JSON.stringify(found.kind)}`)
}

function applied(fold: Fold, entry: LogEntry): void {
  const folded = fold.apply(entry)
  if (folded.kind !== 'folded' || folded.outcome.verdict !== 'applied') throw new Error(`folded: ${folded.kind}`)
  folded.touched()
}
