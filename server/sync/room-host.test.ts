import { expect, it } from 'vitest'
import type { FromStore } from '../../shared/contracts/store-protocol.ts'
import { parseFromStore } from '../../shared/contracts/store-protocol.ts'
import { createMemoryStorage } from '../../shared/sync/testing/edit-storage-memory.ts'
import { mergesOf, usersOf } from '../../shared/sync/testing/sync-fixture.ts'
import { inDataset } from '../testing/test-client.ts'
import { createRoomHost } from './room-host.ts'

it('[SV24] if only the result of a commit is lost, the others still get its edits', async () => {
  const memory = createMemoryStorage(['d'], usersOf({ ann: 'proofreader', vic: 'viewer' }))
  const dropped: number[] = []
  const storage = {
    ...memory,
    async commit(...args: Parameters<typeof memory.commit>) {
      await memory.commit(...args)
      throw new Error('the connection broke')
    },
  }
  const edits = await new Promise<Extract<FromStore, { readonly kind: 'committed' }>['entries']>((resolve) => {
    const host = createRoomHost('d', 0, 0, {
      storage,
      send(connection, bytes) {
        const message = parseFromStore(bytes.toString())
        if (connection === 2 && message.ok && message.value.kind === 'committed') resolve(message.value.entries)
      },
      backlog: () => 0,
      drop: (connection) => void dropped.push(connection),
      onCommitted() {},
      onFailure() {},
      now: () => 0,
    })
    host.take({ kind: 'joined', connection: 1, user: 'ann', role: 'proofreader', client: 'a', head: 0 })
    host.take({ kind: 'joined', connection: 2, user: 'vic', role: 'viewer', client: 'v', head: 0 })
    host.take({ kind: 'pushed', connection: 1, edits: inDataset('d', mergesOf('a/s', 1, 3)) })
  })
  expect(edits).toHaveLength(3)
  expect(dropped).toEqual([1])
})
