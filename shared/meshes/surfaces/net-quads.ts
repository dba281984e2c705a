import type { Box3 } from '../../geometry.ts'
import type { LabelBox } from './label-box.ts'

/**
 * The faces between voxels of two labels, by label. A face is two quads, one for the label on each side. A quad is the
 * number `6 * voxel + 2 * axis + side`: it lies between `voxel` and the next one along `axis`, and is seen from the far
 * one where `side` is 0 (the label is that of `voxel`), and from `voxel` where it is 1.
 */
export interface NetQuads {
  readonly quads: Uint32Array
  /** Label `i` has the quads of its own voxels from `starts[2 * i]` on, and from `starts[2 * i + 1]` on those of others. */
  readonly starts: Uint32Array
}

/**
 * All quads with a corner in the block; `own` is the block in the box. The quads of voxels outside of it are no part of
 * its surfaces: only normals depend on them. Label 0 is background and has none.
 */
export function netQuadsOf(box: LabelBox, own: Box3): NetQuads {
  const { groups, quads: found, count } = findQuads(box, own)
  const starts = new Uint32Array(2 * box.labels.length + 1)
  for (let i = 0; i < count; i++) starts[groups[i]! + 1]!++
  for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!
  const quads = new Uint32Array(count)
  const next = starts.slice()
  for (let i = 0; i < count; i++) quads[next[groups[i]!]!++] = found[i]!
  return { quads, starts }
}

interface FoundQuads {
  /** Of each quad: twice the place of its label, and one more where its voxel is not in the block. */
  groups: Uint32Array
  quads: Uint32Array
  count: number
}

/** Room for quads at first; real tissue has one in two voxels. */
const FIRST_QUADS = 2 ** 18

function findQuads(box: LabelBox, own: Box3): FoundQuads {
  const found: FoundQuads = { groups: new Uint32Array(FIRST_QUADS), quads: new Uint32Array(FIRST_QUADS), count: 0 }
  for (const axis of [0, 1, 2] as const) {
    // A face beside the block, or one that goes on from it, still has a corner in it.
    const [low, end] = [own.min, own.max.map((max, of) => max + (of === axis ? 0 : 1))]
    for (let z = low[2] - 1; z < end[2]!; z++) {
      for (let y = low[1] - 1; y < end[1]!; y++) findQuadsInRow(found, box, own, axis, y, z, end[0]!)
    }
  }
  return found
}

/** The faces of the voxels of a row with the next voxels along an axis. */
function findQuadsInRow(
  found: FoundQuads,
  { size: [width, height], places }: LabelBox,
  { min, max }: Box3,
  axis: 0 | 1 | 2,
  y: number,
  z: number,
  end: number,
): void {
  const step = axis === 0 ? 1 : axis === 1 ? width : width * height
  const row = width * (y + height * z)
  const isRowIn = (axis === 1 || (y >= min[1] && y < max[1])) && (axis === 2 || (z >= min[2] && z < max[2]))
  if (found.count + 2 * (end - min[0] + 1) > found.quads.length) grow(found)
  const { groups, quads } = found
  let count = found.count
  for (let x = min[0] - 1; x < end; x++) {
    const voxel = row + x
    const [low, high] = [places[voxel]!, places[voxel + step]!]
    if (low === high) continue
    const at = axis === 0 ? x : axis === 1 ? y : z
    const isIn = isRowIn && (axis === 0 || (x >= min[0] && x < max[0]))
    if (low !== 0) {
      groups[count] = 2 * low + (isIn && at >= min[axis] && at < max[axis] ? 0 : 1)
      quads[count++] = 6 * voxel + 2 * axis
    }
    if (high !== 0) {
      groups[count] = 2 * high + (isIn && at + 1 >= min[axis] && at + 1 < max[axis] ? 0 : 1)
      quads[count++] = 6 * voxel + 2 * axis + 1
    }
  }
  found.count = count
}

function grow(found: FoundQuads): void {
  const [groups, quads] = [new Uint32Array(2 * found.groups.length), new Uint32Array(2 * found.quads.length)]
  groups.set(found.groups)
  quads.set(found.quads)
  Object.assign(found, { groups, quads })
}
