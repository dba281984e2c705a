import type { FastifyRequest, FastifyServerOptions } from 'fastify'

/** What a token looks like, should a person have put one into an address. */
const TOKEN = /skein_[\w-]+/g

/** Text that holds no token. */
function withoutTokens(text: string): string {
  return text.replace(TOKEN, '(token)')
}

/** What an error says, as one line. The address of a database may hold its password, and is in none. */
export function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return sentenceOf(error.errors[0])
  return withoutTokens(error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ')
}

/**
 * Log lines are JSON, so that no text in them can pose as another line. Neither headers nor queries are logged, and an
 * error only with what it says: the values of a statement may be anything.
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
