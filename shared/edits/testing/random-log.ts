import fc from 'fast-check'
import { EDIT_SCHEMA, type Edit, type EditKey, type EditPoint, editKey, type LogEntry } from '../edit.ts'
import { expectationOf, type NaiveBase, naiveFold, pointsOf } from './naive-fold.ts'

/** For tests: a few small bases, and a log of good and bad edits by three clients, each from a view that may be stale. */
export interface RandomLog {
  readonly bases: ReadonlyMap<bigint, NaiveBase>
  readonly log: readonly LogEntry[]
}

export interface RandomLogSize {
  readonly maxEdits: number
  readonly maxBases: number
  /** Supervoxels of the largest base. */
  readonly maxSupervoxels: number
}

/** What fast-check draws for one edit. `picks` choose among what exists when the edit is made. */
interface Draw {
  readonly kind: 'merge' | 'split' | 'revert'
  readonly client: string
  readonly stale: number
  readonly picks: readonly number[]
  readonly knowing: boolean
  readonly oddity: Oddity
}

/** Something that only a broken or foreign client does, or a store. Most edits have none. */
type Oddity = 'none' | 'again' | 'restarted' | 'refused' | 'stray' | 'unlisted' | 'lie' | 'annotate' | 'expects-nothing'

const ODD: readonly Oddity[] = [
  ...([
    'again',
    'restarted',
    'refused',
    'stray',
    'unlisted',
    'unlisted',
    'lie',
    'annotate',
    'expects-nothing',
  ] as const),
]

const oddity = fc.oneof(
  { weight: 30, arbitrary: fc.constant<Oddity>('none') },
  { weight: 9, arbitrary: fc.constantFrom(...ODD) },
)

const draw: fc.Arbitrary<Draw> = fc.record({
  kind: fc.constantFrom('merge', 'merge', 'split', 'split', 'split', 'revert', 'revert'),
  client: fc.constantFrom('A', 'B', 'C'),
  stale: fc.nat(3),
  picks: fc.array(fc.nat(1000), { minLength: 14, maxLength: 14 }),
  knowing: fc.boolean(),
  oddity,
})

/** What the bases are like. */
interface Shape {
  /** Added to each id, because ids are unsigned and may be larger than a double or a signed word can hold. */
  readonly idsAfter: bigint
  /** Most supervoxels of a base hang on its first one. */
  readonly isHub: boolean
  /** Some edges are there two or three times, with their ends in either order. */
  readonly isParallel: boolean
}

const shape: fc.Arbitrary<Shape> = fc.record({
  idsAfter: fc.constantFrom(0n, 0n, 2n ** 53n - 3n, 2n ** 63n - 4n, 2n ** 64n - 1_000_000n),
  isHub: fc.boolean(),
  isParallel: fc.boolean(),
})

export function randomLog(size: RandomLogSize): fc.Arbitrary<RandomLog> {
  const most = size.maxBases * size.maxSupervoxels
  return fc
    .tuple(
      fc.array(fc.integer({ min: 1, max: size.maxSupervoxels }), { minLength: 2, maxLength: size.maxBases }),
      fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { maxLength: size.maxSupervoxels }),
      fc.array(fc.nat(1000), { minLength: most + 1, maxLength: most + 1 }),
      fc.array(draw, { minLength: 1, maxLength: size.maxEdits, size: 'max' }),
      shape,
    )
    .map(([sizes, extra, parents, draws, like]) => {
      const bases = drawnBases(sizes, extra, parents, like)
      const log: LogEntry[] = []
      for (const one of draws) log.push(drawnEntry(one, bases, log))
      return { bases, log }
    })
}

function drawnEntry(one: Draw, bases: ReadonlyMap<bigint, NaiveBase>, log: readonly LogEntry[]): LogEntry {
  const seq = log.length + 1
  const again = one.oddity === 'again' ? log[(one.picks[0] ?? 0) % Math.max(1, log.length)] : undefined
  if (again !== undefined) return { seq, edit: again.edit }
  const edit = drawnEdit(one, bases, log)
  if (one.oddity === 'refused') return { seq, edit, refused: 'role lost' }
  if (one.oddity !== 'annotate') return { seq, edit }
  const value = { shape: 'point' as const, positions: [[1, 2, 3] as const], text: `${seq}`, tags: [] }
  const change = one.knowing ? { kind: 'put' as const, value } : { kind: 'delete' as const }
  const { id, author, madeAtMs, basis, dataset, schema } = edit
  const annotation = `note ${(one.picks[0] ?? 0) % 3}`
  return { seq, edit: { id, author, madeAtMs, basis, dataset, schema, kind: 'annotate', annotation, change } }
}

/** Random trees with a few more edges. Ids rise through all bases, so that each base is named by its smallest one. */
function drawnBases(
  sizes: readonly number[],
  extra: readonly (readonly [number, number])[],
  parents: readonly number[],
  { idsAfter, isHub, isParallel }: Shape,
): Map<bigint, NaiveBase> {
  const bases = new Map<bigint, NaiveBase>()
  let next = 1
  for (const size of sizes) {
    const first = next
    const id = (i: number) => idsAfter + BigInt(first + (i % size))
    const edges: [bigint, bigint][] = []
    for (let i = 1; i < size; i++) {
      const parent = parents[next + i] ?? 0
      edges.push([id(isHub && parent % 5 !== 0 ? 0 : parent % i), id(i)])
    }
    for (const [u, v] of extra) if (id(u) !== id(v)) edges.push([id(u), id(v)])
    if (isParallel) for (const [u, v] of edges.filter((_, i) => (parents[i] ?? 0) % 3 === 0)) edges.push([v, u])
    bases.set(id(0), { supervoxels: Array.from({ length: size }, (_, i) => id(i)), edges })
    next += size
  }
  return bases
}

type GraphEdit = Exclude<Edit, { kind: 'annotate' }>

/** Counters of a session have no gaps; a client that restarts begins a new one. */
function nextId(one: Draw, log: readonly LogEntry[]) {
  const own = log.map(({ edit }) => edit.id).filter((id) => id.client === one.client)
  const last = own.reduce(
    (a, b) => (b.session > a.session || b.counter > a.counter ? b : a),
    own[0] ?? {
      client: one.client,
      session: 's0000',
      counter: 0,
    },
  )
  if (one.oddity !== 'restarted') return { ...last, counter: last.counter + 1 }
  return { client: one.client, session: `s${String(log.length + 1).padStart(4, '0')}`, counter: 1 }
}

function drawnEdit(one: Draw, bases: ReadonlyMap<bigint, NaiveBase>, log: readonly LogEntry[]): GraphEdit {
  const common = {
    id: nextId(one, log),
    author: one.client,
    madeAtMs: 0,
    basis: Math.max(0, log.length - one.stale),
    dataset: 'random',
    schema: EDIT_SCHEMA,
    expect: [],
  }
  const pick = <T>(list: readonly T[], place: number): T => list[(one.picks[place] ?? 0) % list.length]!
  const all = drawnPoints(one, bases)
  const keys = log.map(({ edit }) => editKey(edit.id))
  const overrides: EditKey[] = one.knowing && keys.length > 0 ? [pick(keys, 10), pick(keys, 11)] : []
  const finish = (edit: GraphEdit): GraphEdit =>
    one.oddity === 'expects-nothing' ? edit : { ...edit, expect: expectedBy(edit, bases, log) }
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

/** All supervoxels. With 'stray': only supervoxels that are not in their base. With 'lie': all in the first base. */
function drawnPoints(one: Draw, bases: ReadonlyMap<bigint, NaiveBase>): EditPoint[] {
  const [first = 0n] = bases.keys()
  return [...bases].flatMap(([base, { supervoxels }]) =>
    supervoxels.map((supervoxel): EditPoint => {
      const position = [0, 0, 0] as const
      if (one.oddity === 'unlisted') return unlistedPoint(supervoxel)
      if (one.oddity === 'stray') return { supervoxel: supervoxel + 100_000n, base, position }
      return { supervoxel, base: one.oddity === 'lie' ? first : base, position }
    }),
  )
}

/** A supervoxel that is in no base, with a base that the agglomeration does not have: most often itself, or a common one. */
function unlistedPoint(supervoxel: bigint): EditPoint {
  const own = supervoxel + 200_000n
  return { supervoxel: own, base: supervoxel % 3n === 0n ? own - (own % 8n) : own, position: [0, 0, 0] }
}

/** All base edges or about half of them, and some merges. Pairs are in any order; some are there twice, some are no edge. */
function drawnCut(one: Draw, bases: ReadonlyMap<bigint, NaiveBase>, log: readonly LogEntry[]) {
  const isWhole = (one.picks[7] ?? 0) % 5 === 0
  const chance = (i: number) => (isWhole ? 1 : ((one.picks[4] ?? 0) >> (i % 9)) & 1)
  let i = 0
  const cutBases = [...bases].map(([base, { edges, supervoxels }]) => {
    const pairs = edges
      .filter(() => chance(i++) === 1)
      .map(([u, v]) => (chance(i) === 1 ? ([u, v] as const) : ([v, u] as const)))
    if (one.knowing) pairs.push(...pairs.slice(0, 2), [base, base + 200_000n], [base, supervoxels.at(-1) ?? base])
    return { base, pairs }
  })
  if (one.knowing) cutBases.push({ base: unlistedPoint([...bases.keys()][0] ?? 0n).base, pairs: [[1n, 2n]] })
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
