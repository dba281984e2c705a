import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fixture } from '../../../fixtures/fixture.ts'
import { readGrid } from '../../../fixtures/small-reader.ts'
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
      0xba00ad, 0x536709, 0xde8aae,
    ])
  })

  it('[CC2] consecutive ids, ids in one chunk of a chunked graph, and one id under many seeds use all colours evenly', () => {
    const streams: readonly ((i: number) => number)[] = [
      (i) => segmentColour(0, i, 0),
      (i) => segmentColour(0x01234500 + (i >>> 8), i & 255, 7),
      (i) => segmentColour(0, 42, i),
      (i) => segmentColour(i, 0, 3),
    ]
    for (const stream of streams) {
      const uses = new Map<number, number>()
      for (let i = 0; i < 56_000; i++) uses.set(stream(i), (uses.get(stream(i)) ?? 0) + 1)
      expect(uses.size).toBe(56)
      // 1,000 expected of each; six standard deviations of an even random choice.
      expect(Math.min(...uses.values())).toBeGreaterThan(810)
      expect(Math.max(...uses.values())).toBeLessThan(1190)
    }
  })

  it('[CC3] any two colours are far apart, and ids next to each other never share one', () => {
    const colours = [...allColours()].map(labOf)
    const apart = colours.flatMap((one, i) => colours.slice(i + 1).map((other) => distance(one, other)))
    expect(Math.min(...apart)).toBeGreaterThan(0.1)
    for (let id = 0; id < 20_000; id++) {
      const next = Array.from({ length: 33 }, (_, i) => segmentColour(0, id + i + 1, 0))
      expect(next).not.toContain(segmentColour(0, id, 0))
    }
  })

  it('[CC4] every colour stays a colour at 25 % over any grey of tissue, neither dark nor white', () => {
    for (const colour of allColours()) {
      const lab = labOf(colour)
      expect(lab[0]).toBeGreaterThan(0.47)
      expect(lab[0]).toBeLessThan(0.93)
      expect(chroma(lab)).toBeGreaterThan(0.1)
      for (const grey of [60, 128, 200]) {
        // Just noticeable is about 0.01 to 0.02 in OKLab.
        expect(chroma(labOf(tinted(colour, grey, 0.25)))).toBeGreaterThan(0.018)
      }
    }
  })

  it('[CC5] neighbours in real tissue differ more often than with the palette of Neuroglancer, at any seed', () => {
    const pairs = touchingPairs(fixture('fib25/seg-watershed'))
    expect(pairs.length).toBeGreaterThan(2000)
    const alike = (colourOf: (id: bigint) => number) => {
      const apart = pairs.map(([one, other]) => distance(labOf(colourOf(one)), labOf(colourOf(other))))
      return apart.filter((each) => each < 0.1).length / pairs.length
    }
    expect(alike(hueColour)).toBeGreaterThan(0.08)
    for (const seed of [0, 1, 77]) {
      expect(alike((id) => segmentColour(Number(id >> 32n), Number(id & 0xffffffffn), seed))).toBeLessThan(0.025)
    }
  })
})

function allColours(): ReadonlySet<number> {
  return new Set(Array.from({ length: 1000 }, (_, id) => segmentColour(0, id, 0)))
}

function tinted(colour: number, grey: number, opacity: number): number {
  const part = (shift: number) => Math.round((1 - opacity) * grey + opacity * ((colour >> shift) & 255)) << shift
  return part(16) | part(8) | part(0)
}

/** Pairs of labels that touch in the XY slices of a volume, at half its resolution. */
function touchingPairs(folder: string): (readonly [bigint, bigint])[] {
  const { values, size } = readGrid(folder, 1)
  const [width, height] = size
  const pairs = new Map<string, readonly [bigint, bigint]>()
  for (let at = 0; at < values.length - width; at++) {
    if (at % width === width - 1 || Math.floor(at / width) % height === height - 1) continue
    for (const next of [at + 1, at + width]) {
      const [one, other] = [BigInt(values[at]!), BigInt(values[next]!)]
      if (one !== other && one !== 0n && other !== 0n) pairs.set(`${one} ${other}`, [one, other])
    }
  }
  return [...pairs.values()]
}

/** As Neuroglancer colours: the id's hash gives a hue and a saturation from 0.5 to 1; the value is 1. */
function hueColour(id: bigint): number {
  const bits = Number(BigInt.asUintN(32, (id * 0x9e3779b97f4a7c15n) >> 29n))
  const [hue, saturation] = [((bits & 255) / 255) * 6, 0.5 + ((bits >> 8) & 255) / 510]
  const part = (from: number) => {
    const k = (from + hue) % 6
    return Math.round(255 * (1 - saturation * Math.max(0, Math.min(k, 4 - k, 1))))
  }
  return (part(5) << 16) | (part(3) << 8) | part(1)
}
