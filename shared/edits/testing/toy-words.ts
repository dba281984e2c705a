import type { Outcome } from '../edit.ts'
import type { NaiveBase } from './naive-fold.ts'

/** For tests: `co(B1)` is conflicted with the witness B1, `ap` applied, `re` redundant, `vo` void; a star is *changed*. */
export function shortOutcome(outcome: Outcome | undefined): string {
  if (outcome === undefined) return 'ignored'
  const witness = outcome.witness === undefined ? '' : `(${outcome.witness.replace('/s/', '')})`
  return `${outcome.verdict.slice(0, 2)}${witness}${outcome.changed ? '*' : ''}`
}

/** The partition of the bases that `like` names, in the same words. */
export function partitionOf(
  segmentOf: ReadonlyMap<bigint, bigint>,
  bases: ReadonlyMap<bigint, NaiveBase>,
  like: string,
): string {
  const named = new Set(like.split(/[ |]/).map(BigInt))
  const touched = [...bases.values()].filter(({ supervoxels }) => supervoxels.some((id) => named.has(id)))
  const groups = new Map<bigint, bigint[]>()
  for (const id of touched.flatMap(({ supervoxels }) => supervoxels)) {
    const segment = segmentOf.get(id) ?? id
    groups.set(segment, [...(groups.get(segment) ?? []), id])
  }
  return normalPartition([...groups.values()].map((group) => group.join(' ')).join('|'))
}

export function normalPartition(partition: string): string {
  const groups = partition.split('|').map((group) =>
    group
      .split(' ')
      .map(Number)
      .sort((a, b) => a - b),
  )
  return groups
    .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))
    .map((group) => group.join(' '))
    .join('|')
}
