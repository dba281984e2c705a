import { lengthFor, longerBytes, longerInts, longerWords } from '../../ids/columns.ts'
import type { FoldTables, Splits } from '../tables.ts'

/**
 * The splits that came in force, one after the other in one pool of words. Each has three counts (sources, sinks,
 * links), then the points of its seeds, then two words for each link of its effective cut: the link and a flag.
 *
 * The flag is 1 as long as the ends of the link have been together at all times since the split. That happens because a
 * cut may name more edges than are needed. Such ends do not make the split overridden (rule E12).
 */
const HEAD = 3
const LINK = 2

/** One split as views into the pool. */
export interface SplitView {
  readonly sources: Int32Array
  readonly sinks: Int32Array
  /** The places in the pool where its links begin and end. */
  readonly links: number
  readonly end: number
}

export function viewSplit({ pool, start }: Splits, split: number): SplitView {
  const at = start[split]!
  const sinks = at + HEAD + pool[at]!
  const links = sinks + pool[at + 1]!
  return {
    sources: pool.subarray(at + HEAD, sinks),
    sinks: pool.subarray(sinks, links),
    links,
    end: links + LINK * pool[at + 2]!,
  }
}

/** The links of the effective cut of a split, as it was when the split was folded. */
export function cutOfSplit({ splits }: FoldTables, split: number): number[] {
  const { links, end } = viewSplit(splits, split)
  const cut: number[] = []
  for (let i = links; i < end; i += LINK) cut.push(splits.pool[i]!)
  return cut
}

/** Calls `edge` for each edge of the effective cut, with the points at its ends and the place of its flag in the pool. */
export function eachCutEdge(
  { splits, links }: FoldTables,
  split: number,
  edge: (u: number, v: number, flag: number) => void,
): void {
  const { pool } = splits
  const view = viewSplit(splits, split)
  for (let i = view.links; i < view.end; i += LINK) edge(links.a[pool[i]!]!, links.b[pool[i]!]!, i + 1)
}

/** True if `holds` is true for the points at the ends of some edge of the effective cut. */
export function someCutEdge(
  { splits, links }: FoldTables,
  split: number,
  holds: (u: number, v: number) => boolean,
): boolean {
  const { pool } = splits
  const view = viewSplit(splits, split)
  for (let i = view.links; i < view.end; i += LINK) if (holds(links.a[pool[i]!]!, links.b[pool[i]!]!)) return true
  return false
}

/** Adds a split that came in force. `areTogether` says whether the ends of a link are together although it is cut. */
export function addSplit(
  { splits }: FoldTables,
  edit: number,
  sources: readonly number[],
  sinks: readonly number[],
  cut: readonly number[],
  areTogether: (link: number) => boolean,
): number {
  const split = splits.rows
  const words = HEAD + sources.length + sinks.length + LINK * cut.length
  reserveSplits(splits, split + 1, splits.poolEnd + words)
  splits.rows++
  splits.edit[split] = edit
  splits.inForce[split] = 1
  splits.start[split] = splits.poolEnd
  const { pool } = splits
  let at = splits.poolEnd
  for (const word of [sources.length, sinks.length, cut.length]) pool[at++] = word
  for (const point of sources) pool[at++] = point
  for (const point of sinks) pool[at++] = point
  for (let i = 0; i < cut.length; i++) {
    const link = cut[i]!
    pool[at++] = link
    pool[at++] = areTogether(link) ? 1 : 0
  }
  splits.poolEnd = at
  return split
}

/** Adds the next split of a pool that is there already. Its words begin where those of the split before it end. */
export function addSplitOfPool(splits: Splits, edit: number, end: number): number {
  const split = splits.rows++
  splits.edit[split] = edit
  splits.inForce[split] = 1
  splits.start[split] = splits.poolEnd
  splits.poolEnd = end
  return split
}

/** Records that an edit which named a split in `overrides` brought a guarded pair of it together. */
export function recordOverride({ overriddenBy }: Splits, split: number, by: number): void {
  const known = overriddenBy.get(split)
  if (known === undefined) overriddenBy.set(split, [by])
  else known.push(by)
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
