import {
  type Edit,
  type EditKey,
  type Expectation,
  editKey,
  type LogEntry,
  type Merge,
  type Outcome,
  type Point,
  type Revert,
  type Split,
} from '../edits/edit.ts'
import { effectiveCut, groupsJoinedBy, putBack, sharedSegments, takeOut } from './fold-split.ts'
import { firstBrokenGuard, guardPoints, guardsWithin } from './guards.ts'
import { type BaseGraph, loadBase } from './loaded-base.ts'
import { type BaseFacts, pieceHolding, pointHandle, pointsNamed, voidReason } from './resolve.ts'
import { joinSegments, separateSegment } from './segments.ts'
import { createTables, type FoldTables, isLive, lesser, pairKey, segmentOfPoint } from './tables.ts'
import { witnessOfSplit } from './witness.ts'

/** What became of one entry. */
export type Folded =
  /** An id that was folded before (E1): nothing changed. */
  | { readonly kind: 'known' }
  | {
      readonly kind: 'folded'
      readonly outcome: Outcome
      /** Bases whose supervoxels may have another segment id or size now. */
      readonly touched: readonly bigint[]
    }

/** An edit as its author is about to make it, tried on today's state. */
export interface DryRun {
  /** Why it would be void (E14). */
  readonly refused?: string
  readonly verdict: Outcome['verdict']
  /** The splits that it would override, in log order (E9). */
  readonly overrides: readonly EditKey[]
  readonly expect: readonly Expectation[]
}

/**
 * The fold of the edit log (SPEC.md E1 to E14), kept up edit by edit. It works on pieces: only a base that a cut names
 * needs its supervoxel graph, which the caller provides (`needs`, then `provide`) before `apply` or `dryRun`.
 */
export interface Fold {
  /** Bases whose graph must be provided before this edit can be folded or tried; ask again until it is empty. */
  needs(edit: Edit): bigint[]
  provide(base: bigint, graph: BaseGraph): void
  apply(entry: LogEntry): Folded
  dryRun(edit: Edit): DryRun
  /** The segment of a supervoxel now, or undefined when its base must be provided first. */
  segmentAt(supervoxel: bigint, base: bigint): Expectation | undefined
  isInForce(key: EditKey): boolean
}

type Known = { readonly kind: 'merge' | 'split'; readonly handle: number } | { readonly kind: 'other' }

export function createFold(facts: BaseFacts): Fold {
  const tables = createTables()
  const known = new Map<EditKey, Known>()
  /** Each author's latest conflicted or changed edit. */
  const troubleOf = new Map<string, EditKey>()

  const handlesOf = (points: readonly Point[]) =>
    points.map(({ supervoxel, base }) => pointHandle(tables, facts, supervoxel, base))

  function foldMerge(edit: Merge, seq: number): Outcome {
    const [a, b] = handlesOf([edit.a, edit.b]) as [number, number]
    const group = [segmentOfPoint(tables, a), segmentOfPoint(tables, b)]
    const together = group[0] === group[1]
    const broken = together ? -1 : firstBrokenGuard(tables, [group], new Set(edit.overrides))
    if (broken >= 0) return conflicted(tables.splits[broken]!.key)
    const key = editKey(edit.id)
    const handle = tables.merges.length
    tables.merges.push({ key, a, b, since: { seq, key }, inForce: true, cutter: -1 })
    tables.points.merges[a]!.push(handle)
    tables.points.merges[b]!.push(handle)
    known.set(key, { kind: 'merge', handle })
    joinSegments(tables, segmentOfPoint(tables, a), segmentOfPoint(tables, b))
    return done(edit, together ? 'redundant' : 'applied')
  }

  function foldSplit(edit: Split): Outcome {
    const sources = handlesOf(edit.sources)
    const sinks = handlesOf(edit.sinks)
    const shared = sharedSegments(tables, sources, sinks)
    const cut = effectiveCut(tables, facts, edit, shared, mergeHandle)
    const handle = tables.splits.length
    takeOut(tables, cut, shared, handle)
    if (sharedSegments(tables, sources, sinks).size > 0) {
      const witness = witnessOfSplit(tables, sources, sinks, edit.basis) ?? troubleOf.get(edit.author)
      putBack(tables, cut)
      return conflicted(witness)
    }
    const key = editKey(edit.id)
    const split = { key, sources, sinks, ...cut, inForce: true }
    tables.splits.push(split)
    known.set(key, { kind: 'split', handle })
    for (const point of guardPoints(tables, split)) tables.points.guards[point]!.push(handle)
    return done(edit, shared.size === 0 ? 'redundant' : 'applied')
  }

  function foldRevert(edit: Revert, seq: number): Outcome {
    const target = known.get(edit.target)
    handlesOf(edit.points)
    if (target?.kind === 'merge' && tables.merges[target.handle]!.inForce) {
      revertMerge(target.handle)
      return done(edit, 'applied')
    }
    if (target?.kind !== 'split' || !tables.splits[target.handle]!.inForce) return done(edit, 'redundant')
    const split = tables.splits[target.handle]!
    const broken = firstBrokenGuard(tables, groupsJoinedBy(tables, split), new Set([split.key, ...edit.overrides]))
    if (broken >= 0) return conflicted(tables.splits[broken]!.key)
    split.inForce = false
    for (const point of guardPoints(tables, split)) {
      tables.points.guards[point] = tables.points.guards[point]!.filter((guard) => guard !== target.handle)
    }
    putBack(tables, split)
    const since = { seq, key: editKey(edit.id) }
    for (const { base, u, v } of split.baseEdges) tables.bases[base]!.freed.set(pairKey(u, v), { u, v, since })
    for (const merge of split.userEdges) tables.merges[merge]!.since = since
    return done(edit, 'applied')
  }

  function revertMerge(handle: number): void {
    const edge = tables.merges[handle]!
    const wasLive = isLive(edge)
    edge.inForce = false
    for (const point of [edge.a, edge.b]) {
      tables.points.merges[point] = tables.points.merges[point]!.filter((merge) => merge !== handle)
    }
    const pieces = [tables.points.piece[edge.a]!, tables.points.piece[edge.b]!]
    if (wasLive && pieces[0] !== pieces[1]) separateSegment(tables, segmentOfPoint(tables, edge.a), pieces)
  }

  function mergeHandle(key: EditKey): number | undefined {
    const edit = known.get(key)
    return edit?.kind === 'merge' ? edit.handle : undefined
  }

  function done(edit: Edit, verdict: 'applied' | 'redundant'): Outcome {
    const expected = edit.kind === 'annotate' ? [] : edit.expect
    return { verdict, changed: textOf(expectationOf(tables, handlesOf(pointsNamed(edit)))) !== textOf(expected) }
  }

  function foldEdit(edit: Edit, seq: number): Outcome {
    switch (edit.kind) {
      case 'merge':
        return foldMerge(edit, seq)
      case 'split':
        return foldSplit(edit)
      case 'revert':
        return foldRevert(edit, seq)
      case 'annotate':
        return { verdict: 'applied', changed: false }
    }
  }

  return {
    needs: (edit) => basesNeeded(tables, edit, (key) => known.get(key)),
    provide(base, graph) {
      const handle =
        tables.baseHandles.get(base) ?? tables.points.base[pointHandle(tables, facts, facts.leastOf(base), base)]!
      if (tables.bases[handle]!.loaded === undefined) loadBase(tables, handle, graph)
    },
    apply({ edit, seq, refused }) {
      const key = editKey(edit.id)
      if (known.has(key)) return { kind: 'known' }
      known.set(key, { kind: 'other' })
      if (refused !== undefined || voidReason(tables, edit) !== undefined) {
        return { kind: 'folded', outcome: { verdict: 'void', changed: false }, touched: [] }
      }
      for (const point of handlesOf(pointsNamed(edit))) tables.points.named[point] = true
      const before = basesOfSegments(tables, handlesOf(pointsNamed(edit)))
      const outcome = foldEdit(edit, seq)
      if (outcome.verdict === 'conflicted' || outcome.changed) troubleOf.set(edit.author, key)
      return {
        kind: 'folded',
        outcome,
        touched: [...new Set([...before, ...basesOfSegments(tables, handlesOf(pointsNamed(edit)))])],
      }
    },
    dryRun: (edit) => dryRun(tables, facts, edit, (key) => known.get(key), mergeHandle),
    segmentAt(supervoxel, base) {
      const owner = tables.baseHandles.get(base)
      if (owner === undefined) return { segment: facts.leastOf(base), supervoxels: facts.countOf(base) }
      const { pieces, loaded } = tables.bases[owner]!
      const point = tables.points.handles.get(supervoxel)
      if (point === undefined && pieces.size > 1 && loaded === undefined) return undefined
      const piece = point === undefined ? pieceHolding(tables, owner, supervoxel) : tables.points.piece[point]!
      const segment = tables.pieces.segment[piece]!
      return { segment: tables.segments.least[segment]!, supervoxels: tables.segments.count[segment]! }
    },
    isInForce(key) {
      const edit = known.get(key)
      if (edit === undefined || edit.kind === 'other') return false
      return (edit.kind === 'merge' ? tables.merges : tables.splits)[edit.handle]!.inForce
    },
  }
}

function conflicted(witness: EditKey | undefined): Outcome {
  return { verdict: 'conflicted', changed: false, ...(witness === undefined ? {} : { witness }) }
}

function dryRun(
  tables: FoldTables,
  facts: BaseFacts,
  edit: Edit,
  knownEdit: (key: EditKey) => Known | undefined,
  mergeHandle: (key: EditKey) => number | undefined,
): DryRun {
  const refused = voidReason(tables, edit)
  if (refused !== undefined) return { refused, verdict: 'void', overrides: [], expect: [] }
  const points = pointsNamed(edit).map(({ supervoxel, base }) => pointHandle(tables, facts, supervoxel, base))
  const keysOf = (splits: readonly number[]) => splits.map((split) => tables.splits[split]!.key)
  if (edit.kind === 'merge') {
    const group = [...new Set(points.map((point) => segmentOfPoint(tables, point)))]
    const verdict = group.length === 1 ? 'redundant' : 'applied'
    return { verdict, overrides: keysOf(guardsWithin(tables, group)), expect: [joined(tables, group)] }
  }
  if (edit.kind === 'split') {
    const [sources, sinks] = [points.slice(0, edit.sources.length), points.slice(edit.sources.length)]
    const shared = sharedSegments(tables, sources, sinks)
    const cut = effectiveCut(tables, facts, edit, shared, mergeHandle)
    takeOut(tables, cut, shared, tables.splits.length)
    const meets = sharedSegments(tables, sources, sinks).size > 0
    const expect = expectationOf(tables, points)
    putBack(tables, cut)
    return { verdict: meets ? 'conflicted' : shared.size === 0 ? 'redundant' : 'applied', overrides: [], expect }
  }
  const target = edit.kind === 'revert' ? knownEdit(edit.target) : undefined
  const split = target?.kind === 'split' ? tables.splits[target.handle] : undefined
  if (target?.kind === 'merge' && tables.merges[target.handle]!.inForce)
    return dryRevertMerge(tables, target.handle, points)
  if (split === undefined || !split.inForce)
    return { verdict: 'redundant', overrides: [], expect: expectationOf(tables, points) }
  const groups = groupsJoinedBy(tables, split)
  const of = (point: number) => {
    const segment = segmentOfPoint(tables, point)
    return groups.find((group) => group.includes(segment)) ?? [segment]
  }
  const after = [...new Set([...groups, ...points.map(of)])]
  const overrides = [...new Set(after.flatMap((group) => guardsWithin(tables, group)))].filter(
    (guard) => tables.splits[guard] !== split,
  )
  const withPoints = [...new Set(points.map(of))].map((group) => joined(tables, group))
  const expect = withPoints.filter((one, i) => withPoints.findIndex((other) => other.segment === one.segment) === i)
  return { verdict: 'applied', overrides: keysOf(overrides.sort((a, b) => a - b)), expect }
}

/** Takes the edge away and puts it back. */
function dryRevertMerge(tables: FoldTables, handle: number, points: readonly number[]): DryRun {
  const edge = tables.merges[handle]!
  const wasLive = isLive(edge)
  edge.inForce = false
  const pieces = [tables.points.piece[edge.a]!, tables.points.piece[edge.b]!]
  if (wasLive) separateSegment(tables, segmentOfPoint(tables, edge.a), pieces)
  const expect = expectationOf(tables, points)
  edge.inForce = true
  if (wasLive) joinSegments(tables, segmentOfPoint(tables, edge.a), segmentOfPoint(tables, edge.b))
  return { verdict: 'applied', overrides: [], expect }
}

/** What one segment would be. */
function joined({ segments }: FoldTables, group: readonly number[]): Expectation {
  const segment = group.map((one) => segments.least[one]!).reduce(lesser)
  return { segment, supervoxels: group.reduce((sum, one) => sum + segments.count[one]!, 0) }
}

/** Rule E10: the segments that hold the points. */
function expectationOf(tables: FoldTables, points: readonly number[]): Expectation[] {
  const { segments } = tables
  const held = [...new Set(points.map((point) => segmentOfPoint(tables, point)))]
  return held.map((segment) => ({ segment: segments.least[segment]!, supervoxels: segments.count[segment]! }))
}

function textOf(expected: readonly Expectation[]): string {
  return expected
    .map(({ segment, supervoxels }) => `${segment}:${supervoxels}`)
    .sort()
    .join()
}

function basesOfSegments({ points, pieces, segments, bases }: FoldTables, named: readonly number[]): bigint[] {
  const inSegments = new Set(named.map((point) => pieces.segment[points.piece[point]!]!))
  const found = new Set<number>()
  for (const segment of inSegments) for (const piece of segments.pieces[segment]!) found.add(pieces.base[piece]!)
  return [...found].map((base) => bases[base]!.id)
}

function basesNeeded(tables: FoldTables, edit: Edit, knownEdit: (key: EditKey) => Known | undefined): bigint[] {
  const { bases, baseHandles, points, pieces, segments, splits } = tables
  const needed = new Set<bigint>()
  const need = (handle: number) => {
    if (bases[handle]!.loaded === undefined) needed.add(bases[handle]!.id)
  }
  for (const { supervoxel, base } of pointsNamed(edit)) {
    const handle = baseHandles.get(base)
    if (handle !== undefined && bases[handle]!.pieces.size > 1 && !points.handles.has(supervoxel)) need(handle)
  }
  if (edit.kind === 'revert') {
    const target = knownEdit(edit.target)
    if (target?.kind === 'split') for (const { base } of splits[target.handle]!.baseEdges) need(base)
  }
  if (edit.kind === 'split') {
    for (const { base } of edit.cut.bases) {
      const handle = baseHandles.get(base)
      if (handle === undefined) needed.add(base)
      else need(handle)
    }
    // A witness (E11) looks into bases that hold edges which a revert freed.
    for (const { supervoxel } of pointsNamed(edit)) {
      const point = points.handles.get(supervoxel)
      if (point === undefined) continue
      for (const piece of segments.pieces[pieces.segment[points.piece[point]!]!]!) {
        if (bases[pieces.base[piece]!]!.freed.size > 0) need(pieces.base[piece]!)
      }
    }
  }
  return [...needed]
}
