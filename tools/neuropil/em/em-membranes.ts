import type { EmInput, Section } from './em-section.ts'
import { blur, type Textures, tileIndex } from './em-shading.ts'

/** The grey of a membrane that is cut at right angles. */
const MEMBRANE_GREY = 66

/** The part of a voxel's 40 nm that a membrane fills, on one side, where it leaves the section sideways. */
const OBLIQUE = 0.24

/** Around a false merge the membrane is faint, around a false split the tissue is smeared: nm, parts. */
const FAINT_RADIUS = 150
const FAINT = 0.4
const SMEAR_RADIUS = 110

/**
 * Paints membranes: dark lines of two voxels where neurons meet within the section, and a veil where the border moves
 * from one section to the next, because an image of a section is a projection of its whole thickness.
 */
export function paintMembranes(section: Section, input: EmInput, textures: Textures): void {
  const { width, height, grey } = section
  const darkness = new Float32Array(width * height)
  drawBorders(section, darkness)
  blur(darkness, width, height)
  fadePlanted(section, input, darkness)
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const dark = darkness[i]!
      if (dark < 0.02) continue
      const t = tileIndex(x + 50, y + 90, section.z)
      const part = Math.min(1, dark * (1.02 + 0.12 * textures.medium[t]!))
      grey[i] = grey[i]! * (1 - part) + (MEMBRANE_GREY + 5 * textures.fine[t]!) * part
    }
  }
}

function drawBorders(section: Section, darkness: Float32Array): void {
  const { width, height, neurons, before, after } = section
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const own = neurons[i]!
      const isEdge =
        (x > 0 && neurons[i - 1] !== own) ||
        (x + 1 < width && neurons[i + 1] !== own) ||
        (y > 0 && neurons[i - width] !== own) ||
        (y + 1 < height && neurons[i + width] !== own)
      let dark = (before[i] === own ? 0 : OBLIQUE) + (after[i] === own ? 0 : OBLIQUE)
      if (isEdge) dark = Math.max(dark + 0.55, 0.95)
      if (dark > darkness[i]!) darkness[i] = dark
    }
  }
}

function fadePlanted(section: Section, input: EmInput, darkness: Float32Array): void {
  for (const planted of input.planted) {
    const isMerge = planted.kind === 'false-merge'
    const radius = isMerge ? FAINT_RADIUS : SMEAR_RADIUS
    eachVoxelAround(section, input, planted.place, radius, (i, nearness) => {
      const dark = darkness[i]!
      darkness[i] = isMerge ? dark * (1 - (1 - FAINT) * nearness) : Math.max(dark, 0.45 * nearness)
    })
  }
}

/**
 * Visits the voxels of this section within `radius` nm of a place (half voxels). Nearness is 1 there and 0 at the rim.
 */
function eachVoxelAround(
  section: Section,
  input: EmInput,
  place: readonly [number, number, number],
  radius: number,
  visit: (i: number, nearness: number) => void,
): void {
  const [vx, vy, vz] = input.extent.voxelSize
  const dz = (section.z + 0.5 - place[2] / 2) * vz
  const square = radius * radius - dz * dz
  if (square <= 0) return
  const reach = Math.sqrt(square)
  const cx = place[0] / 2
  const cy = place[1] / 2
  const x0 = Math.max(0, Math.floor(cx - reach / vx))
  const x1 = Math.min(section.width - 1, Math.ceil(cx + reach / vx))
  const y0 = Math.max(0, Math.floor(cy - reach / vy))
  const y1 = Math.min(section.height - 1, Math.ceil(cy + reach / vy))
  for (let y = y0; y <= y1; y += 1) {
    for (let x = x0; x <= x1; x += 1) {
      const dx = (x + 0.5 - cx) * vx
      const dy = (y + 0.5 - cy) * vy
      const d = (dx * dx + dy * dy + dz * dz) / (radius * radius)
      if (d < 1) visit(y * section.width + x, 1 - d)
    }
  }
}

/** The depth of the postsynaptic density, voxels. */
const DENSITY_DEPTH = 4

/**
 * Paints synaptic clefts: both membranes are darker and thicker, and there is a dense band on the side of the spine.
 */
export function paintClefts(section: Section, input: EmInput, textures: Textures): void {
  const { width, height, neurons, grey } = section
  for (const synapse of input.synapses) {
    eachVoxelAround(section, input, [...synapse.cleft], synapse.radius, (i, nearness) => {
      const own = neurons[i]!
      const isPost = own === synapse.post.neuron
      if (!isPost && own !== synapse.pre.neuron) return
      const other = isPost ? synapse.pre.neuron : synapse.post.neuron
      const x = i % width
      const y = Math.floor(i / width)
      const depth = isPost ? DENSITY_DEPTH : 2
      const gap = distanceTo(neurons, width, height, x, y, other, depth)
      if (gap > depth) return
      const t = tileIndex(x + 7, y + 3, section.z)
      const part = Math.min(1, (1.15 - gap / (depth + 1.5)) * Math.min(1, 2.5 * nearness) + 0.1 * textures.fine[t]!)
      grey[i] = grey[i]! * (1 - part) + 44 * part
    })
  }
}

/** The distance in voxels to the nearest voxel of `neuron` in the section; more than `depth` if none is so near. */
function distanceTo(
  neurons: Int32Array,
  width: number,
  height: number,
  x: number,
  y: number,
  neuron: number,
  depth: number,
): number {
  let best = (depth + 1) * (depth + 1)
  for (let v = Math.max(0, y - depth); v <= Math.min(height - 1, y + depth); v += 1) {
    for (let u = Math.max(0, x - depth); u <= Math.min(width - 1, x + depth); u += 1) {
      if (neurons[v * width + u] !== neuron) continue
      const d = (u - x) * (u - x) + (v - y) * (v - y)
      if (d < best) best = d
    }
  }
  return Math.sqrt(best)
}
