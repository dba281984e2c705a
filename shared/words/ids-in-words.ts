/**
 * Ids in a sentence stand between invisible marks, so that the page can show them as chips. A sentence is a plain string all
 * the same, and one that is shown without chips reads as it should.
 */
const MARKS = {
  /** INVISIBLE SEPARATOR */
  segment: '\u2063',
  /** INVISIBLE PLUS */
  supervoxel: '\u2064',
} as const

/** The id of a segment as it goes into a sentence. */
export function segmentWord(id: bigint): string {
  return `${MARKS.segment}${id}${MARKS.segment}`
}

/** The id of a supervoxel as it goes into a sentence. */
export function supervoxelWord(id: bigint): string {
  return `${MARKS.supervoxel}${id}${MARKS.supervoxel}`
}

/** The sentence without marks: for labels that are read aloud, files and copies. */
export function plainWords(sentence: string): string {
  return sentence.replaceAll(MARKS.segment, '').replaceAll(MARKS.supervoxel, '')
}

export type WordPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'segment' | 'supervoxel'; readonly id: bigint }

/** An id of at most 20 digits, which 64 bits have, between two equal marks. */
const MARKED = /(\u2063\d{1,20}\u2063|\u2064\d{1,20}\u2064)/

/** A sentence as its ids and the texts between them. */
export function wordParts(sentence: string): readonly WordPart[] {
  return sentence.split(MARKED).flatMap((part): readonly WordPart[] => {
    if (part === '') return []
    if (!MARKED.test(part)) return [{ kind: 'text', text: plainWords(part) }]
    return [{ kind: part.startsWith(MARKS.segment) ? 'segment' : 'supervoxel', id: BigInt(part.slice(1, -1)) }]
  })
}
