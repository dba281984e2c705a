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
  const starts = new Uint32Array(2 * box.labels.length + 1)
  eachQuad(box, own, (group) => {
    starts[group + 1]!++
  })
  for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!
  const quads = new Uint32Array(starts.at(-1)!)
  const next = starts.slice()
  eachQuad(box, own, (group, quad) => {
    quads[next[group]!++] = quad
  })
  return { quads, starts }
}

/** `group`: twice the place of the label, and one more where the voxel is not in the block. */
function eachQuad({ size, places }: LabelBox, own: Box3, take: (group: number, quad: number) => void): void {
  const [width, height] = size
  const steps = [1, width, width * height]
  for (let axis = 0; axis < 3; axis++) {
    const step = steps[axis]!
    // A face beside the block, or one that goes on from it, still has a corner in it.
    const first = (of: number): number => own.min[of]! - 1
    const end = (of: number): number => own.max[of]! + (of === axis ? 0 : 1)
    const isIn = (of: number, at: number): boolean => at >= own.min[of]! && at < own.max[of]!
    for (let z = first(2); z < end(2); z++) {
      for (let y = first(1); y < end(1); y++) {
        const row = width * (y + height * z)
        const isRowIn = (axis === 1 || isIn(1, y)) && (axis === 2 || isIn(2, z))
        for (let x = first(0); x < end(0); x++) {
          const voxel = row + x
          const [low, high] = [places[voxel]!, places[voxel + step]!]
          if (low === high) continue
          const at = axis === 0 ? x : axis === 1 ? y : z
          const isFaceIn = isRowIn && (axis === 0 || isIn(0, x))
          if (low !== 0) take(2 * low + (isFaceIn && isIn(axis, at) ? 0 : 1), 6 * voxel + 2 * axis)
          if (high !== 0) take(2 * high + (isFaceIn && isIn(axis, at + 1) ? 0 : 1), 6 * voxel + 2 * axis + 1)
        }
      }
    }
  }
}
