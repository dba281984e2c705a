import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Vec3 } from '../../shared/geometry.ts'
import { findRoot } from '../labels/runs.ts'
import type { PlantedError } from './anatomy/plant.ts'
import type { Sample } from './sample.ts'
import { supervoxelId } from './segmentation/supervoxels.ts'

/** Writes what is known of the sample beyond its volumes: of neurons, synapses, planted errors, and each supervoxel's neuron. */
export function writeTruthTables(folder: string, sample: Sample): void {
  writeTable(folder, 'neurons.json', neuronRows(sample))
  writeTable(folder, 'synapses.json', synapseRows(sample))
  writeTable(folder, 'planted.json', plantedRows(sample))
  writeFileSync(join(folder, SUPERVOXEL_TRUTH_FILE), supervoxelTruth(sample))
}

/** The name of the table of `supervoxelTruth`. */
export const SUPERVOXEL_TRUTH_FILE = 'supervoxel-truth.csv'

/** Of each supervoxel its voxels and its neuron, so that a reader can score a segmentation without reading voxels. */
function supervoxelTruth({ labels }: Sample): string {
  const lines = ['sv,voxels,neuron']
  for (let s = 1; s < labels.neuronOf.length; s += 1) {
    lines.push(`${supervoxelId(labels, s)},${labels.voxels[s]},${labels.neuronOf[s]}`)
  }
  return `${lines.join('\n')}\n`
}

function writeTable(folder: string, name: string, rows: readonly unknown[]): void {
  // One row a line: easy to read, to compare and to search.
  const lines = rows.map((row) => JSON.stringify(row))
  writeFileSync(join(folder, name), `[\n${lines.join(',\n')}\n]\n`)
}

interface NeuronRow {
  readonly id: string
  readonly kind: string
  readonly voxels: number
  /** Nanometres; may lie outside the volume. */
  readonly soma?: Vec3
  /** The supervoxel of the neuron that is nearest to the middle of its cell body: at or in the nucleus. */
  readonly somaSupervoxel?: string
}

function neuronRows(sample: Sample): NeuronRow[] {
  const { labels, anatomy } = sample
  const voxels = new Int32Array(labels.neuriteOfNeuron.length)
  for (let s = 1; s < labels.neuronOf.length; s += 1) {
    const neuron = labels.neuronOf[s]!
    voxels[neuron] = voxels[neuron]! + labels.voxels[s]!
  }
  const rows: NeuronRow[] = []
  const hasSoma = new Set<number>()
  for (let neuron = 1; neuron < voxels.length; neuron += 1) {
    const neurite = labels.neuriteOfNeuron[neuron]!
    const soma = anatomy.somata.find((one) => one.neurite === neurite)
    const row = { id: String(neuron), kind: anatomy.neurites[neurite]!.kind, voxels: voxels[neuron]! }
    // A dendrite of a cell body that leaves the volume and comes back is a neuron of its own here.
    const isWhole = soma !== undefined && !hasSoma.has(neurite) && voxels[neuron] === largestOf(sample, neurite, voxels)
    if (isWhole) hasSoma.add(neurite)
    const body = isWhole ? { soma: soma.centre, somaSupervoxel: nearestSupervoxel(sample, neuron, soma.centre) } : {}
    rows.push(isWhole ? { ...row, ...body } : soma === undefined ? row : { ...row, kind: 'dendrite' })
  }
  return rows
}

/** By the voxel that each supervoxel is known by. */
function nearestSupervoxel({ labels, options }: Sample, neuron: number, place: Vec3): string {
  const { size, voxelSize } = options.extent
  let nearest = 0
  let least = Number.POSITIVE_INFINITY
  for (let s = 1; s < labels.neuronOf.length; s += 1) {
    if (labels.neuronOf[s] !== neuron) continue
    const i = labels.inside[s]!
    const voxel = [i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / (size[0] * size[1]))]
    const distance = Math.hypot(...voxel.map((v, axis) => (v + 0.5) * voxelSize[axis]! - place[axis]!))
    if (distance >= least) continue
    least = distance
    nearest = s
  }
  return String(supervoxelId(labels, nearest))
}

function largestOf(sample: Sample, neurite: number, voxels: Int32Array): number {
  return sample.labels.neuriteOfNeuron.reduce(
    (most, own, n) => (n > 0 && own === neurite ? Math.max(most, voxels[n]!) : most),
    0,
  )
}

function synapseRows(sample: Sample): readonly unknown[] {
  return sample.synapses.map((synapse, i) => ({
    id: String(i + 1),
    pre: sideOf(sample, synapse.pre),
    post: sideOf(sample, synapse.post),
    cleft: nanometres(sample, synapse.cleft),
  }))
}

function sideOf(sample: Sample, side: { readonly neuron: number; readonly supervoxel: number }): unknown {
  const { size, voxelSize } = sample.options.extent
  const i = sample.labels.inside[side.supervoxel]!
  const voxel = [i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / (size[0] * size[1]))]
  return {
    neuron: String(side.neuron),
    supervoxel: String(supervoxelId(sample.labels, side.supervoxel)),
    position: voxel.map((v, axis) => (v + 0.5) * voxelSize[axis]!),
  }
}

function nanometres(sample: Sample, halfVoxels: Vec3): Vec3 {
  const { voxelSize } = sample.options.extent
  return [(halfVoxels[0] / 2) * voxelSize[0], (halfVoxels[1] / 2) * voxelSize[1], (halfVoxels[2] / 2) * voxelSize[2]]
}

export interface PlantedRow {
  readonly kind: PlantedError['kind']
  /** Ids of the two supervoxels at the place; one edge between them mends a false split. */
  readonly supervoxels: readonly string[]
  /** Nanometres. */
  readonly position: Vec3
  /** Segments that the two are in by the base agglomeration: two for a false split, one for a false merge. */
  readonly segments: readonly string[]
  /** Neurons that they are in by the truth: one for a false split, two for a false merge. */
  readonly neurons: readonly string[]
}

export function plantedRows(sample: Sample): PlantedRow[] {
  const { labels, segments } = sample
  return sample.planted.map((error) => ({
    kind: error.kind,
    supervoxels: error.supervoxels.map((s) => String(supervoxelId(sample.labels, s))),
    position: nanometres(sample, error.place),
    segments: [...new Set(error.supervoxels.map((s) => String(supervoxelId(sample.labels, findRoot(segments, s)))))],
    neurons: [...new Set(error.supervoxels.map((s) => String(labels.neuronOf[s]!)))],
  }))
}
