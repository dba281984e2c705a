import { describe, expect, it } from 'vitest'
import { toTool } from '../live-proofreading.ts'
import { queueOfDoubts } from './testing/queue-of-doubts.ts'
import { createUnsureDoubts } from './unsure-doubts.ts'

describe('the queue of doubts', () => {
  it('[DO6] next goes through the whole queue, however long, and round from the last', async () => {
    const { all, doubts, shown, said } = queueOfDoubts(21)
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
    const { doubts, listed, proof } = queueOfDoubts(21)
    const tops: (string | undefined)[] = []
    for (let i = 0; i < 10; i++) {
      await doubts.next()
      tops.push(listed()[0])
    }
    expect(tops).toEqual([...Array.from({ length: 8 }, () => 'd0'), 'd7', 'd7'])
    expect(proof.getState().doubts).toMatchObject({ left: 21, before: 7 })
  })

  it('[DO6] goes on from where the person was, also after Esc and after a doubt was chosen in the list', async () => {
    const { all, doubts, shown, proof } = queueOfDoubts(21)
    await doubts.next()
    toTool(proof, { kind: 'take', inHand: { kind: 'doubt', doubt: all[5]! } })
    toTool(proof, { kind: 'cancel' })
    await doubts.next()
    expect(shown()).toBe('d6')
  })

  it('[DO6] before the queue is ranked, next says that it waits', async () => {
    const { doubts, shown, said, proof } = queueOfDoubts(2)
    await doubts.next()
    expect([shown(), said]).toEqual(['d0', ['The doubts are being ranked: the first one comes when they are.']])
    proof.setState({ editing: { kind: 'opening', layerId: '/seg' } })
    await doubts.next()
    expect([shown(), said.at(-1)]).toEqual(['d0', 'The edit log is being opened.'])
  })

  it('[DO7] no and yes go on to the next doubt alike, and the toast says how to take it back', async () => {
    const { all, doubts, shown, said, closed, made, proof } = queueOfDoubts(3)
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
    const { all, doubts, made, proof } = queueOfDoubts(3)
    const split = { kind: 'split', seeds: [], side: 'a' } as const
    toTool(proof, { kind: 'take', inHand: split })
    await doubts.tell(made(), all[0])
    expect(proof.getState().tool.inHand).toEqual(split)
  })

  it('[DO6] a doubt that undo brings back is listed, wherever the list was', async () => {
    const { all, doubts, shown, listed } = queueOfDoubts(21)
    for (let i = 0; i < 10; i++) await doubts.next()
    expect(listed()[0]).toBe('d7')
    await doubts.tell({ kind: 'answered', id: 0, act: 'undo', doubt: all[2]! }, undefined)
    expect([shown(), listed()[0]]).toEqual(['d2', 'd2'])
  })

  it('[UN8] what undo takes back is shown again, redo goes on from there, and another tool stays in hand', async () => {
    const { all, doubts, shown, said, closed, made, proof } = queueOfDoubts(4)
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

  it('[DO41] unsure is kept and asked last, also after a restart; Z takes it back', async () => {
    const { doubts, shown, said, listed, proof, storage } = queueOfDoubts(4)
    await doubts.next()
    await doubts.putOff()
    expect([shown(), said.at(-1)]).toEqual(['d1', 'Unsure: it is kept, and asked last - Z takes it back'])
    expect([listed(), proof.getState().doubts.left]).toEqual([['d1', 'd2', 'd3', 'd0'], 4])
    expect(createUnsureDoubts(storage, () => 'here').all()).toEqual(['d0'])
    expect(createUnsureDoubts(storage, () => 'elsewhere').all()).toEqual([])
    await doubts.back()
    expect([shown(), listed()]).toEqual(['d0', ['d0', 'd1', 'd2', 'd3']])
    expect(createUnsureDoubts(storage, () => 'here').all()).toEqual([])
  })

  it('[DO41] the last doubt of all is not put off', async () => {
    const { doubts, shown, said } = queueOfDoubts(1)
    await doubts.next()
    await doubts.putOff()
    expect([shown(), said.at(-1)]).toEqual(['d0', 'This is the only doubt left: it stays in the queue.'])
  })

  it('[DO42] Z goes back over what was passed, and takes back what was answered, the last first', async () => {
    const { all, doubts, shown, said, closed } = queueOfDoubts(6)
    await doubts.next()
    await doubts.next()
    await doubts.dismiss()
    await doubts.dismiss()
    doubts.choose(all[5]!)
    expect([await doubts.back(), shown()]).toEqual(['shown', 'd3'])
    const takeBack = async (n: number) => {
      expect(await doubts.back()).toBe('undo')
      closed.delete(`d${n}`)
      await doubts.tell({ kind: 'answered', id: 0, act: 'undo', doubt: all[n]! }, undefined)
      expect(shown()).toBe(`d${n}`)
    }
    await takeBack(2)
    await takeBack(1)
    expect([await doubts.back(), shown()]).toEqual(['shown', 'd0'])
    expect([await doubts.back(), shown(), said.at(-1)]).toEqual(['shown', 'd0', 'There is no doubt before this one.'])
  })

  it('[DO42] after an act that answered no doubt, Z takes back no answer', async () => {
    const { doubts, shown, made } = queueOfDoubts(4)
    await doubts.next()
    await doubts.next()
    await doubts.dismiss()
    await doubts.tell(made(), undefined)
    expect([await doubts.back(), shown()]).toEqual(['shown', 'd0'])
  })

  it('[DO43] one key comes back to the doubt, from anywhere, until it is answered', async () => {
    const { doubts, shown, said, proof } = queueOfDoubts(2)
    expect([doubts.again(), said.at(-1)]).toEqual(['shown', 'There is no doubt to come back to: N shows the next one.'])
    await doubts.next()
    expect(doubts.again()).toBe('here')
    toTool(proof, { kind: 'take', inHand: { kind: 'merge', a: null, b: null } })
    expect([doubts.again(), shown()]).toEqual(['shown', 'd0'])
    await doubts.dismiss()
    await doubts.dismiss()
    expect([doubts.again(), shown()]).toEqual(['shown', undefined])
  })

  it('[DO40] another wish begins with its first doubt, and an empty one says what hides the others', async () => {
    const { doubts, shown, said, proof } = queueOfDoubts(3)
    await doubts.next()
    await doubts.wish({ kind: 'false-merge' })
    expect(proof.getState().doubts).toMatchObject({ left: 0, all: 3, next: [] })
    await doubts.next()
    expect(said.at(-1)).toBe('No doubt of those shown is left; 3 others are hidden by the filter.')
    await doubts.wish({})
    await doubts.next()
    expect([shown(), proof.getState().doubts.left]).toEqual(['d1', 3])
    await doubts.wish({ kind: 'missed-merge' })
    await doubts.next()
    expect(shown()).toBe('d0')
  })
})

describe('doubts that a person is unsure of', () => {
  it('[DO41] whatever is kept, they are ids or none', () => {
    for (const text of [null, '', '{', '7', '{"a":1}', '[1, null, {}]']) {
      const storage = { getItem: () => text, setItem: () => undefined }
      expect(createUnsureDoubts(storage, () => 'here').all()).toEqual([])
    }
    const mixed = { getItem: () => '["a", 3, "b"]', setItem: () => undefined }
    expect(createUnsureDoubts(mixed, () => 'here').all()).toEqual(['a', 'b'])
  })
})
