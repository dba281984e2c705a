import { describe, expect, it } from 'vitest'
import type { ByteRequest } from '../contracts/byte-protocol.ts'
import { problemOf } from '../problem.ts'
import { type BytePort, createByteClient } from './byte-client.ts'

/** A port whose other side is the test: what was sent, and what arrives. */
function fakePort() {
  const sent: ByteRequest[] = []
  let onMessage: (event: { readonly data: unknown }) => void = () => {}
  const port: BytePort = {
    postMessage: (message) => void sent.push(message),
    addEventListener: (_type, listener) => {
      onMessage = listener
    },
    start: () => {},
  }
  return { port, sent, arrive: (data: unknown) => onMessage({ data }) }
}

async function kindOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => 'resolved',
    (error: unknown) => problemOf(error)?.kind,
  )
}

describe('byte client', () => {
  it('[DW11] gives each asker its own answer, in whatever order they come', async () => {
    const { port, sent, arrive } = fakePort()
    const client = createByteClient(port)
    const first = client.get('s', 'info')
    const second = client.get('s', 'a/b', { range: { start: 4, end: 9 } })
    expect(sent).toEqual([
      { kind: 'get', id: 1, sourceId: 's', key: 'info' },
      { kind: 'get', id: 2, sourceId: 's', key: 'a/b', range: { start: 4, end: 9 } },
    ])
    arrive({ kind: 'missing', id: 2 })
    arrive({ kind: 'bytes', id: 1, data: Uint8Array.of(7), transferred: 3 })
    expect(await first).toEqual({ data: Uint8Array.of(7), transferred: 3 })
    expect(await second).toBeUndefined()
  })

  it('[DW11] sends nothing for a signal that is aborted already, and takes back what is aborted later', async () => {
    const { port, sent, arrive } = fakePort()
    const client = createByteClient(port)
    const early = new AbortController()
    early.abort()
    expect(await kindOf(client.get('s', 'k', { signal: early.signal }))).toBe('cancelled')
    expect(sent).toEqual([])
    const late = new AbortController()
    const asked = client.get('s', 'k', { signal: late.signal })
    late.abort()
    expect(await kindOf(asked)).toBe('cancelled')
    expect(sent.map(({ kind }) => kind)).toEqual(['get', 'cancel'])
    arrive({ kind: 'missing', id: 1 })
    late.abort()
    expect(sent.length).toBe(2)
  })

  it('[DW11] sends no cancel once the answer is there', async () => {
    const { port, sent, arrive } = fakePort()
    const abort = new AbortController()
    const asked = createByteClient(port).get('s', 'k', { signal: abort.signal })
    arrive({ kind: 'missing', id: 1 })
    await asked
    abort.abort()
    expect(sent.map(({ kind }) => kind)).toEqual(['get'])
  })

  it('[DW11] takes no notice of messages that are no replies', async () => {
    const { port, arrive } = fakePort()
    const asked = createByteClient(port).get('s', 'k')
    for (const junk of [null, 7, {}, { kind: 'bytes', data: Uint8Array.of(1) }, { kind: 'missing', id: 2 }])
      arrive(junk)
    arrive({ kind: 'problem', id: 1, problem: { kind: 'stalled', message: 'late' } })
    expect(await kindOf(asked)).toBe('stalled')
  })

  it.each([
    [{ kind: 'bytes', data: 'text', transferred: 1 }, 'data'],
    [{ kind: 'bytes', data: Uint8Array.of(1) }, 'transferred'],
    [{ kind: 'problem' }, 'problem'],
    [{ kind: 'else' }, 'kind'],
    [{}, 'kind'],
  ])('[RQ4] settles a request whose reply is malformed: %j', async (reply, field) => {
    const { port, arrive } = fakePort()
    const asked = createByteClient(port).get('s', 'k')
    arrive({ ...reply, id: 1 })
    const problem = await asked.then(() => undefined, problemOf)
    expect(problem).toMatchObject({ kind: 'unsupported', field })
    expect(problem?.message).toContain(`The byte process sent a malformed reply: ${field}`)
  })
})
