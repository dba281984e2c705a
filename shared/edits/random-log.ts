import fc from 'fast-check'
import { EDIT_SCHEMA, type Edit, type EditKey, editKey, type LogEntry, type Point } from './edit.ts'
import { expectationOf, type NaiveBase, naiveFold, pointsOf } from './naive-fold.ts'

/** For tests: a few small bases and a log of edits by three clients, good and bad, each from a view that may be stale. */
export interface RandomLog {
  readonly bases: ReadonlyMap<bigint, NaiveBase>
  readonly log: readonly LogEntry[]
}

/** What fast-check draws for one edit; `picks` choose among what there is when the edit is made. */
interface Draw {
  readonly kind: 'merge' | 'split' | 'revert'
  readonly client: string
  readonly stale: number
  readonly picks: readonly number[]
  readonly knowing: boolean
  readonly again: boolean
}

const draw: fc.Arbitrary<Draw> = fc.record({
  kind: fc.constantFrom('merge', 'merge', 'split', 'split', 'split', 'revert', 'revert'),
  client: fc.constantFrom('A', 'B', 'C'),
  stale: fc.nat(3),
  picks: fc.array(fc.nat(1000), { minLength: 14, maxLength: 14 }),
  knowing: fc.boolean(),
  again: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
})

const baseSizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 2, maxLength: 5 })
const extraEdges = fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { maxLength: 8 })

export function randomLog(maxEdits: number): fc.Arbitrary<RandomLog> {
  return fc
    .tuple(
      baseSizes,
      extraEdges,
      fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }),
      fc.array(draw, { minLength: 1, maxLength: maxEdits }),
    )
    .map(([sizes, extra, parents, draws]) => {
      const bases = drawnBases(sizes, extra, parents)
      const log: LogEntry[] = []
      for (const one of draws) {
        const seq = log.length + 1
        const again = one.again ? log[(one.picks[0] ?? 0) % Math.max(1, log.length)] : undefined
        log.push({ seq, edit: again?.edit ?? drawnEdit(one, bases, log) })
      }
      return { bases, log }
    })
}

/** Random trees with a few more edges; ids rise through all bases, so that bases are known by their least. */
function drawnBases(
  sizes: readonly number[],
  extra: readonly (readonly [number, number])[],
  parents: readonly number[],
): Map<bigint, NaiveBase> {
  const bases = new Map<bigint, NaiveBase>()
  let next = 1
  for (const size of sizes) {
    const first = next
    const id = (i: number) => BigInt(first + (i % size))
    const edges: [bigint, bigint][] = []
    for (let i = 1; i < size; i++) edges.push([id((parents[next + i] ?? 0) % i), id(i)])
    for (const [u, v] of extra) {
      const known = edges.some(([a, b]) => (a === id(u) && b === id(v)) || (a === id(v) && b === id(u)))
      if (id(u) !== id(v) && !known) edges.push([id(u), id(v)])
    }
    bases.set(id(0), { supervoxels: Array.from({ length: size }, (_, i) => id(i)), edges })
    next += size
  }
  return bases
}

type GraphEdit = Exclude<Edit, { kind: 'annotate' }>

function drawnEdit(one: Draw, bases: ReadonlyMap<bigint, NaiveBase>, log: readonly LogEntry[]): GraphEdit {
  const counter = 1 + log.filter(({ edit }) => edit.id.client === one.client).length
  const basis = Math.max(0, log.length - one.stale)
  const common = {
    id: { client: one.client, session: `s${log.length}`, counter },
    author: one.client,
    madeAtMs: 0,
    basis,
    dataset: 'random',
    schema: EDIT_SCHEMA,
    expect: [],
  }
  const pick = <T>(list: readonly T[], place: number): T => list[(one.picks[place] ?? 0) % list.length]!
  const all = [...bases].flatMap(([base, { supervoxels }]) =>
    supervoxels.map((supervoxel): Point => ({ supervoxel, base, position: [0, 0, 0] })),
  )
  const keys = log.map(({ edit }) => editKey(edit.id))
  const overrides: EditKey[] = one.knowing && keys.length > 0 ? [pick(keys, 10), pick(keys, 11)] : []
  const finish = (edit: GraphEdit): GraphEdit => ({ ...edit, expect: expectedBy(edit, bases, log) })
  if (one.kind === 'merge' || log.length === 0) {
    return finish({ ...common, kind: 'merge', a: pick(all, 0), b: pick(all, 1), overrides })
  }
  if (one.kind === 'split') {
    const sources = [pick(all, 0), ...((one.picks[9] ?? 0) % 3 === 0 ? [pick(all, 1)] : [])]
    const sinks = [pick(all, 2), ...((one.picks[8] ?? 0) % 3 === 0 ? [pick(all, 3)] : [])]
    return finish({ ...common, kind: 'split', sources, sinks, cut: drawnCut(one, bases, log) })
  }
  const target = pick(log, 0).edit
  const points = pointsOf(target)
  const inCut = target.kind === 'split' ? target.cut.bases.map(({ base }) => base) : []
  return finish({
    ...common,
    kind: 'revert',
    target: editKey(target.id),
    points,
    bases: [...new Set([...points.map((p) => p.base), ...inCut])],
    overrides,
  })
}

/** About half of all base edges, and some merges. */
function drawnCut(one: Draw, bases: ReadonlyMap<bigint, NaiveBase>, log: readonly LogEntry[]) {
  const chance = (i: number) => ((one.picks[4] ?? 0) >> (i % 9)) & 1
  let i = 0
  const cutBases = [...bases].map(([base, { edges }]) => ({ base, pairs: edges.filter(() => chance(i++) === 1) }))
  const merges = log
    .filter(({ edit }) => edit.kind === 'merge' && chance(i++) === 1)
    .map(({ edit }) => editKey(edit.id))
  return { bases: cutBases.filter(({ pairs }) => pairs.length > 0), merges }
}

function expectedBy(edit: GraphEdit, bases: ReadonlyMap<bigint, NaiveBase>, log: readonly LogEntry[]) {
  const had = log.filter((entry) => entry.seq <= edit.basis || entry.edit.id.client === edit.id.client)
  const view = naiveFold(bases, [...had, { seq: log.length + 1, edit }])
  return expectationOf(view.segmentOf, pointsOf(edit))
}
