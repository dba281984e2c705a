import { lengthFor, longerBytes, longerInts, longerWords } from '../ids/columns.ts'
import type { EffectiveCut, FoldTables, Splits } from './tables.ts'

/**
 * The splits that came in force, one after the other in one pool of words: four counts (sources, sinks, base edges, user
 * edges), the seeds as points, then each base edge as [u, v, next, flag] and each user edge as [handle, flag].
 * `next` leads to the next cut edge of the same base; the flag is 1 while the ends of an edge have been together ever since
 * the split (a cut may take more than it needs), so that their being together is no override.
 */
const HEAD = 4
const BASE_EDGE = 4
const USER_EDGE = 2

/** One split as views into the pool. */
export interface SplitView {
  readonly sources: Int32Array
  readonly sinks: Int32Array
  /** Where its base edges and user edges begin and end in the pool. */
  readonly baseEdges: number
  readonly userEdges: number
  readonly end: number
}

export function viewSplit({ pool, start }: Splits, split: number): SplitView {
  const at = start[split]!
  const seeds = at + HEAD
  const sinks = seeds + pool[at]!
  const baseEdges = sinks + pool[at + 1]!
  const userEdges = baseEdges + BASE_EDGE * pool[at + 2]!
  const end = userEdges + USER_EDGE * pool[at + 3]!
  return { sources: pool.subarray(seeds, sinks), sinks: pool.subarray(sinks, baseEdges), baseEdges, userEdges, end }
}

/** Its effective cut, as it was found when it was folded. */
export function cutOfSplit({ splits, points }: FoldTables, split: number): EffectiveCut {
  const { pool } = splits
  const { baseEdges, userEdges, end } = viewSplit(splits, split)
  const cut = { baseEdges: [] as { u: number; v: number; base: number }[], userEdges: [] as number[] }
  for (let i = baseEdges; i < userEdges; i += BASE_EDGE) {
    cut.baseEdges.push({ u: pool[i]!, v: pool[i + 1]!, base: points.ids.tagOf(pool[i]!) })
  }
  for (let i = userEdges; i < end; i += USER_EDGE) cut.userEdges.push(pool[i]!)
  return cut
}

/** Calls `edge` for the two ends of each edge of its effective cut, and the place of the edge's flag. */
export function eachCutEdge(
  tables: FoldTables,
  split: number,
  edge: (u: number, v: number, flag: number) => void,
): void {
  const { splits, merges } = tables
  const { pool } = splits
  const { baseEdges, userEdges, end } = viewSplit(splits, split)
  for (let i = baseEdges; i < userEdges; i += BASE_EDGE) edge(pool[i]!, pool[i + 1]!, i + 3)
  for (let i = userEdges; i < end; i += USER_EDGE) edge(merges.a[pool[i]!]!, merges.b[pool[i]!]!, i + 1)
}

/** Calls `edge` for each base edge of a base that a split in force cut. */
export function eachCutOfBase({ bases, splits }: FoldTables, base: number, edge: (u: number, v: number) => void): void {
  const { pool } = splits
  for (let i = bases.firstCut[base]!; i >= 0; i = pool[i + 2]!) edge(pool[i]!, pool[i + 1]!)
}

/** Writes a split that came in force; `wereTogether` says of which edges the ends are together all the same. */
export function addSplit(
  tables: FoldTables,
  edit: number,
  sources: readonly number[],
  sinks: readonly number[],
  cut: EffectiveCut,
  areTogether: (u: number, v: number) => boolean,
): number {
  const { splits, bases, merges } = tables
  const split = splits.rows
  const words =
    HEAD + sources.length + sinks.length + BASE_EDGE * cut.baseEdges.length + USER_EDGE * cut.userEdges.length
  reserveSplits(splits, split + 1, splits.poolEnd + words)
  splits.rows++
  splits.edit[split] = edit
  splits.inForce[split] = 1
  splits.start[split] = splits.poolEnd
  const { pool } = splits
  let at = splits.poolEnd
  const put = (word: number) => {
    pool[at++] = word
  }
  for (const count of [sources.length, sinks.length, cut.baseEdges.length, cut.userEdges.length]) put(count)
  for (const seed of sources) put(seed)
  for (const seed of sinks) put(seed)
  for (const { u, v, base } of cut.baseEdges) {
    const next = bases.firstCut[base]!
    bases.firstCut[base] = at
    for (const word of [u, v, next, areTogether(u, v) ? 1 : 0]) put(word)
  }
  for (const edge of cut.userEdges) {
    put(edge)
    put(areTogether(merges.a[edge]!, merges.b[edge]!) ? 1 : 0)
  }
  splits.poolEnd = at
  return split
}

export function reserveSplits(splits: Splits, rows: number, words: number): void {
  const length = lengthFor(rows, splits.edit.length)
  if (length > splits.edit.length) {
    splits.edit = longerInts(splits.edit, length)
    splits.inForce = longerBytes(splits.inForce, length)
    splits.start = longerWords(splits.start, length)
  }
  const poolLength = lengthFor(words, splits.pool.length)
  if (poolLength > splits.pool.length) splits.pool = longerInts(splits.pool, poolLength)
}

/** Takes the base edges of a split that is in force no more out of the lists of their bases. */
export function unlinkCut({ splits, bases, points }: FoldTables, split: number): void {
  const { pool } = splits
  const { baseEdges, userEdges } = viewSplit(splits, split)
  for (let i = baseEdges; i < userEdges; i += BASE_EDGE) {
    const base = points.ids.tagOf(pool[i]!)
    if (bases.firstCut[base] === i) {
      bases.firstCut[base] = pool[i + 2]!
      continue
    }
    let before = bases.firstCut[base]!
    while (pool[before + 2] !== i) before = pool[before + 2]!
    pool[before + 2] = pool[i + 2]!
  }
}
