import type { Candidate } from '../../../shared/doubts/candidate.ts'
import type { DoubtModel } from '../../../shared/doubts/model/doubt-model.ts'
import { type Example, fitModel } from '../../../tools/doubts/fit-model.ts'
import type { Judge } from '../../../tools/doubts/judge.ts'
import type { DoubtCase } from './doubt-case.ts'

/** A case with its candidates and what is true of them. */
export interface JudgedCase {
  readonly doubtCase: DoubtCase
  readonly judge: Judge
  readonly candidates: readonly Candidate[]
}

/** A model for each candidate of a case, fitted on nothing of the part of the data that the candidate is in. */
export type HeldOutModel = (candidate: Candidate) => DoubtModel

/** Examples of volumes: the parts that are kept apart when a model is calibrated are the eighths of a volume. */
function examplesOf({ doubtCase, judge, candidates }: JudgedCase): Example[] {
  return candidates.flatMap((candidate) => {
    const isError = judge(candidate)
    if (isError === undefined) return []
    const eighth = [0, 1, 2].map((axis) => halfOf(doubtCase, candidate, axis)).join('')
    return [{ candidate, isError, group: `${doubtCase.name.replace(/-0\..*/, '')} ${eighth}`, weight: 1 }]
  })
}

/** 0 below the middle of the volume along an axis, else 1. */
function halfOf({ size, voxelSize }: DoubtCase, { position }: Candidate, axis: number): number {
  return position[axis]! < (size[axis]! * voxelSize[axis]!) / 2 ? 0 : 1
}

/**
 * Fits on each half of one volume, at all thresholds, and gives the model of the other half: what is judged was not seen.
 * @param axis across which the volume is halved
 */
export function heldOutHalves(cases: readonly JudgedCase[], axis: number): HeldOutModel {
  const models = [0, 1].map((half) =>
    fitModel(
      cases.flatMap((one) =>
        examplesOf(one).filter(({ candidate }) => halfOf(one.doubtCase, candidate, axis) !== half),
      ),
    ),
  )
  const { doubtCase } = cases[0]!
  return (candidate) => models[halfOf(doubtCase, candidate, axis)]!
}

/** Fits on all volumes but one. */
export function heldOutVolume(cases: readonly JudgedCase[], without: JudgedCase): HeldOutModel {
  const model = fitModel(cases.filter((one) => one !== without).flatMap(examplesOf))
  return () => model
}
