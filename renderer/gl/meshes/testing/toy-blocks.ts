import type { Box3, Vec3 } from '../../../../shared/geometry.ts'
import { type BlockScale, indexOf, isCell } from '../../../../shared/meshes/scene-needs/block-scale.ts'
import { FACES, type SurfaceBlock } from '../../../../shared/meshes/surfaces/surface-block.ts'

/** Steps along the edge of a block. */
const STEPS = 60_000

/**
 * Blocks whose pieces have one small triangle in each block of the next finer scale that holds the label. `holds`: of each
 * scale, the labels of its blocks; blocks of two scales nest as if each had twice as many along an axis.
 */
export function toyBlockOf(
  scales: readonly BlockScale[],
  holds: readonly ReadonlyMap<number, ReadonlySet<number>>[],
  level: number,
  cell: Vec3,
): SurfaceBlock {
  const scale = scales[level]!
  const labels = [...(holds[level]!.get(indexOf(scale, cell)) ?? [])]
  const box = scale.boxOf(cell)
  const step = [0, 1, 2].map((axis) => (box.max[axis]! - box.min[axis]!) / STEPS) as unknown as Vec3
  const places = labels.map((label) => placesOf(scales, holds, level, cell, label, box))
  const triangleStarts = new Uint32Array(labels.length + 1)
  const vertices: number[] = []
  for (const [piece, own] of places.entries()) {
    triangleStarts[piece + 1] = triangleStarts[piece]! + own.length
    for (const [x, y, z] of own) vertices.push(x, y, z, piece, x + 9, y, z, piece, x, y + 9, z, piece)
  }
  const boxes = places.flatMap((own) => [
    ...[0, 1, 2].map((axis) => Math.min(...own.map((place) => place[axis]!))),
    ...[0, 1, 2].map((axis) => Math.max(...own.map((place) => place[axis]! + 9))),
  ])
  return {
    mesh: {
      ...{ origin: box.min, step, vertices: Uint16Array.from(vertices), normals: new Int8Array(vertices.length) },
      triangles: Uint32Array.from({ length: (vertices.length / 4) | 0 }, (_, at) => at),
      labels: BigUint64Array.from(labels, BigInt),
      ...{ triangleStarts, boxes: Uint16Array.from(boxes) },
    },
    faces: Uint8Array.from(labels, (label) => facesOf(scale, holds[level]!, cell, label)),
    errorNm: scale.errorNm,
  }
}

/** Of a label, in steps of its block: the middles of the finer blocks that hold it, or of the block itself. */
function placesOf(
  scales: readonly BlockScale[],
  holds: readonly ReadonlyMap<number, ReadonlySet<number>>[],
  level: number,
  cell: Vec3,
  label: number,
  { min, max }: Box3,
): Vec3[] {
  if (level === 0) return [[STEPS / 2, STEPS / 2, STEPS / 2]]
  const finer = scales[level - 1]!
  const found: Vec3[] = []
  for (let child = 0; child < 8; child++) {
    const at: Vec3 = [2 * cell[0] + (child & 1), 2 * cell[1] + ((child >> 1) & 1), 2 * cell[2] + (child >> 2)]
    if (!isCell(finer, at) || holds[level - 1]!.get(indexOf(finer, at))?.has(label) !== true) continue
    const box = finer.boxOf(at)
    found.push(
      [0, 1, 2].map((axis) => {
        const middle = (box.min[axis]! + box.max[axis]!) / 2
        return Math.round(((middle - min[axis]!) / (max[axis]! - min[axis]!)) * STEPS)
      }) as unknown as Vec3,
    )
  }
  return found
}

function facesOf(
  scale: BlockScale,
  holds: ReadonlyMap<number, ReadonlySet<number>>,
  cell: Vec3,
  label: number,
): number {
  return FACES.reduce((bits, { at }, face) => {
    const next: Vec3 = [cell[0] + at[0], cell[1] + at[1], cell[2] + at[2]]
    const goesOn = isCell(scale, next) && holds.get(indexOf(scale, next))?.has(label) === true
    return goesOn ? bits | (1 << face) : bits
  }, 0)
}
