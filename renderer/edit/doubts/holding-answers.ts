import type { DoubtAnswer } from '../../../shared/doubts/model/doubt-answer.ts'
import type { FoldedLog } from '../../../shared/folded-log/folded-log.ts'

/**
 * The answers that hold now. "Yes" holds while its missed merge is joined, or its false merge is cut, and "no" while its doubt
 * is dismissed; a "no" of another person holds while it is shared. So undo takes an answer back, and redo gives it again.
 */
export async function answersThatHold(
  foldedLog: FoldedLog,
  answers: readonly DoubtAnswer[],
  dismissed?: ReadonlySet<string>,
): Promise<readonly DoubtAnswer[]> {
  const ends = BigUint64Array.from(answers.flatMap(({ a, b }) => [a, b]))
  const bases = await foldedLog.bases.basesOf(ends)
  const points = Array.from(ends, (supervoxel, i) => ({ supervoxel, base: bases[i]! }))
  const now = await foldedLog.segmentsAt(points)
  return answers.filter(({ doubt, kind, isError }, i) => {
    const isOne = now[2 * i]!.segment === now[2 * i + 1]!.segment
    return isError ? isOne === (kind === 'missed-merge') : (dismissed?.has(doubt) ?? true)
  })
}
