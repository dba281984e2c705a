import type { SharedAnswer, StoredAnswer } from '../../shared/contracts/answers-protocol.ts'
import { doubtAnswerJson } from '../../shared/doubts/model/doubt-answer.ts'
import { type Query, type Sql, textIn, textOrNone, wholeIn } from '../database/sql.ts'
import { ANSWERS_PER_USER_MAX } from '../limits.ts'

/** Keeps what a user says of doubts. Each answer takes the place of an earlier one of that user to the same doubt. */
export async function shareAnswers(
  sql: Sql,
  { id, name }: { readonly id: number; readonly name: string },
  user: string,
  answers: readonly SharedAnswer[],
): Promise<void> {
  // Of two answers to one doubt the later counts.
  const own = [...new Map(answers.map((one) => [one.doubt, one] as const)).values()]
  if (own.length === 0) return
  await sql.transaction(async (query) => {
    // The row of the dataset stays locked until the commit, so places are seen in their order.
    const [row] = await query('update datasets set answers = answers + $2 where id = $1 returning answers', [
      ...[id, own.length],
    ])
    await query(
      `insert into doubt_answers (dataset, place, by_user, doubt, answer)
        select $1, $2::bigint + number, $3, doubt, answer
          from unnest($4::text[], $5::text[]) with ordinality as added (doubt, answer, number)
        on conflict (dataset, by_user, doubt) do update set place = excluded.place, answer = excluded.answer`,
      [
        id,
        wholeIn(row, 'answers') - own.length,
        user,
        own.map(({ doubt }) => doubt),
        own.map(({ answer }) => (answer === undefined ? null : JSON.stringify(doubtAnswerJson(answer, name)))),
      ],
    )
    await dropOldest(query, id, user)
  })
}

async function dropOldest(query: Query, dataset: number, user: string): Promise<void> {
  await query(
    `delete from doubt_answers where dataset = $1 and by_user = $2 and place <= (
      select place from doubt_answers where dataset = $1 and by_user = $2 order by place desc offset $3 limit 1)`,
    [dataset, user, ANSWERS_PER_USER_MAX],
  )
}

/** At most `take` answers after the first `after`, the oldest first, and the place of the last of them. */
export async function readAnswers(
  sql: Sql,
  dataset: number,
  after: number,
  take: number,
): Promise<{ readonly answers: readonly StoredAnswer[]; readonly last: number }> {
  const rows = await sql.query(
    `select place, by_user, doubt, answer from doubt_answers
      where dataset = $1 and place > $2 order by place limit $3::bigint`,
    [dataset, after, take],
  )
  const last = rows.at(-1)
  return {
    answers: rows.map((row) => ({
      by: textIn(row, 'by_user'),
      doubt: textIn(row, 'doubt'),
      answerJson: textOrNone(row, 'answer'),
    })),
    last: last === undefined ? after : wholeIn(last, 'place'),
  }
}
