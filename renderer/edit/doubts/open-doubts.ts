import type { Candidate } from '../../../shared/doubts/candidate.ts'
import { type DoubtWish, isWished, withLast } from '../../../shared/doubts/doubt-wish.ts'
import type { FoldedLog } from '../../../shared/folded-log/folded-log.ts'

export interface OpenDoubt<D extends Candidate> {
  readonly doubt: D
  /** Of its two supervoxels. */
  readonly segments: readonly [bigint, bigint]
}

/** Missed merges whose sides are still apart, and false merges whose sides are still together. */
export async function openOnes<D extends Candidate>(
  foldedLog: FoldedLog,
  doubts: readonly D[],
): Promise<OpenDoubt<D>[]> {
  const points = doubts.flatMap(({ a, b, baseA, baseB }) => [
    { supervoxel: a, base: baseA },
    { supervoxel: b, base: baseB },
  ])
  const now = await foldedLog.segmentsAt(points)
  const all = doubts.map((doubt, i) => ({ doubt, segments: [now[2 * i]!.segment, now[2 * i + 1]!.segment] as const }))
  return all.filter(({ doubt: { kind }, segments: [a, b] }) => (a === b) === (kind === 'false-merge'))
}

/** Those that a person wants to see, in the order of the ranking, the last ones last. */
export async function wishedOnes<D extends Candidate>(
  { bases, segmentsAt }: FoldedLog,
  open: readonly OpenDoubt<D>[],
  wish: DoubtWish,
): Promise<readonly OpenDoubt<D>[]> {
  const [base] = wish.of === undefined ? [] : await bases.basesOf(BigUint64Array.of(wish.of))
  const [now] = wish.of === undefined || base === undefined ? [] : await segmentsAt([{ supervoxel: wish.of, base }])
  const wished = open.filter(({ doubt, segments }) => isWished(doubt, segments, wish, now?.segment))
  return withLast(
    wished.map((one) => ({ id: one.doubt.id, one })),
    wish.last,
  ).map(({ one }) => one)
}

/** The number of open doubts before one of the ranking. Both lists have the order of the ranking. */
export function countBefore(
  all: readonly { readonly id: string }[],
  open: readonly OpenDoubt<Candidate>[],
  doubt: string | undefined,
): number {
  let count = 0
  for (const { id } of all) {
    if (id === doubt) return count
    if (open[count]?.doubt.id === id) count++
  }
  return 0
}
