import { rangeWithin } from '../../../shared/bytes/byte-range.ts'
import type { OriginSource, SchemeSource } from '../origin-source.ts'
import { exactBytes, inflate } from './inflate.ts'

/** Takes off the compressions of each value, then cuts the range that was asked for. Fails as `scheme` and `inflate` do. */
export function withInflating(scheme: SchemeSource): OriginSource {
  return {
    fileOf: scheme.fileOf,
    async get(key, options) {
      const stored = await scheme.get(key, options)
      if (stored === undefined) return undefined
      const { codings, cut, file, check } = stored
      let { bytes } = stored
      for (const coding of [...codings].reverse()) bytes = await inflate(bytes, { file, coding })
      check?.(bytes)
      const { start, end } = rangeWithin(cut, bytes.byteLength)
      return exactBytes(bytes.subarray(start, end))
    },
  }
}
