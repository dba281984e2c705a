import fc from 'fast-check'
import { encode } from 'fast-png'
import { zlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { decodePng } from './png.ts'

const greys = (depth: 8 | 16) => {
  const fits = fc.nat(2 ** depth - 1)
  const size = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 }))
  return fc.record({ size, values: fc.infiniteStream(fits) })
}

function take(stream: Iterator<number>, count: number): number[] {
  return Array.from({ length: count }, () => Number(stream.next().value))
}

/** A PNG of one part more than fast-png writes, with right checksums. */
function pngOf(header: number[], data: Uint8Array): Uint8Array {
  const part = (type: string, body: Uint8Array) => {
    const named = new Uint8Array([...new TextEncoder().encode(type), ...body])
    const bytes = new Uint8Array(12 + body.length)
    const view = new DataView(bytes.buffer)
    view.setUint32(0, body.length)
    bytes.set(named, 4)
    let crc = -1
    for (const byte of named) {
      crc ^= byte
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
    }
    view.setUint32(8 + body.length, ~crc)
    return [...bytes]
  }
  const signature = [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]
  const end = part('IEND', new Uint8Array(0))
  return Uint8Array.from([...signature, ...part('IHDR', Uint8Array.from(header)), ...part('IDAT', data), ...end])
}

const HEADER_2X2 = [0, 0, 0, 2, 0, 0, 0, 2, 8, 0, 0, 0, 0]

describe('decodePng', () => {
  it.each([8, 16] as const)('[CD5] reads what another library wrote at %d bits', (depth) => {
    fc.assert(
      fc.property(greys(depth), ({ size, values }) => {
        const width = size[0]
        const height = size[1] * size[2]
        const list = take(values, width * height)
        const data = depth === 8 ? Uint8Array.from(list) : Uint16Array.from(list)
        const bytes = encode({ width, height, data, depth, channels: 1 })
        const type = depth === 8 ? 'uint8' : 'uint16'
        const image = decodePng(bytes, 'image', type, size, 'f')
        expect(image.ok && image.value.kind === 'grey' && image.value.voxels).toEqual(data)
        const labels = decodePng(bytes, 'segmentation', type, size, 'f')
        if (!labels.ok || labels.value.kind !== 'labels') throw new Error('not decoded')
        const { labels: distinct, indices } = labels.value
        expect([...indices].map((place) => Number(distinct[place]))).toEqual(list)
      }),
    )
  })

  it.each([2, 3, 4] as const)('[IM5] gives each of %d channels of a picture by itself', (count) => {
    fc.assert(
      fc.property(fc.constantFrom(8 as const, 16 as const), fc.infiniteStream(fc.nat(255)), (depth, stream) => {
        const size = [5, 4, 3] as const
        const list = take(stream, 60 * count).map((value) => (depth === 8 ? value : value * 257 + 1))
        const data = depth === 8 ? Uint8Array.from(list) : Uint16Array.from(list)
        const bytes = encode({ width: 5, height: 12, data, depth, channels: count })
        const type = depth === 8 ? 'uint8' : 'uint16'
        for (let wanted = 0; wanted < count; wanted++) {
          const read = decodePng(bytes, 'image', type, size, 'f', { count, wanted })
          const expected = data.filter((_, i) => i % count === wanted)
          expect(read.ok && read.value.kind === 'grey' && read.value.voxels).toEqual(expected)
        }
        const other = decodePng(bytes, 'image', type, size, 'here', { count: count - 1, wanted: 0 })
        expect(!other.ok && other.problem.message).toContain(
          `${count} values a pixel, but num_channels is ${count - 1}`,
        )
      }),
    )
  })

  it('[CD5] takes every row filter off', () => {
    // Each row has the bytes 10, 20, 30 in the end, by filter 0 to 4 of the standard.
    const rows = [0, 10, 20, 30, 1, 10, 10, 10, 2, 0, 0, 0, 3, 5, 5, 5, 4, 0, 0, 0]
    const header = [0, 0, 0, 3, 0, 0, 0, 5, 8, 0, 0, 0, 0]
    const result = decodePng(pngOf(header, zlibSync(Uint8Array.from(rows))), 'image', 'uint8', [3, 5, 1], 'f')
    expect(result.ok && result.value.kind === 'grey' && [...result.value.voxels]).toEqual(
      [1, 2, 3, 4, 5].flatMap(() => [10, 20, 30]),
    )
  })

  const rows = Uint8Array.from([0, 1, 2, 0, 3, 4])
  const cases: [string, Uint8Array, string][] = [
    ['other pixels than voxels', pngOf([0, 0, 0, 9, ...HEADER_2X2.slice(4)], zlibSync(rows)), 'bad-chunk'],
    ['a huge size', pngOf([255, 255, 255, 255, 255, 255, 255, 255, 8, 0, 0, 0, 0], zlibSync(rows)), 'bad-chunk'],
    ['16 bits for uint8', pngOf([...HEADER_2X2.slice(0, 8), 16, 0, 0, 0, 0], zlibSync(rows)), 'bad-chunk'],
    ['colour where there is one channel', pngOf([...HEADER_2X2.slice(0, 9), 2, 0, 0, 0], zlibSync(rows)), 'bad-chunk'],
    ['a palette', pngOf([...HEADER_2X2.slice(0, 9), 3, 0, 0, 0], zlibSync(rows)), 'unsupported'],
    ['interlacing', pngOf([...HEADER_2X2.slice(0, 12), 1], zlibSync(rows)), 'unsupported'],
    ['too few rows', pngOf(HEADER_2X2, zlibSync(rows.subarray(0, 5))), 'bad-chunk'],
    ['too many rows', pngOf(HEADER_2X2, zlibSync(new Uint8Array(7))), 'bad-chunk'],
    ['far too many rows', pngOf(HEADER_2X2, zlibSync(new Uint8Array(10_000_000))), 'bad-chunk'],
    ['stored rows that leave the buffer', pngOf(HEADER_2X2, zlibSync(new Uint8Array(1000), { level: 0 })), 'bad-chunk'],
    ['an unknown filter', pngOf(HEADER_2X2, zlibSync(Uint8Array.from([0, 1, 2, 5, 3, 4]))), 'bad-chunk'],
    ['no data', pngOf(HEADER_2X2, new Uint8Array(0)), 'bad-chunk'],
    ['data that are no zlib', pngOf(HEADER_2X2, Uint8Array.from([1, 2, 3, 4, 5, 6, 7])), 'bad-chunk'],
    ['a JPEG', Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]), 'bad-chunk'],
    ['nothing', new Uint8Array(0), 'bad-chunk'],
  ]
  it.each(cases)('[CD5] refuses %s', (_, bytes, kind) => {
    const result = decodePng(bytes, 'image', 'uint8', [2, 2, 1], 'here')
    expect(!result.ok && result.problem).toMatchObject({ kind, file: 'here' })
  })

  it('[CD6, IM5] a picture in colour: a result, whatever the damage', () => {
    const size = [8, 4, 2] as const
    const data = Uint8Array.from({ length: 64 * 3 }, (_, i) => i * 7)
    const good = encode({ width: 8, height: 8, data, depth: 8, channels: 3 })
    const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
    fc.assert(
      fc.property(place, fc.nat(255), fc.boolean(), fc.integer({ min: 1, max: 5 }), (at, value, isCut, count) => {
        const start = Math.floor(at * good.length)
        const bytes = isCut ? good.slice(0, start) : good.slice()
        if (!isCut) bytes[start] = value
        const result = decodePng(bytes, 'image', 'uint8', size, 'here', { count, wanted: count - 1 })
        if (!result.ok) expect(result.problem.file).toBe('here')
        else expect([count, result.value.kind === 'grey' && result.value.voxels.length]).toEqual([3, 64])
      }),
    )
  })

  it('[CD5] notices every changed byte by its checksum', () => {
    const bytes = encode({
      width: 8,
      height: 8,
      data: Uint8Array.from({ length: 64 }, (_, i) => i),
      depth: 8,
      channels: 1,
    })
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice()
      damaged[at]! ^= 0x10
      expect(decodePng(damaged, 'image', 'uint8', [8, 8, 1], 'f').ok).toBe(false)
    }
  })
})
