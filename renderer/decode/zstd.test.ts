import { constants, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { unzstd } from '../../shared/codec/packed/zstd.ts'
import { createZstdDecoder } from './zstd.ts'

const BYTES = Uint8Array.from({ length: 300_000 }, (_, i) => (i >> 4) ^ (i % 7))
const packed = (checksumFlag: number) =>
  new Uint8Array(zstdCompressSync(BYTES, { params: { [constants.ZSTD_c_checksumFlag]: checksumFlag } }))

describe('zstd in wasm', () => {
  it('[CD12] is the one that runs, and gives what was packed in a buffer of its own', async () => {
    const decode = await createZstdDecoder()()
    expect(decode).not.toBe(unzstd)
    for (let times = 0; times < 3; times++) {
      const bytes = decode(packed(0), BYTES.length)
      expect(Buffer.compare(bytes, BYTES)).toBe(0)
      expect(bytes.buffer.byteLength).toBe(BYTES.length)
    }
  })

  it('[CD12] what is damaged, cut short or too long is refused, and the next chunk decodes', async () => {
    const decode = await createZstdDecoder()()
    const whole = packed(1)
    for (let at = 0; at < whole.length; at += 97) {
      const damaged = whole.slice()
      damaged[at]! ^= 0x41
      expect(() => decode(damaged, BYTES.length), `byte ${at}`).toThrow(Error)
    }
    for (const cut of [1, 4, 9, 1000, whole.length - 1]) {
      expect(() => decode(whole.slice(0, cut), BYTES.length), `cut at ${cut}`).toThrow(Error)
    }
    expect(() => decode(whole, BYTES.length - 1)).toThrow(Error)
    expect(decode(new Uint8Array(0), BYTES.length).length).toBe(0)
    expect(Buffer.compare(decode(whole, BYTES.length), BYTES)).toBe(0)
  })

  it.each<[string, () => Promise<unknown>]>([
    ['is refused by the policy', () => Promise.reject(new Error('wasm is not allowed'))],
    ['is another than this version knows', () => Promise.resolve({ _mainModule: { _module: {} } })],
  ])('[CD12] where wasm %s, the slower decoder comes', async (_why, load) => {
    expect(await createZstdDecoder(load)()).toBe(unzstd)
  })
})
