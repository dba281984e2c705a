import { parsePlanted } from '../../../shared/practice/fact-files.ts'
import {
  countErrors,
  errorsLeft,
  type PlantedError,
  plantedLeft,
  variationOfInformation,
} from '../../../shared/practice/practice.ts'
import { parseTruthTable, type TruthTable } from '../../../shared/practice/truth-table.ts'
import type { PracticeScore } from '../messages.ts'
import { jsonOf, type OpenDataset, unwrap } from '../open-dataset.ts'

/** Scores the work so far against the truth; null where the dataset has none. */
export async function scorePractice(dataset: OpenDataset): Promise<PracticeScore | null> {
  const file = await dataset.readFact('truth')
  if (file === undefined) return null
  const truth = unwrap(parseTruthTable(file.text, file.file))
  const edits = dataset.foldedLog.offset + dataset.foldedLog.edits.length
  const { bases, now } = await segmentsOf(dataset, truth.supervoxels)
  const plantedFile = await dataset.readFact('planted')
  const errors =
    plantedFile === undefined
      ? allErrors(truth, bases, now)
      : await plantedErrors(dataset, unwrap(parsePlanted(jsonOf(plantedFile), plantedFile.file)))
  return { edits, before: variationOfInformation(truth, bases), now: variationOfInformation(truth, now), ...errors }
}

type Errors = Omit<PracticeScore, 'edits' | 'before' | 'now'>

function allErrors(truth: TruthTable, bases: ArrayLike<bigint>, now: ArrayLike<bigint>): Errors {
  const left = errorsLeft(truth, now)
  return {
    ...errorsLeft(truth, bases),
    falseSplitsLeft: left.falseSplits,
    falseMergesLeft: left.falseMerges,
    planted: false,
  }
}

async function plantedErrors(dataset: OpenDataset, planted: readonly PlantedError[]): Promise<Errors> {
  const ends = BigUint64Array.from(planted.flatMap(({ supervoxels }) => supervoxels))
  const { bases, now } = await segmentsOf(dataset, ends)
  const errors = plantedLeft(planted, now)
  const left = countErrors(errors)
  return {
    ...countErrors(plantedLeft(planted, bases)),
    falseSplitsLeft: left.falseSplits,
    falseMergesLeft: left.falseMerges,
    planted: true,
    begin: startOf(errors),
  }
}

function startOf(errors: ReturnType<typeof plantedLeft>): PracticeScore['begin'] {
  for (const { kind, position, supervoxels, segments } of errors) {
    if (kind !== 'false-split' || position === undefined) continue
    return { position, ends: supervoxels.map((supervoxel, i) => ({ supervoxel, segment: segments[i]! })) }
  }
  return undefined
}

/** The segments of supervoxels in the base agglomeration and now. */
async function segmentsOf({ foldedLog }: OpenDataset, supervoxels: BigUint64Array) {
  const bases = await foldedLog.bases.basesOf(supervoxels)
  const points = Array.from(supervoxels, (supervoxel, i) => ({ supervoxel, base: bases[i]! }))
  return { bases, now: (await foldedLog.segmentsAt(points)).map(({ segment }) => segment) }
}
