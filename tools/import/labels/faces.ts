import type { Vec3 } from '../../../shared/geometry.ts'
import { createPairTable, pairIndex } from '../../labels/pair-table.ts'
import type { ContactTable, FaceValues } from './block-contacts.ts'
import { packColumns } from './columns-file.ts'

/** One side of a block: numbers of supervoxels of the voxels that lie on it, and what is known of them, lower axis fastest. */
export interface Face {
  readonly numbers: Uint32Array
  /** Empty where nothing is known; of affinities only a low side has them. */
  readonly values: Float32Array
}

export type FaceSide = 'low' | 'high'

export const faceName = (axis: number, side: FaceSide): string => `${side}${axis}`

/** The axes of a face that lies across `axis`, the faster one first. */
export function faceAxes(axis: number): readonly [number, number] {
  return axis === 0 ? [1, 2] : axis === 1 ? [0, 2] : [0, 1]
}

/** All six faces of a block as columns. */
export function packFaces(numbers: Uint32Array, size: Vec3, known: FaceValues | undefined): Uint8Array {
  const columns: Record<string, Uint32Array | Float32Array> = {}
  for (const axis of [0, 1, 2]) {
    for (const side of ['low', 'high'] as const) {
      const places = placesOfFace(size, axis, side)
      const name = faceName(axis, side)
      columns[name] = pick(numbers, places, new Uint32Array(places.length))
      const values = known === undefined ? undefined : valuesOfSide(known, axis, side)
      columns[`${name}-values`] = pick(values ?? [], places, new Float32Array(values === undefined ? 0 : places.length))
    }
  }
  return packColumns(columns)
}

function valuesOfSide(known: FaceValues, axis: number, side: FaceSide): ArrayLike<number> | undefined {
  if (known.kind === 'grey') return known.grey
  return side === 'low' ? known.byAxis[axis] : undefined
}

function pick<T extends Uint32Array | Float32Array>(values: ArrayLike<number>, places: Uint32Array, out: T): T {
  for (let i = 0; i < out.length; i += 1) out[i] = values[places[i]!]!
  return out
}

function placesOfFace(size: Vec3, axis: number, side: FaceSide): Uint32Array {
  const [u, v] = faceAxes(axis)
  const steps = [1, size[0], size[0] * size[1]]
  const start = side === 'low' ? 0 : (size[axis]! - 1) * steps[axis]!
  const places = new Uint32Array(size[u]! * size[v]!)
  for (let b = 0, at = 0; b < size[v]!; b += 1) {
    for (let a = 0; a < size[u]!; a += 1, at += 1) places[at] = start + a * steps[u]! + b * steps[v]!
  }
  return places
}

/**
 * The contacts of two blocks through the face that they share. `below` is the high face of the lower block, `above` the
 * low face of the next one along `axis`; both have `size` voxels. `lower` names supervoxels of the lower block. Places
 * count from the corner of the shared face.
 */
export function findBorderContacts(
  below: Face,
  above: Face,
  axis: number,
  size: readonly [number, number],
  voxelSize: Vec3,
): ContactTable {
  const [u, v] = faceAxes(axis)
  const table = createPairTable()
  const pairs = new Int32Array(size[0] * size[1]).fill(-1)
  for (let i = 0; i < pairs.length; i += 1) {
    const a = below.numbers[i]!
    const b = above.numbers[i]!
    if (a === 0 || b === 0) continue
    const pair = pairIndex(table, a, b)
    pairs[i] = pair
    table.areas[pair] = table.areas[pair]! + 1
  }
  const { count } = table
  const sums = new Float64Array(2 * count)
  const valueSums = new Float64Array(count)
  for (let i = 0; i < pairs.length; i += 1) {
    const pair = pairs[i]!
    if (pair < 0) continue
    sums[2 * pair] = sums[2 * pair]! + 2 * (i % size[0]) + 1
    sums[2 * pair + 1] = sums[2 * pair + 1]! + 2 * Math.floor(i / size[0]) + 1
    // The affinity of a face is that of its second voxel.
    if (above.values.length > 0) {
      valueSums[pair] = valueSums[pair]! + (below.values[i] ?? above.values[i]!) + above.values[i]!
    }
  }
  const places = new Int32Array(3 * count)
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
  for (let i = 0; i < pairs.length; i += 1) {
    const pair = pairs[i]!
    if (pair < 0) continue
    const area = table.areas[pair]!
    const pu = 2 * (i % size[0]) + 1
    const pv = 2 * Math.floor(i / size[0]) + 1
    const du = voxelSize[u]! * (pu - sums[2 * pair]! / area)
    const dv = voxelSize[v]! * (pv - sums[2 * pair + 1]! / area)
    const distance = du * du + dv * dv
    if (distance >= nearest[pair]!) continue
    nearest[pair] = distance
    places[3 * pair + u] = pu
    places[3 * pair + v] = pv
  }
  return {
    count,
    lower: table.lower.slice(0, count),
    higher: table.higher.slice(0, count),
    areas: table.areas.slice(0, count),
    places,
    valueSums,
  }
}
