import { assert } from '../../../shared/assert.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { PieceVolume } from '../rasterise.ts'
import { type Components, findComponents } from './components.ts'
import { findContactAreas } from './contacts.ts'

/** A part of a neurite that is cut off and has fewer voxels is given to its neighbour. */
const LEAST_NEURON = 2500

/** A supervoxel with fewer voxels is given to a neighbour of the same neuron and block. */
const LEAST_SUPERVOXEL = 90

/** Numbers of 16 bits. */
const NUMBERS = 65_536

/** The true neurons and their supervoxels. Both are numbered from 1; 0 is background. */
export interface Labels {
  readonly size: Vec3
  /** By voxel: its supervoxel. */
  readonly supervoxels: Uint16Array
  /** By supervoxel: its neuron; 0 for background. */
  readonly neuronOf: Int32Array
  /** By supervoxel: its id as two 32-bit words, ascending (see `supervoxelIdHigh`). */
  readonly idHigh: Uint32Array
  readonly idLow: Uint32Array
  /** By supervoxel: its number of voxels. */
  readonly voxels: Int32Array
  /** By supervoxel: a voxel of it, in the middle of its longest run. */
  readonly inside: Int32Array
  /** By neuron: the neurite that it is, or of which it is a part. Index 0 is unused. */
  readonly neuriteOfNeuron: Int32Array
}

/** The id of the supervoxel with this number. */
export function supervoxelId(labels: Labels, number: number): bigint {
  return (BigInt(labels.idHigh[number]!) << 32n) | BigInt(labels.idLow[number]!)
}

/** The high word of a supervoxel id: layer 1, then x, y, z of the block in a byte each. The low word counts from 1. */
function supervoxelIdHigh(block: Vec3): number {
  return ((1 << 24) | (block[0] << 16) | (block[1] << 8) | block[2]) >>> 0
}

/** Makes connected neurons of the pieces, and connected supervoxels that lie in one neuron and one block each. */
export function makeLabels(volume: PieceVolume, size: Vec3, block: Vec3): Labels {
  const whole: Vec3 = size
  const owners = volume.neuriteOfPiece
  const first = findComponents(volume.pieces, owners, size, whole)
  giveAway(first, volume, size)
  const neurons = findComponents(volume.pieces, owners, size, whole)
  const identity = Int32Array.from(owners, (_, piece) => piece)
  const parts = findComponents(volume.pieces, identity, size, block)
  const neuronOfPart = new Int32Array(parts.sizes.length)
  for (let k = 0, n = 0; k < parts.component.length; k += 1) {
    while (neurons.starts[n + 1]! <= parts.starts[k]!) n += 1
    neuronOfPart[parts.component[k]!] = neurons.component[n]! + 1
  }
  const blockOfPart = findBlocks(parts, size, block)
  const merged = absorbSmall(parts, neuronOfPart, blockOfPart, size)
  return numberSupervoxels(parts, merged, neuronOfPart, blockOfPart, neurons.labels, size)
}

/** Gives small cut-off parts to the piece that they touch most. */
function giveAway(components: Components, volume: PieceVolume, size: Vec3): void {
  const { sizes, labels, component, starts } = components
  const largest = new Map<number, number>()
  for (let c = 0; c < sizes.length; c += 1) {
    const best = largest.get(labels[c]!)
    if (best === undefined || sizes[c]! > sizes[best]!) largest.set(labels[c]!, c)
  }
  const small = (c: number): boolean => sizes[c]! < LEAST_NEURON && (largest.get(labels[c]!) !== c || sizes[c]! < 200)
  const runsOf = new Map<number, number[]>()
  for (let k = 0; k < component.length; k += 1) {
    const c = component[k]!
    if (!small(c)) continue
    const runs = runsOf.get(c)
    if (runs === undefined) runsOf.set(c, [k])
    else runs.push(k)
  }
  for (const runs of runsOf.values()) {
    const own = component[runs[0]!]!
    const target = mostTouched(runs, starts, volume, labels[own]!, size)
    if (target < 0) continue
    for (const k of runs) volume.pieces.fill(target, starts[k]!, starts[k + 1]!)
  }
}

function mostTouched(
  runs: readonly number[],
  starts: Int32Array,
  volume: PieceVolume,
  label: number,
  size: Vec3,
): number {
  const { pieces, neuriteOfPiece } = volume
  const [width, height, depth] = size
  const plane = width * height
  const touched = new Map<number, number>()
  for (const k of runs) {
    for (let i = starts[k]!; i < starts[k + 1]!; i += 1) {
      const x = i % width
      const y = Math.floor(i / width) % height
      const z = Math.floor(i / plane)
      const around = [
        x > 0 ? i - 1 : i,
        x + 1 < width ? i + 1 : i,
        y > 0 ? i - width : i,
        y + 1 < height ? i + width : i,
        z > 0 ? i - plane : i,
        z + 1 < depth ? i + plane : i,
      ]
      for (const j of around) {
        const piece = pieces[j]!
        if (neuriteOfPiece[piece] !== label) touched.set(piece, (touched.get(piece) ?? 0) + 1)
      }
    }
  }
  let best = -1
  let most = 0
  for (const [piece, faces] of touched) {
    if (faces > most) {
      most = faces
      best = piece
    }
  }
  return best
}

/** By part: the high word of its ids. */
function findBlocks(parts: Components, size: Vec3, block: Vec3): Uint32Array {
  const high = new Uint32Array(parts.sizes.length)
  const [width, height] = size
  for (let k = 0; k < parts.component.length; k += 1) {
    const i = parts.starts[k]!
    const x = Math.floor((i % width) / block[0])
    const y = Math.floor((Math.floor(i / width) % height) / block[1])
    const z = Math.floor(i / (width * height) / block[2])
    high[parts.component[k]!] = supervoxelIdHigh([x, y, z])
  }
  return high
}

/** By part: the part that it becomes. Small parts join the neighbour that they touch most. */
function absorbSmall(parts: Components, neuronOf: Int32Array, blockOf: Uint32Array, size: Vec3): Int32Array {
  // Before the small parts are absorbed there may be more than 16 bits can number.
  const voxels = size[0] * size[1] * size[2]
  const labels = parts.sizes.length > NUMBERS ? new Uint32Array(voxels) : new Uint16Array(voxels)
  for (let k = 0; k < parts.component.length; k += 1) {
    labels.fill(parts.component[k]!, parts.starts[k]!, parts.starts[k + 1]!)
  }
  const contacts = findContactAreas(labels, size, 0)
  const merged = Int32Array.from(parts.sizes, (_, part) => part)
  const sizes = Int32Array.from(parts.sizes)
  const order = Array.from({ length: contacts.count }, (_, e) => e).sort(
    (e, f) => contacts.areas[f]! - contacts.areas[e]! || e - f,
  )
  const root = (part: number): number => {
    let at = part
    while (merged[at] !== at) at = merged[at]!
    return at
  }
  // Largest contact first: a small part joins once, then it counts as part of the other.
  for (const e of order) {
    const a = root(contacts.lower[e]!)
    const b = root(contacts.higher[e]!)
    if (a === b || neuronOf[a] !== neuronOf[b] || blockOf[a] !== blockOf[b]) continue
    if (Math.min(sizes[a]!, sizes[b]!) >= LEAST_SUPERVOXEL) continue
    const into = Math.min(a, b)
    const from = Math.max(a, b)
    merged[from] = into
    sizes[into] = sizes[into]! + sizes[from]!
  }
  return merged.map((_, part) => root(part))
}

function numberSupervoxels(
  parts: Components,
  merged: Int32Array,
  neuronOfPart: Int32Array,
  blockOfPart: Uint32Array,
  neuriteOfComponent: Int32Array,
  size: Vec3,
): Labels {
  const kept = [...merged.keys()].filter((part) => merged[part] === part)
  // Parts are numbered by their first voxel, so a stable sort by block gives ascending ids.
  kept.sort((a, b) => blockOfPart[a]! - blockOfPart[b]! || a - b)
  const count = kept.length + 1
  assert(count <= NUMBERS, 'supervoxel numbers fit 16 bits')
  const numberOf = new Int32Array(merged.length)
  const neuronOf = new Int32Array(count)
  const idHigh = new Uint32Array(count)
  const idLow = new Uint32Array(count)
  for (const [place, part] of kept.entries()) {
    const number = place + 1
    numberOf[part] = number
    neuronOf[number] = neuronOfPart[part]!
    idHigh[number] = blockOfPart[part]!
    idLow[number] = idHigh[number] === idHigh[number - 1] ? idLow[number - 1]! + 1 : 1
  }
  const supervoxels = new Uint16Array(size[0] * size[1] * size[2])
  const voxels = new Int32Array(count)
  const inside = new Int32Array(count)
  const longest = new Int32Array(count)
  for (let k = 0; k < parts.component.length; k += 1) {
    const number = numberOf[merged[parts.component[k]!]!]!
    const start = parts.starts[k]!
    const end = parts.starts[k + 1]!
    supervoxels.fill(number, start, end)
    voxels[number] = voxels[number]! + end - start
    if (end - start > longest[number]!) {
      longest[number] = end - start
      inside[number] = (start + end) >> 1
    }
  }
  const neuriteOfNeuron = new Int32Array(neuriteOfComponent.length + 1)
  neuriteOfNeuron.set(neuriteOfComponent, 1)
  return { size, supervoxels, neuronOf, idHigh, idLow, voxels, inside, neuriteOfNeuron }
}
