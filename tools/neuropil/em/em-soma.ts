import type { Soma } from '../anatomy/anatomy.ts'
import { add, length, subtract, unit } from '../vector.ts'
import type { EmInput, Section } from './em-section.ts'
import { type Textures, tileIndex } from './em-shading.ts'
import { latticeNoise } from './noise.ts'

/** Distance between the two membranes of the nuclear envelope, nm. */
const ENVELOPE_GAP = 30

/** Radius of the nucleolus, nm. */
const NUCLEOLUS_RADIUS = 380

/**
 * Shades cell bodies: a nucleus with envelope, chromatin and nucleolus, and cytoplasm with rough reticulum and
 * ribosomes.
 */
export function shadeSoma(section: Section, input: EmInput, textures: Textures): void {
  const { neurons, warp } = section
  for (const soma of input.anatomy.somata) {
    const nanometres = input.extent.size.map((size, axis) => size * input.extent.voxelSize[axis]!)
    const corner: [number, number, number] = [
      soma.centre[0] < 0 ? 0 : nanometres[0]!,
      soma.centre[1] < 0 ? 0 : nanometres[1]!,
      soma.centre[2],
    ]
    const inward = unit(subtract(corner, soma.centre))
    const nucleolus = add(soma.centre, inward, length(subtract(corner, soma.centre)) + NUCLEOLUS_RADIUS * 0.9)
    for (let i = 0; i < neurons.length; i += 1) {
      if (input.labels.neuriteOfNeuron[neurons[i]!] !== soma.neurite) continue
      const x = warp.x[i]!
      const y = warp.y[i]!
      const z = warp.z[i]!
      const dx = x - soma.centre[0]
      const dy = y - soma.centre[1]
      const dz = z - soma.centre[2]
      const distance = Math.sqrt(dx * dx + dy * dy + dz * dz)
      if (distance > soma.radius + 300) continue
      const fold = 150 * latticeNoise(x / 1000, y / 1000, z / 1000, input.seed + 71)
      shadeVoxel(section, i, distance - soma.nucleusRadius - fold, nucleolus, soma, input.seed, textures)
    }
  }
}

function shadeVoxel(
  section: Section,
  i: number,
  depth: number,
  nucleolus: readonly [number, number, number],
  soma: Soma,
  seed: number,
  textures: Textures,
): void {
  const { warp, grey, taken, width, z } = section
  const x = warp.x[i]!
  const y = warp.y[i]!
  const w = warp.z[i]!
  const t = tileIndex(i % width, Math.floor(i / width), z)
  const fine = textures.fine[t]!
  const medium = textures.medium[t]!
  if (depth > ENVELOPE_GAP + 10) {
    grey[i] = cytoplasmGrey(grey[i]!, x, y, w, seed + soma.neurite, depth, fine, textures.white[t]!)
    return
  }
  taken[i] = 1
  if (depth > -8) {
    const isPore = latticeNoise(x / 90, y / 90, w / 90, seed + 91) > 0.62
    const isMembrane = depth < 8 || depth > ENVELOPE_GAP - 8
    grey[i] = isPore ? 112 + 6 * fine : isMembrane ? 70 + 4 * fine : 158 + 5 * fine
    return
  }
  const dx = x - nucleolus[0]
  const dy = y - nucleolus[1]
  const dz = w - nucleolus[2]
  const lump = 90 * latticeNoise(x / 260, y / 260, w / 260, seed + 93)
  const toNucleolus = Math.sqrt(dx * dx + dy * dy + dz * dz) - NUCLEOLUS_RADIUS + lump
  if (toNucleolus < 0) {
    const isLight = latticeNoise(x / 110, y / 110, w / 110, seed + 95) > 0.45
    grey[i] = (isLight ? 100 : 83) + 7 * fine + 3 * medium
    return
  }
  const rim = 0.75 * Math.exp(depth / 75) + 0.5 * Math.exp(-toNucleolus / 90)
  const clump =
    latticeNoise(x / 520, y / 520, w / 520, seed + 97) + 0.55 * latticeNoise(x / 170, y / 170, w / 170, seed + 99) + rim
  const dark = clump < 0.1 ? 0 : clump > 0.5 ? 1 : (clump - 0.1) / 0.4
  grey[i] = 151 - 38 * dark + 9 * fine + 8 * medium + 3 * textures.coarse[t]!
}

/** Rough reticulum lies in stacks of sheets with ribosomes on them. Free ribosomes lie everywhere. */
function cytoplasmGrey(
  grey: number,
  x: number,
  y: number,
  z: number,
  seed: number,
  depth: number,
  fine: number,
  white: number,
): number {
  const ribosomes = fine < -0.4 ? (fine + 0.4) * 9 : 0
  const patch = latticeNoise(x / 800, y / 800, z / 800, seed + 103)
  if (patch < 0.08 || depth < 120) return grey + ribosomes
  const bend = latticeNoise(x / 420, y / 420, z / 420, seed + 105)
  const phase = depth / 120 + 1.6 * bend
  const within = phase - Math.floor(phase)
  const isBroken = latticeNoise(x / 160, y / 160, z / 160, seed + 107) > 0.35
  if (isBroken) return grey + ribosomes
  if (within < 0.34) {
    const isRim = within < 0.12 || within > 0.22
    return isRim ? 96 + 10 * fine + 9 * white : grey + 6
  }
  return grey + ribosomes - 4
}
