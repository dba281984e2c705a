import { describe, expect, it, vi } from 'vitest'
import { ProblemError } from '../../../shared/problem.ts'
import { machineOf, startApp, toyEdges } from '../testing/session-fixture.ts'

describe('an agglomeration that cannot be read', () => {
  it('[SS18] stops all editing, says why, and lets it go on when it is read', async () => {
    const machine = machineOf(toyEdges('1-2 0.9, 4-5 0.3'))
    const { source } = machine
    let works = false
    const basesOf = (supervoxels: BigUint64Array) =>
      works || supervoxels.length === 0
        ? source.basesOf(supervoxels)
        : Promise.reject(new ProblemError({ kind: 'bad-chunk', message: 'Chunk 0 of /agg/ids cannot be decoded' }))
    const zarr = { kind: 'zarr', sourceId: 's', location: '/d', folder: 'agg' } as const
    const app = await startApp({
      ...machine,
      source: { ...source, basesOf },
      dataset: { ...machine.dataset, agglomeration: zarr },
    })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      await app.gl({ kind: 'watch', supervoxels: BigUint64Array.of(1n, 2n) })
      expect(app.log().unread).toEqual({ reason: 'Chunk 0 of /agg/ids cannot be decoded', retries: true })
      expect(await app.merge(4, 5)).toMatchObject({
        kind: 'refused',
        sentence: 'The segments in grey cannot be read: Chunk 0 of /agg/ids cannot be decoded',
      })
      expect(app.toGl.filter(({ kind }) => kind === 'segments')).toEqual([])
      works = true
      await vi.advanceTimersByTimeAsync(5_000)
      await app.gl({ kind: 'unwatch', supervoxels: BigUint64Array.of() })
    } finally {
      vi.useRealTimers()
    }
    expect(app.log()).toEqual({ edits: 0, pending: 0 })
    expect(app.toGl.at(-1)).toMatchObject({ kind: 'segments', segments: BigUint64Array.of(1n, 1n) })
    expect((await app.merge(4, 5)).kind).toBe('made')
    expect(app.reported).toEqual([])
  })
})
