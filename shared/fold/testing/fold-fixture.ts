import type { Edit, LogEntry } from '../../edits/edit.ts'
import type { NaiveBase } from '../../edits/testing/naive-fold.ts'
import type { BaseGraph } from '../base-graph.ts'
import type { DryRun } from '../dry-run.ts'
import { createFold, type Fold, type Folded } from '../fold.ts'
import type { BaseFacts } from '../tables.ts'

type Bases = ReadonlyMap<bigint, NaiveBase>

/** For tests: what a fold knows of bases that are in memory. */
export function factsOf(bases: Bases): BaseFacts {
  return {
    leastOf: (id) => bases.get(id)?.supervoxels[0] ?? id,
    countOf: (id) => bases.get(id)?.supervoxels.length ?? 1,
  }
}

export function foldOfBases(bases: Bases): Fold {
  return createFold(factsOf(bases))
}

/** Applies an entry, with every graph that it needs; drops them all afterwards when `forgetful`. */
export function applyWith(fold: Fold, bases: Bases, entry: LogEntry, forgetful = false): Folded {
  let folded = fold.apply(entry)
  while (folded.kind === 'needs') {
    provideAll(fold, bases, folded.bases)
    folded = fold.apply(entry)
  }
  if (forgetful) for (const id of bases.keys()) fold.drop(id)
  return folded
}

/** Tries an edit, with every graph that it needs. */
export function tryWith(fold: Fold, bases: Bases, edit: Edit): Exclude<DryRun, { kind: 'needs' }> {
  for (;;) {
    const tried = fold.dryRun(edit)
    if (tried.kind !== 'needs') return tried
    provideAll(fold, bases, tried.bases)
  }
}

function provideAll(fold: Fold, bases: Bases, ids: Iterable<bigint>): void {
  for (const id of ids) fold.provide(id, graphOf(bases.get(id) ?? { supervoxels: [id], edges: [] }))
}

/** The segment of every supervoxel. */
export function segmentsOf(fold: Fold, bases: Bases): Map<bigint, bigint> {
  const segments = new Map<bigint, bigint>()
  for (const [base, { supervoxels }] of bases) {
    for (const supervoxel of supervoxels) {
      if (fold.segmentAt(supervoxel, base) === undefined) provideAll(fold, bases, [base])
      segments.set(supervoxel, fold.segmentAt(supervoxel, base)?.segment ?? -1n)
    }
  }
  return segments
}

export function graphOf({ supervoxels, edges }: NaiveBase): BaseGraph {
  const place = (id: bigint) => supervoxels.indexOf(id)
  return {
    supervoxels: BigUint64Array.from(supervoxels),
    ends: Uint32Array.from(edges.flatMap(([u, v]) => [place(u), place(v)])),
    capacities: new Uint32Array(edges.length).fill(1),
  }
}
