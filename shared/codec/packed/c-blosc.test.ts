import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fixture, readFixture } from '../../../fixtures/fixture.ts'
import { unblosc } from './blosc.ts'

const FOLDER = 'zarr/c-blosc'
/** Bytes of each file's contents, but for a last value that is not whole. */
const BYTES = 70_000

/** The values that were packed, by the formula of fixtures/README.md. */
function contents(valueBytes: number): Uint8Array {
  const out = new Uint8Array(BYTES - (BYTES % valueBytes))
  const view = new DataView(out.buffer)
  for (let i = 0; i < out.length / valueBytes; i++) {
    const value = BigInt(Math.floor(i / 37)) * 40_503n + BigInt(i % 3) + (valueBytes === 8 ? 1n << 60n : 0n)
    for (let byte = 0; byte < valueBytes; byte++) {
      view.setUint8(i * valueBytes + byte, Number((value >> BigInt(8 * byte)) & 255n))
    }
  }
  return out
}

describe('blosc as c-blosc packs it', () => {
  const files = readdirSync(fixture(FOLDER)).sort()

  it.each(files)('[CD8] %s: values of one, two and eight bytes in several blocks', (file) => {
    const valueBytes = Number(/-(\d)\.blosc$/.exec(file)?.[1])
    const unpacked = unblosc(readFixture(`${FOLDER}/${file}`), BYTES)
    expect(Buffer.compare(unpacked, contents(valueBytes))).toBe(0)
  })

  it('[CD8] there are files of every compressor and shuffle', () => {
    expect(files.length).toBe(20)
  })
})
