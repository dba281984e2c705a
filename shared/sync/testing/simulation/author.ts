import { type Cut, EDIT_SCHEMA, type Edit, type EditId, type EditPoint, editKey } from '../../../edits/edit.ts'
import { pointsOf } from '../../../edits/testing/naive-fold.ts'
import type { Fold } from '../../../fold/fold.ts'
import { tryWith } from '../../../fold/testing/fold-fixture.ts'
import { DATASET } from '../sync-fixture.ts'
import type { Random } from './random.ts'
import type { Bases } from './view.ts'

/** For tests: what an author sees when making an edit. */
export interface Sight {
  readonly bases: Bases
  readonly fold: Fold
  /** Committed, then pending. */
  readonly log: readonly Edit[]
  readonly id: EditId
  readonly author: string
  readonly basis: number
  readonly madeAtMs: number
}

/** One edit in this many is what only a broken client sends: a merge of a supervoxel with itself. */
const NONSENSE_ODDS = 0.02

/** Any edit as the app makes it, with what it overrides and expects found by a dry run; undefined where it refuses. */
export function drawEdit(random: Random, sight: Sight): Edit | undefined {
  const edit = drawnEdit(random, sight)
  if (edit === undefined || edit.kind === 'annotate') return edit
  const tried = tryWith(sight.fold, sight.bases, edit)
  if (tried.kind === 'refused') return random.chance(NONSENSE_ODDS * 10) ? edit : undefined
  if (tried.verdict === 'conflicted') return undefined
  // Most authors confirm what they override; some saw nothing to confirm.
  const overrides = edit.kind === 'split' ? {} : { overrides: tried.overrides }
  return { ...edit, ...overrides, expect: tried.expect }
}

function drawnEdit(random: Random, sight: Sight): Edit | undefined {
  const { id, author, basis, madeAtMs, bases, log } = sight
  const common = { id, author, basis, madeAtMs, dataset: DATASET, schema: EDIT_SCHEMA }
  const point = () => random.pick(pointsOfBases(bases))
  const roll = random.unit()
  if (roll < 0.42 || log.length === 0) {
    const a = point()
    const b = random.chance(NONSENSE_ODDS) ? a : point()
    return { ...common, kind: 'merge', a, b, overrides: [], expect: [] }
  }
  if (roll < 0.78) {
    const sources = [point()]
    const sinks = [point()]
    return { ...common, kind: 'split', sources, sinks, cut: cutAround(sources, bases, log), expect: [] }
  }
  if (roll < 0.94) {
    const target = random.pick(log)
    const points = pointsOf(target)
    const named = target.kind === 'split' ? target.cut.bases.map(({ base }) => base) : []
    const all = [...new Set([...points.map(({ base }) => base), ...named])]
    return { ...common, kind: 'revert', target: editKey(target.id), points, bases: all, overrides: [], expect: [] }
  }
  const value = { shape: 'point' as const, positions: [[1, 2, 3] as const], text: editKey(id), tags: [] }
  const change = random.chance(0.8) ? { kind: 'put' as const, value } : { kind: 'delete' as const }
  return { ...common, kind: 'annotate', annotation: `note ${random.below(3)}`, change }
}

/** Every edge that ends at a source: base edges and merges. */
function cutAround(sources: readonly EditPoint[], bases: Bases, log: readonly Edit[]): Cut {
  const ids = new Set(sources.map(({ supervoxel }) => supervoxel))
  const pairsOf = (base: bigint) => bases.get(base)?.edges.filter(([u, v]) => ids.has(u) || ids.has(v)) ?? []
  const merges = log.filter(
    (edit) => edit.kind === 'merge' && (ids.has(edit.a.supervoxel) || ids.has(edit.b.supervoxel)),
  )
  return {
    bases: [...new Set(sources.map(({ base }) => base))].map((base) => ({ base, pairs: pairsOf(base) })),
    merges: merges.map(({ id }) => editKey(id)),
  }
}

const pointsByBases = new WeakMap<Bases, readonly EditPoint[]>()

function pointsOfBases(bases: Bases): readonly EditPoint[] {
  const known = pointsByBases.get(bases)
  if (known !== undefined) return known
  const points = [...bases].flatMap(([base, { supervoxels }]) =>
    supervoxels.map((supervoxel): EditPoint => ({ supervoxel, base, position: [0, 0, 0] })),
  )
  pointsByBases.set(bases, points)
  return points
}
