import type { AgglomerationEdges } from '../../../shared/agglomeration/lay-out-agglomeration.ts'
import { assert } from '../../../shared/assert.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { ProblemError } from '../../../shared/problem.ts'
import type { Shard } from '../plan/shards.ts'
import { blockContactsFile, borderFile, type KeptContacts, readBlockTable, readContacts } from './block-file.ts'
import { blockIds, placeBits } from './supervoxel-ids.ts'

/** Edges are held in memory while the agglomeration is laid out: some 60 bytes each, so that 1.5 GB suffice. */
const MAX_EDGES = 16_000_000

/** All supervoxels by dense number (1 to n in the order of their ids), and their contacts. */
export interface SupervoxelGraph {
  readonly ids: BigUint64Array
  /** The label of each in the input. */
  readonly labels: BigUint64Array
  /** x, y, z of a voxel of each. */
  readonly insides: Uint32Array
  /** Mean grey values; 0 without an image. */
  readonly greyMeans: Float32Array
  readonly contacts: GraphContacts
}

export interface GraphContacts extends Omit<AgglomerationEdges, 'affinities'> {
  /** Means of what is known of the faces (`FaceValues`); 0 without any. */
  readonly valueMeans: Float32Array
}

/** Reads what the tasks of an import kept in `work`. `offset` is the place of voxel 0; positions are nanometres. */
export async function readGraph(
  work: string,
  shards: readonly Shard[],
  voxelSize: Vec3,
  offset: Vec3,
): Promise<SupervoxelGraph> {
  const order = [...shards].sort((a, b) => compare(a.place, b.place))
  // By shard: what is added to the number of a supervoxel to get its dense number.
  const base = new Int32Array(shards.length)
  const tables = []
  let count = 0
  for (const shard of order) {
    const table = await readBlockTable(work, shard.index)
    base[shard.index] = count
    count += table.labels.length - 1
    tables.push({ shard, table })
  }
  const graph = {
    ids: new BigUint64Array(count + 1),
    labels: new BigUint64Array(count + 1),
    insides: new Uint32Array(3 * (count + 1)),
    greyMeans: new Float32Array(count + 1),
  }
  const bits = placeBits(shards.at(-1)!.place)
  for (const { shard, table } of tables) {
    const from = base[shard.index]! + 1
    const { low, high } = blockIds(shard.place, bits, table.labels.length - 1)
    for (let s = 1; s < low.length; s += 1) graph.ids[from + s - 1] = (BigInt(high[s]!) << 32n) | BigInt(low[s]!)
    graph.labels.set(table.labels.subarray(1), from)
    graph.insides.set(table.insides.subarray(3), 3 * from)
    graph.greyMeans.set(table.greyMeans.subarray(1), from)
  }
  return { ...graph, contacts: await readAllContacts(work, order, base, voxelSize, offset) }
}

function compare(a: Vec3, b: Vec3): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}

async function readAllContacts(
  work: string,
  order: readonly Shard[],
  base: Int32Array,
  voxelSize: Vec3,
  offset: Vec3,
): Promise<GraphContacts> {
  const parts: { readonly kept: KeptContacts; readonly below: number; readonly above: number }[] = []
  let count = 0
  const add = async (file: string, below: number, above: number): Promise<void> => {
    const kept = await readContacts(file)
    count += kept.lower.length
    if (count > MAX_EDGES) throw tooMany(work)
    parts.push({ kept, below, above })
  }
  const at = new Map(order.map((shard) => [shard.place.join(), shard]))
  for (const shard of order) {
    const own = base[shard.index]!
    await add(blockContactsFile(work, shard.index), own, own)
    for (const axis of [0, 1, 2]) {
      const next = at.get(shard.place.map((place, a) => place + (a === axis ? 1 : 0)).join())
      if (next !== undefined) await add(borderFile(work, shard.index, axis), own, base[next.index]!)
    }
  }
  const all = {
    lower: new Int32Array(count),
    higher: new Int32Array(count),
    areas: new Uint32Array(count),
    positions: new Float32Array(3 * count),
    valueMeans: new Float32Array(count),
  }
  let from = 0
  for (const { kept, below, above } of parts) {
    const { lower, higher, places } = kept
    for (let e = 0; e < lower.length; e += 1) {
      all.lower[from + e] = below + lower[e]!
      all.higher[from + e] = above + higher[e]!
      for (let axis = 0; axis < 3; axis += 1) {
        all.positions[3 * (from + e) + axis] = (places[3 * e + axis]! / 2 + offset[axis]!) * voxelSize[axis]!
      }
      assert(all.lower[from + e]! < all.higher[from + e]!, 'blocks are in the order of their ids')
    }
    all.areas.set(kept.areas, from)
    all.valueMeans.set(kept.valueMeans, from)
    from += lower.length
  }
  return all
}

function tooMany(work: string): ProblemError {
  const message = `${work}: there are more than ${MAX_EDGES} contacts of supervoxels, too many for one machine's memory; import parts of the volume, or use a chunked graph (PyChunkedGraph)`
  return new ProblemError({ kind: 'too-large', message, file: work })
}
