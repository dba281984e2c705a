import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  ANSWERS_PATH,
  ANSWERS_SHARED_BYTES_MAX,
  ANSWERS_TOLD_MAX,
  formatToldAnswers,
  parseSharedAnswers,
} from '../../shared/contracts/answers-protocol.ts'
import { isAtLeast, type Role, type StoreProblem } from '../../shared/contracts/store-protocol.ts'
import type { Sql } from '../database/sql.ts'
import { readAnswers, shareAnswers } from '../storage/shared-answers.ts'
import { tooMany } from '../sync/connection.ts'

/** A dataset, and who asks for it. */
export interface Asked {
  readonly name: string
  readonly id: number
  readonly user: string
  readonly role: Role
}

export interface AnswersRouteParts {
  readonly sql: Sql
  refuse(reply: FastifyReply, problem: StoreProblem): Promise<void>
  /** The dataset that a request names, if the user may read it; undefined if the request was refused. */
  accessOf(request: FastifyRequest, reply: FastifyReply): Promise<Asked | undefined>
  /** Whether this user may share this many answers now. */
  mayShare(user: string, answers: number): boolean
}

/** What the members of a dataset say of its doubts, for those who want to learn from it. */
export function addAnswersRoutes(
  guarded: FastifyInstance,
  { sql, refuse, accessOf, mayShare }: AnswersRouteParts,
): void {
  guarded.get(ANSWERS_PATH, async (request, reply) => {
    const asked = await accessOf(request, reply)
    if (asked === undefined) return reply
    const after = afterOf(request.query)
    if (after === undefined) return refuse(reply, { code: 'malformed', message: 'after must be a whole number from 0' })
    const { answers, last } = await readAnswers(sql, asked.id, after, ANSWERS_TOLD_MAX)
    return reply.type('application/json').send(formatToldAnswers(answers, last))
  })
  guarded.post(ANSWERS_PATH, { bodyLimit: ANSWERS_SHARED_BYTES_MAX }, async (request, reply) => {
    const asked = await accessOf(request, reply)
    if (asked === undefined) return reply
    const { user, role, name } = asked
    if (!isAtLeast(role, 'proofreader')) {
      return refuse(reply, { code: 'no-access', message: `${user} may look at this dataset, and not answer in it` })
    }
    const answers = parseSharedAnswers(typeof request.body === 'string' ? request.body : '', name)
    if (!answers.ok) return refuse(reply, { code: 'malformed', message: answers.problem.message })
    if (!mayShare(user, answers.value.length)) return refuse(reply, tooMany('Too many answers in a short time'))
    await shareAnswers(sql, asked, user, answers.value)
    return reply.type('application/json').send(formatToldAnswers([], 0))
  })
}

function afterOf(query: unknown): number | undefined {
  const { after }: Partial<Record<string, unknown>> = typeof query === 'object' && query !== null ? { ...query } : {}
  return typeof after === 'string' && /^\d{1,15}$/.test(after) ? Number(after) : undefined
}
