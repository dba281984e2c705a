import { type DoubtAnswer, doubtAnswerJson, readDoubtAnswer } from '../doubts/model/doubt-answer.ts'
import { AUTHOR_CHARACTERS_MAX } from '../edits/edit-limits.ts'
import { type Field, listOf, MalformedField, parseJson, recordOf, resultOf, textOf, wholeOf } from '../json-field.ts'
import type { Result } from '../problem.ts'

/**
 * The contract between a client and the central store about answers to doubts, over http beside the socket of edits. A store
 * that is older has nothing at this path and replies with 404.
 *
 * GET `?dataset=…&after=<n>`: the answers that were shared after the first n, the oldest first, as `ToldAnswers`.
 * POST `?dataset=…`, text/plain: shares own answers, or takes them back. The reply is empty `ToldAnswers`.
 */
export const ANSWERS_PATH = '/v1/answers'

/** Answers in one POST, and its bytes: an answer has at most some 2,000. */
export const ANSWERS_SHARED_MAX = 50
export const ANSWERS_SHARED_BYTES_MAX = 128 * 2 ** 10
/** Answers in one reply. A reply with fewer is the last. */
export const ANSWERS_TOLD_MAX = 300
export const ANSWERS_TOLD_BYTES_MAX = 8 * ANSWERS_SHARED_BYTES_MAX

/** Characters of the id of a doubt: two 64-bit ids and a word. */
const DOUBT_CHARACTERS_MAX = 64

/** What one says of a doubt now. Without `answer` an earlier one is taken back. */
export interface SharedAnswer {
  readonly doubt: string
  readonly answer: DoubtAnswer | undefined
}

export interface ToldAnswer extends SharedAnswer {
  /** The user whose token brought it. */
  readonly by: string
}

export interface ToldAnswers {
  readonly answers: readonly ToldAnswer[]
  /** What to ask for `after` the next time. */
  readonly last: number
  /** Why some of the answers were passed over. */
  readonly problem: string | undefined
}

export function formatSharedAnswers(answers: readonly SharedAnswer[], dataset: string): string {
  return JSON.stringify({
    answers: answers.map(({ doubt, answer }) => ({ doubt, answer: answer ? doubtAnswerJson(answer, dataset) : null })),
  })
}

/** Fails where any of them is damaged or of another dataset, and names it: then none of them counts. */
export function parseSharedAnswers(text: string, dataset: string): Result<readonly SharedAnswer[]> {
  return resultOf(parseJson(text), 'the shared answers', (whole) =>
    listOf(recordOf(whole, ['answers'])('answers'), ANSWERS_SHARED_MAX, (item): SharedAnswer => {
      const of = recordOf(item, ['doubt', 'answer'])
      return readShared(of('doubt'), of('answer'), dataset)
    }),
  )
}

/** An answer as a store keeps it: its JSON is not parsed again on its way out. */
export interface StoredAnswer {
  readonly by: string
  readonly doubt: string
  readonly answerJson: string | undefined
}

export function formatToldAnswers(answers: readonly StoredAnswer[], last: number): string {
  const texts = answers.map(
    ({ by, doubt, answerJson }) =>
      `{"by":${JSON.stringify(by)},"doubt":${JSON.stringify(doubt)},"answer":${answerJson ?? 'null'}}`,
  )
  return `{"answers":[${texts.join(',')}],"last":${last}}`
}

/** An answer that is damaged or that a newer version wrote is passed over, and the others are read. */
export function parseToldAnswers(text: string, dataset: string): Result<ToldAnswers> {
  return resultOf(parseJson(text), 'the answers of the store', (whole) => {
    const of = recordOf(whole, ['answers', 'last'])
    let problem: string | undefined
    const read = listOf(of('answers'), ANSWERS_TOLD_MAX, (item): readonly ToldAnswer[] => {
      const one = recordOf(item, ['by', 'doubt', 'answer'])
      const by = textOf(one('by'), AUTHOR_CHARACTERS_MAX)
      try {
        return [{ by, ...readShared(one('doubt'), one('answer'), dataset) }]
      } catch (error) {
        if (!(error instanceof MalformedField)) throw error
        problem = `an answer of ${by}: ${error.message}`
        return []
      }
    })
    return { answers: read.flat(), last: wholeOf(of('last'), 0), problem }
  })
}

function readShared(doubt: Field, answer: Field, dataset: string): SharedAnswer {
  const id = textOf(doubt, DOUBT_CHARACTERS_MAX)
  if (answer.value === null) return { doubt: id, answer: undefined }
  const read = readDoubtAnswer(answer, dataset)
  if (read.doubt !== id) throw new MalformedField(`${answer.path}.doubt`, 'must be that of the answer')
  return { doubt: id, answer: read }
}
