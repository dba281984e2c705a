import type { FastifyRequest, FastifyServerOptions } from 'fastify'

/** What a token looks like, should a person have put one into an address. */
const TOKEN = /skein_[\w-]+/g

/** Text that holds no token. */
export function withoutTokens(text: string): string {
  return text.replace(TOKEN, '(token)')
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
