import type { Vec3 } from '../geometry.ts'
import type { Evidence } from './evidence/evidence.ts'

/** A place where the base agglomeration may be wrong. */
export interface Candidate {
  /** The same for the same two supervoxels, so that an answer can be remembered. */
  readonly id: string
  readonly kind: 'missed-merge' | 'false-merge'
  readonly a: bigint
  readonly b: bigint
  readonly baseA: bigint
  readonly baseB: bigint
  /** On the contact, in nanometres. */
  readonly position: Vec3
  /** 0 to 1: how likely the two belong together. */
  readonly affinity: number
  /** The number of supervoxels on the smaller side. */
  readonly effect: number
  /** 0 to 1: the probability of an error by the affinities of all edges between the sides. */
  readonly plain: number
  readonly evidence: Evidence
}

/** Gets the candidates one by one. It takes few of them, so it is first asked by kind and evidence which it wants. */
export interface CandidateVisitor {
  /** The array `evidence` is used again for the next candidate, so it must not be kept. */
  wants(kind: Candidate['kind'], evidence: Evidence): boolean
  /** Called right after `wants` said yes. */
  visit(candidate: Candidate): void
}

/** Where labels alone say what belongs together, these are the affinities: nothing is known that could be doubted. */
export const CERTAINLY_APART = 0
export const CERTAINLY_ONE = 1

export function positionAt(positions: Float32Array, edge: number): Vec3 {
  return [positions[3 * edge]!, positions[3 * edge + 1]!, positions[3 * edge + 2]!]
}

/** The logarithm of an area in faces as square nanometres. */
export function logArea(faces: number, faceArea: number): number {
  return Math.log(1 + faces * faceArea)
}

/** The mean area of a voxel's faces, in square nanometres. */
export function faceAreaOf([x, y, z]: Vec3): number {
  return (x * y + y * z + z * x) / 3
}
