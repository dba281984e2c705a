import type { Edit } from '../edits/edit.ts'
import type { Candidate } from './candidate.ts'

/**
 * The candidates that an edit says yes to: a merge to the missed merge between the bases of its two points, a split to the
 * false merges whose edges it cuts.
 */
export function candidatesAnsweredBy(edit: Edit, candidates: readonly Candidate[]): readonly Candidate[] {
  switch (edit.kind) {
    case 'merge': {
      const joined = pairOf(edit.a.base, edit.b.base)
      return candidates.filter(({ kind, baseA, baseB }) => kind === 'missed-merge' && pairOf(baseA, baseB) === joined)
    }
    case 'split': {
      const cut = new Set(edit.cut.bases.flatMap(({ pairs }) => pairs.map(([a, b]) => pairOf(a, b))))
      return candidates.filter(({ kind, a, b }) => kind === 'false-merge' && cut.has(pairOf(a, b)))
    }
    default:
      return []
  }
}

function pairOf(a: bigint, b: bigint): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`
}
