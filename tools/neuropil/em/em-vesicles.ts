import type { Synapse } from '../anatomy/synapses.ts'
import { WARP_TILE } from '../anatomy/warp.ts'
import { hash3 } from '../random.ts'
import type { EmInput, Section } from './em-section.ts'

/** A square with this side holds one vesicle at most, in voxels: a vesicle of 40 nm and a little room. */
const SPACING = 6

/** Radius of a vesicle, voxels of 8 nm. */
const RADIUS = 2.5

/** Vesicles lie within this many radii of a bouton from its middle. */
const CLOUD = 1.15

/** Paints clouds of synaptic vesicles in boutons. They are denser towards the cleft. */
export function paintVesicles(section: Section, input: EmInput): void {
  const synapseOf = new Map(input.synapses.map((synapse) => [synapse.bouton, synapse]))
  const { warp } = section
  for (const [index, bouton] of input.anatomy.boutons.entries()) {
    const reach = bouton.radius * CLOUD
    const far = reach * reach
    for (let tile = 0; tile < warp.tiles.length; tile += 4) {
      const dx = warp.tiles[tile]! - bouton.centre[0]
      const dy = warp.tiles[tile + 1]! - bouton.centre[1]
      const dz = warp.tiles[tile + 2]! - bouton.centre[2]
      const limit = reach + warp.tiles[tile + 3]!
      if (dx * dx + dy * dy + dz * dz > limit * limit) continue
      paintTileOfCloud(section, input, index, tile / 4, far, synapseOf.get(bouton))
    }
  }
}

function paintTileOfCloud(
  section: Section,
  input: EmInput,
  index: number,
  tile: number,
  far: number,
  synapse: Synapse | undefined,
): void {
  const bouton = input.anatomy.boutons[index]!
  const { warp, width, height, z } = section
  const side = WARP_TILE
  const x0 = (tile % warp.tileColumns) * side
  const y0 = Math.floor(tile / warp.tileColumns) * side
  // Squares belong to the tile in which they begin.
  for (let v = Math.ceil(y0 / SPACING); v * SPACING < y0 + side; v += 1) {
    for (let u = Math.ceil(x0 / SPACING); u * SPACING < x0 + side; u += 1) {
      const h = hash3(u, v, z, input.seed + 400)
      const x = u * SPACING + ((h & 255) / 256) * 3.4 + 1
      const y = v * SPACING + (((h >>> 8) & 255) / 256) * 3.4 + 1
      if (x + 4 >= width || y + 4 >= height || x < 4 || y < 4) continue
      const i = Math.floor(y) * width + Math.floor(x)
      const dx = warp.x[i]! - bouton.centre[0]
      const dy = warp.y[i]! - bouton.centre[1]
      const dz = warp.z[i]! - bouton.centre[2]
      if (dx * dx + dy * dy + dz * dz > far) continue
      if (((h >>> 16) & 255) / 256 > density(synapse, input, x, y, z)) continue
      if (!hasRoom(section, input, bouton.neurite, i)) continue
      paintVesicle(section, x, y)
      // The clouds of near boutons overlap, but no vesicle is drawn twice.
      section.taken[i] = 1
    }
  }
}

function density(synapse: Synapse | undefined, input: EmInput, x: number, y: number, z: number): number {
  if (synapse === undefined) return 0.45
  const dx = (x - synapse.cleft[0] / 2) * input.extent.voxelSize[0]
  const dy = (y - synapse.cleft[1] / 2) * input.extent.voxelSize[1]
  const dz = (z + 0.5 - synapse.cleft[2] / 2) * input.extent.voxelSize[2]
  return dx * dx + dy * dy + dz * dz < 260 * 260 ? 0.92 : 0.62
}

/** True if the whole vesicle lies in its own axon, away from the membrane and from other organelles. */
function hasRoom(section: Section, input: EmInput, neurite: number, i: number): boolean {
  const { width, neurons, taken } = section
  const own = neurons[i]!
  if (input.labels.neuriteOfNeuron[own] !== neurite) return false
  for (const j of [i - 4, i + 4, i - 4 * width, i + 4 * width]) {
    if (neurons[j] !== own || taken[j] !== 0) return false
  }
  return taken[i] === 0
}

/** Paints a dark ring with a lighter middle. */
function paintVesicle(section: Section, x: number, y: number): void {
  const { grey, width } = section
  for (let v = Math.floor(y - 3); v <= y + 3; v += 1) {
    for (let u = Math.floor(x - 3); u <= x + 3; u += 1) {
      const d = Math.sqrt((u + 0.5 - x) * (u + 0.5 - x) + (v + 0.5 - y) * (v + 0.5 - y))
      if (d > RADIUS + 0.9) continue
      const ring = 1 - Math.abs(d - RADIUS + 0.7) / 1.5
      const i = v * width + u
      grey[i] = grey[i]! - (ring > 0 ? 58 * ring : 0) + (d < 1 ? 6 : 0)
    }
  }
}
