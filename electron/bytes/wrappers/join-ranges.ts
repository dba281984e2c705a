import type { ByteRange } from '../../../shared/bytes/byte-range.ts'

export interface JoinedRange {
  readonly range: ByteRange
  /** Places, in the list that was planned, of the ranges that lie in it. */
  readonly members: readonly number[]
}

export interface JoinLimits {
  /** The widest hole between two neighbours, bytes. */
  readonly gapBytes: number
  /** The longest joined range, bytes; a single longer one stays as it is. */
  readonly maxBytes: number
}

/** Joins ranges that overlap, touch or nearly touch. Each range lies whole in exactly one of the result, which is in order of `start`. */
export function planReads(ranges: readonly ByteRange[], limits: JoinLimits): readonly JoinedRange[] {
  const order = [...ranges.keys()].sort((a, b) => ranges[a]!.start - ranges[b]!.start)
  const plan: { range: ByteRange; members: number[] }[] = []
  for (const place of order) {
    const { start, end } = ranges[place]!
    const last = plan.at(-1)
    const joinedEnd = last === undefined ? 0 : Math.max(last.range.end, end)
    if (
      last !== undefined &&
      start - last.range.end <= limits.gapBytes &&
      (joinedEnd - last.range.start <= limits.maxBytes || joinedEnd === last.range.end)
    ) {
      last.range = { start: last.range.start, end: joinedEnd }
      last.members.push(place)
    } else {
      plan.push({ range: { start, end }, members: [place] })
    }
  }
  return plan
}
