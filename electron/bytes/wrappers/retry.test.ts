import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Problem, ProblemError } from '../../../shared/problem.ts'
import { retryDelayMs, waitMs, withRetries } from './retry.ts'

const problem = (kind: Problem['kind'], more: Partial<Problem> = {}): Problem => ({ kind, message: kind, ...more })

describe('retryDelayMs', () => {
  it('[BY4] backs off with jitter, three tries in all', () => {
    const network = problem('network')
    expect(retryDelayMs(network, 1, 0)).toBe(100)
    expect(retryDelayMs(network, 1, 0.5)).toBe(150)
    expect(retryDelayMs(network, 2, 0)).toBe(400)
    expect(retryDelayMs(network, 3, 0)).toBeUndefined()
  })

  it('[BY4] a stall gets one more try', () => {
    expect(retryDelayMs(problem('stalled'), 1, 0)).toBe(100)
    expect(retryDelayMs(problem('stalled'), 2, 0)).toBeUndefined()
  })

  it.each([
    'not-found',
    'not-a-volume',
    'bad-description',
    'bad-chunk',
    'bad-shard',
    'unsupported',
    'too-large',
    'outside',
    'forbidden',
    'disk',
    'cancelled',
  ] as const)('[BY4] %s is final', (kind) => {
    expect(retryDelayMs(problem(kind), 1, 0)).toBeUndefined()
  })

  it('[BY4] of the statuses only those that pass', () => {
    const again = (status: number) => retryDelayMs(problem('http-status', { status }), 1, 0) !== undefined
    expect([400, 410, 418, 500, 501, 502, 503, 504, 505].filter(again)).toEqual([500, 502, 503, 504])
    expect(retryDelayMs(problem('network', { status: 302 }), 1, 0)).toBeUndefined()
  })

  it('[BY4] waits as long as asked, unless that is too long to wait here', () => {
    fc.assert(
      fc.property(fc.nat(20_000), fc.double({ min: 0, max: 0.999, noNaN: true }), (retryAfterMs, random) => {
        const delay = retryDelayMs(problem('rate-limited', { retryAfterMs }), 1, random)
        if (retryAfterMs > 5000) expect(delay).toBeUndefined()
        else expect(delay).toBeGreaterThanOrEqual(retryAfterMs)
      }),
    )
  })
})

describe('withRetries', () => {
  const failing = () => Promise.reject(new ProblemError(problem('network')))
  const random = () => 0

  it('[BY4] gives up with the last problem', async () => {
    let tries = 0
    const attempt = () => {
      tries++
      return Promise.reject(new ProblemError(problem('network', { message: `try ${tries}` })))
    }
    const retried = withRetries(attempt, { wait: async () => {}, random }, undefined)
    await expect(retried).rejects.toMatchObject({ problem: { message: 'try 3' } })
  })

  it('[BY4] a bug is not tried again', async () => {
    let tries = 0
    const attempt = async () => {
      tries++
      throw new Error('bug: x')
    }
    await expect(withRetries(attempt, { wait: async () => {}, random }, undefined)).rejects.toThrow('bug: x')
    expect(tries).toBe(1)
  })

  it('[BY4] an abort ends the wait and the retries', async () => {
    const controller = new AbortController()
    const wait = (_ms: number, signal: Parameters<typeof waitMs>[1]) => {
      const waiting = waitMs(2 ** 30, signal)
      controller.abort()
      return waiting
    }
    const retried = withRetries(failing, { wait, random }, controller.signal)
    await expect(retried).rejects.toMatchObject({ problem: { kind: 'cancelled' } })
  })
})
