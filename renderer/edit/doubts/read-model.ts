import type { DoubtModel } from '../../../shared/doubts/model/doubt-model.ts'
import { parseDoubtModel } from '../../../shared/doubts/model/parse-doubt-model.ts'
import { problemOf } from '../../../shared/problem.ts'
import { jsonOf, type OpenDataset, unwrap } from '../open-dataset.ts'
import type { QueueModel } from './live-ranking.ts'

/** The model that the dataset names. Where it cannot be read, or names none, it is that of the app. */
export async function readModel(
  { readFact }: Pick<OpenDataset, 'readFact'>,
  own: DoubtModel | undefined,
): Promise<QueueModel> {
  try {
    const file = await readFact('doubtModel')
    return { model: file === undefined ? own : unwrap(parseDoubtModel(jsonOf(file), file.file)) }
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined) throw error
    return { model: own, problem: problem.message }
  }
}
