import type { Vec3 } from '../geometry.ts'
import { capacityOf } from '../graph/segment-graph.ts'
import type { AgglomerationGraph, AgglomerationSource, DoubtEdges } from './agglomeration-source.ts'
import { NO_DOUBTS } from './identity-agglomeration.ts'
import { type Rows, wrong } from './rows.ts'
import { singleGraph } from './single-graph.ts'
import type { SortedIds } from './sorted-ids.ts'

/** The number of agglomerates that one batch of `severalFrom` reads. */
const BATCH_AGGLOMERATES = 16_384

/** The arrays of an agglomeration, see lay-out-agglomeration.ts. What only some files have is undefined in others. */
export interface AgglomerationRows {
  readonly ids: SortedIds
  readonly agglomerateOf: Rows
  readonly memberOffsets: Rows
  readonly members: Rows
  readonly edgeOffsets: Rows
  readonly edges: Rows
  readonly affinities: Rows
  /** Undefined: each contact counts as one face. */
  readonly areas: Rows | undefined
  /** Of edges, nanometres. Undefined: halfway between `insides`. */
  readonly positions: Rows | undefined
  /** A voxel inside each member, in the order of `members`. */
  readonly insides: Rows | undefined
  /** Undefined: none were kept. */
  readonly doubts: DoubtRows | undefined
}

export interface DoubtRows {
  readonly edges: Rows
  readonly affinities: Rows
  readonly areas: Rows
  readonly positions: Rows
}

/**
 * The agglomeration that arrays hold. Only the chunks that are needed are read. It checks at once that the lengths of the arrays
 * agree, throwing a `ProblemError` that names the array, and later everything that it reads.
 * @param voxelSize nanometres, for `insides`; without it, positions that come from these are NaN
 */
export function agglomerationOfRows(arrays: AgglomerationRows, voxelSize?: Vec3): AgglomerationSource {
  checkLengths(arrays)
  const { ids } = arrays
  return {
    async basesOf(supervoxels) {
      const { places, firsts } = await agglomeratesWith(arrays, ids, supervoxels)
      const bases = supervoxels.slice()
      const named = await ids.at(firsts, arrays.members.path)
      for (let i = 0; i < places.length; i++) bases[places[i]!] = named[i]!
      return bases
    },
    async lists(wanted) {
      return Array.from(await ids.find(wanted), (number) => number > 0)
    },
    async countsOf(bases) {
      const { places, firsts, starts, ends } = await agglomeratesWith(arrays, ids, bases)
      const counts = new Float64Array(bases.length).fill(1)
      const named = await ids.at(firsts, arrays.members.path)
      for (let i = 0; i < places.length; i++) {
        if (named[i] === bases[places[i]!]) counts[places[i]!] = ends[i]! - starts[i]!
      }
      return counts
    },
    async graphOf(base) {
      const { agglomerates, starts, ends } = await agglomeratesWith(arrays, ids, BigUint64Array.of(base))
      const agglomerate = agglomerates[0]
      if (agglomerate === undefined) return singleGraph(base)
      const supervoxels = await readMembers(arrays, ids, agglomerate, starts[0]!, ends[0]!)
      return supervoxels[0] === base
        ? readGraph(arrays, voxelSize, agglomerate, starts[0]!, supervoxels)
        : singleGraph(base)
    },
    async severalFrom(cursor) {
      const last = arrays.memberOffsets.rows - 2
      const first = Math.max(1, cursor)
      const end = Math.min(last + 1, first + BATCH_AGGLOMERATES)
      const offsets = await arrays.memberOffsets.numbers(first, end + 1)
      const firsts: number[] = []
      for (let i = 0; first + i < end; i++) {
        checkSpan(arrays.memberOffsets, first + i, offsets[i]!, offsets[i + 1]!, arrays.members.rows)
        if (offsets[i + 1]! - offsets[i]! > 1) firsts.push(offsets[i]!)
      }
      const bases = await ids.at(await arrays.members.pick(firsts), arrays.members.path)
      return { bases, next: end <= last ? end : undefined }
    },
    doubtEdges: () => readDoubts(arrays.doubts, ids),
  }
}

/** The supervoxels that the arrays list, out of those that were asked for. */
interface Found {
  /** The places of these supervoxels among those that were asked for. */
  readonly places: readonly number[]
  readonly agglomerates: Float64Array
  /** The dense numbers of the smallest members of the agglomerates. */
  readonly firsts: Float64Array
  /** The rows at which the members of the agglomerates start and end. */
  readonly starts: Float64Array
  readonly ends: Float64Array
}

async function agglomeratesWith(
  arrays: AgglomerationRows,
  ids: SortedIds,
  supervoxels: BigUint64Array,
): Promise<Found> {
  const { agglomerateOf, memberOffsets, members } = arrays
  const dense = await ids.find(supervoxels)
  const places = Array.from(dense, (_, i) => i).filter((i) => dense[i]! > 0)
  const agglomerates = await agglomerateOf.pick(places.map((i) => dense[i]!))
  for (const [i, agglomerate] of agglomerates.entries()) {
    if (agglomerate >= 1 && agglomerate <= memberOffsets.rows - 2) continue
    const row = dense[places[i]!]!
    throw wrong(agglomerateOf.path, `[${row}]`, `names agglomerate ${agglomerate}, which is out of range`)
  }
  const [starts, ends] = await Promise.all([
    memberOffsets.pick(agglomerates),
    memberOffsets.pick(agglomerates.map((agglomerate) => agglomerate + 1)),
  ])
  for (const [i, agglomerate] of agglomerates.entries()) {
    checkSpan(memberOffsets, agglomerate, starts[i]!, ends[i]!, members.rows)
    if (starts[i] === ends[i]) {
      throw wrong(memberOffsets.path, `[${agglomerate}]`, 'has nothing for an agglomerate that is named')
    }
  }
  return { places, agglomerates, firsts: await members.pick(starts), starts, ends }
}

async function readMembers(
  { agglomerateOf, members }: AgglomerationRows,
  ids: SortedIds,
  agglomerate: number,
  start: number,
  end: number,
): Promise<BigUint64Array> {
  const dense = await members.numbers(start, end)
  for (let i = 1; i < dense.length; i++) {
    if (dense[i]! > dense[i - 1]!) continue
    throw wrong(members.path, `[${start + i}]`, 'is not ascending within an agglomerate')
  }
  const supervoxels = await ids.at(dense, members.path)
  for (const [i, said] of (await agglomerateOf.pick(dense)).entries()) {
    if (said === agglomerate) continue
    const where = `puts supervoxel ${supervoxels[i]} into agglomerate ${said}, but ${members.path}`
    throw wrong(agglomerateOf.path, `[${dense[i]}]`, `${where} lists it in ${agglomerate}`)
  }
  return supervoxels
}

async function readGraph(
  arrays: AgglomerationRows,
  voxelSize: Vec3 | undefined,
  agglomerate: number,
  firstMember: number,
  supervoxels: BigUint64Array,
): Promise<AgglomerationGraph> {
  const { edgeOffsets, edges } = arrays
  const [start = 0, end = 0] = await edgeOffsets.numbers(agglomerate, agglomerate + 2)
  checkSpan(edgeOffsets, agglomerate, start, end, edges.rows)
  const ends = Uint32Array.from(await edges.numbers(start, end))
  for (let i = 0; i < ends.length; i++) {
    if (ends[i]! < supervoxels.length) continue
    const row = start + (i >> 1)
    throw wrong(edges.path, `[${row}]`, `joins member ${ends[i]} of an agglomerate of ${supervoxels.length}`)
  }
  const affinities = Float32Array.from(await arrays.affinities.numbers(start, end))
  return {
    supervoxels,
    ends,
    affinities,
    capacities: Uint32Array.from(affinities, capacityOf),
    areas: arrays.areas
      ? Uint32Array.from(await arrays.areas.numbers(start, end))
      : new Uint32Array(end - start).fill(1),
    positions: arrays.positions
      ? Float32Array.from(await arrays.positions.numbers(start, end))
      : await halfway(arrays.insides, voxelSize, ends, firstMember, supervoxels.length),
  }
}

/** Of each edge, the point halfway between the voxels inside its ends, nanometres; NaN where that is not known. */
async function halfway(
  insides: Rows | undefined,
  voxelSize: Vec3 | undefined,
  ends: Uint32Array,
  firstMember: number,
  count: number,
): Promise<Float32Array> {
  const positions = new Float32Array((ends.length / 2) * 3).fill(Number.NaN)
  if (insides === undefined || voxelSize === undefined) return positions
  const voxels = await insides.numbers(firstMember, firstMember + count)
  for (let at = 0; at < positions.length; at++) {
    const [edge, axis] = [Math.floor(at / 3), at % 3]
    const sum = voxels[3 * ends[2 * edge]! + axis]! + voxels[3 * ends[2 * edge + 1]! + axis]!
    // The middle of both voxels.
    positions[at] = ((sum + 1) / 2) * voxelSize[axis]!
  }
  return positions
}

async function readDoubts(doubts: DoubtRows | undefined, ids: SortedIds): Promise<DoubtEdges> {
  if (doubts === undefined) return NO_DOUBTS
  const { rows, path } = doubts.edges
  return {
    ends: await ids.at(await doubts.edges.numbers(0, rows), path),
    affinities: Float32Array.from(await doubts.affinities.numbers(0, rows)),
    areas: Uint32Array.from(await doubts.areas.numbers(0, rows)),
    positions: Float32Array.from(await doubts.positions.numbers(0, rows)),
  }
}

/** Checks `start` and `end`, the offsets of an agglomerate into an array of this many rows. */
function checkSpan(offsets: Rows, agglomerate: number, start: number, end: number, rows: number): void {
  if (start <= end && end <= rows) return
  const what = `has the offsets ${start}, ${end}, which are not ascending or beyond the ${rows} rows`
  throw wrong(offsets.path, `[${agglomerate}]`, what)
}

/** Checks that the lengths of the arrays agree. */
function checkLengths(arrays: AgglomerationRows): void {
  const same = (array: Rows | undefined, other: Rows) => {
    if (array === undefined || array.rows === other.rows) return
    throw wrong(array.path, 'shape', `has ${array.rows} rows, but ${other.path} asks for ${other.rows}`)
  }
  const { ids, agglomerateOf, memberOffsets, members, edgeOffsets, edges, doubts } = arrays
  if (memberOffsets.rows < 2) throw wrong(memberOffsets.path, 'shape', 'has no agglomerate 0')
  const rows = ids.count + 1
  if (agglomerateOf.rows !== rows) {
    throw wrong(agglomerateOf.path, 'shape', `has ${agglomerateOf.rows} rows, but there are ${rows} ids`)
  }
  if (members.rows > ids.count || (ids.isListed && members.rows < ids.count)) {
    throw wrong(members.path, 'shape', `has ${members.rows} rows, but there are ${ids.count} ids`)
  }
  same(edgeOffsets, memberOffsets)
  same(arrays.insides, members)
  for (const array of [arrays.affinities, arrays.areas, arrays.positions]) same(array, edges)
  if (doubts) for (const array of [doubts.affinities, doubts.areas, doubts.positions]) same(array, doubts.edges)
}
