import type { Candidate } from '../../../shared/doubts/candidate.ts'
import type { Evidence } from '../../../shared/doubts/evidence/evidence.ts'
import { takeVoxelEvidence } from '../../../shared/doubts/evidence/voxel-evidence.ts'
import { MOST_LOOKED_AT } from '../../../shared/doubts/first-look.ts'

/** Reads the evidence of the voxels around a place; undefined where they cannot be read. */
type ReadVoxels = (candidate: Candidate) => Promise<Evidence | undefined>

export interface LookParts {
  readonly readVoxels: ReadVoxels
  /** Resolves when a person takes up the queue, or nobody needs the evidence any more. */
  readonly takenUp: Promise<void>
  /** True once nobody needs the evidence any more. */
  readonly isOver: () => boolean
  /** Those that are neither mended nor answered now. */
  readonly openOnes: (candidates: readonly Candidate[]) => Promise<readonly Candidate[]>
  /** Called when the voxels of this candidate are in its evidence. */
  readonly took: (candidate: Candidate) => void
  /** Called when a slice of places was looked at. */
  readonly looked: () => void
}

/** Places that are read at a time: while the voxels of one are fetched, those of another are measured. */
const AT_ONCE = 4

/** Places of the first slice. Each further slice is twice as long, because each ends with a new order of the queue. */
const FIRST_SLICE = 32

/**
 * Slices up to this length, 96 places in all, are read whoever comes, for the head of the list to be right. The others wait
 * until a person takes up the queue: a thousand take 15 s of a processor, which a day without doubts need not give.
 */
const LAST_WITHOUT_A_PERSON = FIRST_SLICE * 2

/** Missed merges of one slice that lie in one cube of this side are read one after the other: they share chunks. Nanometres. */
const NEAR = 1_000

/** Reads the voxels around the best places, and puts what they say into the candidates' evidence. `kept`: best first. */
export async function lookAtPlaces(kept: readonly Candidate[], parts: LookParts): Promise<void> {
  const { isOver, openOnes, looked, takenUp } = parts
  let waiting: readonly Candidate[] = kept.slice(0, MOST_LOOKED_AT)
  const closed: Candidate[] = []
  for (let length = FIRST_SLICE; waiting.length > 0; length *= 2) {
    const slice = waiting.slice(0, length)
    waiting = waiting.slice(length)
    const open = new Set(await openOnes(slice))
    closed.push(...slice.filter((candidate) => !open.has(candidate)))
    if (await lookAtSlice([...open], parts)) looked()
    if (length >= LAST_WITHOUT_A_PERSON) await takenUp
    if (isOver()) return
  }
  // Closed doubts come last: the model's record counts them too.
  if (await lookAtSlice(closed, parts)) looked()
}

/** Whether anything was read. */
async function lookAtSlice(slice: readonly Candidate[], { readVoxels, isOver, took }: LookParts): Promise<boolean> {
  const queue = nearTogether(slice)
  let hasRead = false
  const readNext = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && !isOver(); next = queue.shift()) {
      const evidence = await readVoxels(next)
      if (evidence === undefined || isOver()) continue
      takeVoxelEvidence(next.evidence, evidence)
      took(next)
      hasRead = true
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, readNext))
  return hasRead && !isOver()
}

/** False merges of one base come one after the other, so that the tree of the base is found once. */
function nearTogether(slice: readonly Candidate[]): Candidate[] {
  const baseOf = ({ kind, baseA }: Candidate) => (kind === 'false-merge' ? baseA : 0n)
  const cubeOf = ({ position }: Candidate) => position.map((at) => Math.floor(at / NEAR))
  return [...slice].sort((p, q) => {
    if (baseOf(p) !== baseOf(q)) return baseOf(p) < baseOf(q) ? -1 : 1
    const [c, d] = [cubeOf(p), cubeOf(q)]
    return c[2]! - d[2]! || c[1]! - d[1]! || c[0]! - d[0]!
  })
}
