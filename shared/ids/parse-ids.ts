/** The largest unsigned 64-bit number. */
const MOST = 2n ** 64n - 1n

/** So many ids are taken from one text. */
const IDS_MAX = 1000

/**
 * Reads ids as people copy them: digits set apart by white space, commas, semicolons, plus signs or brackets, such as
 * `[9775, 461]`. Undefined where the text has anything else, an id that is 0 or too large, or too many ids.
 */
export function parseIds(text: string): readonly bigint[] | undefined {
  const words = text.split(/[\s,;+|[\](){}"']+/).filter((word) => word !== '')
  if (words.length === 0 || words.length > IDS_MAX) return undefined
  if (!words.every((word) => /^\d{1,20}$/.test(word))) return undefined
  const ids = [...new Set(words.map(BigInt))]
  return ids.every((id) => id > 0n && id <= MOST) ? ids : undefined
}
