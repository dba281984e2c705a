import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { segmentColour } from './segment-colours.ts'

const word = fc.integer({ min: 0, max: 0xffffffff })

type Lab = readonly [lightness: number, a: number, b: number]

/** sRGB to OKLab, the other way than the code under test goes. */
function labOf(colour: number): Lab {
  const [r, g, b] = [colour >> 16, (colour >> 8) & 255, colour & 255].map((part) => {
    const c = part / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

const chroma = ([, a, b]: Lab): number => Math.hypot(a, b)
const distance = (p: Lab, q: Lab): number => Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2])

describe('segment colours', () => {
  it('[CC1] are packed 0xRRGGBB, the same for the same id and seed, signed or unsigned', () => {
    fc.assert(
      fc.property(word, word, word, (high, low, seed) => {
        const colour = segmentColour(high, low, seed)
        expect(Number.isInteger(colour) && colour > 0 && colour <= 0xffffff).toBe(true)
        expect(segmentColour(high | 0, low | 0, seed | 0)).toBe(colour)
      }),
    )
    // Pinned: a colleague on another version must see the same colours.
    expect([segmentColour(0, 1, 0), segmentColour(0x0c000000, 7, 0), segmentColour(0, 1, 1)]).toEqual([
      0xfead98, 0xac5b89, 0xeda9ee,
    ])
  })

  it('[CC2] hues of consecutive ids, of ids in one chunk of a chunked graph, and of one id under many seeds are spread evenly', () => {
    const streams: readonly ((i: number) => number)[] = [
      (i) => segmentColour(0, i, 0),
      (i) => segmentColour(0x01234500 + (i >>> 8), i & 255, 7),
      (i) => segmentColour(0, 42, i),
      (i) => segmentColour(i, 0, 3),
    ]
    for (const stream of streams) {
      const bins = new Uint32Array(24)
      for (let i = 0; i < 24_000; i++) {
        const [, a, b] = labOf(stream(i))
        const turn = Math.atan2(b, a) / (2 * Math.PI) + 1
        bins[Math.floor(turn * 24) % 24]! += 1
      }
      // 1,000 expected in each; five standard deviations, and a little for rounding of colours at a bin's edge.
      expect(Math.min(...bins)).toBeGreaterThan(820)
      expect(Math.max(...bins)).toBeLessThan(1180)
    }
  })

  it('[CC3] ids next to each other are far apart in colour nearly always', () => {
    let close = 0
    let sum = 0
    for (let id = 1; id <= 20_000; id++) {
      const apart = distance(labOf(segmentColour(0, id, 0)), labOf(segmentColour(0, id + 1, 0)))
      sum += apart
      if (apart < 0.04) close++
    }
    expect(close / 20_000).toBeLessThan(0.03)
    expect(sum / 20_000).toBeGreaterThan(0.2)
  })

  it('[CC4] every colour stays a colour at 25 % over any grey of tissue, and its lightness is one of three', () => {
    const levels = new Set<number>()
    for (let id = 1; id <= 20_000; id++) {
      const colour = segmentColour(0, id, 0)
      const lab = labOf(colour)
      levels.add(Math.round(lab[0] * 50))
      expect(chroma(lab)).toBeGreaterThan(0.08)
      for (const grey of [60, 128, 200]) {
        const mixed = [16, 8, 0].map((shift) => Math.round(0.75 * grey + 0.25 * ((colour >> shift) & 255)))
        // Just noticeable is about 0.01 to 0.02 in OKLab.
        expect(chroma(labOf((mixed[0]! << 16) | (mixed[1]! << 8) | mixed[2]!))).toBeGreaterThan(0.018)
      }
    }
    expect([...levels].sort()).toEqual([29, 35, 41])
  })
})
