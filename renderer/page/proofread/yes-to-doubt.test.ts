import { describe, expect, it } from 'vitest'
import { startToolRunner } from '../tools/tool-runner.ts'
import { queueOfDoubts } from './doubts/testing/queue-of-doubts.ts'
import { toTool } from './live-proofreading.ts'

/** A queue whose first doubt is in hand, with what would come of it. */
async function firstInHand(
  count: number,
  prepare: (queue: ReturnType<typeof queueOfDoubts>) => void = () => undefined,
) {
  const queue = queueOfDoubts(count)
  const { proof, edit, doubts } = queue
  prepare(queue)
  const timed: string[] = []
  const none = () => undefined
  const clock = { committed: none, held: none, made: none, goesOn: (act: string) => () => void timed.push(act) }
  const runner = startToolRunner({ proof, edit, clock, tell: doubts.tell, goAhead: doubts.goAhead })
  await queue.doubts.refresh()
  await queue.doubts.next()
  await settled()
  queue.asked.length = 0
  return { ...queue, runner, timed }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('yes to a doubt', () => {
  it('[DO53] shows the next one before the edit is made, whose preview is asked for after the edit', async () => {
    const { runner, shown, asked, said, timed, closed, proof } = await firstInHand(5)
    const committed = runner.commit()
    expect([shown(), proof.getState().tool.acting, timed]).toEqual(['d1', null, []])
    expect(asked).toMatchObject([
      { kind: 'act' },
      { kind: 'preview', points: { kind: 'merge', a: { supervoxel: 3n } } },
    ])
    await committed
    await settled()
    expect([shown(), said, timed, [...closed]]).toEqual([
      'd1',
      ['Merged 1 + 2 - Ctrl+Z takes it back'],
      ['merge'],
      ['d0'],
    ])
    expect(asked.filter(({ kind }) => kind === 'preview').length).toBe(1)
  })

  it('[DO53] is answered once where its key comes twice, and the next yes is to the next doubt', async () => {
    const { runner, shown, closed } = await firstInHand(5)
    const first = runner.commit()
    await settled()
    await Promise.all([first, runner.commit()])
    expect([shown(), [...closed]]).toEqual(['d2', ['d0', 'd1']])
  })

  it('[DO53] that is refused brings its doubt back with the reason', async () => {
    const { runner, shown, proof, faults, doubts, timed } = await firstInHand(5)
    faults.refuses = 'The disk is full'
    await runner.commit()
    expect([shown(), proof.getState().tool.refusal, timed]).toEqual(['d0', 'The disk is full', []])
    delete faults.refuses
    await settled()
    await runner.commit()
    expect([shown(), await doubts.back()]).toEqual(['d1', 'undo'])
  })

  it('[DO53] that is refused after the person went on is told of, and Z goes back to it', async () => {
    const { runner, shown, said, faults, doubts } = await firstInHand(5)
    faults.refuses = 'The disk is full'
    const committed = runner.commit()
    void doubts.next()
    await committed
    await settled()
    expect([shown(), said]).toEqual(['d2', ['A doubt was not mended: The disk is full. Z goes back to it']])
    expect([await doubts.back(), shown()]).toEqual(['shown', 'd1'])
    expect([await doubts.back(), shown()]).toEqual(['shown', 'd0'])
  })

  it('[DO53] lets undo wait for the edit that is being made', async () => {
    const { runner, doubts, closed } = await firstInHand(5)
    const committed = runner.commit()
    await doubts.underWay()
    expect([...closed]).toEqual(['d0'])
    await committed
    expect(doubts.underWay()).toBeUndefined()
  })

  it.each([
    ['missed-merge', 'missed-merge', [1n, 2n], 'd0'],
    ['missed-merge', 'missed-merge', [2n, 9n], 'd1'],
    ['missed-merge', 'false-merge', [1n], 'd1'],
    ['false-merge', 'false-merge', [1n], 'd0'],
    ['false-merge', 'missed-merge', [1n, 9n], 'd1'],
    ['false-merge', 'false-merge', [9n], 'd1'],
  ] as const)(
    '[DO53] waits for the edit alone where it may settle the next doubt: %s, then %s of %s',
    async (first, next, segments, then) => {
      const { runner, shown, proof } = await firstInHand(4, ({ all }) => {
        all[0] = { ...all[0]!, kind: first, segments: first === 'false-merge' ? [1n] : [1n, 2n] }
        all[1] = { ...all[1]!, kind: next, segments }
      })
      const committed = runner.commit()
      expect([shown(), proof.getState().tool.acting === null]).toEqual([then, then === 'd1'])
      await committed
    },
  )

  it('[DO53] asks before a large cut without waiting for the edit worker', async () => {
    const { runner, shown, proof, asked } = await firstInHand(4, ({ all, faults }) => {
      all[0] = { ...all[0]!, kind: 'false-merge', segments: [1n] }
      faults.asks = true
    })
    void runner.commit()
    expect(proof.getState().tool.asked?.sentences).toEqual(['This takes 200 of 500 supervoxels off the segment'])
    expect(asked).toEqual([])
    void runner.commit()
    expect([shown(), asked]).toMatchObject(['d1', [{ kind: 'act', confirmed: true }, { kind: 'preview' }]])
  })

  it('[DO53] waits for the edit worker where nobody has said yet what would come of it', async () => {
    const { runner, shown, proof } = await firstInHand(4)
    toTool(proof, { kind: 'log-changed' })
    const committed = runner.commit()
    expect(shown()).toBe('d0')
    await committed
    expect(shown()).toBe('d1')
  })
})
