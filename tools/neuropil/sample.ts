import type { Vec3 } from '../../shared/geometry.ts'
import type { Anatomy, Extent } from './anatomy/anatomy.ts'
import { type PlantedError, plantErrors } from './anatomy/plant.ts'
import { findSynapses, type Synapse } from './anatomy/synapses.ts'
import { growTissue } from './anatomy/tissue.ts'
import { renderEm } from './em/em.ts'
import { createRandom } from './random.ts'
import { rasterise } from './rasterise.ts'
import { drawAffinities, findSegments } from './segmentation/affinities.ts'
import { type Contacts, findContacts } from './segmentation/contacts.ts'
import { type Labels, makeLabels } from './segmentation/supervoxels.ts'

export interface SampleOptions {
  readonly extent: Extent
  /** No supervoxel crosses the borders of boxes of this many voxels. */
  readonly block: Vec3
  /** At most this many errors of each kind are planted. */
  readonly plantedErrors: number
  readonly seed: number
}

/** The sample of the first run: 4 x 4 x 10 micrometres at the voxel size of serial sections. */
export const DEFAULT_SAMPLE: SampleOptions = {
  extent: { size: [512, 512, 256], voxelSize: [8, 8, 40] },
  block: [256, 256, 256],
  plantedErrors: 20,
  seed: 1,
}

/** Everything in the sample, before it is written. */
export interface Sample {
  readonly options: SampleOptions
  readonly anatomy: Anatomy
  readonly labels: Labels
  readonly contacts: Contacts
  readonly affinities: Float32Array
  readonly planted: readonly PlantedError[]
  /** By supervoxel: the smallest one of its segment in the base agglomeration. */
  readonly segments: Int32Array
  readonly synapses: readonly Synapse[]
  /** The image, one byte a voxel, x fastest. */
  readonly em: Uint8Array
}

export type SampleStep = 'grow' | 'voxels' | 'supervoxels' | 'agglomeration' | 'image'

/**
 * Grows tissue, cuts it into supervoxels, agglomerates these with planted errors, and draws the image. The result
 * depends only on the options.
 */
export function makeSample(options: SampleOptions, progress: (step: SampleStep, part: number) => void): Sample {
  const { extent, seed } = options
  const anatomy = growTissue(extent, seed)
  const glia = anatomy.neurites.push({ kind: 'glia', myelin: 0, grey: 180 }) - 1
  progress('grow', 1)
  const pieces = rasterise(anatomy, extent, glia, seed, (part) => progress('voxels', part))
  const labels = makeLabels(pieces, extent.size, options.block)
  progress('supervoxels', 1)
  const contacts = findContacts(labels.supervoxels, extent.size, 1)
  const affinities = drawAffinities(contacts, labels, createRandom(seed, 'affinities'))
  const kindOf = (neuron: number) => anatomy.neurites[labels.neuriteOfNeuron[neuron]!]!.kind
  const random = createRandom(seed, 'plant')
  const planted = plantErrors(contacts, labels, kindOf, options.plantedErrors, affinities, random)
  const segments = findSegments(contacts, affinities, labels.neuronOf.length)
  const synapses = findSynapses(anatomy, labels, contacts, extent, seed, createRandom(seed, 'synapses'))
  progress('agglomeration', 1)
  const em = renderEm({ anatomy, labels, extent, synapses, planted, seed }, (part) => progress('image', part))
  return { options, anatomy, labels, contacts, affinities, planted, segments, synapses, em }
}
