import { compareHalves, halvesOf } from '../ids/halves.ts'
import { type Rows, wrong } from './rows.ts'

/**
 * An array of ids in ascending order. The *dense number* of an id is its row; the first id has the number 1, because row
 * 0 is background.
 */
export interface SortedIds {
  /** The number of ids. */
  readonly count: number
  /** Whether an array lists them; else each number up to `count` is an id. */
  readonly isListed: boolean
  /** The dense number of each id, in the same order; 0 for an id that is not in the array. */
  find(ids: BigUint64Array): Promise<Float64Array>
  /** The ids of these dense numbers. `from` names the array of the numbers in messages. */
  at(numbers: ArrayLike<number>, from: string): Promise<BigUint64Array>
}

/** The first and the last id of a chunk, as two 32-bit words each, the low one first. */
type Bounds = Uint32Array

/** The chunks of an array of ids, with the bounds of every chunk that was read. */
interface IdChunks {
  readonly rows: Rows
  readonly bounds: Map<number, Bounds>
}

/**
 * Looks up many ids at once: it sorts them, and searches each chunk that may hold some of them once. It remembers the
 * bounds of every chunk that it has read, so that later searches find the right chunk at once.
 */
export function createSortedIds(rows: Rows): SortedIds {
  if (rows.rows < 1) throw wrong(rows.path, 'shape', 'has no row 0 for background')
  const chunks: IdChunks = { rows, bounds: new Map() }
  return {
    count: rows.rows - 1,
    isListed: true,
    find: (ids) => findIds(chunks, ids),
    at: (numbers, from) => idsAt(chunks, numbers, from),
  }
}

/** The first row of a chunk that holds an id: row 0 of the array is none. */
function firstIn(chunk: number): number {
  return chunk === 0 ? 1 : 0
}

function rowsIn({ rows, rowsAChunk }: Rows, chunk: number): number {
  return Math.min(rowsAChunk, rows - chunk * rowsAChunk)
}

/** Reads a chunk, as two words for each id. */
async function readWords({ rows, bounds }: IdChunks, chunk: number): Promise<Uint32Array> {
  const data = await rows.chunk(chunk)
  if (!(data instanceof BigUint64Array)) throw wrong(rows.path, 'data_type', 'does not hold uint64')
  const words = halvesOf(data)
  if (!bounds.has(chunk)) bounds.set(chunk, checkedBounds(rows, bounds, chunk, words))
  return words
}

/** The bounds of a chunk. Throws if its ids do not ascend, also from and to the neighbouring chunks that were read. */
function checkedBounds(rows: Rows, bounds: IdChunks['bounds'], chunk: number, words: Uint32Array): Bounds {
  const start = chunk * rows.rowsAChunk
  const notAscending = (row: number) => wrong(rows.path, `[${row}]`, 'is not in ascending order')
  const first = firstIn(chunk)
  const last = rowsIn(rows, chunk) - 1
  for (let i = first + 1; i <= last; i++) {
    const order = compareHalves(words[2 * i + 1]!, words[2 * i]!, words[2 * i - 1]!, words[2 * i - 2]!)
    if (order <= 0) throw notAscending(start + i)
  }
  const own = Uint32Array.of(words[2 * first]!, words[2 * first + 1]!, words[2 * last]!, words[2 * last + 1]!)
  const before = bounds.get(chunk - 1)
  const after = bounds.get(chunk + 1)
  if (before && compareHalves(before[3]!, before[2]!, own[1]!, own[0]!) >= 0) throw notAscending(start)
  if (after && compareHalves(own[3]!, own[2]!, after[1]!, after[0]!) >= 0) throw notAscending(start + rows.rowsAChunk)
  return own
}

async function findIds(chunks: IdChunks, ids: BigUint64Array): Promise<Float64Array> {
  const { rows, bounds } = chunks
  const found = new Float64Array(ids.length)
  const words = halvesOf(ids)
  const compareTo = (place: number, high: number, low: number) =>
    compareHalves(words[2 * place + 1]!, words[2 * place]!, high, low)
  const order = Uint32Array.from(ids, (_, i) => i).sort((a, b) => compareTo(a, words[2 * b + 1]!, words[2 * b]!))
  /** The first place in `order`, from `start` to `end`, whose id is not less than this one. */
  const placeOf = (start: number, end: number, high: number, low: number): number => {
    let [from, to] = [start, end]
    while (from < to) {
      const middle = (from + to) >>> 1
      if (compareTo(order[middle]!, high, low) < 0) from = middle + 1
      else to = middle
    }
    return from
  }
  const findInChunk = async (chunk: number, from: number, to: number): Promise<void> => {
    const held = await readWords(chunks, chunk)
    for (let i = from; i < to; i++) {
      const at = order[i]!
      const row = rowOf(held, firstIn(chunk), rowsIn(rows, chunk), words[2 * at + 1]!, words[2 * at]!)
      if (row >= 0) found[at] = chunk * rows.rowsAChunk + row
    }
  }
  /** Searches the chunks `first` to `last` for the ids at `start` to `end` - 1 of `order`, from the middle chunk on. */
  const search = async (start: number, end: number, first: number, last: number): Promise<void> => {
    if (start >= end || first > last) return
    const chunk = (first + last) >>> 1
    if (!bounds.has(chunk)) await readWords(chunks, chunk)
    const own = bounds.get(chunk)!
    const from = placeOf(start, end, own[1]!, own[0]!)
    let to = placeOf(from, end, own[3]!, own[2]!)
    while (to < end && compareTo(order[to]!, own[3]!, own[2]!) === 0) to++
    if (from < to) await findInChunk(chunk, from, to)
    await Promise.all([search(start, from, first, chunk - 1), search(to, end, chunk + 1, last)])
  }
  const count = rows.rows - 1
  if (count > 0) await search(0, ids.length, 0, Math.floor(count / rows.rowsAChunk))
  return found
}

async function idsAt(idChunks: IdChunks, numbers: ArrayLike<number>, from: string): Promise<BigUint64Array> {
  const { rows, rowsAChunk } = idChunks.rows
  const wanted = new Set<number>()
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i]!
    if (number < 1 || number > rows - 1) {
      throw wrong(from, `${number}`, `names supervoxel number ${number}, which is out of range`)
    }
    wanted.add(Math.floor(number / rowsAChunk))
  }
  const chunks = new Map<number, Uint32Array>()
  await Promise.all([...wanted].map(async (chunk) => chunks.set(chunk, await readWords(idChunks, chunk))))
  const ids = new BigUint64Array(numbers.length)
  const words = halvesOf(ids)
  for (let i = 0; i < numbers.length; i++) {
    const chunk = Math.floor(numbers[i]! / rowsAChunk)
    const row = numbers[i]! - chunk * rowsAChunk
    const held = chunks.get(chunk)!
    words[2 * i] = held[2 * row]!
    words[2 * i + 1] = held[2 * row + 1]!
  }
  return ids
}

/** Ids that are their own dense numbers, as many as the array of what they name has rows beside that of background. */
export function createDenseIds(named: Pick<Rows, 'rows'>): SortedIds {
  const count = named.rows - 1
  return {
    count,
    isListed: false,
    find: async (ids) => Float64Array.from(ids, (id) => (id <= count ? Number(id) : 0)),
    at: async (numbers, from) =>
      BigUint64Array.from(numbers, (number) => {
        if (number >= 1 && number <= count) return BigInt(number)
        throw wrong(from, `${number}`, `names segment ${number}, which is out of range`)
      }),
  }
}

/** The row of an id within a chunk, or -1. */
function rowOf(words: Uint32Array, start: number, end: number, high: number, low: number): number {
  let [from, to] = [start, end]
  while (from < to) {
    const middle = (from + to) >>> 1
    if (compareHalves(words[2 * middle + 1]!, words[2 * middle]!, high, low) < 0) from = middle + 1
    else to = middle
  }
  return from < end && words[2 * from] === low && words[2 * from + 1] === high ? from : -1
}
