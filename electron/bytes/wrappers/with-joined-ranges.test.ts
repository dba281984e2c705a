import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ByteRange } from '../../../shared/bytes/byte-range.ts'
import { type CountingSource, digest, memorySource } from '../testing/byte-source-conformance.ts'
import { planReads } from './join-ranges.ts'
import { withJoinedRanges } from './with-joined-ranges.ts'

const FILE_BYTES = 2000
const FILE = new Uint8Array(FILE_BYTES).map((_, i) => (i * 31) ^ (i >> 3))

const rangeOf = fc
  .tuple(fc.nat(FILE_BYTES), fc.nat(120))
  .map(([start, length]): ByteRange => ({ start, end: start + length }))
/** Of one byte or more: an empty range would split a gap that it does not fill. */
const fullRangeOf = rangeOf.map(({ start, end }): ByteRange => ({ start, end: Math.max(end, start + 1) }))
const limitsOf = fc.record({ gapBytes: fc.nat(60), maxBytes: fc.integer({ min: 1, max: 600 }) })

describe('planReads', () => {
  it('[BY6] each range lies whole in exactly one read, reads are in order and within the limits', () => {
    fc.assert(
      fc.property(fc.array(rangeOf, { maxLength: 40 }), limitsOf, (ranges, limits) => {
        const plan = planReads(ranges, limits)
        const members = plan.flatMap((read) => read.members)
        expect(members.toSorted((a, b) => a - b)).toEqual([...ranges.keys()])
        for (const [i, { range, members }] of plan.entries()) {
          const own = members.map((place) => ranges[place]!)
          expect(range.start).toBe(Math.min(...own.map(({ start }) => start)))
          expect(range.end).toBe(Math.max(...own.map(({ end }) => end)))
          const longest = Math.max(...own.map(({ start, end }) => end - start))
          expect(range.end - range.start).toBeLessThanOrEqual(Math.max(limits.maxBytes, longest))
          if (i > 0) expect(range.start).toBeGreaterThanOrEqual(plan[i - 1]!.range.start)
        }
      }),
    )
  })

  it('[BY6] reads nothing that was not asked for, but gaps up to the limit', () => {
    fc.assert(
      fc.property(fc.array(fullRangeOf, { maxLength: 40 }), limitsOf, (ranges, limits) => {
        for (const { range, members } of planReads(ranges, limits)) {
          const own = members.map((place) => ranges[place]!)
          let gap = 0
          for (let at = range.start; at < range.end; at++) {
            gap = own.some(({ start, end }) => start <= at && at < end) ? 0 : gap + 1
            expect(gap).toBeLessThanOrEqual(limits.gapBytes)
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  it('[BY6] joins up to the gap, not beyond', () => {
    const limits = { gapBytes: 10, maxBytes: 1000 }
    const reads = (gap: number) =>
      planReads(
        [
          { start: 0, end: 5 },
          { start: 5 + gap, end: 20 + gap },
        ],
        limits,
      ).length
    expect([reads(0), reads(10), reads(11)]).toEqual([1, 1, 2])
  })
})

/** A source whose waiting time ends when `flush` is called. */
function joinerOn(source: CountingSource, gapBytes = 16) {
  const flushes: (() => void)[] = []
  const joined = withJoinedRanges(source, {
    limits: { gapBytes, maxBytes: 400 },
    later: (flush) => flushes.push(flush),
  })
  const flush = () => {
    for (const run of flushes.splice(0)) run()
  }
  return { joined, flush }
}

describe('withJoinedRanges', () => {
  it('[BY6] gives each asker what slice gives, in a buffer of its own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(rangeOf, { maxLength: 30 }), fc.nat(40), async (ranges, gapBytes) => {
        const { joined, flush } = joinerOn(memorySource(new Map([['f', FILE]])), gapBytes)
        let transferred = 0
        const onTransferred = (bytes: number) => (transferred += bytes)
        const reads = ranges.map((range) => joined.get('f', { range, onTransferred }))
        flush()
        const got = await Promise.all(reads)
        expect(got.map(digest)).toEqual(ranges.map(({ start, end }) => digest(FILE.slice(start, end))))
        for (const bytes of got) expect(bytes?.buffer.byteLength).toBe(bytes?.byteLength)
        const plan = planReads(ranges, { gapBytes, maxBytes: 400 })
        const read = plan.map(({ range }) => FILE.slice(range.start, range.end).byteLength)
        expect(transferred).toBe(read.reduce((a, b) => a + b, 0))
      }),
    )
  })

  it('[BY6] neighbours are one read, files are read apart, a missing file is missing for all', async () => {
    const source = memorySource(new Map([['f', FILE]]))
    const { joined, flush } = joinerOn(source)
    const ranges = [100, 0, 50].map((start) => ({ start, end: start + 50 }))
    const reads = [...ranges.map((range) => joined.get('f', { range })), joined.get('g', { range: ranges[0]! })]
    flush()
    const got = await Promise.all(reads)
    expect(source.reads).toEqual(['f 0-150', 'g 100-150'])
    expect(got.at(-1)).toBeUndefined()
  })

  it('[BY18] the last bytes are read at once, alone', async () => {
    const source = memorySource(new Map([['f', FILE]]))
    const { joined, flush } = joinerOn(source)
    const reads = [joined.get('f', { range: { last: 10 } }), joined.get('f', { range: { start: 0, end: 10 } })]
    expect(await reads[0]).toEqual(FILE.slice(-10))
    flush()
    await reads[1]
    expect(source.reads).toEqual(['f -10', 'f 0-10'])
  })

  it('[BY6] who leaves before the read is not read for, who leaves during it rejects at once', async () => {
    const source = memorySource(new Map([['f', FILE]]))
    const { joined, flush } = joinerOn(source)
    const early = new AbortController()
    const late = new AbortController()
    const left = joined.get('f', { range: { start: 0, end: 10 }, signal: early.signal })
    const leaving = joined.get('f', { range: { start: 10, end: 20 }, signal: late.signal })
    const staying = joined.get('f', { range: { start: 20, end: 30 } })
    early.abort()
    await expect(left).rejects.toMatchObject({ problem: { kind: 'cancelled' } })
    flush()
    late.abort()
    await expect(leaving).rejects.toMatchObject({ problem: { kind: 'cancelled' } })
    expect(await staying).toEqual(FILE.slice(20, 30))
    expect(source.reads).toEqual(['f 10-30'])
  })

  it('[BY6] when all have left, the read is aborted', async () => {
    let aborted = 0
    const source: CountingSource = {
      ...memorySource(new Map()),
      get: (_key, options) =>
        new Promise((_, reject) => {
          options?.signal?.addEventListener('abort', () => {
            aborted++
            reject(new Error('aborted'))
          })
        }),
    }
    const { joined, flush } = joinerOn(source)
    const controllers = [new AbortController(), new AbortController()]
    const reads = Promise.allSettled(
      controllers.map(({ signal }, i) => joined.get('f', { range: { start: i, end: i + 1 }, signal })),
    )
    flush()
    controllers[0]!.abort()
    expect(aborted).toBe(0)
    controllers[1]!.abort()
    expect(aborted).toBe(1)
    expect((await reads).every(({ status }) => status === 'rejected')).toBe(true)
  })
})
