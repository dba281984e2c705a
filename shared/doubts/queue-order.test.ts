import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type QueuedDoubt, queueOrder } from './queue-order.ts'

interface Asked extends QueuedDoubt {
  readonly id: string
}

function doubt(id: string, of: Partial<QueuedDoubt> = {}): Asked {
  const kind = id.startsWith('cut') ? 'false-merge' : 'missed-merge'
  return { id, kind, baseA: 1n, baseB: 2n, position: [0, 0, 0], score: 1, probability: 0.6, ...of }
}

const ids = (doubts: readonly Asked[]) => doubts.map(({ id }) => id)

const queued = fc
  .array(
    fc.record({
      isCut: fc.boolean(),
      baseA: fc.bigInt(1n, 4n),
      baseB: fc.bigInt(5n, 8n),
      x: fc.integer({ min: 0, max: 20_000 }),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
      probability: fc.double({ min: 0.2, max: 1, noNaN: true }),
    }),
    { maxLength: 40 },
  )
  .map((some) =>
    some
      .map(({ isCut, x, ...rest }, i) => doubt(`${isCut ? 'cut' : 'join'} ${i}`, { ...rest, position: [x, 0, 0] }))
      .sort((p, q) => q.score - p.score),
  )

describe('the order of the queue', () => {
  it('[DO47] asks each doubt once, and likely false merges of a base before anything is joined to it', () => {
    fc.assert(
      fc.property(queued, (byWorth) => {
        const order = queueOrder(byWorth)
        expect([...ids(order)].sort()).toEqual([...ids(byWorth)].sort())
        for (const [at, { kind, baseA, baseB }] of order.entries()) {
          if (kind === 'false-merge') continue
          const later = order.slice(at).filter((one) => one.kind === 'false-merge' && one.probability >= 0.5)
          expect(later.filter((one) => one.baseA === baseA || one.baseA === baseB)).toEqual([])
        }
      }),
    )
  })

  it('[DO47] a false merge that is unlikely waits for its turn', () => {
    const order = queueOrder([doubt('join', { score: 3 }), doubt('cut', { score: 2, probability: 0.4 })])
    expect(ids(order)).toEqual(['join', 'cut'])
    expect(ids(queueOrder([doubt('join', { score: 3 }), doubt('cut', { score: 2 })]))).toEqual(['cut', 'join'])
  })

  it('[DO48] a near doubt comes before a far one that is worth little more, and not before one that is worth much more', () => {
    const far = { position: [50_000, 0, 0] } as const
    const three = (second: number, third: number) =>
      ids(
        queueOrder([
          doubt('join 1', { score: 1 }),
          doubt('join 2', { score: second, ...far }),
          doubt('join 3', { score: third, position: [1000, 0, 0] }),
        ]),
      )
    expect(three(0.9, 0.8)).toEqual(['join 1', 'join 3', 'join 2'])
    expect(three(0.9, 0.5)).toEqual(['join 1', 'join 2', 'join 3'])
  })

  it('[DO48] no doubt comes more than a few places earlier than by its worth, unless it is a false merge that goes first', () => {
    fc.assert(
      fc.property(queued, (some) => {
        const merges = some.filter(({ kind }) => kind === 'missed-merge')
        for (const [at, { id }] of queueOrder(merges).entries()) {
          expect(merges.findIndex((one) => one.id === id) - at).toBeLessThanOrEqual(5)
        }
      }),
    )
  })
})
