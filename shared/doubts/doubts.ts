import type { AgglomerationSource, BaseBatch } from '../agglomeration/agglomeration-source.ts'
import type { Vec3 } from '../geometry.ts'
import { type Candidate, type CandidateVisitor, faceAreaOf } from './candidate.ts'
import type { Evidence } from './evidence/evidence.ts'
import { visitFalseMerges } from './false-merges.ts'
import { visitMissedMerges } from './missed-merges.ts'
import { readWeakEdges } from './weak-edges.ts'

/** A candidate with its place in the queue: the highest score is first. */
export interface RankedDoubt extends Candidate {
  readonly score: number
}

/** The most doubts that are kept. They are weeks of work. */
const MAX_DOUBTS = 5_000

/** Graphs are read up to this many supervoxels. In a larger agglomeration the doubts are those of a part of it. */
const MAX_SUPERVOXELS = 5_000_000

/** What is ranked: the base agglomeration, and the size of a voxel in nanometres. */
export interface RankedSource {
  readonly source: AgglomerationSource
  readonly voxelSize: Vec3
}

/**
 * Visits each place where the base agglomeration may be wrong. A missed merge is a pair of bases with edges below the
 * threshold between them; it is shown at the strongest of these. A false merge is a cut of a base at an edge of its
 * maximum spanning tree. It awaits `pause` after every small slice of work.
 */
export async function visitCandidates(
  { source, voxelSize }: RankedSource,
  pause: () => Promise<void>,
  visit: (candidate: Candidate) => void,
  wants: CandidateVisitor['wants'] = () => true,
): Promise<void> {
  const visitor = { visit, wants }
  const faceArea = faceAreaOf(voxelSize)
  const weak = await readWeakEdges(source, pause)
  await visitMissedMerges(weak, faceArea, pause, visitor)
  let supervoxels = 0
  for (let cursor: number | undefined = 0; cursor !== undefined && supervoxels < MAX_SUPERVOXELS; ) {
    const batch: BaseBatch = await source.severalFrom(cursor)
    for (const base of batch.bases) {
      const graph = await source.graphOf(base)
      supervoxels += graph.supervoxels.length
      await visitFalseMerges(base, graph, weak, faceArea, pause, visitor)
      if (supervoxels >= MAX_SUPERVOXELS) break
    }
    cursor = batch.next
  }
}

/** Ranks likely errors by effect, the highest first. It awaits `pause` after every small slice of work. */
export async function rankDoubts(ranked: RankedSource, pause: () => Promise<void>): Promise<RankedDoubt[]> {
  const best = createBest()
  await visitCandidates(ranked, pause, (candidate) => best.add(candidate, effectScore(candidate)))
  return best.sorted()
}

/** The same by what a score makes of the evidence alone. It is called once for each place. */
export async function rankByEvidence(
  ranked: RankedSource,
  pause: () => Promise<void>,
  scoreOf: (kind: Candidate['kind'], evidence: Evidence) => number,
): Promise<RankedDoubt[]> {
  const best = createBest()
  let score = 0
  await visitCandidates(
    ranked,
    pause,
    (candidate) => best.add(candidate, score),
    (kind, evidence) => {
      score = scoreOf(kind, evidence)
      return best.mayAdd(score)
    },
  )
  return best.sorted()
}

/** The expected effect by affinities alone: the probability of an error times the supervoxels on the smaller side. */
export function effectScore({ plain, effect }: Candidate): number {
  return plain * effect
}

interface Best {
  mayAdd(score: number): boolean
  add(candidate: Candidate, score: number): void
  sorted(): RankedDoubt[]
}

/** Keeps the doubts with the highest scores. Equal scores are ordered by id, so that the order is always the same. */
function createBest(): Best {
  let kept: RankedDoubt[] = []
  let least = 0
  const sort = () => {
    kept.sort((p, q) => q.score - p.score || (p.id < q.id ? -1 : 1))
    kept = kept.slice(0, MAX_DOUBTS)
    if (kept.length === MAX_DOUBTS) least = kept.at(-1)!.score
  }
  return {
    mayAdd: (score) => score >= least,
    add(candidate, score) {
      if (score < least) return
      kept.push({ ...candidate, score })
      if (kept.length >= 2 * MAX_DOUBTS) sort()
    },
    sorted() {
      sort()
      return kept
    },
  }
}
