import { expect, it } from 'vitest'
import type { ByteClient } from '../../shared/bytes/byte-client.ts'
import { ProblemError } from '../../shared/problem.ts'
import { loadSkeleton, openSkeletons } from './load-skeleton.ts'

const SOURCE = { sourceId: 'k', info: { '@type': 'neuroglancer_skeletons' }, location: '/d/k' }
const signal = new AbortController().signal

/** Four vertices in a row, and edges between them. */
function stored(edges: readonly number[]): Uint8Array<ArrayBuffer> {
  const positions = Float32Array.from({ length: 12 }, (_, i) => i)
  const numbers = [Uint32Array.of(4, edges.length / 2), positions, Uint32Array.from(edges)]
  return Uint8Array.from(numbers.flatMap((array) => [...new Uint8Array(array.buffer)]))
}

async function loaded(bytes: Uint8Array<ArrayBuffer> | undefined | Error, source = SOURCE) {
  const client: Pick<ByteClient, 'get'> = {
    get: async (sourceId, key) => {
      if (bytes instanceof Error) throw bytes
      expect([sourceId, key]).toEqual(['k', '7'])
      return bytes && { data: bytes, transferred: bytes.length }
    },
  }
  const request = { kind: 'skeleton', id: 3, volumeId: 1, segment: 7n } as const
  return loadSkeleton(openSkeletons(source), request, client as ByteClient, signal)
}

it('[SK5] a decode worker replies to a request for a skeleton with ribbons along its good edges', async () => {
  const bytes = stored([0, 1, 1, 2, 2, 0, 2, 9])
  const reply = await loaded(bytes)
  if (reply.kind !== 'skeleton') throw new Error(JSON.stringify(reply))
  expect([...reply.mesh.labels]).toEqual([7n])
  expect(reply.mesh.triangles).toHaveLength(2 * 6)
  expect(reply.transferred).toBe(bytes.length)
  expect(reply.problems).toEqual([
    '/d/k/7: 1 of 4 edges close a cycle, the first is edge 2; the others are drawn',
    '/d/k/7: 1 of 4 edges name a vertex that is not there, the first is edge 3; the others are drawn',
  ])
})

it('[SK5] or says that there is none, or why it cannot be had', async () => {
  expect(await loaded(undefined)).toEqual({ kind: 'missing', id: 3 })
  expect(await loaded(new Uint8Array(5))).toMatchObject({
    kind: 'failed',
    problem: { kind: 'bad-mesh', file: '/d/k/7' },
  })
  const gone = new ProblemError({ kind: 'network', message: 'The server is gone' })
  expect(await loaded(gone)).toMatchObject({ kind: 'failed', problem: { message: 'The server is gone' } })
  const other = { ...SOURCE, info: { '@type': 'other' } }
  expect(await loaded(stored([]), other)).toMatchObject({ kind: 'failed', problem: { field: '@type' } })
  const request = { kind: 'skeleton', id: 3, volumeId: 1, segment: 7n } as const
  const client = { get: async () => undefined } as unknown as ByteClient
  expect(await loadSkeleton(undefined, request, client, signal)).toMatchObject({ kind: 'failed' })
})
