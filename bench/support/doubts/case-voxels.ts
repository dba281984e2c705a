import { FIXTURES } from '../../../fixtures/fixture.ts'
import { readGrid } from '../../../fixtures/small-reader.ts'
import { heldVolume } from '../../../tools/doubts/evidence-volumes.ts'
import type { EvidenceVolumes } from '../../../tools/doubts/look-at-voxels.ts'
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

export function volumesOf({ size, voxelSize, truth }: DoubtCase, { labels, grey }: CaseVoxels): EvidenceVolumes {
  const idOf = (row: number) => (row === 0 ? 0n : truth.supervoxels[row - 1]!)
  return {
    labels: heldVolume({ size, voxelSize, voxels: { kind: 'labels', numbers: labels, idOf } }),
    images: [heldVolume({ size, voxelSize, voxels: { kind: 'grey', greys: grey } })],
  }
}
