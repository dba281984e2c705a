/** A graph as a walk sees it: the neighbours of each node, and the marks that walks leave on the nodes. */
export interface WalkGraph {
  /** Writes the neighbours of `node` into `found`, where one may stand more than once, and returns their number. */
  neighbours(node: number): number
  readonly found: number[]
  /** The caller keeps them, so that many walks use the same memory. */
  readonly marks: WalkMarks
  /**
   * A faster way to the same neighbours: those of `node` are targets[offsets[node]] to targets[offsets[node + 1] - 1].
   * Where `isFiltered[node]` is 1, some of these edges are cut, and the walk calls `neighbours` instead.
   */
  readonly arrays?: { readonly offsets: Uint32Array; readonly targets: Uint32Array; readonly isFiltered: Uint8Array }
}

export interface WalkMarks {
  /** By node: `base` + the search that found it. A value below `base` is from an earlier walk. */
  owner: Int32Array
  base: number
  /** By node: the node from which the search came, or -1 at a start. */
  previous: Int32Array
  /** By node: the node that the same search found next, or -1. These chains are the queues of all searches. */
  next: Int32Array
}

export function createWalkMarks(nodes: number): WalkMarks {
  return { owner: new Int32Array(nodes), base: 1, previous: new Int32Array(nodes), next: new Int32Array(nodes) }
}

/** Owners are signed 32-bit words. The marks are wiped long before these overflow. */
const LAST_BASE = 2 ** 30

/** Ends a walk of this many searches: all its marks count as those of an earlier walk. */
export function outdateMarks(marks: WalkMarks, searches: number): void {
  marks.base += searches
  if (marks.base < LAST_BASE) return
  marks.owner.fill(0)
  marks.base = 1
}
