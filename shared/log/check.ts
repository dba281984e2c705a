/**
 * The check of a line: CRC-32 (as in gzip and PNG, polynomial 0xEDB88320) over the check of the line before and then the
 * line's own text, as eight hexadecimal digits. So each check covers all lines up to its own, in their order.
 */
export type Check = string

/** The check that the first line follows. */
export const FIRST_CHECK: Check = '00000000'

const BITS = 8
const POLYNOMIAL = 0xedb88320

const TABLE = Uint32Array.from({ length: 1 << BITS }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < BITS; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
  return crc
})

/** `text` must be ASCII: only the lower eight bits of a character count. */
export function checkOf(previous: Check, text: string): Check {
  const crc = through(through(0xffffffff, previous), text)
  return (~crc >>> 0).toString(16).padStart(2 * 4, '0')
}

function through(before: number, text: string): number {
  let crc = before
  for (let i = 0; i < text.length; i++) crc = (crc >>> 8) ^ TABLE[(crc ^ text.charCodeAt(i)) & 0xff]!
  return crc
}
