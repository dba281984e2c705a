import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { encode } from 'jpeg-js'
import { describe, expect, it } from 'vitest'
import { fixture, readFixture } from '../../fixtures/fixture.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { createJpegDecoder } from './jpeg.ts'

const read = (path: string) => readFixture(`fib25/${path}`)

function sizeOf(name: string): Vec3 {
  const [x0 = 0, x1 = 0, y0 = 0, y1 = 0, z0 = 0, z1 = 0] = name.split(/[-_]/).map(Number)
  return [x1 - x0, y1 - y0, z1 - z0]
}

/** The chunk of fib25/em-raw in which a chunk of fib25/em-jpeg lies. */
function rawChunk(scale: string, name: string): string {
  const depths: Record<string, string> = { '10_10_10': '0-64', '20_20_20': '0-64', '40_40_40': '0-39' }
  return name.replace(/[^_]+$/, depths[scale] ?? '')
}

const SIZE: Vec3 = [64, 64, 64]
const real = () => read('em-jpeg/10_10_10/0-64_0-64_0-64')

describe('jpeg', () => {
  it('[CD4] decodes all of fib25/em-jpeg to within 21 grey levels of em-raw, 2.91 on average', async () => {
    const decoder = createJpegDecoder()
    const folder = fixture('fib25/em-jpeg')
    const scales = readdirSync(folder).filter((name) => name !== 'info')
    expect(scales.length).toBe(3)
    for (const scale of scales) {
      let most = 0
      let sum = 0
      let count = 0
      for (const name of readdirSync(join(folder, scale))) {
        const size = sizeOf(name)
        const result = await decoder.decode(read(`em-jpeg/${scale}/${name}`), size, name)
        if (!result.ok) throw new Error(result.problem.message)
        const { voxels } = result.value
        // The jpeg is less deep; a chunk's first slices are its first voxels.
        const raw = read(`em-raw/${scale}/${rawChunk(scale, name)}`)
        expect(voxels).toBeInstanceOf(Uint8Array)
        expect(voxels.length).toBe(size[0] * size[1] * size[2])
        for (let i = 0; i < voxels.length; i++) {
          const difference = Math.abs(raw[i]! - voxels[i]!)
          most = Math.max(most, difference)
          sum += difference
        }
        count += voxels.length
      }
      // As jpeg-js finds at full resolution; here one voxel of the smallest scale differs by 22.
      expect(most).toBeLessThanOrEqual(scale === '10_10_10' ? 21 : 22)
      if (scale === '10_10_10') expect(sum / count).toBeCloseTo(2.91, 1)
    }
  }, 30_000)

  it('[CD4] answers in the order of asking, each with its own voxels', async () => {
    const decoder = createJpegDecoder()
    const names = ['0-64_0-64_0-64', '64-128_0-64_0-64']
    const chunks = names.map((name) => read(`em-jpeg/10_10_10/${name}`))
    const alone = await Promise.all(chunks.map((bytes) => createJpegDecoder().decode(bytes, SIZE, 'f')))
    expect(await Promise.all(chunks.map((bytes) => decoder.decode(bytes, SIZE, 'f')))).toEqual(alone)
    expect(alone[0]).not.toEqual(alone[1])
  })

  it('[CD4] refuses sizes that the chunk does not have before decoding anything', async () => {
    const decoder = createJpegDecoder()
    const bytes = real()
    const other = await decoder.decode(bytes, [64, 64, 63], 'here')
    expect(!other.ok && other.problem).toMatchObject({ kind: 'bad-chunk', file: 'here' })
    expect(!other.ok && other.problem.message).toContain('64 x 4096')
    const frame = bytes.indexOf(0xc0, bytes.indexOf(0xdb))
    const huge = bytes.slice()
    huge.fill(0xff, frame + 4, frame + 8)
    const result = await decoder.decode(huge, SIZE, 'here')
    expect(!result.ok && result.problem.message).toContain('65535 x 65535')
  })

  /** A picture of one colour as JPEG. */
  const coloured = (red: number, green: number, blue: number) => {
    const data = Uint8Array.from({ length: 4 * 64 }, (_, i) => [red, green, blue, 255][i % 4]!)
    return new Uint8Array(encode({ width: 8, height: 8, data }, 100).data)
  }

  it('[CD4] refuses colour where the volume has one channel, and grey where it has three', async () => {
    const decoder = createJpegDecoder()
    const result = await decoder.decode(coloured(90, 90, 90), [8, 8, 1], 'here')
    expect(!result.ok && result.problem).toMatchObject({ kind: 'bad-chunk', file: 'here' })
    expect(!result.ok && result.problem.message).toContain('3 components, but num_channels is 1')
    const grey = await decoder.decode(real(), SIZE, 'here', { count: 3, wanted: 0 })
    expect(!grey.ok && grey.problem.message).toContain('1 components, but num_channels is 3')
  })

  it('[IM5] gives red, green and blue of a picture each by itself', async () => {
    const decoder = createJpegDecoder()
    const colour = [200, 120, 30] as const
    for (const [wanted, value] of colour.entries()) {
      const read = await decoder.decode(coloured(...colour), [8, 8, 1], 'f', { count: 3, wanted })
      if (!read.ok) throw new Error(read.problem.message)
      expect(read.value.voxels.length).toBe(64)
      expect(read.value.voxels.buffer.byteLength).toBe(64)
      // Colours are stored as luma and chroma, which rounds.
      for (const voxel of read.value.voxels) expect(Math.abs(voxel - value)).toBeLessThanOrEqual(3)
    }
  })

  it('[CD6] jpeg: a result, whatever the damage, and the next chunk decodes as if nothing had been', async () => {
    const decoder = createJpegDecoder()
    const good = real()
    const before = await decoder.decode(good, SIZE, 'f')
    expect(before.ok).toBe(true)
    let refused = 0
    const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          place,
          place.map((at) => at / 100),
        ),
        fc.nat(255),
        fc.constantFrom('byte', 'cut', 'zeros'),
        async (at, value, kind) => {
          const start = Math.floor(at * good.length)
          const bytes = kind === 'cut' ? good.slice(0, start) : good.slice()
          if (kind !== 'cut') bytes.fill(kind === 'zeros' ? 0 : value, start, start + (kind === 'zeros' ? 50 : 1))
          const result = await decoder.decode(bytes, SIZE, 'here')
          if (result.ok) expect(result.value.voxels.length).toBe(64 ** 3)
          else {
            refused++
            expect(result.problem.file).toBe('here')
          }
        },
      ),
      { numRuns: 60 },
    )
    expect(refused).toBeGreaterThan(10)
    expect(await decoder.decode(good, SIZE, 'f')).toEqual(before)
  }, 60_000)

  it('[CD6] jpeg: thousands of scans are refused, since each would cost the whole picture', async () => {
    const good = real()
    let scan = 0
    while (good[scan] !== 0xff || good[scan + 1] !== 0xda) scan++
    const header = good.slice(scan, scan + 10)
    const many = Uint8Array.from([...good.subarray(0, scan), ...Array.from({ length: 5000 }, () => [...header]).flat()])
    const result = await createJpegDecoder().decode(many, SIZE, 'here')
    expect(!result.ok && result.problem.message).toContain('scans')
  })
})
