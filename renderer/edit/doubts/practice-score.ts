import { parsePlanted } from '../../../shared/practice/fact-files.ts'
import { errorsLeft, plantedLeft, variationOfInformation } from '../../../shared/practice/practice.ts'
import { parseTruthTable } from '../../../shared/practice/truth-table.ts'
import type { PracticeScore } from '../messages.ts'
import { jsonOf, type OpenDataset, unwrap } from '../open-dataset.ts'

/** Scores the work so far against the truth; null where the dataset has none. */
export async function scorePractice({ foldedLog, readFact }: OpenDataset): Promise<PracticeScore | null> {
  const file = await readFact('truth')
  if (file === undefined) return null
  const truth = unwrap(parseTruthTable(file.text, file.file))
  const bases = await foldedLog.bases.basesOf(truth.supervoxels)
  const points = Array.from(truth.supervoxels, (supervoxel, i) => ({ supervoxel, base: bases[i]! }))
  const now = (await foldedLog.segmentsAt(points)).map(({ segment }) => segment)
  const plantedFile = await readFact('planted')
  let left = errorsLeft(truth, now)
  if (plantedFile !== undefined) {
    const planted = unwrap(parsePlanted(jsonOf(plantedFile), plantedFile.file))
    const ends = BigUint64Array.from(planted.flatMap(({ supervoxels }) => supervoxels))
    const endBases = await foldedLog.bases.basesOf(ends)
    const at = await foldedLog.segmentsAt(Array.from(ends, (supervoxel, i) => ({ supervoxel, base: endBases[i]! })))
    left = plantedLeft(
      planted,
      planted.map((_, i) => [at[2 * i]!.segment, at[2 * i + 1]!.segment] as const),
    )
  }
  return {
    before: variationOfInformation(truth, bases),
    now: variationOfInformation(truth, now),
    falseSplitsLeft: left.falseSplits,
    falseMergesLeft: left.falseMerges,
  }
}
