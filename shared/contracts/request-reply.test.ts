import { describe, expect, it } from 'vitest'
import { problemOf } from '../problem.ts'
import { createRequestReply } from './request-reply.ts'

type Reply = { readonly id: number; readonly text: string }

function kindOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => 'resolved',
    (error: unknown) => problemOf(error)?.kind,
  )
}

describe('requests and replies', () => {
  it('[RQ1] gives each asker the reply of its id, in whatever order they arrive', async () => {
    const sent: number[] = []
    const requests = createRequestReply<Reply>()
    const first = requests.ask((id) => sent.push(id))
    const second = requests.ask((id) => sent.push(id))
    expect(sent).toEqual([1, 2])
    requests.heard({ id: 2, text: 'two' })
    requests.heard({ id: 7, text: 'nobody waits for this one' })
    requests.heard({ id: 1, text: 'one' })
    requests.heard({ id: 1, text: 'one again' })
    expect(await first).toEqual({ id: 1, text: 'one' })
    expect(await second).toEqual({ id: 2, text: 'two' })
  })

  it('[RQ1] hears a reply that arrives while the request is sent', async () => {
    const requests = createRequestReply<Reply>()
    expect(await requests.ask((id) => requests.heard({ id, text: 'at once' }))).toEqual({ id: 1, text: 'at once' })
  })

  it('[RQ2] fails all that is under way, and nothing that is asked later', async () => {
    const requests = createRequestReply<Reply>()
    const first = kindOf(requests.ask(() => {}))
    const second = kindOf(requests.ask(() => {}))
    requests.failAll({ kind: 'disk', message: 'The process ended' })
    expect(await Promise.all([first, second])).toEqual(['disk', 'disk'])
    const later = requests.ask(() => {})
    requests.heard({ id: 3, text: 'later' })
    expect(await later).toEqual({ id: 3, text: 'later' })
  })

  it('[RQ3] tells the other end of a cancelled request once, and drops its reply', async () => {
    const requests = createRequestReply<Reply>()
    const cancelled: number[] = []
    const abort = new AbortController()
    const asked = requests.ask(() => {}, { signal: abort.signal, cancel: (id) => cancelled.push(id) })
    abort.abort()
    requests.heard({ id: 1, text: 'too late' })
    expect(await kindOf(asked)).toBe('cancelled')
    expect(cancelled).toEqual([1])
  })

  it('[RQ3] sends nothing for a signal that is aborted already, and no cancel once the reply is there', async () => {
    const requests = createRequestReply<Reply>()
    const told: string[] = []
    const ask = (signal: AbortSignal) =>
      requests.ask((id) => told.push(`ask ${id}`), { signal, cancel: (id) => told.push(`cancel ${id}`) })
    expect(await kindOf(ask(AbortSignal.abort()))).toBe('cancelled')
    const abort = new AbortController()
    const asked = ask(abort.signal)
    requests.heard({ id: 1, text: 'in time' })
    await asked
    abort.abort()
    expect(told).toEqual(['ask 1'])
  })
})
