import type { Vec3 } from '../../../shared/geometry.ts'
import { createPairTable, type PairTable, pairIndex } from '../../labels/pair-table.ts'
import type { BlockSupervoxels } from './supervoxels.ts'

/** Pairs of supervoxels that share faces, as parallel arrays, in the order of their first faces. */
export interface ContactTable {
  readonly count: number
  /** Supervoxel numbers. In one block `lower` is the lower one; across a border it is that of the lower block. */
  readonly lower: Int32Array
  readonly higher: Int32Array
  /** Faces of voxels that the two share. */
  readonly areas: Int32Array
  /** The centre of that face which is nearest to the middle of all: x, y, z in half voxels, from the first of the block. */
  readonly places: Int32Array
  /** The sum of what `FaceValues` says of all faces, two values a face; 0 without any. */
  readonly valueSums: Float64Array
}

/** What is known of the faces of a block, by voxel (x fastest). */
export type FaceValues =
  /** Grey values: a face has those of both of its voxels. */
  | { readonly kind: 'grey'; readonly grey: ArrayLike<number> }
  /** Affinities of each voxel with the one before it along x, y and z: a face has that of its second voxel. */
  | { readonly kind: 'affinities'; readonly byAxis: readonly [Float32Array, Float32Array, Float32Array] }

/**
 * Some faces in a row along x: from voxel `x` on, `length` of them. `axis` is what they lie across. `i` and `j` are the
 * indices of the voxels on both sides of the first one.
 */
type FacesVisitor = (
  a: number,
  b: number,
  axis: number,
  x: number,
  y: number,
  z: number,
  length: number,
  i: number,
  j: number,
) => void

/** Sums by pair that grow with a table of pairs. */
interface Sums {
  values: Float64Array
}

/** Columns of `Sums`: x, y, z in half voxels, and what is known of faces. */
const COLUMNS = 4

/** Finds the contacts inside a block, by runs and not by voxels. `voxelSize` (nm) says which face is nearest. */
export function findBlockContacts(
  block: BlockSupervoxels,
  size: Vec3,
  voxelSize: Vec3,
  known: FaceValues | undefined,
): ContactTable {
  const table = createPairTable()
  const sums: Sums = { values: new Float64Array(COLUMNS * table.lower.length) }
  visitFaces(block, size, (a, b, axis, x, y, z, length, i, j) => {
    const pair = pairIndex(table, a, b)
    if (sums.values.length < COLUMNS * table.lower.length) growSums(sums, table)
    const { values } = sums
    const at = COLUMNS * pair
    table.areas[pair] = table.areas[pair]! + length
    // Along x the centres of faces are 2x + 1, 2x + 3, ... in half voxels, whose sum is a difference of squares.
    values[at] = values[at]! + (axis === 0 ? 2 * x + 2 : (x + length) ** 2 - x ** 2)
    values[at + 1] = values[at + 1]! + length * (2 * y + (axis === 1 ? 2 : 1))
    values[at + 2] = values[at + 2]! + length * (2 * z + (axis === 2 ? 2 : 1))
    if (known !== undefined) values[at + 3] = values[at + 3]! + sumOf(known, axis, i, j, length)
  })
  const { count } = table
  const valueSums = Float64Array.from({ length: count }, (_, pair) => sums.values[COLUMNS * pair + 3]!)
  const places = findPlaces(block, size, voxelSize, table, sums.values)
  return {
    count,
    lower: table.lower.slice(0, count),
    higher: table.higher.slice(0, count),
    areas: table.areas.slice(0, count),
    places,
    valueSums,
  }
}

/** Two values a face. */
function sumOf(known: FaceValues, axis: number, i: number, j: number, length: number): number {
  let sum = 0
  if (known.kind === 'grey') {
    const { grey } = known
    for (let k = 0; k < length; k += 1) sum += grey[i + k]! + grey[j + k]!
  } else {
    const affinities = known.byAxis[axis]!
    for (let k = 0; k < length; k += 1) sum += 2 * affinities[j + k]!
  }
  return sum
}

function growSums(sums: Sums, table: PairTable): void {
  const larger = new Float64Array(COLUMNS * table.lower.length)
  larger.set(sums.values)
  sums.values = larger
}

function findPlaces(
  block: BlockSupervoxels,
  size: Vec3,
  voxelSize: Vec3,
  table: PairTable,
  sums: Float64Array,
): Int32Array {
  const places = new Int32Array(3 * table.count)
  const nearest = new Float64Array(table.count).fill(Number.POSITIVE_INFINITY)
  const [vx, vy, vz] = voxelSize
  visitFaces(block, size, (a, b, axis, x, y, z, length) => {
    const pair = pairIndex(table, a, b)
    const area = table.areas[pair]!
    const meanX = sums[COLUMNS * pair]! / area
    // The one of these faces that is nearest along x.
    const step = Math.max(0, Math.min(length - 1, Math.round((meanX - 1) / 2) - x))
    const px = axis === 0 ? 2 * x + 2 : 2 * (x + step) + 1
    const py = 2 * y + (axis === 1 ? 2 : 1)
    const pz = 2 * z + (axis === 2 ? 2 : 1)
    const dx = vx * (px - meanX)
    const dy = vy * (py - sums[COLUMNS * pair + 1]! / area)
    const dz = vz * (pz - sums[COLUMNS * pair + 2]! / area)
    const distance = dx * dx + dy * dy + dz * dz
    if (distance >= nearest[pair]!) return
    nearest[pair] = distance
    places[3 * pair] = px
    places[3 * pair + 1] = py
    places[3 * pair + 2] = pz
  })
  return places
}

/** Visits all faces between two supervoxels of the block, the lower one first. */
function visitFaces(block: BlockSupervoxels, [width, height, depth]: Vec3, visit: FacesVisitor): void {
  const { runs, numberOf } = block
  const { starts, rows } = runs
  for (let z = 0, row = 0; z < depth; z += 1) {
    for (let y = 0; y < height; y += 1, row += 1) {
      const from = rows[row]!
      const end = rows[row + 1]!
      const origin = row * width
      for (let k = from + 1; k < end; k += 1) {
        const a = numberOf[k - 1]!
        const b = numberOf[k]!
        if (a === b || a === 0 || b === 0) continue
        const i = starts[k]! - 1
        visit(Math.min(a, b), Math.max(a, b), 0, i - origin, y, z, 1, i, i + 1)
      }
      if (y + 1 < height) visitRows(block, width, row, row + 1, 1, y, z, visit)
      if (z + 1 < depth) visitRows(block, width, row, row + height, 2, y, z, visit)
    }
  }
}

function visitRows(
  { runs, numberOf }: BlockSupervoxels,
  width: number,
  row: number,
  other: number,
  axis: number,
  y: number,
  z: number,
  visit: FacesVisitor,
): void {
  const { starts, rows } = runs
  const origin = row * width
  const offset = (other - row) * width
  let k = rows[row]!
  let m = rows[other]!
  const endK = rows[row + 1]!
  const endM = rows[other + 1]!
  let x = 0
  while (k < endK && m < endM) {
    const nextK = starts[k + 1]! - origin
    const nextM = starts[m + 1]! - origin - offset
    const next = Math.min(nextK, nextM)
    const a = numberOf[k]!
    const b = numberOf[m]!
    if (a !== b && a !== 0 && b !== 0) {
      const i = origin + x
      if (a < b) visit(a, b, axis, x, y, z, next - x, i, i + offset)
      else visit(b, a, axis, x, y, z, next - x, i, i + offset)
    }
    x = next
    if (nextK === next) k += 1
    if (nextM === next) m += 1
  }
}
