import type { Anatomy, Extent } from './anatomy.ts'
import { paintClefts, paintMembranes } from './em-membranes.ts'
import { createOrganellePainter } from './em-organelles.ts'
import { createTextures, finishSection, shadeCytoplasm } from './em-shading.ts'
import { shadeSoma } from './em-soma.ts'
import { paintVesicles } from './em-vesicles.ts'
import { placeOrganelles } from './organelles.ts'
import type { PlantedError } from './plant.ts'
import { createRandom } from './random.ts'
import type { Labels } from './supervoxels.ts'
import type { Synapse } from './synapses.ts'
import { createWarpedSection, type WarpedSection, warpSection } from './warp.ts'

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
  /** 1 where an organelle leaves no room for vesicles and texture. */
  readonly taken: Uint8Array
}

/** Draws the electron-microscopy image of the labels, section by section: one byte a voxel, x fastest. */
export function renderEm(input: EmInput, progress: (part: number) => void, only?: ReadonlySet<number>): Uint8Array {
  const { extent, anatomy, seed } = input
  const [width, height, depth] = extent.size
  const plane = width * height
  const out = new Uint8Array(plane * depth)
  const textures = createTextures(seed)
  const organelles = createOrganellePainter(
    placeOrganelles(anatomy, extent, createRandom(seed, 'organelles')),
    extent,
    textures,
  )
  const warp = createWarpedSection(extent)
  const grey = new Float32Array(plane)
  const taken = new Uint8Array(plane)
  let before = neuronPlane(input.labels, 0, plane)
  let neurons = before
  for (let z = 0; z < depth; z += 1) {
    const after = z + 1 < depth ? neuronPlane(input.labels, z + 1, plane) : neurons
    if (only === undefined || only.has(z)) {
      const section: Section = { z, width, height, grey, neurons, before, after, warp, taken }
      warpSection(extent, z, seed, warp)
      taken.fill(0)
      shadeCytoplasm(section, input, textures)
      shadeSoma(section, input, textures)
      organelles.paint(section, input.labels)
      paintVesicles(section, input)
      paintMembranes(section, input, textures)
      paintClefts(section, input, textures)
      finishSection(section, seed, textures, out.subarray(z * plane, (z + 1) * plane))
    }
    before = neurons
    neurons = after
    progress((z + 1) / depth)
  }
  return out
}

function neuronPlane(labels: Labels, z: number, plane: number): Int32Array {
  const neurons = new Int32Array(plane)
  for (let i = 0, j = z * plane; i < plane; i += 1, j += 1) neurons[i] = labels.neuronOf[labels.supervoxels[j]!]!
  return neurons
}
