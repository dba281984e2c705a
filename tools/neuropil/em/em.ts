import { placeOrganelles } from '../anatomy/organelles.ts'
import { createWarpedSection, warpSection } from '../anatomy/warp.ts'
import { createRandom } from '../random.ts'
import type { Labels } from '../segmentation/supervoxels.ts'
import { paintClefts, paintMembranes } from './em-membranes.ts'
import { createOrganellePainter } from './em-organelles.ts'
import type { EmInput, Section } from './em-section.ts'
import { createTextures, finishSection, shadeCytoplasm } from './em-shading.ts'
import { shadeSoma } from './em-soma.ts'
import { paintVesicles } from './em-vesicles.ts'

/** Draws the electron microscopy image of the labels, section by section. It has one byte a voxel, x fastest. */
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
