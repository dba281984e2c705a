import { describe, expect, it } from 'vitest'
import { UNPACKERS } from '../../shared/codec/packed/unpackers.ts'
import { createUnpackers } from './unpackers.ts'

describe('decoders of the decode workers', () => {
  it('[CD13] are those in wasm, and that of zstd comes with the first chunk that needs it', async () => {
    const unpackers = createUnpackers()
    const [first, second] = [await unpackers(false), await unpackers(true)]
    expect(first.zstd).toBe(UNPACKERS.zstd)
    expect(second.zstd).not.toBe(UNPACKERS.zstd)
    for (const kind of ['lz4', 'zlib'] as const) {
      expect(first[kind]).not.toBe(UNPACKERS[kind])
      expect(second[kind]).toBe(first[kind])
    }
  })

  it('[CD13] where wasm is refused by the policy or is another module, those in JavaScript come', async () => {
    const refused = () => {
      throw new Error('wasm is not allowed')
    }
    for (const start of [refused, () => ({})]) {
      const { lz4, zlib } = await createUnpackers(async () => UNPACKERS.zstd, start)(true)
      expect({ lz4, zlib }).toEqual({ lz4: UNPACKERS.lz4, zlib: UNPACKERS.zlib })
    }
  })
})
