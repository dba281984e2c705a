import type { AgglomerationGraph, AgglomerationSource } from '../agglomeration/agglomeration-source.ts'
import { assert } from '../assert.ts'
import type { Edit, EditPoint } from '../edits/edit.ts'
import type { Fold } from '../fold/fold.ts'
import type { BaseFacts } from '../fold/tables.ts'
import { pointsNamed } from '../fold/void-reason.ts'
import type { Vec3 } from '../geometry.ts'
import { ProblemError } from '../problem.ts'

/** A supervoxel, and where in it the user pointed, in nanometres. */
export interface Point {
  readonly supervoxel: bigint
  readonly position: Vec3
}

/** What a session has read of the base agglomeration. The fold needs facts at once, and the source reads them from files. */
export interface BaseKeeper {
  /** Of bases that `learn` has read. */
  readonly facts: BaseFacts
  basesOf(supervoxels: BigUint64Array): Promise<BigUint64Array>
  pointsAt(points: readonly Point[]): Promise<EditPoint[]>
  /** Reads the counts of bases that are not known yet. */
  learn(bases: Iterable<bigint>): Promise<void>
  graphOf(base: bigint): Promise<AgglomerationGraph>
  /** Gives the fold the graphs of these bases. Rejects with a `ProblemError` when they cannot be read or do not fit. */
  provide(fold: Fold, bases: Iterable<bigint>): Promise<void>
  readonly source: AgglomerationSource
}

/** Graphs that are read at a time: enough to hide the waiting, few enough to leave the port free for other reads. */
const GRAPHS_AT_ONCE = 8

export function createBaseKeeper(source: AgglomerationSource): BaseKeeper {
  const counts = new Map<bigint, number>()
  const learn = async (bases: Iterable<bigint>): Promise<void> => {
    const unknown = BigUint64Array.from([...new Set(bases)].filter((base) => !counts.has(base)))
    if (unknown.length === 0) return
    const found = await source.countsOf(unknown)
    for (const [i, base] of unknown.entries()) counts.set(base, found[i]!)
  }
  const basesOf = async (supervoxels: BigUint64Array): Promise<BigUint64Array> => {
    const bases = await source.basesOf(supervoxels)
    await learn(bases)
    return bases
  }
  return {
    source,
    facts: {
      leastOf: (base) => base,
      countOf: (base) => {
        const count = counts.get(base)
        assert(count !== undefined, 'the count of a base is learned before the fold is asked about it')
        return count
      },
    },
    learn,
    basesOf,
    async pointsAt(points) {
      const bases = await basesOf(BigUint64Array.from(points, ({ supervoxel }) => supervoxel))
      return points.map(({ supervoxel, position }, i) => ({ supervoxel, base: bases[i]!, position }))
    },
    graphOf: (base) => source.graphOf(base),
    async provide(fold, bases) {
      const wanted = [...new Set(bases)]
      await learn(wanted)
      for (let i = 0; i < wanted.length; i += GRAPHS_AT_ONCE) {
        const some = wanted.slice(i, i + GRAPHS_AT_ONCE)
        const graphs = await Promise.all(some.map((base) => source.graphOf(base)))
        for (const [j, base] of some.entries()) {
          const problem = fold.provide(base, graphs[j]!)
          if (problem !== undefined) throw new ProblemError(problem)
        }
      }
    },
  }
}

/** Every base that an edit names, in its points, its cut or (a revert) its list. */
export function basesNamed(edit: Edit): bigint[] {
  const bases = pointsNamed(edit).map(({ base }) => base)
  if (edit.kind === 'split') return [...bases, ...edit.cut.bases.map(({ base }) => base)]
  return edit.kind === 'revert' ? [...bases, ...edit.bases] : bases
}
