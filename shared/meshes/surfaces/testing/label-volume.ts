import fc from 'fast-check'
import type { LabelChunk } from '../../../codec/decoded-chunk.ts'
import type { Box3, Vec3 } from '../../../geometry.ts'
import { unwrap } from '../../../problem.ts'
import type { Scale } from '../../../volume/volume.ts'
import { addChunk, type LabelBox, labelBoxOf, openLabelBox } from '../label-box.ts'
import type { Simplify } from '../simplify-piece.ts'
import type { SurfaceBlock } from '../surface-block.ts'
import { surfaceGridOf } from '../surface-grid.ts'
import { type EarlySurfaces, surfacesOf, surfaceVoxels } from '../surfaces-of.ts'

/** A whole volume of labels in memory. */
export interface LabelVolume {
  readonly scale: Scale
  readonly labels: BigUint64Array
  /** For each voxel, x fastest, its place in `labels`. */
  readonly indices: Uint16Array
}

export interface MadeBlock extends SurfaceBlock {
  readonly cell: Vec3
}

/** The surfaces of all blocks of a volume. */
export function surfacesOfVolume(
  volume: LabelVolume,
  simplify?: Simplify,
  early?: EarlySurfaces,
): readonly MadeBlock[] {
  const { scale } = volume
  const [nx, ny, nz] = surfaceGridOf(scale).counts
  const blocks: MadeBlock[] = []
  for (let at = 0; at < nx * ny * nz; at++) {
    const cell: Vec3 = [at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))]
    const steps = surfacesOf(boxOfVolume(volume, surfaceVoxels(scale, cell)), scale, cell, { simplify, early })
    let step = steps.next()
    while (!step.done) step = steps.next()
    blocks.push({ cell, ...unwrap(step.value) })
  }
  return blocks
}

export function boxOfVolume({ scale, labels, indices }: LabelVolume, box: Box3): LabelBox {
  const open = openLabelBox(box)
  const chunk: LabelChunk = { kind: 'labels', size: scale.size, labels, indices }
  addChunk(open, [0, 0, 0], chunk)
  return labelBoxOf(open)
}

/** The resolutions are such that steps and whole voxels are exact in float64. */
function scaleOf(size: Vec3, resolution: Vec3): Scale {
  return { key: 's', size, chunkSize: [8, 8, 8], resolution, voxelOffset: [100, -20, 3] }
}

const RESOLUTIONS = fc.constantFrom<Vec3>([8, 8, 8], [4, 4, 40], [1, 3, 2])
/** Labels beyond what a double holds, and background. */
const LABELS = BigUint64Array.of(0n, 5n, 2n ** 63n + 1n, 2n ** 63n + 3n)

/** Voxels at random: the worst there can be. Most have two blocks along x, some along y too. */
export const noise: fc.Arbitrary<LabelVolume> = fc
  .record({
    size: fc.oneof(sizes(34, 42, 1, 6, 6), sizes(37, 38, 37, 38, 2)),
    resolution: RESOLUTIONS,
    // Repeated: so few numbers are drawn that the examples stay small.
    seeds: fc.array(fc.nat(3), { minLength: 60, maxLength: 300 }),
  })
  .map(({ size, resolution, seeds }) => {
    const indices = new Uint16Array(size[0] * size[1] * size[2])
    for (let i = 0; i < indices.length; i++) indices[i] = seeds[(i * 7 + (i >> 5) * 3) % seeds.length]!
    return { scale: scaleOf(size, resolution), labels: LABELS, indices }
  })

/** A few boxes, each of one label, the later ones over the earlier ones. */
export const boxes: fc.Arbitrary<LabelVolume> = fc
  .record({
    size: fc.oneof(sizes(38, 46, 4, 20, 8), sizes(40, 44, 40, 44, 6)),
    resolution: RESOLUTIONS,
    boxes: fc.array(fc.tuple(part(), part(), part(), part(), part(), part(), fc.nat(3)), {
      minLength: 1,
      maxLength: 6,
    }),
  })
  .map(({ size, resolution, boxes: parts }) => {
    const indices = new Uint16Array(size[0] * size[1] * size[2])
    for (const [x0, y0, z0, x1, y1, z1, label] of parts) {
      const from = [x0, y0, z0].map((at, axis) => Math.floor(at * size[axis]!))
      const to = [x1, y1, z1].map((at, axis) => from[axis]! + 1 + Math.floor(at * (size[axis]! - from[axis]!)))
      for (let z = from[2]!; z < Math.min(size[2], to[2]!); z++)
        for (let y = from[1]!; y < Math.min(size[1], to[1]!); y++)
          for (let x = from[0]!; x < Math.min(size[0], to[0]!); x++) indices[x + size[0] * (y + size[1] * z)] = label
    }
    return { scale: scaleOf(size, resolution), labels: LABELS, indices }
  })

function part() {
  return fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
}

function sizes(minX: number, maxX: number, minY: number, maxY: number, maxZ: number): fc.Arbitrary<Vec3> {
  return fc.tuple(
    fc.integer({ min: minX, max: maxX }),
    fc.integer({ min: minY, max: maxY }),
    fc.integer({ min: 2, max: maxZ }),
  )
}
