import type { Vec3 } from '../geometry.ts'
import type { TruthTable } from './truth-table.ts'

/**
 * Variation of information between a segmentation and the truth, in bits. `split` is the entropy of segments within
 * neurons (0: no neuron is in pieces), `merge` that of neurons within segments (0: no segment spans two).
 */
export interface Variation {
  readonly split: number
  readonly merge: number
}

/** `segments`: of each supervoxel of the table. Supervoxels are weighted by their voxels. */
export function variationOfInformation(truth: TruthTable, segments: ArrayLike<bigint | number>): Variation {
  const numbers = numberedOf(segments)
  const ofSegment = new Float64Array(numbers.count)
  const ofNeuron = new Float64Array(truth.neuronCount)
  const joint = new Map<number, number>()
  let whole = 0
  for (let i = 0; i < truth.voxels.length; i++) {
    const weight = truth.voxels[i]!
    const both = numbers.of[i]! * truth.neuronCount + truth.neurons[i]!
    ofSegment[numbers.of[i]!]! += weight
    ofNeuron[truth.neurons[i]!]! += weight
    joint.set(both, (joint.get(both) ?? 0) + weight)
    whole += weight
  }
  let split = 0
  let merge = 0
  for (const [both, weight] of joint) {
    if (weight === 0) continue
    const segment = Math.floor(both / truth.neuronCount)
    split -= (weight / whole) * Math.log2(weight / ofNeuron[both - segment * truth.neuronCount]!)
    merge -= (weight / whole) * Math.log2(weight / ofSegment[segment]!)
  }
  return { split: positive(split), merge: positive(merge) }
}

/** Rounding can leave a sum a hair below 0. */
function positive(value: number): number {
  return Math.max(0, value)
}

/** Counts the errors left from the truth: joins that neurons still lack, and joins of different neurons. */
export function errorsLeft(truth: TruthTable, segments: ArrayLike<bigint>): ErrorsLeft {
  const numbers = numberedOf(segments)
  const pairs = new Set<number>()
  for (let i = 0; i < truth.neurons.length; i++) pairs.add(numbers.of[i]! * truth.neuronCount + truth.neurons[i]!)
  return { falseSplits: pairs.size - truth.neuronCount, falseMerges: pairs.size - numbers.count }
}

export interface ErrorsLeft {
  readonly falseSplits: number
  readonly falseMerges: number
}

function numberedOf(segments: ArrayLike<bigint | number>): { readonly of: Uint32Array; readonly count: number } {
  const numbers = new Map<bigint | number, number>()
  const of = new Uint32Array(segments.length)
  for (let i = 0; i < of.length; i++) {
    const segment = segments[i]!
    let number = numbers.get(segment)
    if (number === undefined) {
      number = numbers.size
      numbers.set(segment, number)
    }
    of[i] = number
  }
  return { of, count: numbers.size }
}

/** An error that was planted: its two supervoxels should be together (false split) or apart (false merge). */
export interface PlantedError {
  readonly kind: 'false-split' | 'false-merge'
  readonly supervoxels: readonly [bigint, bigint]
  /** Nanometres: where the two touch. */
  readonly position?: Vec3 | undefined
}

/** The planted errors that are there. `segments`: of each planted error's first supervoxel, then of its second. */
export function plantedLeft(
  planted: readonly PlantedError[],
  segments: ArrayLike<bigint>,
): readonly (PlantedError & { readonly segments: readonly [bigint, bigint] })[] {
  return planted
    .map((error, i) => ({ ...error, segments: [segments[2 * i]!, segments[2 * i + 1]!] as const }))
    .filter(({ kind, segments: [a, b] }) => (a === b) === (kind === 'false-merge'))
}

export function countErrors(errors: readonly Pick<PlantedError, 'kind'>[]): ErrorsLeft {
  const falseSplits = errors.filter(({ kind }) => kind === 'false-split').length
  return { falseSplits, falseMerges: errors.length - falseSplits }
}
