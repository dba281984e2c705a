import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isSuffix, rangeWithin } from '../../../shared/bytes/byte-range.ts'
import type { ByteSource } from '../../../shared/bytes/byte-source.ts'
import { readFileKey } from '../../../shared/bytes/key.ts'
import { type ProblemKind, problemOf, unwrap } from '../../../shared/problem.ts'
import { cancelled, throwIfCancelled } from '../cancel.ts'
import type { OriginSource, SchemeSource } from '../origin-source.ts'

/** A source that holds just `contents`, and how to take it down. */
export interface TestSource {
  readonly source: ByteSource
  readonly close: () => Promise<void>
}

/** What a bare `Map` leaves out: it knows nothing of options. */
export interface ConformanceOptions {
  readonly options: boolean
}

const encoder = new TextEncoder()
const TEXT = encoder.encode('0123456789abcdef')

const CONTENTS: Readonly<Record<string, Uint8Array>> = {
  info: TEXT,
  empty: new Uint8Array(0),
  '8_8_40/0-64_-64-0_128-150': new Uint8Array(70_000).map((_, i) => i * 7),
  'a name/100%/100%25': encoder.encode('odd'),
  'sharp#/question?x=1&y': encoder.encode('odder'),
}

/** [BY1]: what every `ByteSource` keeps to. */
export function describeByteSource(
  name: string,
  make: (contents: Readonly<Record<string, Uint8Array>>) => Promise<TestSource>,
  { options }: ConformanceOptions = { options: true },
): void {
  describe(`${name} as a byte source`, () => {
    let made: TestSource
    beforeAll(async () => {
      made = await make(CONTENTS)
    })
    afterAll(() => made.close())

    it.each(Object.keys(CONTENTS))('[BY1] gives the bytes of %s', async (key) => {
      expect(digest(await made.source.get(key))).toBe(digest(CONTENTS[key]))
    })

    it.each(['nothing', '8_8_40', '8_8_40/0-64', 'info/deeper'])('[BY1] %s is missing', async (key) => {
      const got = await Promise.resolve(made.source.get(key)).catch(problemOf)
      // A folder is nothing that a source could give; a disk says so, an object store has never heard of it.
      if (key === '8_8_40' && got !== undefined) expect(got).toMatchObject({ kind: 'bad-chunk' })
      else expect(got).toBeUndefined()
    })

    it('[BY1] answers many askers at once', async () => {
      const keys = Array.from({ length: 200 }, (_, i) => Object.keys(CONTENTS)[i % 5]!)
      const got = await Promise.all(keys.map((key) => made.source.get(key)))
      expect(got.map(digest)).toEqual(keys.map((key) => digest(CONTENTS[key])))
    })

    if (!options) return

    it('[BY1] a range is what slice gives, also at and beyond the end', async () => {
      const place = fc.nat({ max: TEXT.length + 4 })
      await fc.assert(
        fc.asyncProperty(place, place, async (a, b) => {
          const range = { start: Math.min(a, b), end: Math.max(a, b) }
          expect(await made.source.get('info', { range })).toEqual(TEXT.slice(range.start, range.end))
        }),
        { numRuns: 60 },
      )
    })

    it('[BY18] the last bytes are what slice gives, also where there are fewer, and of an empty value', async () => {
      for (let last = 0; last <= TEXT.length + 3; last++) {
        const wanted = TEXT.slice(Math.max(0, TEXT.length - last))
        expect(await made.source.get('info', { range: { last } })).toEqual(wanted)
      }
      expect(await made.source.get('empty', { range: { last: 4 } })).toEqual(new Uint8Array(0))
      expect(await made.source.get('nothing', { range: { last: 4 } })).toBeUndefined()
    })

    it('[BY2] a key that leaves the source is refused', async () => {
      for (const key of ['../../info', '/info', '..\\info', '']) {
        expect(await problemKind(made.source.get(key)), key).toBe('outside')
      }
    })

    it('[BY1] a range of a missing key is missing', async () => {
      expect(await made.source.get('nothing', { range: { start: 0, end: 4 } })).toBeUndefined()
    })

    it('[BY1] a cancelled read rejects as cancelled', async () => {
      const controller = new AbortController()
      const late = made.source.get('info', { signal: controller.signal })
      controller.abort()
      expect(await problemKind(late)).toBe('cancelled')
      expect(await problemKind(made.source.get('info', { signal: controller.signal }))).toBe('cancelled')
    })
  })
}

/** Stands for bytes in a comparison: quick, and short when it fails. */
export function digest(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'missing' : `${bytes.byteLength} ${createHash('sha256').update(bytes).digest('hex')}`
}

/** The kind of the problem with which a read fails; undefined when it does not. */
async function problemKind(read: unknown): Promise<ProblemKind | undefined> {
  try {
    await read
    return undefined
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined) throw error
    return problem.kind
  }
}

/** What a scheme would give that stores just these values, none of them compressed. */
export function asStored(source: OriginSource): SchemeSource {
  return {
    fileOf: source.fileOf,
    async get(key, options) {
      const bytes = await source.get(key, options)
      return bytes && { bytes, codings: [], file: source.fileOf(key) }
    },
  }
}

export interface CountingSource extends OriginSource {
  /** Every read, in order: key and range, or key alone. */
  readonly reads: string[]
}

/** A source in memory that heeds ranges and signals and records what it was asked. */
export function memorySource(contents: ReadonlyMap<string, Uint8Array>): CountingSource {
  const reads: string[] = []
  return {
    reads,
    fileOf: (key) => `memory/${key}`,
    async get(key, { range, signal, onTransferred } = {}) {
      throwIfCancelled(signal)
      const { parts } = unwrap(readFileKey(key, 0))
      reads.push(
        range === undefined ? key : `${key} ${isSuffix(range) ? `-${range.last}` : `${range.start}-${range.end}`}`,
      )
      await new Promise((resolve) => setImmediate(resolve))
      if (signal?.aborted) throw cancelled()
      const whole = contents.get(parts.join('/'))
      if (whole === undefined) return undefined
      const { start, end } = rangeWithin(range, whole.byteLength)
      onTransferred?.(end - start)
      return whole.slice(start, end)
    },
  }
}
