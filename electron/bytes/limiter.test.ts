import { describe, expect, it } from 'vitest'
import { createLimiter } from './limiter.ts'

/** Tasks that end when told to, and the order in which they began. */
function tasks() {
  const begun: string[] = []
  const ends = new Map<string, (error?: Error) => void>()
  const task = (name: string) => () => {
    begun.push(name)
    return new Promise<string>((resolve, reject) => {
      ends.set(name, (error) => (error ? reject(error) : resolve(name)))
    })
  }
  return { begun, task, end: (name: string, error?: Error) => ends.get(name)?.(error) }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('createLimiter', () => {
  it('[BY3] starts so many at once, then in order as others end, by success or failure', async () => {
    const { begun, task, end } = tasks()
    const limiter = createLimiter(2)
    const runs = Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((name) => limiter.run(task(name))))
    await settled()
    expect(begun).toEqual(['a', 'b'])
    end('b', new Error('no'))
    await settled()
    expect(begun).toEqual(['a', 'b', 'c'])
    end('a')
    end('c')
    await settled()
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e'])
    end('d')
    end('e')
    expect((await runs).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ])
  })

  it('[BY3] a cancelled task leaves the queue and makes room for nobody else', async () => {
    const { begun, task, end } = tasks()
    const limiter = createLimiter(1)
    const controller = new AbortController()
    const first = limiter.run(task('first'))
    const left = limiter.run(task('left'), controller.signal)
    const last = limiter.run(task('last'))
    controller.abort()
    await expect(left).rejects.toMatchObject({ problem: { kind: 'cancelled' } })
    await settled()
    expect(begun).toEqual(['first'])
    end('first')
    await first
    await settled()
    expect(begun).toEqual(['first', 'last'])
    end('last')
    expect(await last).toBe('last')
  })

  it('[BY3] a task that throws before it begins gives its place back', async () => {
    const limiter = createLimiter(1)
    const broken = () => {
      throw new Error('bug: x')
    }
    await expect(limiter.run(broken)).rejects.toThrow('bug: x')
    expect(await limiter.run(async () => 'next')).toBe('next')
  })
})
