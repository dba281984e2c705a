import { parseEdgeRows } from '../../../shared/agglomeration/edge-rows.ts'
import { type RankedDoubt, rankDoubts } from '../../../shared/doubts/doubts.ts'
import { scoredSource } from '../../../shared/doubts/scored-source.ts'
import type { FoldedLog } from '../../../shared/folded-log/folded-log.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { ProblemError } from '../../../shared/problem.ts'
import type { Doubt, DoubtsPage, ListedDoubt } from '../messages.ts'

/** The ranked doubts of a dataset, without the dismissed and the mended ones. They are ranked at the first request. */
export interface DoubtQueue {
  /** So many doubts from one on, or from what follows it where it is open no more; from the first where none is named. */
  from(doubt: string | undefined, take: number): Promise<DoubtsPage>
  /** A doubt by its id, open or not. */
  find(doubt: string): Promise<Doubt | undefined>
  dismiss(doubt: string): void
  /** The dismissal is taken back. */
  reopen(doubt: string): void
}

export interface DoubtParts {
  readonly foldedLog: FoldedLog
  readonly dismissed: ReadonlySet<string>
  /** Reads a table of scores. Where it is undefined, the agglomeration's own scores rank the doubts. */
  readonly readScores: () => Promise<{ readonly text: string; readonly file: string } | undefined>
  readonly voxelSize: Vec3
  /** Is awaited after each slice of the ranking, so that acts get their turn. */
  readonly pause: () => Promise<void>
}

export function createDoubtQueue(parts: DoubtParts): DoubtQueue {
  const dismissed = new Set(parts.dismissed)
  let ranking: Promise<readonly RankedDoubt[]> | undefined

  const ranked = (): Promise<readonly RankedDoubt[]> => {
    ranking ??= rank(parts)
    // A file that could not be read may be readable the next time.
    ranking.catch(() => {
      ranking = undefined
    })
    return ranking
  }

  return {
    async from(doubt, take) {
      const all = await ranked()
      const waiting = all.filter(({ id }) => !dismissed.has(id))
      const open = await openOnes(parts.foldedLog, waiting)
      const before = countBefore(all, open, doubt)
      return { left: open.length, before, doubts: open.slice(before, before + take).map(asListed) }
    },
    async find(doubt) {
      const found = (await ranked()).find(({ id }) => id === doubt)
      return found && asDoubt(found)
    },
    dismiss: (doubt) => void dismissed.add(doubt),
    reopen: (doubt) => void dismissed.delete(doubt),
  }
}

async function rank({ foldedLog, readScores, voxelSize, pause }: DoubtParts): Promise<readonly RankedDoubt[]> {
  const scores = await readScores()
  if (scores === undefined) return rankDoubts({ source: foldedLog.bases.source, voxelSize }, pause)
  const rows = parseEdgeRows(scores.text, scores.file)
  if (!rows.ok) throw new ProblemError(rows.problem)
  return rankDoubts({ source: await scoredSource(foldedLog.bases.source, rows.value, voxelSize), voxelSize }, pause)
}

interface OpenDoubt {
  readonly doubt: RankedDoubt
  /** Of its two supervoxels. */
  readonly segments: readonly [bigint, bigint]
}

/** Missed merges whose sides are still apart, and false merges whose sides are still together. */
async function openOnes(foldedLog: FoldedLog, doubts: readonly RankedDoubt[]): Promise<OpenDoubt[]> {
  const points = doubts.flatMap(({ a, b, baseA, baseB }) => [
    { supervoxel: a, base: baseA },
    { supervoxel: b, base: baseB },
  ])
  const now = await foldedLog.segmentsAt(points)
  const all = doubts.map((doubt, i) => ({ doubt, segments: [now[2 * i]!.segment, now[2 * i + 1]!.segment] as const }))
  return all.filter(({ doubt: { kind }, segments: [a, b] }) => (a === b) === (kind === 'false-merge'))
}

/** The number of open doubts before one of the ranking. Both lists have the order of the ranking. */
function countBefore(all: readonly RankedDoubt[], open: readonly OpenDoubt[], doubt: string | undefined): number {
  let count = 0
  for (const { id } of all) {
    if (id === doubt) return count
    if (open[count]?.doubt.id === id) count++
  }
  return 0
}

function asListed({ doubt, segments }: OpenDoubt): ListedDoubt {
  return { ...asDoubt(doubt), segments: [...new Set(segments)] }
}

function asDoubt({ id, kind, a, b, position, affinity, effect }: RankedDoubt): Doubt {
  return { id, kind, a: { supervoxel: a, position }, b: { supervoxel: b, position }, position, affinity, effect }
}
