import type { FastifyRequest, FastifyServerOptions } from 'fastify'
import { messageOf } from '../../shared/problem.ts'

/** What a token looks like. A person may have put one into an address. */
const TOKEN = /skein_[\w-]+/g

/** Text that holds no token. */
function withoutTokens(text: string): string {
  return text.replace(TOKEN, '(token)')
}

/** The message of an error as one line, without the address of a database, which may hold a password. */
export function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return sentenceOf(error.errors[0])
  return withoutTokens(messageOf(error)).replace(/\s+/g, ' ')
}

/**
 * Log lines are JSON, so that no text in them can pose as another line. Headers and queries are not logged. Of an error
 * only its message is logged, because the values of a statement may be anything.
 */
export function loggerOptions(level: string): NonNullable<FastifyServerOptions['logger']> {
  return {
    level,
    base: null,
    serializers: {
      req: ({ method, url, ip }: FastifyRequest) => ({ method, path: pathOf(url), address: ip }),
      res: ({ statusCode }: { readonly statusCode: number }) => ({ status: statusCode }),
      err: (error: Error) => ({ type: error.name, message: withoutTokens(error.message), stack: stackOf(error) }),
    },
    redact: ['authorization', '*.authorization', 'token', '*.token', 'headers', '*.headers'],
  }
}

function pathOf(url: string): string {
  return withoutTokens(url.split('?')[0] ?? '')
}

function stackOf({ stack }: Error): string {
  return withoutTokens(stack ?? '')
}
