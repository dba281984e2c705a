import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cut, EDIT_SCHEMA, type Edit, type EditPoint, editKey, type LogEntry } from '../edits/edit.ts'
import { type NaiveBase, naiveFold, pairName, pointsOf } from '../edits/testing/naive-fold.ts'
import { randomLog } from '../edits/testing/random-log.ts'
import { runs } from '../edits/testing/test-runs.ts'
import { createMinCutter } from '../graph/min-cut.ts'
import { buildSegmentGraph } from '../graph/segment-graph.ts'
import type { DryRun } from './dry-run.ts'
import type { Fold } from './fold.ts'
import { foldFromSnapshot } from './snapshot/read-snapshot.ts'
import { applyWith, factsOf, foldOfBases, tryWith } from './testing/fold-fixture.ts'

type Bases = ReadonlyMap<bigint, NaiveBase>
type GraphEdit = Exclude<Edit, { kind: 'annotate' }>
type Tried = Extract<DryRun, { kind: 'tried' }>

/** One author at work: what the app does for each tool. */
function author(fold: Fold, bases: Bases) {
  const log: LogEntry[] = []
  const verdicts: string[] = []
  const next = () => ({
    id: { client: 'me', session: 's', counter: log.length + 1 },
    author: 'me',
    madeAtMs: 0,
    basis: log.length,
    dataset: 'toy',
    schema: EDIT_SCHEMA,
    expect: [],
  })
  const commit = (edit: GraphEdit): Tried | undefined => {
    const tried = tryWith(fold, bases, edit)
    // The app refuses what would be void, and a split that would not separate.
    if (tried.kind === 'refused' || tried.verdict === 'conflicted') return undefined
    const overrides = edit.kind === 'split' ? {} : { overrides: tried.overrides }
    const entry = { seq: log.length + 1, edit: { ...edit, ...overrides, expect: tried.expect } }
    log.push(entry)
    const folded = applyWith(fold, bases, entry)
    if (folded.kind !== 'folded') throw new Error(`not folded: ${folded.kind}`)
    expect(folded.outcome).toEqual({ verdict: tried.verdict, changed: false })
    verdicts.push(`${edit.kind} ${tried.verdict}`)
    return tried
  }
  return {
    log,
    verdicts,
    merge: (a: EditPoint, b: EditPoint) => commit({ ...next(), kind: 'merge', a, b, overrides: [] }),
    split(sources: readonly EditPoint[], sinks: readonly EditPoint[]) {
      const cut = cutBetween(bases, log, sources, sinks)
      if (cut === undefined) return
      const tried = commit({ ...next(), kind: 'split', sources, sinks, cut })
      expect(tried?.verdict, 'a min-cut separates').toBe('applied')
    },
    revert(at: number) {
      const target = log[at]?.edit
      if (target === undefined) return
      const points = pointsOf(target)
      const inCut = target.kind === 'split' ? target.cut.bases.map(({ base }) => base) : []
      const named = [...new Set([...points.map(({ base }) => base), ...inCut])]
      commit({ ...next(), kind: 'revert', target: keyAt(at), points, bases: named, overrides: [] })
    },
    /** Rule E8: the same content under a new id. */
    redo(at: number) {
      const edit = log[at]?.edit
      if (edit !== undefined && edit.kind !== 'annotate' && edit.kind !== 'revert') commit({ ...edit, ...next() })
    },
  }
  function keyAt(at: number): string {
    return `me/s/${at + 1}`
  }
}

/** The min-cut on the live edges, as the naive fold has them. */
function cutBetween(
  bases: Bases,
  log: readonly LogEntry[],
  sources: readonly EditPoint[],
  sinks: readonly EditPoint[],
): Cut | undefined {
  const { splits, inForce } = naiveFold(bases, log)
  const dead = new Set(splits.flatMap(({ effectiveCut }) => effectiveCut.map(({ name }) => name)))
  const baseEdges = [...bases].flatMap(([base, { edges }]) =>
    edges.map(([u, v]) => ({ base, u, v, name: pairName(u, v) })),
  )
  const userEdges = log.flatMap(({ edit }) => {
    const name = editKey(edit.id)
    return edit.kind === 'merge' && inForce.has(name) ? [{ u: edit.a.supervoxel, v: edit.b.supervoxel, name }] : []
  })
  const live = [...baseEdges, ...userEdges].filter(({ name }) => !dead.has(name))
  const ids = [...bases.values()].flatMap(({ supervoxels }) => supervoxels)
  const node = (id: bigint) => ids.indexOf(id)
  const ends = Uint32Array.from(live.flatMap(({ u, v }) => [node(u), node(v)]))
  const capacities = Uint32Array.from(live, (edge) => ('base' in edge ? 3 : 100))
  const nodes = (points: readonly EditPoint[]) => points.map(({ supervoxel }) => node(supervoxel))
  const found = createMinCutter(buildSegmentGraph(ids.length, ends, capacities))(nodes(sources), nodes(sinks))
  if (found.kind === 'none') return undefined
  const cut = Array.from(found.edges, (edge) => live[edge]!)
  const groups = [...bases.keys()].map((base) => ({
    base,
    pairs: cut.flatMap((edge) => ('base' in edge && edge.base === base ? [[edge.u, edge.v] as const] : [])),
  }))
  const merges = cut.filter((edge) => !('base' in edge)).map(({ name }) => name)
  return { bases: groups.filter(({ pairs }) => pairs.length > 0), merges }
}

const action = fc.record({
  kind: fc.constantFrom('merge', 'merge', 'split', 'split', 'split', 'undo', 'undo', 'redo', 'reopen'),
  picks: fc.array(fc.nat(1000), { minLength: 6, maxLength: 6 }),
})

describe("an author's own edits", () => {
  it('[E9] [E10] are never conflicted and never changed while nobody else edits, also over undo, redo and reopening', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(
        randomLog({ maxEdits: 1, maxBases: 4, maxSupervoxels: 12 }),
        fc.array(action, { minLength: 1, maxLength: 30, size: 'max' }),
        ({ bases }, actions) => {
          let fold = foldOfBases(bases)
          const all = [...bases].flatMap(([base, { supervoxels }]) =>
            supervoxels.map((supervoxel): EditPoint => ({ supervoxel, base, position: [0, 0, 0] })),
          )
          let me = author(fold, bases)
          for (const { kind, picks } of actions) {
            const point = (place: number) => all[picks[place]! % all.length]!
            const at = picks[5]! % Math.max(1, me.log.length)
            if (kind === 'merge') me.merge(point(0), point(1))
            else if (kind === 'split') me.split(picks[4]! % 2 ? [point(0), point(1)] : [point(0)], [point(2)])
            else if (kind === 'undo') me.revert(at)
            else if (kind === 'redo') me.redo(at)
            else {
              const opened = foldFromSnapshot(fold.snapshot(), factsOf(bases))
              if (!opened.ok) throw new Error(opened.problem.message)
              fold = opened.value
              const before = me
              me = author(fold, bases)
              me.log.push(...before.log)
            }
            for (const verdict of me.verdicts) seen.add(verdict)
          }
          const model = naiveFold(bases, me.log)
          expect(model.outcomes.every((outcome) => outcome?.changed === false)).toBe(true)
        },
      ),
      { numRuns: runs(200) },
    )
    expect([...seen].sort()).toEqual([
      'merge applied',
      'merge redundant',
      'revert applied',
      'revert redundant',
      'split applied',
      'split redundant',
    ])
  })
})
