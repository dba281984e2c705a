/**
 * Finds names that a person cannot tell apart. It follows Unicode's UTS 39 (skeletons, mixed scripts), but only for the
 * scripts that share letter shapes with Latin in common fonts: Greek, Cyrillic and Armenian.
 */

/** Latin letters, each with the letters of other scripts that look like it. */
const SHAPES: readonly (readonly [latin: string, alike: string])[] = [
  ['a', 'ɑαа'],
  ['A', 'ΑА'],
  ['b', 'ЬƄ'],
  ['B', 'ΒВβв'],
  ['c', 'ϲс'],
  ['C', 'ϹС'],
  ['d', 'ԁ'],
  ['e', 'еє'],
  ['E', 'ΕЕε'],
  ['F', 'Ϝ'],
  ['g', 'ɡց'],
  ['G', 'Ԍ'],
  ['h', 'һհ'],
  ['H', 'ΗНн'],
  ['i', 'ıιі'],
  ['j', 'јϳ'],
  ['J', 'ЈͿ'],
  ['k', 'κк'],
  ['K', 'ΚК'],
  ['l', '1I|ǀΙІӀӏ'],
  ['M', 'ΜМм'],
  ['n', 'ηпո'],
  ['N', 'Ν'],
  ['o', '0οσоօ'],
  ['O', 'ΟОՕ'],
  ['p', 'ρр'],
  ['P', 'ΡР'],
  ['q', 'ԛզ'],
  ['r', 'г'],
  ['s', 'ѕ'],
  ['S', 'ЅՏ'],
  ['t', 'τт'],
  ['T', 'ΤТ'],
  ['u', 'υսμ'],
  ['U', 'Ս'],
  ['v', 'νѵ'],
  ['w', 'ԝω'],
  ['W', 'Ԝ'],
  ['x', 'χх'],
  ['X', 'ΧХ'],
  ['y', 'γуү'],
  ['Y', 'ΥУҮ'],
  ['z', 'ᴢ'],
  ['Z', 'Ζ'],
  ['-', '‐‑‒–—−'],
  ["'", '‘’ʼ`´'],
  ['"', '“”'],
]

const LATIN_OF: ReadonlyMap<string, string> = new Map(
  SHAPES.flatMap(([latin, alike]) => [...alike].map((letter) => [letter, latin] as const)),
)

/** The scripts in everyday use (UAX 31, table 5); a name may be in one of these. */
const SCRIPTS = [
  ...[
    'Arabic',
    'Armenian',
    'Bengali',
    'Bopomofo',
    'Cyrillic',
    'Devanagari',
    'Ethiopic',
    'Georgian',
    'Greek',
    'Gujarati',
  ],
  ...['Gurmukhi', 'Han', 'Hangul', 'Hebrew', 'Hiragana', 'Kannada', 'Katakana', 'Khmer', 'Lao', 'Latin', 'Malayalam'],
  ...['Myanmar', 'Oriya', 'Sinhala', 'Tamil', 'Telugu', 'Thaana', 'Thai', 'Tibetan'],
]

/** Scripts that are written together, with Latin words among them (UTS 39, 5.2, highly restrictive). */
const TOGETHER = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Hangul'],
  ['Latin', 'Han', 'Bopomofo'],
]

const WORDS_OF_ONE_WRITING: readonly RegExp[] = [...SCRIPTS.map((script) => [script]), ...TOGETHER].map((scripts) => {
  const letters = scripts.map((script) => `\\p{Script_Extensions=${script}}`).join('')
  return new RegExp(`^[${letters}\\p{Script=Common}\\p{Script=Inherited}]*$`, 'u')
})

/** The first word of a name that mixes scripts which are not written together; undefined if there is none. */
export function mixedWord(name: string): string | undefined {
  const words = name.split(/[^\p{L}\p{M}\p{N}]+/u)
  return words.find((word) => !WORDS_OF_ONE_WRITING.some((writing) => writing.test(word)))
}

/** True if two names differ only in what a person may not see: case, letters of the same shape, width of spaces. */
export function lookAlike(one: string, other: string): boolean {
  return folded(one) === folded(other) || shape(one) === shape(other)
}

/** Pairs of letters that look like another letter, in lower case as in `folded`. */
const PAIRS = [
  ['rn', 'm'],
  ['vv', 'w'],
] as const

function folded(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC').replace(/\s+/gu, ' ')
}

/** The name with letters of other scripts replaced by the Latin ones that they look like. */
function shape(name: string): string {
  const letters = [...name.normalize('NFKC')].map((letter) => LATIN_OF.get(letter) ?? letter)
  return PAIRS.reduce((shown, [pair, letter]) => shown.replaceAll(pair, letter), folded(letters.join('')))
}
