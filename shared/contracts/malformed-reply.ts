import * as v from 'valibot'
import type { Problem } from '../problem.ts'

/** The request that a malformed reply was for, and what is wrong. */
export interface MalformedReply {
  readonly id: number
  readonly problem: Problem
}

/**
 * What is wrong with a message that is no reply, so that its request does not wait for ever. Undefined where the
 * message names no request.
 * @param from who sent it, as the subject of a sentence: "The byte process"
 * @param issues what the schema of replies found
 */
export function malformedReply(
  from: string,
  data: unknown,
  issues: readonly v.BaseIssue<unknown>[],
): MalformedReply | undefined {
  const named = v.safeParse(v.object({ id: v.number() }), data)
  if (!named.success) return undefined
  const field = issues.map((issue) => v.getDotPath(issue)).find((path) => path !== null) ?? 'kind'
  const message = `${from} sent a malformed reply: ${field} is missing or wrong`
  return { id: named.output.id, problem: { kind: 'unsupported', message, field } }
}
