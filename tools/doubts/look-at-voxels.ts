import type { AgglomerationSource } from '../../shared/agglomeration/agglomeration-source.ts'
import type { Candidate } from '../../shared/doubts/candidate.ts'
import { evidenceBox } from '../../shared/doubts/evidence/evidence-box.ts'
import {
  greysAround,
  labelsAround,
  type ReadableVolume,
  surroundingsIn,
} from '../../shared/doubts/evidence/read-around.ts'
import { takeVoxelEvidence, voxelEvidence } from '../../shared/doubts/evidence/voxel-evidence.ts'
import { firstLookScore, LOOKED_AT } from '../../shared/doubts/first-look.ts'
import { createSidesReader } from '../../shared/doubts/sides.ts'
import { type Problem, problemOf } from '../../shared/problem.ts'

/** The voxels that evidence is read of. */
export interface EvidenceVolumes {
  readonly labels: ReadableVolume
  /** Each may cover a part of the labels. */
  readonly images: readonly ReadableVolume[]
}

/** The candidates of each kind that are looked at first: those whose voxels are read. */
export function firstLooked(candidates: readonly Candidate[]): readonly Candidate[] {
  return (['missed-merge', 'false-merge'] as const).flatMap((kind) => {
    const some = candidates.filter((candidate) => candidate.kind === kind)
    return some.sort((p, q) => firstLookScore(q) - firstLookScore(p) || (p.id < q.id ? -1 : 1)).slice(0, LOOKED_AT)
  })
}

/**
 * Puts what the voxels around them say into the evidence of candidates. What cannot be read stays unknown; returns the first
 * problem of it, and how many candidates had one.
 */
export async function lookAtVoxels(
  source: AgglomerationSource,
  { labels, images }: EvidenceVolumes,
  candidates: readonly Candidate[],
): Promise<{ readonly count: number; readonly first: Problem | undefined }> {
  const readSides = createSidesReader(source, async () => {})
  const problems: Problem[] = []
  // Cuts of one base follow each other, so that its tree is found once.
  for (const candidate of [...candidates].sort((p, q) => (p.baseA === q.baseA ? 0 : p.baseA < q.baseA ? -1 : 1))) {
    const box = evidenceBox(labels.scale, candidate.position)
    const found = await orProblem(labelsAround(labels, box), problems)
    if (found === undefined) continue
    const grey = images.length === 0 ? undefined : await orProblem(greysAround(labels.scale, box, images), problems)
    const sides = Uint8Array.of(0, ...(await readSides(candidate, found.labels.slice(1))))
    const steps = voxelEvidence(surroundingsIn(labels, box, found, sides, grey))
    let step = steps.next()
    while (step.done !== true) step = steps.next()
    takeVoxelEvidence(candidate.evidence, step.value)
  }
  return { count: problems.length, first: problems[0] }
}

async function orProblem<T>(reading: Promise<T>, problems: Problem[]): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined) throw error
    problems.push(problem)
    return undefined
  }
}
