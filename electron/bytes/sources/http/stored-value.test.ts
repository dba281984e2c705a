import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AnyRange, rangeBytes } from '../../../../shared/bytes/byte-range.ts'
import { problemOf } from '../../../../shared/problem.ts'
import type { HttpAnswer } from './http-exchange.ts'
import { createAccess, refusedProblem } from './login-access.ts'
import { refusalOf } from './refusal.ts'
import { storedValue } from './stored-value.ts'

const part = fc.constantFrom(
  'bytes',
  ' ',
  '0',
  '3',
  '7',
  '-',
  '/',
  '*',
  '99',
  'gzip',
  ',',
  '<html>',
  'soon',
  'expired',
  '=',
)
const text = fc.oneof(
  fc.string(),
  fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
)
const optional = fc.option(text, { nil: undefined })
const answer: fc.Arbitrary<HttpAnswer> = fc.record({
  status: fc.oneof(
    fc.constantFrom(200, 204, 206, 206, 301, 401, 403, 404, 416, 429, 503),
    fc.integer({ min: 100, max: 599 }),
  ),
  headers: fc.record({
    'content-range': fc.oneof(fc.constantFrom('bytes 0-3/10', 'bytes 2-5/*', 'bytes 6-9/10', 'bytes 3-9/10'), optional),
    'content-encoding': optional,
    'content-type': fc.oneof(fc.constant('text/html'), optional),
    'retry-after': optional,
    'www-authenticate': optional,
    etag: optional,
  }),
  body: fc.uint8Array({ maxLength: 12 }),
})
const range: fc.Arbitrary<AnyRange> = fc.oneof(
  fc.record({ start: fc.nat(9), length: fc.nat(9) }).map(({ start, length }) => ({ start, end: start + length })),
  fc.record({ last: fc.nat(9) }),
)

describe('whatever a server answers', () => {
  it('[BY3] is a value, a miss or a problem that names the file; never more bytes than were asked for', () => {
    fc.assert(
      fc.property(answer, fc.option(range, { nil: undefined }), (said, asked) => {
        try {
          const stored = storedValue(said, { key: 'chunk', range: asked, file: 'f', now: () => 0 })
          if (stored !== undefined && said.status === 206 && asked !== undefined) {
            expect(stored.bytes.byteLength).toBeLessThanOrEqual(rangeBytes(asked))
          }
        } catch (error) {
          const problem = problemOf(error)
          if (problem === undefined) throw error
          expect(problem.file).toBe('f')
          expect(problem.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('[CR3] a refusal has a reason and a sentence', async () => {
    const access = createAccess(undefined, () => {})
    await fc.assert(
      fc.asyncProperty(answer, async (said) => {
        expect(refusalOf(said)).toBeDefined()
        expect(refusedProblem(said, 'f', undefined).message).toContain('f')
        expect(typeof access.isRefused(said)).toBe('boolean')
        expect(await access.improve(undefined, said, 'f')).toBe(false)
      }),
    )
  })
})
