import type { LabelBox } from './label-box.ts'

/**
 * The corners of a surface net: those between 8 voxels that are not all of one label. All labels share them, so that
 * two labels that touch have the same surface between them. A corner is named by the first of its 8 voxels.
 */
export interface NetCorners {
  /** For each voxel of the box: the number of its corner plus one, or 0 where the corner is on no surface. */
  readonly numbers: Int32Array
  /** For each corner: its place beyond the middle of its 8 voxels, x, y, z in voxels; at most half a voxel. */
  readonly offsets: Float32Array
}

/** Vertices stay so near the middle of their 8 voxels, in voxels, that surfaces cannot pass through one another far. */
const MAX_OFFSET = 0.5

/**
 * The two passes of smoothing (G. Taubin, A signal processing approach to fair surface design, 1995): the first one evens
 * out and shrinks, the second one swells as much.
 */
const SMOOTHING_PASSES = [0.5, -0.53]

/**
 * The corners of a box and where they lie. The corners within two voxels of the sides of the box are not smoothed as they
 * would be in a larger box.
 */
export function netCornersOf({ size, places }: Pick<LabelBox, 'size' | 'places'>): NetCorners {
  const corners = findCorners(size, places)
  let offsets = corners.offsets
  for (const weight of SMOOTHING_PASSES) offsets = smoothed(offsets, corners, size, weight)
  return { numbers: corners.numbers, offsets }
}

interface FoundCorners {
  readonly numbers: Int32Array
  /** The voxel that each corner is named by. */
  readonly voxels: Int32Array
  /** For each corner: bit a is set where the surface passes through the edge that leaves it along axis a. */
  readonly edges: Uint8Array
  readonly offsets: Float32Array
}

/** Each corner begins at the mean of the middles of the faces around it. */
function findCorners([width, height, depth]: LabelBox['size'], places: Uint32Array): FoundCorners {
  const [row, slice] = [width, width * height]
  const numbers = new Int32Array(places.length)
  const count = countCorners([width, height, depth], places, numbers)
  const found = {
    ...{ numbers, voxels: new Int32Array(count), edges: new Uint8Array(count), offsets: new Float32Array(3 * count) },
  }
  for (let voxel = 0; voxel < places.length; voxel++) {
    const number = numbers[voxel]! - 1
    if (number < 0) continue
    const [a, b, c, d] = [places[voxel]!, places[voxel + 1]!, places[voxel + row]!, places[voxel + row + 1]!]
    const above = voxel + slice
    const [e, f, g, h] = [places[above]!, places[above + 1]!, places[above + row]!, places[above + row + 1]!]
    // Whether there is a face across x at the four places of y and z, and so on.
    const [x00, x10, x01, x11] = [Number(a !== b), Number(c !== d), Number(e !== f), Number(g !== h)]
    const [y00, y10, y01, y11] = [Number(a !== c), Number(b !== d), Number(e !== g), Number(f !== h)]
    const [z00, z10, z01, z11] = [Number(a !== e), Number(b !== f), Number(c !== g), Number(d !== h)]
    const faces = x00 + x10 + x01 + x11 + y00 + y10 + y01 + y11 + z00 + z10 + z01 + z11
    const half = 0.5 / faces
    found.voxels[number] = voxel
    found.offsets[3 * number] = half * (y10 + y11 - y00 - y01 + z10 + z11 - z00 - z01)
    found.offsets[3 * number + 1] = half * (x10 + x11 - x00 - x01 + z01 + z11 - z00 - z10)
    found.offsets[3 * number + 2] = half * (x01 + x11 - x00 - x10 + y01 + y11 - y00 - y10)
    const alongX = y10 + y11 + z10 + z11 > 0 ? 1 : 0
    const alongY = x10 + x11 + z01 + z11 > 0 ? 2 : 0
    const alongZ = x01 + x11 + y01 + y11 > 0 ? 4 : 0
    found.edges[number] = alongX | alongY | alongZ
  }
  return found
}

function countCorners([width, height, depth]: LabelBox['size'], places: Uint32Array, numbers: Int32Array): number {
  const [row, slice] = [width, width * height]
  let count = 0
  for (let z = 0; z + 1 < depth; z++) {
    for (let y = 0; y + 1 < height; y++) {
      const end = slice * z + row * y + width - 1
      for (let voxel = end - width + 1; voxel < end; voxel++) {
        const first = places[voxel]!
        const isInside =
          first === places[voxel + 1] &&
          first === places[voxel + row] &&
          first === places[voxel + row + 1] &&
          first === places[voxel + slice] &&
          first === places[voxel + slice + 1] &&
          first === places[voxel + slice + row] &&
          first === places[voxel + slice + row + 1]
        if (!isInside) numbers[voxel] = ++count
      }
    }
  }
  return count
}

/** Each corner goes towards the mean of those that it shares an edge of the surface with, by `weight` of the way. */
function smoothed(
  offsets: Float32Array,
  { numbers, voxels, edges }: FoundCorners,
  [width, height]: LabelBox['size'],
  weight: number,
): Float32Array {
  const steps = [1, width, width * height]
  // For each corner: the sum of the places of its neighbours, from its own middle, and their number.
  const sums = new Float32Array(offsets.length)
  const counts = new Uint8Array(voxels.length)
  for (let axis = 0; axis < 3; axis++) {
    for (let from = 0; from < voxels.length; from++) {
      if (((edges[from]! >> axis) & 1) === 0) continue
      const to = numbers[voxels[from]! + steps[axis]!]! - 1
      if (to < 0) continue
      for (let i = 0; i < 3; i++) {
        const step = i === axis ? 1 : 0
        sums[3 * from + i]! += offsets[3 * to + i]! + step
        sums[3 * to + i]! += offsets[3 * from + i]! - step
      }
      counts[from]!++
      counts[to]!++
    }
  }
  const moved = new Float32Array(offsets.length)
  for (let i = 0; i < offsets.length; i++) {
    const count = counts[(i / 3) | 0]!
    const offset = offsets[i]!
    const target = count === 0 ? offset : offset + weight * (sums[i]! / count - offset)
    moved[i] = Math.min(MAX_OFFSET, Math.max(-MAX_OFFSET, target))
  }
  return moved
}
