import { describe, expect, it } from 'vitest'
import type { FromEdit, ListedDoubt, ToEdit } from '../../../edit/messages.ts'
import { createEditClient, type EditPort } from '../../engine/edit-client.ts'
import { createLiveProofreading, toTool } from '../live-proofreading.ts'
import { createDoubts } from './doubts.ts'

const doubtOf = (n: number): ListedDoubt => {
  const position = [n, 0, 0] as const
  const point = (supervoxel: bigint) => ({ supervoxel, position })
  const sides = { a: point(1n), b: point(2n), segments: [1n, 2n] }
  return { id: `d${n}`, kind: 'missed-merge', ...sides, position, affinity: 0.4, effect: 9 }
}

const log = { edits: 0, pending: 0 }

/** A queue of so many doubts, with the edit worker as a port. */
function setUp(count: number) {
  const all = Array.from({ length: count }, (_, n) => doubtOf(n))
  const closed = new Set<string>()
  const said: string[] = []
  const port: EditPort = {
    onmessage: null,
    postMessage: (message) => {
      const reply = replyTo(message)
      if (reply) queueMicrotask(() => port.onmessage?.(new MessageEvent('message', { data: reply })))
    },
  }
  const replyTo = (message: ToEdit): FromEdit | undefined => {
    if (message.kind === 'dismiss-doubt') {
      closed.add(message.doubt)
      return { kind: 'dismissed', id: message.id, log }
    }
    if (message.kind !== 'doubts') return undefined
    const at = Math.max(0, message.from === undefined ? 0 : all.findIndex(({ id }) => id === message.from))
    const isOpen = ({ id }: ListedDoubt) => !closed.has(id)
    const doubts = all.slice(at).filter(isOpen).slice(0, message.take)
    const [leftOut, record] = [
      { count: 0, errors: 0 },
      { answered: 0, mended: 0 },
    ]
    const before = all.slice(0, at).filter(isOpen).length
    return {
      kind: 'doubts',
      id: message.id,
      left: all.filter(isOpen).length,
      all: all.filter(isOpen).length,
      before,
      doubts,
      leftOut,
      record,
    }
  }
  const proof = createLiveProofreading()
  proof.setState({ editing: { kind: 'open', layerId: '/seg', log } })
  const edit = createEditClient(port, { log: () => undefined, doubtsReordered: () => undefined, team: () => undefined })
  const channel = () => new MessageChannel().port1
  edit.start(channel(), channel(), channel(), channel())
  const say = (text: string) => void said.push(text)
  const doubts = createDoubts({ proof, edit, clock: { dropped: () => undefined }, say })
  const shown = () => {
    const { inHand } = proof.getState().tool
    return inHand.kind === 'doubt' ? inHand.doubt.id : undefined
  }
  const listed = () => proof.getState().doubts.next.map(({ id }) => id)
  const made = (origin?: { kind: 'undo' | 'redo'; of: string }) => {
    const times = { checked: 0, database: 0, journal: 0, folded: 0 }
    const outcome = { verdict: 'applied', changed: false } as const
    const position = [0, 0, 0] as const
    return { kind: 'made', id: 0, key: 'c/s/1', words: 'Merged 1 + 2', outcome, position, times, origin } as const
  }
  return { all, closed, said, proof, doubts, shown, listed, made }
}

describe('the queue of doubts', () => {
  it('[DO6] next goes through the whole queue, however long, and round from the last', async () => {
    const { all, doubts, shown, said } = setUp(21)
    await doubts.refresh()
    const seen: (string | undefined)[] = []
    for (const _ of all) {
      await doubts.next()
      seen.push(shown())
    }
    expect(seen).toEqual(all.map(({ id }) => id))
    expect(said).toEqual([])
    await doubts.next()
    expect([shown(), said]).toEqual(['d0', ['That was the last doubt; on from the first.']])
  })

  it('[DO6] the list stays in its place while the doubt shown is in it, and the page is turned at its end', async () => {
    const { doubts, listed, proof } = setUp(21)
    const tops: (string | undefined)[] = []
    for (let i = 0; i < 10; i++) {
      await doubts.next()
      tops.push(listed()[0])
    }
    expect(tops).toEqual([...Array.from({ length: 8 }, () => 'd0'), 'd7', 'd7'])
    expect(proof.getState().doubts).toMatchObject({ left: 21, before: 7 })
  })

  it('[DO6] goes on from where the person was, also after Esc and after a doubt was chosen in the list', async () => {
    const { all, doubts, shown, proof } = setUp(21)
    await doubts.next()
    toTool(proof, { kind: 'take', inHand: { kind: 'doubt', doubt: all[5]! } })
    toTool(proof, { kind: 'cancel' })
    await doubts.next()
    expect(shown()).toBe('d6')
  })

  it('[DO6] before the queue is ranked, next says that it waits', async () => {
    const { doubts, shown, said, proof } = setUp(2)
    await doubts.next()
    expect([shown(), said]).toEqual(['d0', ['The doubts are being ranked: the first one comes when they are.']])
    proof.setState({ editing: { kind: 'opening', layerId: '/seg' } })
    await doubts.next()
    expect([shown(), said.at(-1)]).toEqual(['d0', 'The edit log is being opened.'])
  })

  it('[DO7] no and yes go on to the next doubt alike, and the toast says how to take it back', async () => {
    const { all, doubts, shown, said, closed, made, proof } = setUp(3)
    await doubts.refresh()
    await doubts.next()
    await doubts.dismiss()
    expect([shown(), said]).toEqual(['d1', ['No error: remembered - Ctrl+Z takes it back']])
    // The edit is made: the tool has put the doubt away.
    closed.add('d1')
    toTool(proof, { kind: 'take', inHand: { kind: 'browse' } })
    await doubts.tell(made(), all[1])
    expect([shown(), said.at(-1)]).toEqual(['d2', 'Merged 1 + 2 - Ctrl+Z takes it back'])
    await doubts.dismiss()
    expect([shown(), said.at(-1)]).toEqual([
      undefined,
      'No error: remembered - Ctrl+Z takes it back. No doubts are left',
    ])
  })

  it('[DO7] who went elsewhere while an answer was saved stays there', async () => {
    const { all, doubts, made, proof } = setUp(3)
    const split = { kind: 'split', seeds: [], side: 'a' } as const
    toTool(proof, { kind: 'take', inHand: split })
    await doubts.tell(made(), all[0])
    expect(proof.getState().tool.inHand).toEqual(split)
  })

  it('[DO6] a doubt that undo brings back is listed, wherever the list was', async () => {
    const { all, doubts, shown, listed } = setUp(21)
    for (let i = 0; i < 10; i++) await doubts.next()
    expect(listed()[0]).toBe('d7')
    await doubts.tell({ kind: 'answered', id: 0, act: 'undo', doubt: all[2]! }, undefined)
    expect([shown(), listed()[0]]).toEqual(['d2', 'd2'])
  })

  it('[UN8] what undo takes back is shown again, redo goes on from there, and another tool stays in hand', async () => {
    const { all, doubts, shown, said, closed, made, proof } = setUp(4)
    await doubts.next()
    await doubts.dismiss()
    closed.delete('d0')
    await doubts.tell({ kind: 'answered', id: 0, act: 'undo', doubt: all[0]! }, undefined)
    expect([shown(), said.at(-1)]).toEqual(['d0', 'Took back the answer "no error" - Ctrl+Shift+Z gives it again'])
    closed.add('d0')
    await doubts.tell({ kind: 'answered', id: 0, act: 'redo', doubt: all[0]! }, undefined)
    expect([shown(), said.at(-1)]).toEqual(['d1', 'Answered "no error" again - Ctrl+Z takes it back'])
    toTool(proof, { kind: 'take', inHand: { kind: 'browse' } })
    await doubts.tell(made(), all[1])
    expect(shown()).toBe('d2')
    await doubts.tell(made({ kind: 'undo', of: 'c/s/1' }), undefined)
    expect([shown(), said.at(-1)]).toEqual(['d1', 'Merged 1 + 2 - Ctrl+Shift+Z makes it again'])
    const merge = { kind: 'merge', a: null, b: null } as const
    toTool(proof, { kind: 'take', inHand: merge })
    await doubts.tell(made({ kind: 'undo', of: 'c/s/1' }), undefined)
    expect(proof.getState().tool.inHand).toEqual(merge)
  })
})
