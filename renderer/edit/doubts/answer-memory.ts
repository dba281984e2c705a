import { type DoubtAnswer, doubtAnswerJson, parseDoubtAnswer } from '../../../shared/doubts/model/doubt-answer.ts'
import type { LocalRecords } from '../local-records.ts'

/** The answers of this machine to the doubts of one dataset, also from earlier starts: what its model learns from. */
export interface AnswerMemory {
  /** The oldest first. Whether they still hold follows from the log and the dismissals. */
  all(): readonly DoubtAnswer[]
  /** Why an answer that was kept could not be read. The others are there. */
  readonly problem: string | undefined
  /** Takes the place of an earlier answer to the same doubt. Where the disk is full, it lasts until the dataset is closed. */
  keep(answer: DoubtAnswer): Promise<void>
  /** Forgets all of them. */
  forget(): Promise<void>
  /** The doubts whose answers were forgotten since the dataset was opened, unless they were answered anew. */
  readonly forgotten: readonly string[]
  bringBack(): Promise<void>
}

type Kept = Pick<LocalRecords, 'doubtAnswers' | 'keepDoubtAnswer' | 'forgetDoubtAnswers'>

/** What a problem calls the place of these answers. */
const PLACE = 'the answers to doubts kept on this machine'

export async function openAnswerMemory(records: Kept, dataset: string): Promise<AnswerMemory> {
  const answers = new Map<string, DoubtAnswer>()
  const forgotten = new Map<string, DoubtAnswer>()
  let problem: string | undefined
  for (const kept of await records.doubtAnswers(dataset)) {
    const answer = parseDoubtAnswer(kept, dataset, PLACE)
    if (answer.ok) answers.set(answer.value.doubt, answer.value)
    else problem = answer.problem.message
  }
  const write = (answer: DoubtAnswer) =>
    records.keepDoubtAnswer(dataset, answer.doubt, doubtAnswerJson(answer, dataset)).catch(() => undefined)
  return {
    all: () => [...answers.values()].sort((p, q) => p.madeAtMs - q.madeAtMs || (p.doubt < q.doubt ? -1 : 1)),
    get problem() {
      return problem
    },
    async keep(answer) {
      answers.set(answer.doubt, answer)
      forgotten.delete(answer.doubt)
      await write(answer)
    },
    async forget() {
      await records.forgetDoubtAnswers(dataset)
      for (const [doubt, answer] of answers) forgotten.set(doubt, answer)
      answers.clear()
      problem = undefined
    },
    get forgotten() {
      return [...forgotten.keys()]
    },
    async bringBack() {
      for (const [doubt, answer] of forgotten) answers.set(doubt, answer)
      const back = [...forgotten.values()]
      forgotten.clear()
      for (const answer of back) await write(answer)
    },
  }
}
