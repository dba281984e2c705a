import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../geometry.ts'
import { decodeCompresso } from './compresso.ts'

interface Style {
  readonly width: 1 | 2 | 4 | 8
  readonly step: Vec3
  readonly connectivity: 4 | 6
  readonly version: 0 | 1
}

/**
 * A plain encoder, after the published implementation (github.com/seung-lab/compresso). It is slow and only for tests.
 */
function encode(labels: readonly bigint[], size: Vec3, { width, step, connectivity, version }: Style): Uint8Array {
  const [sx, sy, sz] = size
  const at = (x: number, y: number, z: number) => x + sx * (y + sy * z)
  const cells: Vec3[] = []
  for (let z = 0; z < sz; z++) for (let y = 0; y < sy; y++) for (let x = 0; x < sx; x++) cells.push([x, y, z])
  const differs = (i: number, j: number) => labels[i] !== labels[j]
  const walls = cells.map(([x, y, z], i) => {
    if (x + 1 < sx && differs(i, at(x + 1, y, z))) return true
    if (y + 1 < sy && differs(i, at(x, y + 1, z))) return true
    return connectivity === 6 && z + 1 < sz && differs(i, at(x, y, z + 1))
  })
  const neighbours = ([x, y, z]: Vec3): (number | undefined)[] => [
    x > 0 ? at(x - 1, y, z) : undefined,
    x + 1 < sx ? at(x + 1, y, z) : undefined,
    y > 0 ? at(x, y - 1, z) : undefined,
    y + 1 < sy ? at(x, y + 1, z) : undefined,
    z > 0 ? at(x, y, z - 1) : undefined,
    z + 1 < sz ? at(x, y, z + 1) : undefined,
  ]
  const ids: bigint[] = []
  const regionsOf = new Array<number>(sz).fill(0)
  const seen = new Set<number>()
  cells.forEach((cell, first) => {
    if (walls[first] || seen.has(first)) return
    ids.push(labels[first]!)
    regionsOf[cell[2]]! += 1
    const todo = [first]
    for (let voxel = todo.pop(); voxel !== undefined; voxel = todo.pop()) {
      if (walls[voxel] || seen.has(voxel)) continue
      seen.add(voxel)
      for (const next of neighbours(cells[voxel]!).slice(0, connectivity)) if (next !== undefined) todo.push(next)
    }
  })
  const grid = size.map((extent, axis) => Math.ceil(extent / step[axis]!))
  const windows = new Array<bigint>(grid[0]! * grid[1]! * grid[2]!).fill(0n)
  cells.forEach(([x, y, z], i) => {
    if (!walls[i]) return
    const window = Math.floor(x / step[0]) + grid[0]! * (Math.floor(y / step[1]) + grid[1]! * Math.floor(z / step[2]))
    windows[window]! |= 1n << BigInt((x % step[0]) + step[0] * ((y % step[1]) + step[1] * (z % step[2])))
  })
  const values = [...new Set(windows)].sort((a, b) => (a < b ? -1 : 1))
  const codes: bigint[] = []
  for (let i = 0; i < windows.length; i++) {
    let run = 0
    while (run < 100 && i + run < windows.length && windows[i + run] === values[0]) run++
    codes.push(run > 0 ? BigInt(run * 2 + 1) : BigInt(values.indexOf(windows[i]!)) << 1n)
    i += Math.max(run, 1) - 1
  }
  const locations: bigint[] = []
  const locationsBefore: number[] = []
  cells.forEach((cell, i) => {
    if (i % (sx * sy) === 0) locationsBefore.push(locations.length)
    if (!walls[i]) return
    const around = neighbours(cell)
    const looked = connectivity === 6 ? [0, 2, 4] : [0, 2]
    if (looked.some((code) => around[code] !== undefined && !walls[around[code]])) return
    const most = version === 1 ? 4 : 6
    const code = around.slice(0, most).findIndex((next) => next !== undefined && !walls[next] && !differs(next, i))
    if (code >= 0) locations.push(BigInt(code))
    else if (labels[i]! > 2n ** BigInt(8 * width) - 8n) locations.push(6n, labels[i]!)
    else locations.push(labels[i]! + 7n)
  })
  const windowBytes = [1, 2, 4, 8].find((bytes) => bytes * 8 >= step[0] * step[1] * step[2])!
  const indexBytes = [1, 2, 4].find((bytes) => 2 * sx * sy < 2 ** (8 * bytes) - 1)!
  const index = [...regionsOf, ...locationsBefore.map((count, z) => count - (locationsBefore[z - 1] ?? 0))]
  const little = (value: bigint | number, bytes: number) =>
    Array.from({ length: bytes }, (_, i) => Number((BigInt(value) >> BigInt(8 * i)) & 0xffn))
  return Uint8Array.from([
    ...[...'cpso'].map((letter) => letter.charCodeAt(0)),
    ...[version, width, ...size.flatMap((extent) => little(extent, 2)), ...step],
    ...[...little(ids.length, 8), ...little(values.length, 4), ...little(locations.length, 8), connectivity],
    ...ids.flatMap((id) => little(id, width)),
    ...values.flatMap((value) => little(value, windowBytes)),
    ...locations.flatMap((location) => little(location, width)),
    ...codes.flatMap((code) => little(code, windowBytes)),
    ...(version === 1 ? index.flatMap((count) => little(count, indexBytes)) : []),
  ])
}

const TYPES = { 1: 'uint8', 2: 'uint16', 4: 'uint32', 8: 'uint64' } as const
const side = fc.integer({ min: 1, max: 12 })
const samples = fc.record({
  size: fc.tuple(side, side, fc.integer({ min: 1, max: 5 })),
  grain: fc.integer({ min: 1, max: 6 }),
  seed: fc.nat(),
  style: fc.record({
    width: fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const),
    step: fc.constantFrom<Vec3>([4, 4, 1], [8, 8, 1], [4, 2, 1], [4, 4, 2], [3, 3, 3]),
    connectivity: fc.constantFrom(4 as const, 6 as const),
    version: fc.constantFrom(0 as const, 1 as const),
  }),
})

/** Patches of a few labels, the largest of the type among them, since those need a code of their own. */
function patches(size: Vec3, grain: number, seed: number, width: number): bigint[] {
  const most = 2n ** BigInt(8 * width) - 1n
  const palette = [0n, 1n, most, most - 3n, most - 7n, 6n, 7n, most / 3n]
  return Array.from({ length: size[0] * size[1] * size[2] }, (_, i) => {
    const x = Math.floor((i % size[0]) / grain)
    const y = Math.floor((Math.floor(i / size[0]) % size[1]) / grain)
    const z = Math.floor(i / (size[0] * size[1]))
    const mixed = Math.imul(x * 73_856_093 + y * 19_349_663 + z * 83_492_791 + seed, 0x9e3779b1) >>> 16
    return palette[mixed % palette.length]!
  })
}

const FLAT: Style = { width: 4, step: [4, 4, 1], connectivity: 4, version: 1 }

function sample(): { bytes: Uint8Array; size: Vec3 } {
  const size: Vec3 = [9, 7, 3]
  return { bytes: encode(patches(size, 2, 5, 4), size, FLAT), size }
}

describe('decodeCompresso', () => {
  it('[CD3] decodes what a plain encoder wrote, in every width, window, version and connectivity', () => {
    fc.assert(
      fc.property(samples, ({ size, grain, seed, style }) => {
        const labels = patches(size, grain, seed, style.width)
        const decoded = decodeCompresso(encode(labels, size, style), TYPES[style.width], size, 'f')
        if (!decoded.ok) throw new Error(decoded.problem.message)
        const { labels: distinct, indices } = decoded.value
        expect(Array.from(indices, (place) => distinct[place]!)).toEqual(labels)
      }),
      { numRuns: 300 },
    )
  })

  const cases: [string, (bytes: Uint8Array) => Uint8Array, RegExp][] = [
    ['nothing', () => new Uint8Array(0), /0 bytes/],
    ['half a header', (bytes) => bytes.subarray(0, 20), /20 bytes/],
    ['another beginning', (bytes) => bytes.fill(65, 0, 1), /cpso/],
    ['version 2', (bytes) => bytes.fill(2, 4, 5), /version 2/],
    ['labels of 3 bytes', (bytes) => bytes.fill(3, 5, 6), /3 bytes/],
    ['labels wider than data_type', (bytes) => bytes.fill(8, 5, 6), /uint32/],
    ['another size', (bytes) => bytes.fill(10, 6, 7), /10 x 7 x 3.*9 x 7 x 3/],
    ['windows of nothing', (bytes) => bytes.fill(0, 12, 13), /windows/],
    ['windows of 400 voxels', (bytes) => bytes.fill(100, 12, 13), /windows/],
    ['ids beyond the end', (bytes) => bytes.fill(255, 15, 23), /do not fit/],
    ['one id more', (bytes) => bytes.fill(bytes[15]! + 1, 15, 16), /./],
    ['5-connected regions', (bytes) => bytes.fill(5, 35, 36), /5-connected/],
    ['an index that disagrees', (bytes) => bytes.fill(99, bytes.length - 1), /locations of slice 2/],
    ['the end missing', (bytes) => bytes.subarray(0, -2), /./],
  ]
  it.each(cases)('[CD3] refuses %s', (_, damage, message) => {
    const { bytes, size } = sample()
    expect(decodeCompresso(bytes, 'uint32', size, 'f').ok).toBe(true)
    const result = decodeCompresso(damage(bytes.slice()), 'uint32', size, 'here')
    expect(!result.ok && result.problem).toMatchObject({ kind: 'bad-chunk', file: 'here' })
    expect(!result.ok && result.problem.message).toMatch(message)
  })
})
