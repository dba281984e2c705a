import { describe, expect, it } from 'vitest'
import type { LabelChunk } from '../../../shared/codec/decoded-chunk.ts'
import { createKeptChunks } from './kept-chunks.ts'

function chunkOf(bytes: number): LabelChunk {
  return { kind: 'labels', size: [bytes, 1, 1], labels: new BigUint64Array(0), indices: new Uint8Array(bytes) }
}

describe('chunks that are kept for the next blocks', () => {
  it('[SF10] are read once, and again when those used longest ago had to go', async () => {
    const kept = createKeptChunks(100)
    const read: string[] = []
    const { signal } = new AbortController()
    const get = (key: string, bytes = 40) =>
      kept.get(
        key,
        async () => {
          read.push(key)
          return chunkOf(bytes)
        },
        signal,
      )
    await Promise.all([get('a'), get('a'), get('b')])
    expect(read).toEqual(['a', 'b'])
    await get('a')
    await get('c')
    // b was used longest ago.
    await get('a')
    await get('b')
    expect(read).toEqual(['a', 'b', 'c', 'b'])
  })

  it('[SF10] may be larger than all the room, one at a time', async () => {
    const kept = createKeptChunks(100)
    let reads = 0
    const { signal } = new AbortController()
    const read = async () => {
      reads++
      return chunkOf(500)
    }
    for (const key of ['a', 'a', 'b', 'b', 'a']) await kept.get(key, read, signal)
    expect(reads).toBe(3)
  })

  it('[SF10] are forgotten with their volume, and background is kept too', async () => {
    const kept = createKeptChunks()
    let reads = 0
    const { signal } = new AbortController()
    const background = async () => {
      reads++
      return undefined
    }
    for (const key of ['1/0/0', '1/0/0', '2/0/0']) expect(await kept.get(key, background, signal)).toBe(undefined)
    expect(reads).toBe(2)
    kept.forget('1/')
    for (const key of ['1/0/0', '2/0/0']) await kept.get(key, background, signal)
    expect(reads).toBe(3)
  })
})
