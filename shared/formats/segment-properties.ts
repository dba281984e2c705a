/** What a volume says of its segments: a value of each property for each of `ids`, in their order. */
export interface SegmentProperties {
  readonly ids: readonly bigint[]
  /** Labels come first, then descriptions, then other texts. */
  readonly texts: readonly TextProperty[]
  readonly numbers: readonly NumberProperty[]
  readonly tags: TagProperty | undefined
  /** The row of a segment; undefined where nothing is said of it. */
  rowOf(segment: bigint): number | undefined
}

export interface TextProperty {
  readonly kind: 'label' | 'description' | 'string'
  readonly name: string
  readonly values: readonly string[]
}

export interface NumberProperty {
  readonly name: string
  readonly values: readonly number[]
}

export interface TagProperty {
  readonly tags: readonly string[]
  /** Of each tag; empty where the volume says none. */
  readonly descriptions: readonly string[]
  /** Places in `tags`, of each segment. */
  readonly values: readonly (readonly number[])[]
}

/** The segments that a search found. */
export interface FoundSegments {
  /** Rows, in the order of the file, as many as were asked for. */
  readonly rows: readonly number[]
  /** All that fit. */
  readonly count: number
}

type Test = (row: number) => boolean

/**
 * The segments for which each word of a query holds: `#tag` a tag that begins so, `volume>1000` (also <, >=, <=, =) a
 * number, anything else a part of a text or the beginning of the id. Case does not count. A query without words finds
 * nothing.
 */
export function searchSegments(properties: SegmentProperties, query: string, most: number): FoundSegments {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return { rows: [], count: 0 }
  const tests = words.map((word) => testOf(properties, word))
  const rows: number[] = []
  let count = 0
  for (let row = 0; row < properties.ids.length; row++) {
    if (!tests.every((test) => test(row))) continue
    if (count < most) rows.push(row)
    count += 1
  }
  return { rows, count }
}

function testOf(properties: SegmentProperties, word: string): Test {
  if (word.startsWith('#')) return tagTest(properties.tags, word.slice(1))
  return numberTest(properties.numbers, word) ?? textTest(properties, word)
}

function tagTest(tags: TagProperty | undefined, start: string): Test {
  if (tags === undefined) return () => false
  const fits = tags.tags.map((tag) => tag.toLowerCase().startsWith(start))
  return (row) => tags.values[row]!.some((tag) => fits[tag])
}

const COMPARISON = /^([^<>=]+)(<=|>=|<|>|=)([-+]?[0-9.]+(?:e[-+]?\d+)?)$/

/** Undefined where the word compares nothing that the volume has. */
function numberTest(numbers: readonly NumberProperty[], word: string): Test | undefined {
  const [, name, sign = '', text = ''] = COMPARISON.exec(word) ?? []
  const property = numbers.find((one) => one.name.toLowerCase() === name)
  const limit = Number(text)
  if (property === undefined || Number.isNaN(limit)) return undefined
  const { values } = property
  switch (sign) {
    case '<':
      return (row) => values[row]! < limit
    case '>':
      return (row) => values[row]! > limit
    case '<=':
      return (row) => values[row]! <= limit
    case '>=':
      return (row) => values[row]! >= limit
    default:
      return (row) => values[row]! === limit
  }
}

function textTest({ texts, ids }: SegmentProperties, word: string): Test {
  const isDigits = /^\d+$/.test(word)
  return (row) =>
    texts.some(({ values }) => values[row]!.toLowerCase().includes(word)) ||
    (isDigits && ids[row]!.toString().startsWith(word))
}
