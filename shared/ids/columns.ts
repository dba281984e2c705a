/**
 * Tables are kept as columns: one typed array a field, indexed by the row. A column that is full is copied into a
 * longer one. What the new rows hold is zero.
 */

/** Columns grow by half, so that at most a third of them is unused. */
const GROWTH = 1.5

/** The length for columns that must have `rows` rows; `length` itself when it is enough. */
export function lengthFor(rows: number, length: number): number {
  return rows <= length ? length : Math.max(rows, Math.ceil(length * GROWTH))
}

export function longerInts(old: Int32Array, length: number): Int32Array {
  const next = new Int32Array(length)
  next.set(old)
  return next
}

export function longerWords(old: Uint32Array, length: number): Uint32Array {
  const next = new Uint32Array(length)
  next.set(old)
  return next
}

export function longerBytes(old: Uint8Array, length: number): Uint8Array {
  const next = new Uint8Array(length)
  next.set(old)
  return next
}
