import type { AgglomerationSource } from '../agglomeration/agglomeration-source.ts'

/** An index of the edges below the threshold by the bases at their ends. */
export interface DoubtIndex {
  /** The number of all edges. 0 if the source keeps none; then nobody knows whether two bases touch. */
  readonly edges: number
  /** The edges that have an end in this base. */
  at(base: bigint): Iterable<DoubtPair>
}

export interface DoubtPair {
  readonly a: DoubtEnd
  readonly b: DoubtEnd
}

export interface DoubtEnd {
  readonly supervoxel: bigint
  readonly base: bigint
}

/** The bases of this many edges are looked up at a time. */
const EDGES_AT_ONCE = 1_024

/** Reads all edges once. It awaits `pause` after every slice of work, and rejects if the source does. */
export async function indexDoubts(source: AgglomerationSource, pause: () => Promise<void>): Promise<DoubtIndex> {
  const { ends } = await source.doubtEdges()
  const bases = new BigUint64Array(ends.length)
  const numbers = new Map<bigint, number>()
  const baseOfEnd = new Uint32Array(ends.length)
  for (let start = 0; start < ends.length; start += 2 * EDGES_AT_ONCE) {
    bases.set(await source.basesOf(ends.subarray(start, start + 2 * EDGES_AT_ONCE)), start)
    for (let end = start; end < Math.min(ends.length, start + 2 * EDGES_AT_ONCE); end++) {
      const number = numbers.get(bases[end]!) ?? numbers.size
      numbers.set(bases[end]!, number)
      baseOfEnd[end] = number
    }
    await pause()
  }
  const { offsets, sorted } = groupByBase(baseOfEnd, numbers.size)
  const endAt = (end: number): DoubtEnd => ({ supervoxel: ends[end]!, base: bases[end]! })
  return {
    edges: ends.length / 2,
    *at(base) {
      const number = numbers.get(base)
      if (number === undefined) return
      for (let i = offsets[number]!; i < offsets[number + 1]!; i++) {
        const edge = sorted[i]! >> 1
        yield { a: endAt(2 * edge), b: endAt(2 * edge + 1) }
      }
    },
  }
}

/** Sorts the ends by their base: those of base i are sorted[offsets[i]] to sorted[offsets[i + 1] - 1]. */
function groupByBase(baseOfEnd: Uint32Array, bases: number): { offsets: Uint32Array; sorted: Uint32Array } {
  const offsets = new Uint32Array(bases + 1)
  for (const base of baseOfEnd) offsets[base + 1]!++
  for (let base = 0; base < bases; base++) offsets[base + 1]! += offsets[base]!
  const next = offsets.slice(0, bases)
  const sorted = new Uint32Array(baseOfEnd.length)
  for (const [end, base] of baseOfEnd.entries()) sorted[next[base]!++] = end
  return { offsets, sorted }
}
