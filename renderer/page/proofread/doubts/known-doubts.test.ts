import { describe, expect, it } from 'vitest'
import { toTool } from '../live-proofreading.ts'
import { queueOfDoubts } from './testing/queue-of-doubts.ts'

describe('a doubt that is known', () => {
  it('[DO51] is shown before the edit worker has replied: by next, after no, after unsure, and after a mend', async () => {
    const { all, doubts, shown, closed, made, proof, said } = queueOfDoubts(30)
    await doubts.refresh()
    for (let n = 0; n < 9; n++) {
      const settled = doubts.next()
      expect(shown()).toBe(`d${n}`)
      await settled
    }
    const dismissed = doubts.dismiss()
    expect([shown(), said]).toEqual(['d9', []])
    await dismissed
    expect(said).toEqual(['No error: remembered - Ctrl+Z takes it back'])
    const putOff = doubts.putOff()
    expect(shown()).toBe('d10')
    await putOff
    closed.add('d10')
    toTool(proof, { kind: 'take', inHand: { kind: 'browse' } })
    const told = doubts.tell(made(), all[10])
    expect(shown()).toBe('d11')
    await told
    expect([shown(), proof.getState().doubts.next.some(({ id }) => id === 'd11')]).toEqual(['d11', true])
  })

  it('[DO51] is told to be in hand before the ranking learns from the answer, so that it stays in its place', async () => {
    const { doubts, asked } = queueOfDoubts(5)
    await doubts.refresh()
    await doubts.next()
    asked.length = 0
    await doubts.dismiss()
    expect(asked).toMatchObject([
      { kind: 'dismiss-doubt', doubt: 'd0' },
      { kind: 'doubts', inHand: ['d1'] },
    ])
  })

  it('[DO54] is on screen before the queue is asked for, which is then told of each that was in hand', async () => {
    const { doubts, asked, faults } = queueOfDoubts(9)
    await doubts.refresh()
    asked.length = 0
    let shown = (): void => undefined
    faults.slices = new Promise<void>((resolve) => {
      shown = resolve
    })
    const arrivals = [doubts.next(), doubts.next(), doubts.dismiss(), doubts.putOff()]
    await new Promise((resolve) => setImmediate(resolve))
    expect(asked).toMatchObject([{ kind: 'dismiss-doubt', doubt: 'd1' }])
    shown()
    await Promise.all(arrivals)
    const told = asked.flatMap((message) => (message.kind === 'doubts' ? (message.inHand ?? []) : []))
    expect([...new Set(told)]).toEqual(['d0', 'd1', 'd2', 'd3'])
  })

  it('[DO51] or was asked for first is told to be in hand, however it came there', async () => {
    const { all, doubts, asked, closed, made, proof, shown } = queueOfDoubts(12)
    const seen = new Set<string | undefined>()
    proof.subscribe(() => void seen.add(shown()))
    await doubts.next()
    await doubts.next()
    doubts.choose(all[5]!)
    await doubts.next()
    await doubts.dismiss()
    await doubts.putOff()
    await doubts.back()
    closed.add('d7')
    all[8] = { ...all[8]!, segments: all[7]!.segments }
    await doubts.refresh()
    toTool(proof, { kind: 'take', inHand: { kind: 'browse' } })
    await doubts.tell(made(), all[7])
    await doubts.next()
    const told = asked.flatMap((message) => (message.kind === 'doubts' ? (message.inHand ?? []) : []))
    seen.delete(undefined)
    expect(seen.size).toBeGreaterThan(5)
    expect(told).toEqual(expect.arrayContaining([...seen]))
  })

  it('[DO51] that was settled meanwhile is told of, and the one after it comes', async () => {
    const { doubts, shown, closed, said } = queueOfDoubts(5)
    await doubts.refresh()
    await doubts.next()
    closed.add('d1')
    await doubts.next()
    expect([shown(), said]).toEqual(['d2', ['That doubt is settled by now: here is the next one.']])
    for (const rest of ['d3', 'd4']) closed.add(rest)
    await doubts.next()
    expect(shown()).toBe('d0')
  })

  it('[DO51] that was the last open one leaves nothing in hand', async () => {
    const { doubts, shown, closed, said } = queueOfDoubts(2)
    await doubts.refresh()
    await doubts.next()
    closed.add('d0')
    closed.add('d1')
    await doubts.dismiss()
    expect([shown(), said.at(-1)]).toEqual([undefined, 'No doubts are left.'])
  })

  it('[DO51] and may be settled by the mend of the one before is shown once the edit worker has said that it is open', async () => {
    const { all, doubts, shown, closed, made, proof } = queueOfDoubts(4)
    all[1] = { ...all[1]!, segments: all[0]!.segments }
    await doubts.refresh()
    await doubts.next()
    closed.add('d0')
    closed.add('d1')
    toTool(proof, { kind: 'take', inHand: { kind: 'browse' } })
    const seen: (string | undefined)[] = []
    proof.subscribe(() => seen.push(shown()))
    await doubts.tell(made(), all[0])
    expect([shown(), seen.includes('d1')]).toEqual(['d2', false])
  })

  it('[DO51] gives way again to one whose answer cannot be kept', async () => {
    const { doubts, shown, faults, proof } = queueOfDoubts(3)
    await doubts.refresh()
    await doubts.next()
    faults.keepsNone = 'The disk is full'
    await doubts.dismiss()
    expect([shown(), proof.getState().tool.refusal]).toEqual(['d0', 'The disk is full'])
    delete faults.keepsNone
    await doubts.dismiss()
    expect(shown()).toBe('d1')
    expect(await doubts.back()).toBe('undo')
  })

  it('[DO51] lets undo wait for the answers that are being kept', async () => {
    const { doubts, closed } = queueOfDoubts(5)
    await doubts.refresh()
    await doubts.next()
    expect(doubts.underWay()).toBeUndefined()
    const answers = [doubts.dismiss(), doubts.dismiss()]
    await doubts.underWay()
    expect([...closed]).toEqual(['d0', 'd1'])
    await Promise.all(answers)
    expect(doubts.underWay()).toBeUndefined()
  })

  it('[DO51] while an act is under way, no answer is given to the doubt that it mends', async () => {
    const { doubts, shown, asked, proof } = queueOfDoubts(3)
    await doubts.next()
    toTool(proof, { kind: 'act', act: { kind: 'undo' } })
    asked.length = 0
    await doubts.dismiss()
    expect([shown(), asked]).toEqual(['d0', []])
  })
})
