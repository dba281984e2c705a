import { assert } from '../assert.ts'

/**
 * The base agglomeration as Zarr v3 arrays: the layout of WEBKNOSSOS agglomerate attachments (version 4; theirs are sharded
 * and zstd, these are plain chunks in gzip), with additions for ids that are
 * sparse and 64-bit. Supervoxels get dense numbers 1 to n in the order of their ids (0 is background), agglomerates
 * 1 to m in the order of their smallest supervoxel (0 is background, empty).
 *
 * As WEBKNOSSOS has them:
 * - `segment_to_agglomerate` [n + 1] uint64: agglomerate of each dense number.
 * - `agglomerate_to_segments_offsets` [m + 2] uint64, `agglomerate_to_segments` [n] uint32: the dense numbers in
 *   agglomerate a, ascending, are those from offsets[a] up to offsets[a + 1].
 * - `agglomerate_to_edges_offsets` [m + 2] uint64, `agglomerate_to_edges` [e, 2] uint32: the edges of agglomerate a, as
 *   positions in its list of segments, lower first, sorted by both.
 * - `agglomerate_to_affinities` [e] float32: 0 to 1.
 * - `agglomerate_to_positions` [n, 3] int32: a voxel inside each segment, in the order of `agglomerate_to_segments`.
 *
 * Added:
 * - `supervoxel_ids` [n + 1] uint64, ascending: the id of each dense number.
 * - `agglomerate_to_edge_areas` [e] uint32: faces of voxels that the two share.
 * - `agglomerate_to_edge_positions` [e, 3] float32: a point on the contact, nanometres.
 * - `doubt_edges` [d, 2] uint32 (dense numbers, lower first), `doubt_affinities` [d] float32, `doubt_areas` [d] uint32,
 *   `doubt_positions` [d, 3] float32 (nanometres): the edges under the threshold, strongest first.
 */
export interface AgglomerationInput {
  /** By dense number: the id, ascending. Index 0 is background with the id 0. */
  readonly ids: BigUint64Array
  /** By dense number: a voxel inside the supervoxel, as x, y, z. */
  readonly insides: Uint32Array | Int32Array
  readonly edges: AgglomerationEdges
  /** Edges with at least this affinity join their ends. */
  readonly threshold: number
}

/** Edges between dense numbers, as parallel arrays. Positions are x, y, z in nanometres. */
export interface AgglomerationEdges {
  readonly lower: Int32Array
  readonly higher: Int32Array
  readonly affinities: Float32Array
  readonly areas: Uint32Array
  readonly positions: Float32Array
}

/** The arrays before they are written: see `AgglomerationInput` for their meaning. */
export interface AgglomerationArrays {
  readonly supervoxel_ids: BigUint64Array
  readonly segment_to_agglomerate: BigUint64Array
  readonly agglomerate_to_segments_offsets: BigUint64Array
  readonly agglomerate_to_segments: Uint32Array
  readonly agglomerate_to_positions: Int32Array
  readonly agglomerate_to_edges_offsets: BigUint64Array
  readonly agglomerate_to_edges: Uint32Array
  readonly agglomerate_to_affinities: Float32Array
  readonly agglomerate_to_edge_areas: Uint32Array
  readonly agglomerate_to_edge_positions: Float32Array
  readonly doubt_edges: Uint32Array
  readonly doubt_affinities: Float32Array
  readonly doubt_areas: Uint32Array
  readonly doubt_positions: Float32Array
}

/** Columns of the arrays that have two dimensions. */
export const ARRAY_COLUMNS: { readonly [name in keyof AgglomerationArrays]?: number } = {
  agglomerate_to_positions: 3,
  agglomerate_to_edges: 2,
  agglomerate_to_edge_positions: 3,
  doubt_edges: 2,
  doubt_positions: 3,
}

/** Groups supervoxels by the edges above the threshold, and lays out the arrays. */
export function layOutAgglomeration(input: AgglomerationInput): AgglomerationArrays {
  const { edges, ids, insides } = input
  const agglomerateOf = findAgglomerates(input)
  const count = ids.length - 1
  const agglomerates = agglomerateOf.reduce((most, a) => Math.max(most, a), 0)
  const segments = groupBy(agglomerateOf.subarray(1), agglomerates)
  const members = Uint32Array.from(segments.items, (item) => item + 1)
  const place = new Int32Array(count + 1)
  for (let k = 0; k < count; k += 1) place[members[k]!] = k - segments.offsets[agglomerateOf[members[k]!]!]!
  const { strong, doubts } = sortEdges(input, agglomerateOf)
  const owners = Int32Array.from(strong, (e) => agglomerateOf[edges.lower[e]!]!)
  return {
    supervoxel_ids: ids,
    segment_to_agglomerate: wide(agglomerateOf),
    agglomerate_to_segments_offsets: wide(segments.offsets),
    agglomerate_to_segments: members,
    agglomerate_to_positions: gather(insides, 3, members, new Int32Array(3 * count)),
    agglomerate_to_edges_offsets: wide(groupBy(owners, agglomerates).offsets),
    agglomerate_to_edges: pairsOf(edges, strong, (dense) => place[dense]!),
    agglomerate_to_affinities: gather(edges.affinities, 1, strong, new Float32Array(strong.length)),
    agglomerate_to_edge_areas: gather(edges.areas, 1, strong, new Uint32Array(strong.length)),
    agglomerate_to_edge_positions: gather(edges.positions, 3, strong, new Float32Array(3 * strong.length)),
    doubt_edges: pairsOf(edges, doubts, (dense) => dense),
    doubt_affinities: gather(edges.affinities, 1, doubts, new Float32Array(doubts.length)),
    doubt_areas: gather(edges.areas, 1, doubts, new Uint32Array(doubts.length)),
    doubt_positions: gather(edges.positions, 3, doubts, new Float32Array(3 * doubts.length)),
  }
}

/** The edges that join, by agglomerate and then by their ends, and the others, strongest first. */
function sortEdges({ edges, threshold }: AgglomerationInput, agglomerateOf: Int32Array) {
  const { lower, higher, affinities } = edges
  const count = affinities.reduce((sum, affinity) => sum + (affinity >= threshold ? 1 : 0), 0)
  const strong = new Uint32Array(count)
  const doubts = new Uint32Array(affinities.length - count)
  for (let e = 0, s = 0, d = 0; e < affinities.length; e += 1) {
    if (affinities[e]! >= threshold) strong[s++] = e
    else doubts[d++] = e
  }
  doubts.sort((e, f) => affinities[f]! - affinities[e]! || e - f)
  strong.sort(
    (e, f) =>
      agglomerateOf[lower[e]!]! - agglomerateOf[lower[f]!]! ||
      lower[e]! - lower[f]! ||
      higher[e]! - higher[f]! ||
      e - f,
  )
  return { strong, doubts }
}

function pairsOf(edges: AgglomerationEdges, order: Uint32Array, of: (dense: number) => number): Uint32Array {
  const pairs = new Uint32Array(2 * order.length)
  for (const [i, e] of order.entries()) {
    pairs[2 * i] = of(edges.lower[e]!)
    pairs[2 * i + 1] = of(edges.higher[e]!)
  }
  return pairs
}

/** Copies the rows of an array in an order. */
function gather<T extends Uint32Array | Int32Array | Float32Array>(
  rows: ArrayLike<number>,
  columns: number,
  order: Uint32Array,
  out: T,
): T {
  for (let i = 0; i < order.length; i += 1) {
    for (let c = 0; c < columns; c += 1) out[columns * i + c] = rows[columns * order[i]! + c]!
  }
  return out
}

function wide(values: Int32Array): BigUint64Array {
  const out = new BigUint64Array(values.length)
  // None is negative, so the high halves stay 0.
  const halves = new Uint32Array(out.buffer)
  for (let i = 0; i < values.length; i += 1) halves[2 * i] = values[i]!
  return out
}

/** The agglomerate of each dense number. */
function findAgglomerates(input: AgglomerationInput): Int32Array {
  const { edges } = input
  const parent = Int32Array.from(input.ids, (_, i) => i)
  const root = (node: number): number => {
    let at = node
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!
      at = parent[at]!
    }
    return at
  }
  for (let e = 0; e < edges.lower.length; e += 1) {
    assert(edges.lower[e]! > 0 && edges.lower[e]! < edges.higher[e]!, 'edges name the lower supervoxel first')
    if (edges.affinities[e]! < input.threshold) continue
    const a = root(edges.lower[e]!)
    const b = root(edges.higher[e]!)
    if (a < b) parent[b] = a
    else parent[a] = b
  }
  const agglomerateOf = new Int32Array(parent.length)
  let count = 0
  for (let i = 1; i < parent.length; i += 1) {
    const top = root(i)
    if (top === i) {
      count += 1
      agglomerateOf[i] = count
    } else agglomerateOf[i] = agglomerateOf[top]!
  }
  return agglomerateOf
}

/** The indices of `owners`, grouped by owner (0 to `most`). Each group is in order. */
function groupBy(owners: Int32Array, most: number): { readonly offsets: Int32Array; readonly items: Int32Array } {
  const offsets = new Int32Array(most + 2)
  for (const owner of owners) offsets[owner + 1] = offsets[owner + 1]! + 1
  for (let a = 0; a <= most; a += 1) offsets[a + 1] = offsets[a + 1]! + offsets[a]!
  const next = offsets.slice()
  const items = new Int32Array(owners.length)
  for (let i = 0; i < owners.length; i += 1) {
    const owner = owners[i]!
    items[next[owner]!] = i
    next[owner] = next[owner]! + 1
  }
  return { offsets, items }
}
