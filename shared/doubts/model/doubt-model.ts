import type { Candidate } from '../candidate.ts'
import { EVIDENCE_NAMES, type EvidenceName, placeOf } from '../evidence/evidence.ts'
import { probabilityOf } from '../tree-cuts.ts'
import { partsOfSum, sumTrees, type Trees } from './trees.ts'

/** How much of the evidence a part of a model reads: edges alone, with shapes, or with shapes and the image. */
export const EVIDENCE_SETS = ['edges', 'shape', 'image'] as const
export type EvidenceSet = (typeof EVIDENCE_SETS)[number]

const FIRST_OF_SHAPE: EvidenceName = 'local-thin'
const FIRST_OF_IMAGE: EvidenceName = 'membrane'

/** The evidence that a set reads, as places in an `Evidence`. */
export function placesOfSet(set: EvidenceSet): readonly number[] {
  const ends = { edges: placeOf(FIRST_OF_SHAPE), shape: placeOf(FIRST_OF_IMAGE), image: EVIDENCE_NAMES.length }
  return Array.from({ length: ends[set] }, (_, place) => place)
}

/** The evidence of edges that follows from affinities: from themselves, or compared with others. */
const OF_AFFINITIES: readonly EvidenceName[] = [
  'best-odds',
  'sum-odds',
  'root-odds',
  'rival-less',
  'rival-more',
  'inner-odds',
  'weak-odds',
]

/** What edges say without their affinities: areas, surfaces and counts. As places in an `Evidence`. */
export function placesOfSizes(): readonly number[] {
  const read = new Set(OF_AFFINITIES.map(placeOf))
  return placesOfSet('edges').filter((place) => !read.has(place))
}

/** What was learned about one kind of doubt from one set of evidence. Its features are places in an `Evidence`. */
export interface ModelPart {
  readonly trees: Trees
  /** The log odds of an error are `offset + slope` times the sum of the trees. */
  readonly calibration: { readonly slope: number; readonly offset: number }
}

/** A model may lack what voxels are needed for, and `sizes`, which reads no affinities (see `placesOfSizes`). */
export type PartsOfKind = Readonly<Record<'edges', ModelPart> & Partial<Record<EvidenceSet | 'sizes', ModelPart>>>

/** Probabilities of errors, learned from data whose truth is known. */
export interface DoubtModel {
  readonly parts: Readonly<Record<Candidate['kind'], PartsOfKind>>
  /** By place in an `Evidence`: what is usual, so that words can say "dark" or "thin". NaN where it is not known. */
  readonly usual: Readonly<Record<Candidate['kind'], readonly number[]>>
}

/** Whether what a set reads is known of a doubt. */
export function isKnown({ evidence }: Pick<Candidate, 'evidence'>, set: EvidenceSet): boolean {
  if (set === 'edges') return true
  return !Number.isNaN(evidence[placeOf(set === 'image' ? FIRST_OF_IMAGE : FIRST_OF_SHAPE)])
}

/** The part that reads most of what is known of a doubt. */
function partFor(model: DoubtModel, candidate: Pick<Candidate, 'kind' | 'evidence'>): ModelPart {
  const { edges, shape, image } = model.parts[candidate.kind]
  if (image !== undefined && isKnown(candidate, 'image')) return image
  return shape !== undefined && isKnown(candidate, 'shape') ? shape : edges
}

/** 0 to 1: the probability that a candidate is an error. */
export function errorProbability(model: DoubtModel, candidate: Pick<Candidate, 'kind' | 'evidence'>): number {
  return probabilityOf(errorOdds(model, candidate))
}

/** The log odds of an error. */
export function errorOdds(model: DoubtModel, candidate: Pick<Candidate, 'kind' | 'evidence'>): number {
  return oddsBy(partFor(model, candidate), candidate)
}

/** The same by sizes alone, whatever the affinities are. Undefined where the model did not learn that. */
export function oddsBySizes(model: DoubtModel, candidate: Pick<Candidate, 'kind' | 'evidence'>): number | undefined {
  const { sizes } = model.parts[candidate.kind]
  return sizes && oddsBy(sizes, candidate)
}

function oddsBy({ trees, calibration }: ModelPart, { evidence }: Pick<Candidate, 'evidence'>): number {
  const sum = sumTrees(trees, (feature) => evidence[feature]!)
  return calibration.offset + calibration.slope * sum
}

/** A name that another model has not: answers are kept for one model, because another asks other doubts. */
export function modelName({ parts }: DoubtModel): string {
  const text = JSON.stringify(parts)
  let [p, q] = FNV_OFFSETS
  for (let i = 0; i < text.length; i++) {
    p = Math.imul(p ^ text.charCodeAt(i), FNV_PRIME)
    q = Math.imul(q ^ text.charCodeAt(i), FNV_PRIME)
  }
  return [p, q].map((one) => (one >>> 0).toString(16).padStart(8, '0')).join('')
}

/** FNV-1a of 32 bits from two different starts. */
const FNV_OFFSETS: readonly [number, number] = [0x811c9dc5, 0x0100_0193]
const FNV_PRIME = 0x0100_0193

/** What speaks for an error or against it, in log odds, the strongest first. */
export function reasonsOf(
  model: DoubtModel,
  candidate: Candidate,
): readonly { readonly name: EvidenceName; readonly odds: number; readonly isHigh: boolean }[] {
  const { trees, calibration } = partFor(model, candidate)
  const usual = model.usual[candidate.kind]
  return Array.from(
    partsOfSum(trees, (feature) => candidate.evidence[feature]!),
    ([feature, odds]) => ({
      name: EVIDENCE_NAMES[feature]!,
      odds: odds * calibration.slope,
      isHigh: candidate.evidence[feature]! >= usual[feature]!,
    }),
  ).sort((p, q) => Math.abs(q.odds) - Math.abs(p.odds))
}

/** Whether it learned anything from voxels. */
export function readsVoxels(model: DoubtModel | undefined): boolean {
  if (model === undefined) return false
  return Object.values(model.parts).some(({ shape, image }) => shape !== undefined || image !== undefined)
}

/** The same model without what was learned from voxels. */
export function edgesOnly({ parts, usual }: DoubtModel): DoubtModel {
  const { 'missed-merge': merges, 'false-merge': cuts } = parts
  const without = ({ edges, sizes }: PartsOfKind): PartsOfKind => ({ edges, ...(sizes && { sizes }) })
  return { parts: { 'missed-merge': without(merges), 'false-merge': without(cuts) }, usual }
}
