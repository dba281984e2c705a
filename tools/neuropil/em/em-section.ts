import type { Anatomy, Extent } from '../anatomy/anatomy.ts'
import type { PlantedError } from '../anatomy/plant.ts'
import type { Synapse } from '../anatomy/synapses.ts'
import type { WarpedSection } from '../anatomy/warp.ts'
import type { Labels } from '../segmentation/supervoxels.ts'

/** Everything from which the image is drawn. */
export interface EmInput {
  readonly anatomy: Anatomy
  readonly labels: Labels
  readonly extent: Extent
  readonly synapses: readonly Synapse[]
  readonly planted: readonly PlantedError[]
  readonly seed: number
}

/** One section while it is drawn. Planes are x fastest. */
export interface Section {
  readonly z: number
  readonly width: number
  readonly height: number
  /** Grey levels so far, about 0 to 255. */
  readonly grey: Float32Array
  /** The neuron of each voxel here and in the sections before and after. */
  readonly neurons: Int32Array
  readonly before: Int32Array
  readonly after: Int32Array
  readonly warp: WarpedSection
  /** 1 if an organelle leaves no room for vesicles and texture. */
  readonly taken: Uint8Array
}
