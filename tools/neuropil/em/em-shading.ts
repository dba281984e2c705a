import { createRandom, hash3 } from '../random.ts'
import type { EmInput, Section } from './em-section.ts'
import { grainTile, latticeNoise, TILE_DEPTH, TILE_SIDE } from './noise.ts'

/** Grainy textures that repeat, with a deviation of 1. */
export interface Textures {
  /** Grains of about 3, 7 and 20 voxels, and single voxels. */
  readonly fine: Float32Array
  readonly medium: Float32Array
  readonly coarse: Float32Array
  readonly white: Float32Array
}

export function createTextures(seed: number): Textures {
  return {
    fine: grainTile(1, seed),
    medium: grainTile(3, seed + 1),
    coarse: grainTile(9, seed + 2),
    white: grainTile(0, seed + 3),
  }
}

/** The place in a tile of the voxel x, y of section z. Odd strides make the patterns of sections differ. */
export function tileIndex(x: number, y: number, z: number): number {
  const side = TILE_SIDE - 1
  return ((x + 37 * z) & side) + TILE_SIDE * (((y + 71 * z) & side) + TILE_SIDE * (z & (TILE_DEPTH - 1)))
}

/** Shades the cytoplasm: each neurite has its own grey, with floccular grain and a few dark specks. */
export function shadeCytoplasm(section: Section, input: EmInput, textures: Textures): void {
  const { width, height, z, grey, neurons } = section
  const base = Float32Array.from(input.labels.neuriteOfNeuron, (neurite, neuron) => {
    const jitter = (hash3(neuron, 1, 2, input.seed) / 4294967296 - 0.5) * 8
    return (input.anatomy.neurites[neurite]?.grey ?? 0) + jitter
  })
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const t = tileIndex(x, y, z)
      const fine = textures.fine[t]!
      const speck = fine < -0.75 ? (fine + 0.75) * 17 : 0
      grey[i] = base[neurons[i]!]! + 7 * fine + 5.5 * textures.medium[t]! + 4 * textures.coarse[t]! + speck
    }
  }
}

/** The weight of each of a voxel's two neighbours along an axis, in the blur of the microscope. */
const BLUR = 0.17

/** The deviation of the detector's noise, in grey levels. */
const SHOT_NOISE = 6.5

/** One section in this many is visibly brighter or darker than its neighbours. */
const STEP_EVERY = 9

/** Adds blur, slow shading, the section's own brightness and contrast, and noise. Rounds to bytes. */
export function finishSection(section: Section, seed: number, textures: Textures, out: Uint8Array): void {
  const { width, height, z, grey } = section
  const random = createRandom(seed + z, 'section')
  const isStep = random.below(STEP_EVERY) === 0
  const offset = random.normal() * 1.3 + (isStep ? random.between(-7, 7) : 0)
  const gain = 1 + random.normal() * 0.014
  blur(grey, width, height)
  const step = 16
  for (let y = 0; y < height; y += 1) {
    for (let x0 = 0; x0 < width; x0 += step) {
      const shade = offset + 5 * latticeNoise(x0 / 260, y / 260, z * 0.7, seed + 55)
      const end = Math.min(width, x0 + step)
      for (let x = x0, i = y * width + x0; x < end; x += 1, i += 1) {
        const noise = SHOT_NOISE * textures.white[tileIndex(x + 13, y + 101, z * 3 + 5)]!
        const value = (grey[i]! - 128) * gain + 128 + shade + noise
        out[i] = value < 0 ? 0 : value > 255 ? 255 : value + 0.5
      }
    }
  }
}

/** A small blur along x and y, in place. */
export function blur(plane: Float32Array, width: number, height: number): void {
  for (let y = 0; y < height; y += 1) {
    let last = plane[y * width]!
    for (let x = 0, i = y * width; x < width; x += 1, i += 1) {
      const here = plane[i]!
      const next = x + 1 < width ? plane[i + 1]! : here
      plane[i] = here * (1 - 2 * BLUR) + (last + next) * BLUR
      last = here
    }
  }
  const above = plane.slice(0, width)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0, i = y * width; x < width; x += 1, i += 1) {
      const here = plane[i]!
      const next = y + 1 < height ? plane[i + width]! : here
      plane[i] = here * (1 - 2 * BLUR) + (above[x]! + next) * BLUR
      above[x] = here
    }
  }
}
