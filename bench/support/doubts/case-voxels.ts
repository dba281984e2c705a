import { FIXTURES } from '../../../fixtures/fixture.ts'
import { readGrid } from '../../../fixtures/small-reader.ts'
import type { Candidate } from '../../../shared/doubts/candidate.ts'
import { boxAround, type Surroundings } from '../../../shared/doubts/evidence/surroundings.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { DoubtCase } from './doubt-case.ts'

/** The voxels of a case, x fastest. */
export interface CaseVoxels {
  /** The row in the truth table of each voxel's supervoxel, from 1; 0 for none. */
  readonly labels: Uint16Array
  readonly grey: Uint8Array
}

/** fib25: labels, and the image raw as far as fixtures have it, and of JPEG from there on. */
export function fib25Voxels({ truth, size }: DoubtCase): CaseVoxels {
  const rowOf = new Map(Array.from(truth.supervoxels, (id, row) => [id, row + 1] as const))
  const ids = readGrid(`${FIXTURES}/fib25/seg-watershed`, 0).values
  const labels = new Uint16Array(ids.length)
  for (let i = 0; i < ids.length; i++) labels[i] = rowOf.get(BigInt(ids[i]!)) ?? 0
  const grey = new Uint8Array(size[0] * size[1] * size[2])
  for (const name of ['em-rest', 'em-raw']) {
    const { values, offset } = readGrid(`${FIXTURES}/fib25/${name}`, 0)
    grey.set(Uint8Array.from(values, Number), offset[2] * size[0] * size[1])
  }
  return { labels, grey }
}

/** @param sideOfRow by row of the truth table: its side */
export function surroundingsOf(
  { size, voxelSize }: DoubtCase,
  voxels: CaseVoxels,
  { position }: Candidate,
  sideOfRow: Uint8Array,
): Surroundings {
  const { low, high } = boxAround(position, voxelSize, size)
  const box: Vec3 = [high[0] - low[0], high[1] - low[1], high[2] - low[2]]
  const sides = new Uint8Array(box[0] * box[1] * box[2])
  const grey = new Uint8Array(sides.length)
  for (let z = low[2], to = 0; z < high[2]; z++) {
    for (let y = low[1]; y < high[1]; y++) {
      let from = low[0] + size[0] * (y + size[1] * z)
      for (let x = low[0]; x < high[0]; x++, from++, to++) {
        const label = voxels.labels[from]!
        sides[to] = label === 0 ? 0 : sideOfRow[label - 1]!
        grey[to] = voxels.grey[from]!
      }
    }
  }
  const ends = [0, 1, 2].flatMap((axis) => [low[axis] === 0, high[axis] === size[axis]])
  return { size: box, voxelSize, sides, grey, ends }
}
