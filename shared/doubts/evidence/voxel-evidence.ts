import { addImageEvidence } from './contact-image.ts'
import { addShapeEvidence } from './contact-shape.ts'
import { type Evidence, noEvidence, placeOf } from './evidence.ts'
import type { Surroundings } from './surroundings.ts'

/** Evidence from this place on is of voxels. */
const FIRST = placeOf('local-thin')

/** What the voxels around a place say. Nothing is known of edges in it. */
export function* voxelEvidence(around: Surroundings): Generator<undefined, Evidence> {
  const evidence = noEvidence()
  addShapeEvidence(evidence, around)
  yield
  addImageEvidence(evidence, around)
  return evidence
}

/** Takes over what `read` knows of voxels. What it does not know becomes unknown. */
export function takeVoxelEvidence(own: Evidence, read: Evidence): void {
  own.set(read.subarray(FIRST), FIRST)
}
