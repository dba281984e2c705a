import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHOSEN_AT_ONCE, type QueuedDoubt, queueOrder } from './queue-order.ts'

interface Asked extends QueuedDoubt {
  readonly id: string
}

function doubt(id: string, of: Partial<QueuedDoubt> = {}): Asked {
  const kind = id.startsWith('cut') ? 'false-merge' : 'missed-merge'
  return { id, kind, baseA: 1n, baseB: 2n, position: [0, 0, 0], probability: 0.6, ...of }
}

const ids = (doubts: readonly Asked[]) => doubts.map(({ id }) => id)

const queued = fc
  .array(
    fc.record({
      isCut: fc.boolean(),
      baseA: fc.bigInt(1n, 4n),
      baseB: fc.bigInt(5n, 8n),
      x: fc.integer({ min: 0, max: 20_000 }),
      probability: fc.double({ min: 0.2, max: 1, noNaN: true }),
    }),
    { maxLength: 240 },
  )
  .map((some) =>
    some.map(({ isCut, x, ...rest }, i) => doubt(`${isCut ? 'cut' : 'join'} ${i}`, { ...rest, position: [x, 0, 0] })),
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
    const order = queueOrder([doubt('join', { probability: 0.9 }), doubt('cut', { probability: 0.4 })])
    expect(ids(order)).toEqual(['join', 'cut'])
    expect(ids(queueOrder([doubt('join', { probability: 0.9 }), doubt('cut')]))).toEqual(['cut', 'join'])
  })

  it('[DO48] a near doubt comes before a far one that is little more likely an error, and not before one that is much more', () => {
    const far = { position: [50_000, 0, 0] } as const
    const three = (second: number, third: number) =>
      ids(
        queueOrder([
          doubt('join 1', { probability: 0.99 }),
          doubt('join 2', { probability: second, ...far }),
          doubt('join 3', { probability: third, position: [1000, 0, 0] }),
        ]),
      )
    expect(three(0.9, 0.8)).toEqual(['join 1', 'join 3', 'join 2'])
    expect(three(0.9, 0.5)).toEqual(['join 1', 'join 2', 'join 3'])
  })

  it('[DO48] no doubt comes more than a few places earlier than by its probability, unless it is a false merge that goes first', () => {
    fc.assert(
      fc.property(queued, (some) => {
        const merges = some.filter(({ kind }) => kind === 'missed-merge').slice(0, CHOSEN_AT_ONCE)
        const sure = [...merges].sort((p, q) => q.probability - p.probability)
        for (const [at, { id }] of queueOrder(merges).entries()) {
          expect(sure.findIndex((one) => one.id === id) - at).toBeLessThanOrEqual(5)
        }
      }),
    )
  })

  it('[DO50] fifty at a time are chosen by worth and asked from the surest on; what is left of fifty stays together', () => {
    const some = Array.from({ length: 250 }, (_, i) => {
      return doubt(`join ${i}`, {
        probability: ((7 * i) % 250) / 250,
        baseA: BigInt(2 * i + 1),
        baseB: BigInt(2 * i + 2),
      })
    })
    const order = queueOrder(some)
    for (let start = 0; start < some.length; start += CHOSEN_AT_ONCE) {
      const own = some.slice(start, start + CHOSEN_AT_ONCE).sort((p, q) => q.probability - p.probability)
      expect(ids(order.slice(start, start + CHOSEN_AT_ONCE))).toEqual(ids(own))
    }
    // Those that were asked are gone, and the others come as they would have.
    const asked = new Set(ids(order.slice(0, 130)))
    const left = some.filter(({ id }) => !asked.has(id))
    expect(ids(queueOrder(left, 130))).toEqual(ids(order.slice(130)))
  })
})
