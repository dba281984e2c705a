import { constants, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import Lz4 from 'numcodecs/lz4'
import { describe, expect, it } from 'vitest'
import { UNPACKERS, type UnpackInto } from '../packed/unpackers.ts'
import { blockDecoders, decoderModule } from './block-decoders.ts'

const instance = () => new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(decoderModule()))).exports

function decoders() {
  const made = blockDecoders(instance())
  if (made === undefined) throw new Error('the module is not what it should be')
  return made
}

/** What comes out, or undefined where it is refused. Nothing but an Error may be thrown. */
function outcome(unpack: UnpackInto, bytes: Uint8Array, length: number): Uint8Array | undefined {
  const out = new Uint8Array(length)
  try {
    unpack(bytes, out)
    return out
  } catch (error) {
    expect(error).toBeInstanceOf(Error)
    expect(error).not.toBeInstanceOf(WebAssembly.RuntimeError)
    return undefined
  }
}

/** Runs, repetitions of one to 300 bytes, a skewed alphabet, and noise; so all lengths of codes and of matches come. */
const contents = fc
  .record({
    parts: fc.array(
      fc.record({
        kind: fc.constantFrom('run', 'repetition', 'skewed', 'noise'),
        length: fc.oneof(fc.nat(40), fc.nat(3000), fc.nat(70_000)),
        period: fc.oneof(fc.integer({ min: 1, max: 17 }), fc.integer({ min: 1, max: 300 })),
        seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      }),
      { maxLength: 6 },
    ),
  })
  .map(({ parts }) => new Uint8Array(Buffer.concat(parts.map(partOf))))

interface Part {
  readonly kind: string
  readonly length: number
  readonly period: number
  readonly seed: number
}

function partOf({ kind, length, period, seed }: Part): Uint8Array {
  const out = new Uint8Array(length)
  let state = seed
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  for (let i = 0; i < length; i++) {
    if (kind === 'run') out[i] = seed
    else if (kind === 'repetition') out[i] = i < period ? next() : out[i - period]!
    // The number of zeros that a number begins with: each value comes half as often as the one before.
    else if (kind === 'skewed') out[i] = Math.clz32(next()) * 7 + (next() % 251 === 0 ? seed : 0)
    else out[i] = next()
  }
  return out
}

const deflating = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
})

const lz4 = Lz4.fromConfig({ id: 'lz4', acceleration: 1 })

describe('LZ4 and zlib in wasm', () => {
  it('[CD13] zlib: what is packed at any level and strategy comes out, and not at another length', async () => {
    const { zlib } = decoders()
    fc.assert(
      fc.property(contents, deflating, (bytes, settings) => {
        const packed = new Uint8Array(deflateSync(bytes, settings))
        const out = outcome(zlib, packed, bytes.length)
        expect(out && Buffer.compare(out, bytes)).toBe(0)
        for (const length of [bytes.length - 1, bytes.length + 1]) {
          if (length >= 0) expect(outcome(zlib, packed, length)).toBeUndefined()
        }
      }),
    )
  })

  it('[CD13] LZ4: what is packed comes out, and not at another length', async () => {
    const { lz4: unlz4 } = decoders()
    await fc.assert(
      fc.asyncProperty(contents, async (bytes) => {
        const packed = (await lz4.encode(bytes)).slice(4)
        const out = outcome(unlz4, packed, bytes.length)
        expect(out && Buffer.compare(out, bytes)).toBe(0)
        for (const length of [bytes.length - 1, bytes.length + 1]) {
          if (length >= 0 && packed.length > 0) expect(outcome(unlz4, packed, length)).toBeUndefined()
        }
      }),
    )
  })

  it('[CD14] damaged or cut short anywhere, they are refused or give what the decoders in JavaScript give', async () => {
    const made = decoders()
    const bytes = Uint8Array.from({ length: 3000 }, (_, i) => (i >> 4) ^ (i % 5) ^ (i % 97 === 0 ? i : 0))
    const packs: { packed: Uint8Array; kind: 'lz4' | 'zlib' }[] = [
      { packed: (await lz4.encode(bytes)).slice(4), kind: 'lz4' },
      ...[0, 1, 6].map((level) => ({ packed: new Uint8Array(deflateSync(bytes, { level })), kind: 'zlib' as const })),
      { packed: new Uint8Array(deflateSync(bytes, { strategy: constants.Z_FIXED })), kind: 'zlib' },
    ]
    const damages = fc.record({
      pack: fc.constantFrom(...packs),
      places: fc.array(fc.tuple(fc.nat(3000), fc.nat(255)), { minLength: 1, maxLength: 3 }),
      cut: fc.option(fc.nat(3000)),
    })
    fc.assert(
      fc.property(damages, ({ pack: { packed, kind }, places, cut }) => {
        const damaged = cut === null ? packed.slice() : packed.slice(0, cut)
        if (damaged.length > 0) for (const [at, value] of places) damaged[at % damaged.length] = value
        const here = outcome(made[kind], damaged, bytes.length)
        const there = outcome(UNPACKERS[kind], damaged, bytes.length)
        expect(here === undefined).toBe(there === undefined)
        if (here && there) expect(Buffer.compare(here, there)).toBe(0)
      }),
      { numRuns: 1000 },
    )
  })

  it('[CD14] bytes of nothing in particular are an Error, and leave nothing of what was decoded before', () => {
    const made = decoders()
    const secret = new Uint8Array(5000).fill(0xa5)
    const before = new Uint8Array(deflateSync(secret))
    const tries = fc.record({
      kind: fc.constantFrom('lz4' as const, 'zlib' as const),
      start: fc.constantFrom([], [0x78, 0x9c], [0x78, 0x01, 0x04], [0x78, 0x01, 0x05]),
      bytes: fc.uint8Array({ maxLength: 300, size: 'max' }),
      length: fc.nat(2000),
    })
    fc.assert(
      fc.property(tries, ({ kind, start, bytes, length }) => {
        made.zlib(before, secret)
        const tried = Uint8Array.of(...start, ...bytes)
        const here = outcome(made[kind], tried, length)
        const there = outcome(UNPACKERS[kind], tried, length)
        expect(here).toEqual(there)
      }),
      { numRuns: 500 },
    )
  })

  it('[CD14] a length that asks for more memory than the module may have is left to JavaScript', () => {
    const module = instance()
    const made = blockDecoders(module)
    const { memory } = module
    // One byte, and then itself again and again.
    const more = Math.floor(2 ** 26 / 255)
    const packed = new Uint8Array(5 + more).fill(255)
    packed.set([0x1f, 7, 1, 0])
    packed[packed.length - 1] = 0
    const out = new Uint8Array(1 + 4 + 15 + 255 * more)
    made?.lz4(packed, out)
    expect(out.findIndex((byte) => byte !== 7)).toBe(-1)
    expect(memory instanceof WebAssembly.Memory && memory.buffer.byteLength).toBe(65536)
  })

  it.each([undefined, null, 7, {}, { memory: { buffer: new ArrayBuffer(8), grow: () => 1 } }])(
    '[CD14] exports of another module are refused: %j',
    (exports) => {
      expect(blockDecoders(exports)).toBeUndefined()
    },
  )
})
