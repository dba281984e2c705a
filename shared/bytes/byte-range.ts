/** Bytes [start, end) of a key. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** The last bytes of a key; all of them where it has fewer. */
export interface SuffixRange {
  readonly last: number
}

/** Which of the bytes of a key are wanted. */
export type AnyRange = ByteRange | SuffixRange

export function isSuffix(range: AnyRange): range is SuffixRange {
  return 'last' in range
}

/** Where a range lies in a value of `length` bytes. It is cut at the end of the value; none gives the whole value. */
export function rangeWithin(range: AnyRange | undefined, length: number): ByteRange {
  if (range === undefined) return { start: 0, end: length }
  if (isSuffix(range)) return { start: Math.max(0, length - range.last), end: length }
  const start = Math.min(range.start, length)
  return { start, end: Math.max(start, Math.min(range.end, length)) }
}

/** The most bytes that a range may give. */
export function rangeBytes(range: AnyRange): number {
  return isSuffix(range) ? range.last : range.end - range.start
}
