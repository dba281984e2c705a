import { expect, it } from 'vitest'
import { problemOf } from '../../../shared/problem.ts'
import { describeByteSource, memorySource } from '../testing/byte-source-conformance.ts'
import { withSharedReads } from './with-shared-reads.ts'

const CHUNK = Uint8Array.from({ length: 500 }, (_, i) => i)

function shared() {
  const memory = memorySource(new Map([['chunk', CHUNK]]))
  return { memory, source: withSharedReads(memory) }
}

describeByteSource('withSharedReads', async (contents) => ({
  source: withSharedReads(memorySource(new Map(Object.entries(contents)))),
  close: async () => undefined,
}))

it('[IM9] a value that several ask for at once is read once, and each gets a buffer of its own', async () => {
  const { memory, source } = shared()
  const transferred: number[] = []
  const onTransferred = (bytes: number) => void transferred.push(bytes)
  const all = await Promise.all([1, 2, 3].map(() => source.get('chunk', { onTransferred })))
  expect(memory.reads).toEqual(['chunk'])
  expect(all).toEqual([CHUNK, CHUNK, CHUNK])
  expect(new Set(all.map((bytes) => bytes?.buffer)).size).toBe(3)
  expect(transferred).toEqual([500])
  // It is not kept: what is asked for later is read again.
  await source.get('chunk')
  expect(memory.reads).toEqual(['chunk', 'chunk'])
})

it('[IM9] one that leaves takes nothing from the others; when the last one leaves, the read ends', async () => {
  const { memory, source } = shared()
  const [one, two] = [new AbortController(), new AbortController()]
  const first = source.get('chunk', { signal: one.signal }).catch(problemOf)
  const second = source.get('chunk', { signal: two.signal })
  one.abort()
  expect(await first).toMatchObject({ kind: 'cancelled' })
  expect(await second).toEqual(CHUNK)
  const third = source.get('chunk', { signal: AbortSignal.abort() }).catch(problemOf)
  expect(await third).toMatchObject({ kind: 'cancelled' })
  const last = new AbortController()
  const alone = source.get('chunk', { signal: last.signal }).catch(problemOf)
  last.abort()
  expect(await alone).toMatchObject({ kind: 'cancelled' })
  // Whoever asks next does not join the read that is being aborted.
  expect(await source.get('chunk')).toEqual(CHUNK)
  expect(memory.reads.length).toBe(3)
})

it('[IM9] a problem reaches everyone who waits, and the next one who asks tries again', async () => {
  let reads = 0
  const failing = withSharedReads({
    fileOf: (key) => key,
    get: async () => {
      reads += 1
      throw new Error('no')
    },
  })
  const all = await Promise.allSettled([failing.get('a'), failing.get('a')])
  expect([all.map(({ status }) => status), reads]).toEqual([['rejected', 'rejected'], 1])
  await expect(failing.get('a')).rejects.toThrow('no')
  expect(reads).toBe(2)
})
