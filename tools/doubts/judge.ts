import type { AgglomerationSource } from '../../shared/agglomeration/agglomeration-source.ts'
import type { Candidate } from '../../shared/doubts/candidate.ts'
import type { TruthTable } from '../../shared/practice/truth-table.ts'

/** Says of a doubt whether it is an error; undefined where the truth does not know one of its supervoxels. */
export type Judge = (doubt: Candidate) => boolean | undefined

/**
 * A missed merge is an error if both bases belong for the most part to one neuron, by voxels: that is what joining them
 * mends. A false merge is an error if the two supervoxels at the cut belong to different neurons.
 */
export async function createJudge(source: AgglomerationSource, truth: TruthTable): Promise<Judge> {
  const neuronOf = new Map(Array.from(truth.supervoxels, (id, row) => [id, truth.neurons[row]!] as const))
  const bases = await source.basesOf(truth.supervoxels)
  const mostly = majorities(Array.from(bases), truth.neurons, truth.voxels)
  return ({ kind, a, b, baseA, baseB }) => {
    const [ofA, ofB] = [neuronOf.get(a), neuronOf.get(b)]
    if (ofA === undefined || ofB === undefined) return undefined
    return kind === 'false-merge' ? ofA !== ofB : mostly.get(baseA) === mostly.get(baseB)
  }
}

/** Of each segment, the neuron that has most of its voxels. */
export function majorities<Id>(
  segments: readonly Id[],
  neurons: Uint32Array,
  voxels: Float64Array,
): ReadonlyMap<Id, number> {
  const sums = new Map<Id, Map<number, number>>()
  for (const [i, segment] of segments.entries()) {
    const own = sums.get(segment) ?? new Map<number, number>()
    sums.set(segment, own)
    own.set(neurons[i]!, (own.get(neurons[i]!) ?? 0) + voxels[i]!)
  }
  return new Map(Array.from(sums, ([segment, own]) => [segment, largestOf(own)]))
}

function largestOf(sums: ReadonlyMap<number, number>): number {
  let best: readonly [number, number] = [-1, -1]
  for (const one of sums) if (one[1] > best[1]) best = one
  return best[0]
}
