import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addImageEvidence } from './contact-image.ts'
import { addShapeEvidence } from './contact-shape.ts'
import { EVIDENCE_NAMES, type EvidenceName, noEvidence, placeOf } from './evidence.ts'
import { createCloud } from './principal-axes.ts'
import { boxAround, REACH, type Surroundings } from './surroundings.ts'

const SIZE = 40
const INSIDE = 200
const MEMBRANE = 60
const open = [false, false, false, false, false, false]

/** A cube of voxels of 10 nm; `side` and `grey` of each by its place. */
function cube(
  side: (x: number, y: number, z: number) => number,
  grey?: (x: number, y: number, z: number) => number,
): Surroundings {
  const sides = new Uint8Array(SIZE ** 3)
  const levels = new Uint8Array(SIZE ** 3)
  for (let i = 0; i < SIZE ** 3; i++) {
    const place = [i % SIZE, Math.floor(i / SIZE) % SIZE, Math.floor(i / SIZE ** 2)] as const
    sides[i] = side(...place)
    levels[i] = grey?.(...place) ?? 0
  }
  return { size: [SIZE, SIZE, SIZE], voxelSize: [10, 10, 10], sides, grey: grey && levels, ends: open }
}

const isTube = (p: number, q: number) => Math.hypot(p - 20, q - 20) < 6
/** One tube along x, cut in the middle. */
const straight = (x: number, y: number, z: number) => (isTube(y, z) ? (x < 20 ? 1 : 2) : 0)
/** A tube along x, and one along z that ends on its shaft. */
const branch = (x: number, y: number, z: number) => (isTube(y, z) ? 1 : isTube(x, y) && z >= 20 ? 2 : 0)
/** Two tubes along x side by side. */
const beside = (_: number, y: number, z: number) => (isTube(y - 5, z) ? 1 : isTube(y + 6, z) ? 2 : 0)

const shapeOf = (around: Surroundings) => {
  const evidence = noEvidence()
  addShapeEvidence(evidence, around)
  return (name: EvidenceName) => evidence[placeOf(name)]!
}

/** Membranes are dark voxels of a side at others; that between both sides as dark as said. */
function imageOf(dark: number, side = straight) {
  const evidence = noEvidence()
  const around = cube(side, (x, y, z) => {
    const own = side(x, y, z)
    if (own === 0) return MEMBRANE
    const steps = [
      [1, 0, 0],
      [-1, 0, 0],
      [0, 1, 0],
      [0, -1, 0],
      [0, 0, 1],
      [0, 0, -1],
    ] as const
    const others = steps.map(([i, j, k]) => side(x + i, y + j, z + k)).filter((one) => one !== own)
    if (others.includes(0)) return MEMBRANE
    return others.length > 0 ? dark : INSIDE - ((x + y + z) % 3)
  })
  addImageEvidence(evidence, around)
  return (name: EvidenceName) => evidence[placeOf(name)]!
}

describe('evidence of shapes', () => {
  it('[DO19] an axis that goes on: the ends of two rods of one calibre meet', () => {
    const read = shapeOf(cube(straight))
    expect(read('goes-on')).toBeGreaterThan(0.99)
    for (const name of ['axes-angle', 'axis-thin', 'axis-thick', 'flat'] as const) expect(read(name)).toBeCloseTo(1, 2)
    expect(read('tip-thin')).toBeCloseTo(1, 1)
    expect(read('calibre-ratio')).toBeCloseTo(0, 2)
    expect(Math.exp(read('contact-calibre'))).toBeCloseTo(1, 1)
    // Each goes on at one face of the box.
    expect([read('exits-thin'), read('exits-thick')]).toEqual([1, 1])
  })

  it('[DO19] a tip on a shaft, and two rods side by side', () => {
    const tip = shapeOf(cube(branch))
    expect(tip('axes-angle')).toBeLessThan(0.2)
    expect(tip('tip-thin')).toBeGreaterThan(0.8)
    expect(tip('tip-thick')).toBeLessThan(0.2)
    const along = shapeOf(cube(beside))
    expect(along('axes-angle')).toBeCloseTo(1, 2)
    expect(along('axis-thin')).toBeLessThan(0.1)
    expect(along('tip-thick')).toBeLessThan(0.1)
    expect(along('local-share-thin')).toBeGreaterThan(0)
  })

  it('[DO19] an end of the volume is no exit, and sides that are too small or apart have no shape', () => {
    const read = shapeOf({ ...cube(straight), ends: [true, false, false, false, false, false] })
    expect([read('exits-thin') + read('exits-thick'), read('ends-thin') + read('ends-thick')]).toEqual([1, 1])
    for (const around of [cube(() => 1), cube((x) => (x < 5 ? 1 : x > 30 ? 2 : 0))]) {
      expect(shapeOf(around)('local-thin')).toBeNaN()
    }
  })

  it('[DO19] the axes of a cloud are at right angles, the longest first', () => {
    const point = fc.tuple(
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: -50, max: 50 }),
    )
    fc.assert(
      fc.property(fc.array(point, { minLength: 4, maxLength: 30 }), (points) => {
        const made = createCloud()
        for (const at of points) made.add(...at)
        const { axes, variances, middle } = made.read()
        const dot = (p: readonly number[], q: readonly number[]) => p[0]! * q[0]! + p[1]! * q[1]! + p[2]! * q[2]!
        for (const [i, j] of [
          [0, 1],
          [0, 2],
          [1, 2],
        ] as const) {
          expect(dot(axes[i], axes[j])).toBeCloseTo(0, 6)
          expect(variances[i]! - variances[j]!).toBeGreaterThanOrEqual(-1e-6)
        }
        for (const [i, axis] of axes.entries()) {
          expect(dot(axis, axis)).toBeCloseTo(1, 6)
          const along = points.map((at) => dot(axis, at) - dot(axis, middle))
          expect(along.reduce((sum, value) => sum + value * value, 0) / points.length).toBeCloseTo(variances[i]!, 3)
        }
      }),
    )
  })
})

describe('evidence of the image', () => {
  it('[DO20] a contact as light as the insides is 0, one as dark as the membranes to others is 1', () => {
    // The rim of the contact is membrane all the same.
    expect(imageOf(INSIDE)('membrane')).toBeLessThan(0.35)
    expect(imageOf(MEMBRANE)('membrane')).toBeCloseTo(1, 1)
    expect(imageOf(INSIDE)('open-share')).toBeGreaterThan(0.6)
    expect(imageOf(MEMBRANE)('open-share')).toBe(0)
  })

  it('[DO20] without an image, or with too little of it, the evidence stays as it is', () => {
    for (const around of [
      cube(straight),
      cube(
        (x) => (x === 0 ? 1 : 0),
        () => 9,
      ),
    ]) {
      const evidence = noEvidence()
      addImageEvidence(evidence, around)
      expect(evidence.every(Number.isNaN)).toBe(true)
    }
  })
})

it('[DO19, DO20] whatever the voxels, no evidence is infinite', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 6 }),
      fc.infiniteStream(fc.nat(2)),
      (w, h, drawn) => {
        const sides = Uint8Array.from({ length: w * h * 7 }, () => drawn.next().value ?? 0)
        const grey = sides.map((side, i) => (side * 97 + i * 31) % 256)
        const evidence = noEvidence()
        const around = { size: [w, h, 7] as const, voxelSize: [8, 8, 40] as const, sides, grey, ends: open }
        addShapeEvidence(evidence, around)
        addImageEvidence(evidence, around)
        for (const [i, value] of evidence.entries()) {
          expect(Number.isFinite(value) || Number.isNaN(value), EVIDENCE_NAMES[i]).toBe(true)
        }
      },
    ),
  )
})

it('[DO19] the box around a place ends where the volume does', () => {
  const size = [100, 50, 10] as const
  const { low, high } = boxAround([30, 2000, 400], [10, 10, 40], size)
  expect([low, high]).toEqual([
    [0, 50, 2],
    [3 + REACH / 10 + 1, 50, 10],
  ])
})
