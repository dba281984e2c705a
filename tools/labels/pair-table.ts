/** An open-addressing table from pairs of labels to dense numbers, in the order in which they are first asked for. */
export interface PairTable {
  slots: Int32Array
  lower: Int32Array
  higher: Int32Array
  /** By pair: faces, which the caller counts. */
  areas: Int32Array
  count: number
}

export function createPairTable(): PairTable {
  const room = 1 << 14
  return {
    slots: new Int32Array(4 * room),
    lower: new Int32Array(room),
    higher: new Int32Array(room),
    areas: new Int32Array(room),
    count: 0,
  }
}

/** The number of a pair, which is appended when it is new. */
export function pairIndex(table: PairTable, a: number, b: number): number {
  const mask = table.slots.length - 1
  let slot = slotOf(a, b, mask)
  for (;;) {
    const entry = table.slots[slot]! - 1
    if (entry < 0) break
    if (table.lower[entry] === a && table.higher[entry] === b) return entry
    slot = (slot + 1) & mask
  }
  if (table.count === table.lower.length) {
    growPairTable(table)
    return pairIndex(table, a, b)
  }
  table.lower[table.count] = a
  table.higher[table.count] = b
  table.count += 1
  table.slots[slot] = table.count
  return table.count - 1
}

function slotOf(a: number, b: number, mask: number): number {
  const h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)
  return (h ^ (h >>> 15)) & mask
}

function growPairTable(table: PairTable): void {
  const lower = new Int32Array(table.lower.length * 2)
  const higher = new Int32Array(table.lower.length * 2)
  const areas = new Int32Array(table.lower.length * 2)
  lower.set(table.lower)
  higher.set(table.higher)
  areas.set(table.areas)
  table.areas = areas
  table.lower = lower
  table.higher = higher
  table.slots = new Int32Array(table.slots.length * 2)
  const mask = table.slots.length - 1
  for (let entry = 0; entry < table.count; entry += 1) {
    let slot = slotOf(lower[entry]!, higher[entry]!, mask)
    while (table.slots[slot] !== 0) slot = (slot + 1) & mask
    table.slots[slot] = entry + 1
  }
}
