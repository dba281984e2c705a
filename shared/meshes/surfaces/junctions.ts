import type { Vec3 } from '../../geometry.ts'
import type { LabelBox } from './label-box.ts'
import type { NetCorners } from './net-corners.ts'

/**
 * How flat a surface is at a corner: 1 where it is a plane, and 0.7 where it is bent at a right angle. A surface counts as the
 * flat one of its corner where all others are less flat by this much.
 */
const MARGIN = 0.05

/** Where three labels or more meet: which of them has a flat surface there. The others meet behind it. */
export interface Junctions {
  /**
   * Looks at the corner that a voxel names, for one of the labels around it. Returns where in `normals` the normal of the flat
   * surface begins, turned round; or -1 where there is none, where it is the label's own, or where the label does not touch it.
   */
  flatBeside(label: number, voxel: number): number
  /** Of any length, three numbers each. */
  readonly normals: Float32Array
}

/** Nothing is known of a corner yet, or it has no flat surface. Labels are 0 and above. */
const UNKNOWN = -1
const NO_LABEL = -2

/** What was found at one corner: of each label around it the sum of its normals, and the sum of their lengths. */
interface Sums {
  count: number
  readonly labels: Int32Array
  readonly normals: Float64Array
  readonly lengths: Float64Array
}

const AROUND = 8

export function createJunctions(box: LabelBox, corners: NetCorners, resolution: Vec3): Junctions {
  const count = corners.offsets.length / 3
  const flat = new Int32Array(count).fill(UNKNOWN)
  const normals = new Float32Array(3 * count)
  const steps: Vec3 = [1, box.size[0], box.size[0] * box.size[1]]
  const sums: Sums = {
    ...{ count: 0, labels: new Int32Array(AROUND), normals: new Float64Array(3 * AROUND) },
    lengths: new Float64Array(AROUND),
  }
  return {
    normals,
    flatBeside: (label, voxel) => {
      const corner = corners.numbers[voxel]! - 1
      if (flat[corner] === UNKNOWN)
        flat[corner] = findFlat(sums, box, corners, steps, resolution, voxel, normals, corner)
      const other = flat[corner]!
      return other >= 0 && other !== label && touch(box.places, steps, voxel, label, other) ? 3 * corner : -1
    },
  }
}

/** Writes the normal of the flat surface, turned round, and returns its label. */
function findFlat(
  sums: Sums,
  { places }: LabelBox,
  corners: NetCorners,
  steps: Vec3,
  resolution: Vec3,
  voxel: number,
  normals: Float32Array,
  corner: number,
): number {
  if (!hasThree(places, steps, voxel)) return NO_LABEL
  sums.count = 0
  for (let face = 0; face < CORNER_FACES; face++) {
    const low = lowVoxel(steps, voxel, face)
    const axis = face >> 2
    const [below, above] = [places[low]!, places[low + steps[axis]!]!]
    if (below !== above) addFace(sums, corners, steps, resolution, low, axis, below, above)
  }
  let [best, second, at] = [0, 0, 0]
  for (let slot = 0; slot < sums.count; slot++) {
    const flatness = lengthAt(sums.normals, 3 * slot) / sums.lengths[slot]!
    if (flatness > best) [best, second, at] = [flatness, best, slot]
    else if (flatness > second) second = flatness
  }
  if (!(best > second + MARGIN)) return NO_LABEL
  for (let i = 0; i < 3; i++) normals[3 * corner + i] = -sums.normals[3 * at + i]!
  return sums.labels[at]!
}

/** The faces between the 8 voxels around a corner, by number: 4 across each axis. */
const CORNER_FACES = 12

/** The first of the two voxels beside a face. */
function lowVoxel(steps: Vec3, voxel: number, face: number): number {
  const axis = face >> 2
  return voxel + ((face >> 1) & 1) * steps[(axis + 1) % 3]! + (face & 1) * steps[(axis + 2) % 3]!
}

function hasThree(places: Uint32Array, [, row, slice]: Vec3, voxel: number): boolean {
  const first = places[voxel]!
  let other = first
  for (let i = 1; i < AROUND; i++) {
    const label = places[voxel + (i & 1) + ((i >> 1) & 1) * row + (i >> 2) * slice]!
    if (label === first || label === other) continue
    if (other !== first) return true
    other = label
  }
  return false
}

/** Whether two labels have a face between them at a corner. */
function touch(places: Uint32Array, steps: Vec3, voxel: number, one: number, other: number): boolean {
  for (let face = 0; face < CORNER_FACES; face++) {
    const low = lowVoxel(steps, voxel, face)
    const [below, above] = [places[low]!, places[low + steps[face >> 2]!]!]
    if ((below === one && above === other) || (below === other && above === one)) return true
  }
  return false
}

/** Adds the normal of a face, as long as twice its area: it points out of the label below and into the one above. */
function addFace(
  sums: Sums,
  { numbers, offsets }: NetCorners,
  steps: Vec3,
  resolution: Vec3,
  low: number,
  axis: number,
  below: number,
  above: number,
): void {
  const [b, c] = [(axis + 1) % 3, (axis + 2) % 3]
  // The corners p, q, r, s go round the face, see `QUAD_CORNERS` in net-pieces.ts.
  const p = 3 * (numbers[low - steps[b]! - steps[c]!]! - 1)
  const q = 3 * (numbers[low - steps[c]!]! - 1)
  const r = 3 * (numbers[low]! - 1)
  const s = 3 * (numbers[low - steps[b]!]! - 1)
  // The two diagonals. From p to r is a voxel along b and along c; from q to s one along c and one back along b.
  const one = (i: number): number =>
    (offsets[r + i]! - offsets[p + i]! + (i === axis ? 0 : 1)) * resolution[i as 0 | 1 | 2]
  const two = (i: number): number =>
    (offsets[s + i]! - offsets[q + i]! + (i === c ? 1 : i === b ? -1 : 0)) * resolution[i as 0 | 1 | 2]
  const [ux, uy, uz, vx, vy, vz] = [one(0), one(1), one(2), two(0), two(1), two(2)]
  const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
  const length = Math.sqrt(x * x + y * y + z * z)
  addNormal(sums, below, x, y, z, length)
  addNormal(sums, above, -x, -y, -z, length)
}

function addNormal(sums: Sums, label: number, x: number, y: number, z: number, length: number): void {
  let slot = 0
  while (slot < sums.count && sums.labels[slot] !== label) slot++
  if (slot === sums.count) {
    sums.count++
    sums.labels[slot] = label
    sums.lengths[slot] = 0
    sums.normals.fill(0, 3 * slot, 3 * slot + 3)
  }
  sums.normals[3 * slot]! += x
  sums.normals[3 * slot + 1]! += y
  sums.normals[3 * slot + 2]! += z
  sums.lengths[slot]! += length
}

function lengthAt(vectors: Float64Array, at: number): number {
  return Math.sqrt(vectors[at]! ** 2 + vectors[at + 1]! ** 2 + vectors[at + 2]! ** 2)
}
