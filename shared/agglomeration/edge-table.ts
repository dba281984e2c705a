import type { Vec3 } from '../geometry.ts'
import type { EdgeRow } from './edge-rows.ts'
import type { AgglomerationInput } from './lay-out-agglomeration.ts'

/**
 * The edges of a table (see `parseEdgeRows`) as input of `layOutAgglomeration`. Supervoxels without an edge are not in the table
 * and not in the agglomeration; for readers, an unknown supervoxel is a segment of its own. The voxel of each supervoxel
 * is the position of one of its contacts.
 */
export function layOutRows(rows: readonly EdgeRow[], voxelSize: Vec3, threshold: number): AgglomerationInput {
  const ids = BigUint64Array.from([0n, ...new Set(rows.flatMap((row) => [row.a, row.b]))]).sort()
  const numberOf = new Map<bigint, number>()
  for (const [number, id] of ids.entries()) numberOf.set(id, number)
  const insides = new Uint32Array(3 * ids.length)
  for (const row of rows) {
    const voxel = row.position.map((v) => Math.max(0, Math.floor(v)))
    for (const id of [row.a, row.b]) insides.set(voxel, 3 * numberOf.get(id)!)
  }
  return {
    ids,
    insides,
    edges: {
      lower: Int32Array.from(rows, (row) => numberOf.get(row.a)!),
      higher: Int32Array.from(rows, (row) => numberOf.get(row.b)!),
      affinities: Float32Array.from(rows, (row) => row.affinity),
      areas: Uint32Array.from(rows, (row) => row.area),
      positions: Float32Array.from(rows.flatMap((row) => row.position.map((v, axis) => v * voxelSize[axis]!))),
    },
    threshold,
  }
}
