import { describe, expect, it } from 'vitest'
import { createKeptReads } from './kept-reads.ts'

const never = new AbortController().signal

/** Counts its reads; each name weighs 10 bytes. */
function counted(maxBytes: number) {
  const kept = createKeptReads<string>(maxBytes)
  const reads: string[] = []
  const ask = (name: string) =>
    kept.get(
      name,
      async () => {
        reads.push(name)
        return { value: name, bytes: 10 }
      },
      never,
    )
  return { ask, reads }
}

describe('createKeptReads', () => {
  it('[BY5] askers at once and later share one read', async () => {
    const { ask, reads } = counted(100)
    expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual(['a', 'a', 'b'])
    expect(await ask('a')).toBe('a')
    expect(reads).toEqual(['a', 'b'])
  })

  it('[BY5] the least recently used leaves when the bytes are spent', async () => {
    const { ask, reads } = counted(30)
    for (const name of ['a', 'b', 'c', 'a', 'd', 'a', 'c', 'd', 'b']) await ask(name)
    expect(reads).toEqual(['a', 'b', 'c', 'd', 'b'])
  })

  it('[BY5] a failed read is not kept', async () => {
    const kept = createKeptReads<string>(100)
    await expect(kept.get('a', () => Promise.reject(new Error('disk')), never)).rejects.toThrow('disk')
    expect(await kept.get('a', async () => ({ value: 'good', bytes: 1 }), never)).toBe('good')
  })

  it('[BY5] the read is aborted when the last asker leaves, and the next asker reads anew', async () => {
    const kept = createKeptReads<string>(100)
    const signals: AbortSignal[] = []
    const read = (signal: AbortSignal) => {
      signals.push(signal)
      return new Promise<{ value: string; bytes: number }>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')))
        if (signals.length === 2) resolve({ value: 'second', bytes: 1 })
      })
    }
    const controllers = [new AbortController(), new AbortController()]
    const asked = controllers.map(({ signal }) => kept.get('a', read, signal))
    const outcomes = Promise.allSettled(asked)
    controllers[0]!.abort()
    await expect(asked[0]).rejects.toMatchObject({ problem: { kind: 'cancelled' } })
    expect(signals[0]?.aborted).toBe(false)
    controllers[1]!.abort()
    await outcomes
    expect(signals[0]?.aborted).toBe(true)
    expect(await kept.get('a', read, never)).toBe('second')
    expect(signals.length).toBe(2)
  })
})
