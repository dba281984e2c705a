/** The largest unsigned 64-bit number. */
const MOST = 2n ** 64n - 1n

/** This many ids are taken from one text: each is looked up in the agglomeration. */
export const IDS_MAX = 1000

/**
 * Reads ids as people copy them: digits set apart by white space, commas, semicolons, plus signs or brackets, such as
 * `[9775, 461]`. Undefined where the text has anything else, an id that is 0 or too large, or too many ids.
 */
export function parseIds(text: string): readonly bigint[] | undefined {
  const words = wordsOf(text)
  if (words.length === 0 || words.length > IDS_MAX) return undefined
  if (!words.every((word) => /^\d{1,20}$/.test(word))) return undefined
  const ids = [...new Set(words.map(BigInt))]
  return ids.every((id) => id > 0n && id <= MOST) ? ids : undefined
}

/** True if a text is a list of more ids than are taken. */
export function hasTooManyIds(text: string): boolean {
  const words = wordsOf(text)
  return words.length > IDS_MAX && words.every((word) => /^\d{1,20}$/.test(word))
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[\s,;+|[\](){}"']+/).filter((word) => word !== '')
}
