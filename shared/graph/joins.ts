/** What is joined to what, for walks. */
export interface Joins {
  /** Writes the nodes that are still joined to `node` into `found`, one maybe more than once; answers how many. */
  neighbours(node: number): number
  readonly found: number[]
  /** Who walked where. Kept by the caller, so that it is made once. */
  readonly trail: Trail
  /**
   * Where the nodes have their neighbours in arrays: those of `node` are targets[offsets[node]] to
   * targets[offsets[node + 1] - 1], unless `asks[node]` is 1. Then only those nodes go through `neighbours`.
   */
  readonly arrays?: { readonly offsets: Uint32Array; readonly targets: Uint32Array; readonly asks: Uint8Array }
}

export interface Trail {
  /** By node: `base` + the search that walked there; less than `base` from earlier walks. */
  owner: Int32Array
  base: number
  /** By node: where the search came from, or -1 at a start. */
  previous: Int32Array
  /** By node: the one that its search found after it, or -1. So the queue of a search takes no memory of its own. */
  next: Int32Array
}

export function createTrail(nodes: number): Trail {
  return { owner: new Int32Array(nodes), base: 1, previous: new Int32Array(nodes), next: new Int32Array(nodes) }
}

/** Owners are signed words; long before they overflow the trail is wiped. */
const LAST_BASE = 2 ** 30

/** Makes all marks of a walk of so many searches old ones. */
export function outdateTrail(trail: Trail, searches: number): void {
  trail.base += searches
  if (trail.base < LAST_BASE) return
  trail.owner.fill(0)
  trail.base = 1
}
