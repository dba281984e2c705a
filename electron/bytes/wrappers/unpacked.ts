import type { Unpacking } from '../../../shared/bytes/byte-source.ts'
import { inflate } from './inflate.ts'

/** Takes off a compression that lies inside a value. Fails with 'bad-chunk' and 'too-large'. */
export async function unpacked(
  bytes: Uint8Array,
  { coding, after, maxBytes }: Unpacking,
  file: string,
): Promise<Uint8Array> {
  const inflated = await inflate(bytes.subarray(after), {
    file,
    coding: coding === 'zlib' ? 'deflate' : 'gzip',
    maxBytes,
  })
  if (after === 0) return inflated
  const whole = new Uint8Array(Math.min(after, bytes.length) + inflated.length)
  whole.set(bytes.subarray(0, after))
  whole.set(inflated, Math.min(after, bytes.length))
  return whole
}
