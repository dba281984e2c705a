import { afterEach } from 'vitest'
import type { FromTransport, ToTransport } from '../../../../shared/contracts/transport-protocol.ts'
import { serveTransport, type TransportParts } from '../transport-server.ts'
import { type Behaviour, startTestStore, type TestStore } from './test-store.ts'

export const TOKEN = 'sk_Zq3v0Nf4lQ9w7Yb2'
/** What a test started, to be ended after it. */
export const ending: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

export async function started(behaviour?: Behaviour): Promise<TestStore> {
  const store = await startTestStore(behaviour)
  ending.push(store.close)
  return store
}

/** A port as the edit worker has it: what it was told, in order, and a way to wait for more. */
export function transport(parts: Partial<TransportParts> = {}) {
  const told: FromTransport[] = []
  const bugs: unknown[] = []
  let read = 0
  let wake = () => {}
  let listener: (message: unknown) => void = () => {}
  let gone = () => {}
  const server = serveTransport(
    {
      send: (message) => {
        told.push(message)
        wake()
      },
      onMessage: (given) => {
        listener = given
      },
      onClose: (given) => {
        gone = given
      },
    },
    { tokenOf: async () => TOKEN, onBug: (error) => bugs.push(error), ...parts },
  )
  ending.push(server.close)
  const next = async (): Promise<FromTransport> => {
    while (read >= told.length) {
      await new Promise<void>((woken) => {
        wake = woken
      })
    }
    const message = told[read++]
    if (message === undefined) throw new Error('nothing was told')
    return message
  }
  return {
    told,
    bugs,
    next,
    say: (message: ToTransport) => listener(message),
    raw: (m: unknown) => listener(m),
    gone: () => gone(),
  }
}
