import {
  type Edit,
  type EditKey,
  type EditPoint,
  type Expectation,
  editKey,
  type LogEntry,
  type Merge,
  type Outcome,
  type Revert,
  type Split,
} from '../edit.ts'

/**
 * The fold as the rules say it (SPEC.md E1 to E14), simple and slow: for every edit it reads the whole state anew. Read
 * this first. The real fold is tested against it.
 */

/** One base segment: its supervoxels, ascending, and the base edges among them. */
export interface NaiveBase {
  readonly supervoxels: readonly bigint[]
  readonly edges: readonly (readonly [bigint, bigint])[]
}

export interface NaiveResult {
  /** One outcome for each edit; undefined for an edit whose id was folded before. */
  readonly outcomes: readonly (Outcome | undefined)[]
  /** Every supervoxel with its segment id. */
  readonly segmentOf: ReadonlyMap<bigint, bigint>
  readonly inForce: ReadonlySet<EditKey>
  /** The splits in force, in log order. */
  readonly splits: readonly SplitInForce[]
}

/** An edge of the graph now. Its name is the pair of a base edge, or the key of a merge. */
interface Edge {
  readonly name: string
  readonly u: bigint
  readonly v: bigint
}

/** A split in force with its effective cut. */
export interface SplitInForce {
  readonly key: EditKey
  readonly split: Split
  readonly effectiveCut: readonly Edge[]
}

interface State {
  readonly bases: ReadonlyMap<bigint, NaiveBase>
  readonly merges: ReadonlyMap<EditKey, Merge>
  /** In log order. */
  readonly splits: readonly SplitInForce[]
  /** By name of an edge: the edit by which it last became live. An edge that is not here is an untouched base edge. */
  readonly liveSince: ReadonlyMap<string, Moment>
}

interface Moment {
  readonly seq: number
  readonly key: EditKey
}

/** Adds the bases that the log names and the agglomeration does not have: each is a single supervoxel with the same id. */
export function withBasesNamed(
  bases: ReadonlyMap<bigint, NaiveBase>,
  log: readonly LogEntry[],
): ReadonlyMap<bigint, NaiveBase> {
  const all = new Map(bases)
  for (const { base } of log.flatMap(({ edit }) => pointsOf(edit))) {
    if (!all.has(base)) all.set(base, { supervoxels: [base], edges: [] })
  }
  return all
}

export function naiveFold(listed: ReadonlyMap<bigint, NaiveBase>, log: readonly LogEntry[]): NaiveResult {
  const bases = withBasesNamed(listed, log)
  let state: State = { bases, merges: new Map(), splits: [], liveSince: new Map() }
  const outcomes: (Outcome | undefined)[] = []
  const highest = new Map<string, number>()
  const baseOf = new Map<bigint, bigint>()
  /** By author: their latest conflicted or changed edit. */
  const troubleOf = new Map<string, EditKey>()

  for (const entry of log) {
    const { edit } = entry
    const key = editKey(edit.id)
    const session = `${edit.id.client}/${edit.id.session}`
    if (edit.id.counter <= (highest.get(session) ?? 0)) {
      outcomes.push(undefined) // E1
      continue
    }
    highest.set(session, edit.id.counter)
    if (entry.refused !== undefined || isVoid(edit, baseOf)) {
      outcomes.push({ verdict: 'void', changed: false }) // E14
      continue
    }
    for (const point of pointsOf(edit)) baseOf.set(point.supervoxel, point.base)
    const step = applyEdit(state, { ...entry, edit: placed(edit, bases) }, troubleOf.get(edit.author))
    state = step.state
    outcomes.push(step.outcome)
    if (step.outcome.verdict === 'conflicted' || step.outcome.changed) troubleOf.set(edit.author, key)
  }
  const inForce = new Set([...state.merges.keys(), ...state.splits.map((split) => split.key)])
  return { outcomes, segmentOf: segments(state), inForce, splits: state.splits }
}

/** E14: a supervoxel that is not in its base lies with the base's smallest one. */
function placed(edit: Edit, bases: ReadonlyMap<bigint, NaiveBase>): Edit {
  const place = (point: EditPoint): EditPoint => {
    const known = bases.get(point.base)?.supervoxels ?? []
    return { ...point, supervoxel: known.find((id) => id === point.supervoxel) ?? known[0] ?? point.base }
  }
  switch (edit.kind) {
    case 'merge':
      return { ...edit, a: place(edit.a), b: place(edit.b) }
    case 'split':
      return { ...edit, sources: edit.sources.map(place), sinks: edit.sinks.map(place) }
    case 'revert':
      return { ...edit, points: edit.points.map(place) }
    case 'annotate':
      return edit
  }
}

interface Step {
  readonly state: State
  readonly outcome: Outcome
}

function applyEdit(state: State, entry: LogEntry, trouble: EditKey | undefined): Step {
  const { edit, seq } = entry
  switch (edit.kind) {
    case 'merge':
      return applyMerge(state, edit, seq)
    case 'split':
      return applySplit(state, edit, trouble)
    case 'revert':
      return applyRevert(state, edit, seq)
    case 'annotate':
      return { state, outcome: { verdict: 'applied', changed: false } }
  }
}

/** E4. */
function applyMerge(state: State, edit: Merge, seq: number): Step {
  const key = editKey(edit.id)
  const after: State = {
    ...state,
    merges: new Map(state.merges).set(key, edit),
    liveSince: new Map(state.liveSince).set(key, { seq, key }),
  }
  const before = segments(state)
  if (before.get(edit.a.supervoxel) === before.get(edit.b.supervoxel)) return done(after, edit, 'redundant')
  const witness = brokenGuard(state, after, edit.overrides)
  return witness === undefined ? done(after, edit, 'applied') : conflicted(state, witness)
}

/** E5. */
function applySplit(state: State, edit: Split, trouble: EditKey | undefined): Step {
  const key = editKey(edit.id)
  const before = segments(state)
  const withCut = (effectiveCut: readonly Edge[]): State => ({
    ...state,
    splits: [...state.splits, { key, split: edit, effectiveCut }],
  })
  const segmentsWith = (points: readonly EditPoint[]) => new Set(points.map((point) => before.get(point.supervoxel)))
  const sourceSegments = segmentsWith(edit.sources)
  const shared = new Set([...segmentsWith(edit.sinks)].filter((segment) => sourceSegments.has(segment)))
  if (shared.size === 0) return done(withCut([]), edit, 'redundant')

  const named = new Set<string>(edit.cut.merges)
  for (const { base, pairs } of edit.cut.bases) {
    const own = new Set(state.bases.get(base)?.edges.map(([u, v]) => pairName(u, v)))
    for (const [u, v] of pairs) if (own.has(pairName(u, v))) named.add(pairName(u, v))
  }
  const effectiveCut = liveEdges(state).filter((edge) => named.has(edge.name) && shared.has(before.get(edge.u)))
  const after = withCut(effectiveCut)
  if (!anyMeet(edit, segments(after))) return done(after, edit, 'applied')
  return conflicted(state, witnessOfSplit(after, edit, trouble))
}

/** E7. */
function applyRevert(state: State, edit: Revert, seq: number): Step {
  if (state.merges.has(edit.target)) {
    const merges = new Map(state.merges)
    merges.delete(edit.target)
    return done({ ...state, merges }, edit, 'applied')
  }
  const target = state.splits.find((split) => split.key === edit.target)
  if (target === undefined) return done(state, edit, 'redundant')
  const liveSince = new Map(state.liveSince)
  for (const edge of target.effectiveCut) liveSince.set(edge.name, { seq, key: editKey(edit.id) })
  const after: State = { ...state, splits: state.splits.filter((split) => split !== target), liveSince }
  const witness = brokenGuard(state, after, edit.overrides)
  return witness === undefined ? done(after, edit, 'applied') : conflicted(state, witness)
}

/** E6: the first split in force, in log order, of which a guarded pair is apart before and together after. */
function brokenGuard(before: State, after: State, overrides: readonly EditKey[]): EditKey | undefined {
  const [was, is] = [segments(before), segments(after)]
  return after.splits.find(
    (split) =>
      !overrides.includes(split.key) &&
      guardPairs(split).some(([s, t]) => was.get(s) !== was.get(t) && is.get(s) === is.get(t)),
  )?.key
}

export function guardPairs({ split, effectiveCut }: SplitInForce): (readonly [bigint, bigint])[] {
  const seeds = split.sources.flatMap((source) =>
    split.sinks.map((sink) => [source.supervoxel, sink.supervoxel] as const),
  )
  return [...seeds, ...effectiveCut.map((edge) => [edge.u, edge.v] as const)]
}

/** E11, for a conflict by E5. */
function witnessOfSplit(after: State, edit: Split, trouble: EditKey | undefined): EditKey | undefined {
  const live = liveEdges(after)
  const untouched: Moment = { seq: 0, key: '' }
  const since = (edge: Edge) => after.liveSince.get(edge.name) ?? untouched
  const moments = [untouched, ...live.map(since)].sort((x, y) => x.seq - y.seq)
  const meeting = moments.find(({ seq }) =>
    anyMeet(
      edit,
      components(
        after.bases,
        live.filter((edge) => since(edge).seq <= seq),
      ),
    ),
  )
  return meeting === undefined || meeting.seq === 0 || meeting.seq <= edit.basis ? trouble : meeting.key
}

function anyMeet(edit: Split, segmentOf: ReadonlyMap<bigint, bigint>): boolean {
  return edit.sources.some((source) =>
    edit.sinks.some((sink) => segmentOf.get(source.supervoxel) === segmentOf.get(sink.supervoxel)),
  )
}

/** E3. */
function liveEdges(state: State): Edge[] {
  const cut = new Set(state.splits.flatMap(({ effectiveCut }) => effectiveCut.map((edge) => edge.name)))
  const baseEdges = [...state.bases.values()].flatMap(({ edges }) =>
    edges.map(([u, v]) => ({ name: pairName(u, v), u, v })),
  )
  const userEdges = [...state.merges].map(([name, { a, b }]) => ({ name, u: a.supervoxel, v: b.supervoxel }))
  return [...baseEdges, ...userEdges].filter((edge) => !cut.has(edge.name))
}

/** E3: the segment of each supervoxel, by its id. */
function segments(state: State): Map<bigint, bigint> {
  return components(state.bases, liveEdges(state))
}

function components(bases: ReadonlyMap<bigint, NaiveBase>, edges: readonly Edge[]): Map<bigint, bigint> {
  const smallest = new Map<bigint, bigint>()
  for (const { supervoxels } of bases.values())
    for (const supervoxel of supervoxels) smallest.set(supervoxel, supervoxel)
  const at = (supervoxel: bigint) => smallest.get(supervoxel) ?? supervoxel
  for (let changing = true; changing; ) {
    changing = false
    for (const { u, v } of edges) {
      const least = lesser(at(u), at(v))
      if (at(u) !== least || at(v) !== least) changing = true
      smallest.set(u, least)
      smallest.set(v, least)
    }
  }
  return smallest
}

function lesser(a: bigint, b: bigint): bigint {
  if (b < a) return b
  return a
}

/** E10: an applied or redundant edit is *changed* if its author saw something else. */
function done(state: State, edit: Edit, verdict: 'applied' | 'redundant'): Step {
  return { state, outcome: { verdict, changed: edit.kind !== 'annotate' && !asExpected(state, edit) } }
}

function conflicted(state: State, witness: EditKey | undefined): Step {
  return { state, outcome: { verdict: 'conflicted', changed: false, witness } }
}

function asExpected(state: State, edit: Merge | Split | Revert): boolean {
  const seen = expectationOf(segments(state), pointsOf(edit))
  const text = (list: readonly Expectation[]) =>
    list.map(({ segment, supervoxels }) => `${segment}:${supervoxels}`).sort()
  return text(seen).join() === text(edit.expect).join()
}

/** E10: the segments that hold the points, each with its number of supervoxels. */
export function expectationOf(segmentOf: ReadonlyMap<bigint, bigint>, points: readonly EditPoint[]): Expectation[] {
  const ids = new Set(points.map((point) => segmentOf.get(point.supervoxel) ?? point.supervoxel))
  const all = [...segmentOf.values()]
  return [...ids].map((segment) => ({ segment, supervoxels: all.filter((id) => id === segment).length }))
}

export function pointsOf(edit: Edit): readonly EditPoint[] {
  switch (edit.kind) {
    case 'merge':
      return [edit.a, edit.b]
    case 'split':
      return [...edit.sources, ...edit.sinks]
    case 'revert':
      return edit.points
    case 'annotate':
      return [] // an anchor changes no segment
  }
}

/** E14, apart from what the store refuses. */
function isVoid(edit: Edit, baseOf: ReadonlyMap<bigint, bigint>): boolean {
  const bases = new Map(baseOf)
  for (const { supervoxel, base } of pointsOf(edit)) {
    if (bases.has(supervoxel) && bases.get(supervoxel) !== base) return true
    bases.set(supervoxel, base)
  }
  if (edit.kind === 'merge') return edit.a.supervoxel === edit.b.supervoxel
  if (edit.kind !== 'split') return false
  const sources = new Set(edit.sources.map((point) => point.supervoxel))
  return edit.sinks.some((point) => sources.has(point.supervoxel))
}

/** The name of a base edge. The order of its ends does not matter. */
export function pairName(u: bigint, v: bigint): string {
  return u < v ? `${u}-${v}` : `${v}-${u}`
}
