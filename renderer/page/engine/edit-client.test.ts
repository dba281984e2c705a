import { describe, expect, it } from 'vitest'
import type { FromEdit, LogState, ToEdit } from '../../edit/messages.ts'
import { createEditClient, type EditPort } from './edit-client.ts'

function setUp() {
  const sent: ToEdit[] = []
  const logs: LogState[] = []
  const port: EditPort = { postMessage: (message) => void sent.push(message), onmessage: null }
  const team: FromEdit[] = []
  const client = createEditClient(port, {
    log: (log) => void logs.push(log),
    doubtsReordered: () => undefined,
    team: (message) => void team.push(message),
  })
  const port1 = () => new MessageChannel().port1
  const start = () => client.start(port1(), port1(), port1(), port1())
  const answer = (message: FromEdit) => port.onmessage?.(new MessageEvent('message', { data: message }))
  const idOf = (at: number) => {
    const message = sent[at]
    return message && 'id' in message ? message.id : -1
  }
  return { sent, logs, team, client, start, answer, idOf }
}

const point = { supervoxel: 2n ** 64n - 1n, position: [1, 2, 3] } as const

describe('the edit client', () => {
  it('[TL12] gives each answer to the question with its id, in whatever order they come', async () => {
    const { client, start, sent, answer, idOf } = setUp()
    const first = client.ask((id) => ({ kind: 'describe', id, supervoxels: [1n] }))
    const second = client.ask((id) => ({ kind: 'describe', id, supervoxels: [2n] }))
    expect(sent, 'nothing is asked of a worker that has no ports').toEqual([])
    start()
    expect(sent.map(({ kind }) => kind)).toEqual(['start', 'describe', 'describe'])
    const of = (supervoxel: bigint) => [{ supervoxel, segment: supervoxel, supervoxels: 1 }]
    answer({ kind: 'described', id: idOf(2), segments: of(2n) })
    answer({ kind: 'described', id: idOf(1), segments: of(1n) })
    expect([await first, await second]).toMatchObject([{ segments: of(1n) }, { segments: of(2n) }])
  })

  it('[TL12] a failure is an answer to any question', async () => {
    const { client, start, answer, idOf, sent } = setUp()
    start()
    const act = client.ask((id) => ({ kind: 'act', id, act: { kind: 'merge', a: point, b: point }, confirmed: true }))
    expect(sent[1]).toMatchObject({ kind: 'act', act: { a: point }, confirmed: true })
    answer({ kind: 'failed', id: idOf(1), problem: { kind: 'disk', message: 'The disk is full' } })
    expect(await act).toMatchObject({ kind: 'failed', problem: { kind: 'disk' } })
  })

  it('[TL12] tells of every change of the log', () => {
    const { answer, logs } = setUp()
    answer({ kind: 'log', log: { edits: 3, pending: 1, undo: 'undo the merge 1 + 2' } })
    expect(logs).toEqual([{ edits: 3, pending: 1, undo: 'undo the merge 1 + 2' }])
  })
})
