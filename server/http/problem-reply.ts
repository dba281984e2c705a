import type { FastifyReply } from 'fastify'
import type { StoreProblem, StoreProblemCode } from '../../shared/contracts/store-protocol.ts'

const STATUSES: Readonly<Record<StoreProblemCode, number>> = {
  'not-signed-in': 401,
  'no-access': 403,
  'too-many': 429,
  'other-version': 400,
  malformed: 400,
  'too-large': 413,
  gap: 409,
  altered: 409,
  'too-slow': 408,
  unavailable: 503,
}

/** Sends a problem as the body of the reply, so that a client reads the store's own words. */
export async function replyWithProblem(
  reply: FastifyReply,
  problem: StoreProblem,
  status = STATUSES[problem.code],
): Promise<void> {
  if (problem.code === 'not-signed-in') reply.header('www-authenticate', 'Bearer')
  if (problem.retryAfterMs !== undefined) reply.header('retry-after', String(Math.ceil(problem.retryAfterMs / 1000)))
  await reply.code(status).send(problem)
}
