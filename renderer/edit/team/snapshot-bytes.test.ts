import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { problemOf } from '../../../shared/problem.ts'
import { collectSnapshot } from './snapshot-bytes.ts'

const SNAPSHOT = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 5)
const MAX = SNAPSHOT.length

async function collected(bytes: Uint8Array, pieceBytes: number, bytesMax = MAX) {
  const snapshot = collectSnapshot(bytesMax)
  for (let at = 0; at < bytes.length; at += pieceBytes) snapshot.add(new Uint8Array(bytes.slice(at, at + pieceBytes)))
  return snapshot.whole().catch((error: unknown) => problemOf(error) ?? { kind: 'bug', error })
}

describe('a snapshot that comes in pieces', () => {
  const gzip = gzipSync(SNAPSHOT, { level: 1 })

  it('[SD14] is inflated, however its bytes are cut, and taken as it is where a store sends it without gzip', async () => {
    for (const pieceBytes of [1000, 65_536, gzip.length, MAX]) {
      expect(await collected(gzip, pieceBytes)).toEqual(SNAPSHOT)
      expect(await collected(SNAPSHOT, pieceBytes)).toEqual(SNAPSHOT)
    }
    expect(await collected(new Uint8Array(0), 1)).toEqual(new Uint8Array(0))
  })

  it('[SD14] that inflates beyond the limit is refused with a sentence', async () => {
    const told = {
      kind: 'too-large',
      message: expect.stringMatching(/^The snapshot .* has more than the [\d.]+ MB that/),
    }
    expect(await collected(gzip, 1000, MAX - 1)).toMatchObject(told)
    expect(await collected(SNAPSHOT, 1000, MAX - 1)).toMatchObject(told)
    const bomb = gzipSync(new Uint8Array(2 ** 26), { level: 9 })
    expect(bomb.length).toBeLessThan(2 ** 17)
    expect(await collected(bomb, 1000, 2 ** 20)).toMatchObject({ ...told, kind: 'too-large' })
  })

  it('[SD14] that is damaged or cut short is refused with a sentence', async () => {
    const told = { kind: 'bad-snapshot', message: 'The snapshot of the team’s edits came damaged or cut short' }
    const damaged = Uint8Array.from(gzip)
    damaged[gzip.length >> 1]! ^= 255
    expect(await collected(damaged, 1000)).toMatchObject(told)
    expect(await collected(gzip.subarray(0, gzip.length - 9), 1000)).toMatchObject(told)
    expect(await collected(gzip.subarray(0, gzip.length >> 1), 1000)).toMatchObject(told)
  })

  it('[SD14] that nobody wants any more is let go without a word', async () => {
    const snapshot = collectSnapshot(MAX)
    snapshot.add(new Uint8Array(gzip.subarray(0, 1000)))
    snapshot.drop()
    await new Promise((resolve) => setImmediate(resolve))
  })
})
