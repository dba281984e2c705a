import { describe, expect, it } from 'vitest'
import type { Result } from '../../../../shared/problem.ts'
import type { StateOutcome, StateTask } from './read-state.ts'
import { createStateReader, LONG_TEXT, type StateWorker } from './state-reader.ts'

const STATE = { layers: [{ name: 'cells', type: 'segmentation', source: 'https://h/seg', segments: ['15'] }] }

const short: StateTask = { kind: 'link', text: JSON.stringify(STATE) }
const long: StateTask = { kind: 'link', text: JSON.stringify({ ...STATE, title: 'x'.repeat(LONG_TEXT) }) }

/** Workers that a reader starts, with what they were sent. */
function workers() {
  const started: (StateWorker & { sent: StateTask[]; transferred: Transferable[]; ended: boolean })[] = []
  const start = () => {
    const worker: (typeof started)[number] = {
      sent: [],
      transferred: [],
      ended: false,
      onmessage: null,
      onerror: null,
      postMessage(task, transfer) {
        worker.sent.push(task)
        worker.transferred.push(...transfer)
      },
      terminate() {
        worker.ended = true
      },
    }
    started.push(worker)
    return worker
  }
  return { started, read: createStateReader(start) }
}

const never = new AbortController().signal

describe('long states', () => {
  it('[NG13] what is short is read at once, without a thread', async () => {
    const { started, read } = workers()
    expect(await read(short, never)).toMatchObject({ ok: true, value: { kind: 'view', view: { layerCount: 1 } } })
    expect(started).toEqual([])
  })

  it('[NG13] what is long is read by a thread that is started for it and ended after it', async () => {
    const { started, read } = workers()
    const reading = read(long, never)
    const [worker] = started
    expect(worker?.sent).toEqual([long])
    expect(worker?.ended).toBe(false)
    const reply: Result<StateOutcome> = { ok: true, value: { kind: 'fetch', address: 'https://h/state.json' } }
    worker?.onmessage?.(new MessageEvent('message', { data: reply }))
    expect(await reading).toEqual(reply)
    expect(worker?.ended).toBe(true)
  })

  it('[NG13] the bytes of a long file are handed over and not copied', async () => {
    const { started, read } = workers()
    const bytes = new Uint8Array(LONG_TEXT)
    void read({ kind: 'state', bytes, file: 'f' }, never)
    expect(started[0]?.transferred).toEqual([bytes.buffer])
  })

  it('[NG13] a cancel ends the thread', async () => {
    const { started, read } = workers()
    const aborter = new AbortController()
    const reading = read(long, aborter.signal)
    aborter.abort()
    await expect(reading).rejects.toMatchObject({ problem: { kind: 'cancelled' } })
    expect(started[0]?.ended).toBe(true)
    await expect(read(long, aborter.signal)).rejects.toMatchObject({ problem: { kind: 'cancelled' } })
    expect(started[1]).toMatchObject({ ended: true, sent: [] })
  })

  it('[NG13] a thread that fails is a problem that names what was read', async () => {
    const { started, read } = workers()
    const reading = read({ kind: 'state', bytes: new Uint8Array(LONG_TEXT), file: 'https://h/a.json' }, never)
    const event = Object.assign(new Event('error'), { message: 'out of memory' })
    started[0]?.onerror?.(event as ErrorEvent)
    const message = 'https://h/a.json could not be read: out of memory'
    expect(await reading).toMatchObject({ ok: false, problem: { kind: 'bad-description', message } })
    expect(started[0]?.ended).toBe(true)
  })

  it('[NG13] what is longer than the limit is refused before it is read, by kind', async () => {
    const { started, read } = workers()
    const bytes = new Uint8Array(2 ** 26 + 1)
    for (const task of [
      { kind: 'link', text: `#!${'x'.repeat(2 ** 26)}` },
      { kind: 'state', bytes, file: 'f' },
      { kind: 'description', bytes, file: 'f' },
    ] as const) {
      expect(await read(task, never), task.kind).toMatchObject({ ok: false, problem: { kind: 'too-large' } })
    }
    expect(started).toEqual([])
  })

  it('[NG1] a state in a file keeps long ids exact', async () => {
    const { read } = workers()
    const text =
      '{"layers":[{"name":"a","type":"segmentation","source":"https://h/s","segments":[864691135939395893]}]}'
    for (const kind of ['state', 'description'] as const) {
      const outcome = await read({ kind, bytes: new TextEncoder().encode(text), file: 'f' }, never)
      const segments = outcome.ok && outcome.value.kind === 'view' && outcome.value.view.layers[0]?.look.segments
      expect(segments, kind).toEqual([864691135939395893n])
    }
  })
})
