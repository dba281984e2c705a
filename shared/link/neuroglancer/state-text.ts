import { messageOf, type Problem, type Result } from '../../problem.ts'

/**
 * Characters of a state or link that are read: 64 Mi. A state of 100,000 annotations has about 20 million. Parsing takes
 * about 10 ms a million on the thread that asks.
 */
export const STATE_CHARACTERS_MAX = 64 * 2 ** 20

/** Whole numbers of this many digits may be beyond 2^53, where JSON numbers are no longer exact: they are read as texts. */
const LONG_INTEGER_DIGITS = 16

const QUOTE = 0x22
const APOSTROPHE = 0x27
const BACKSLASH = 0x5c
const UNDERSCORE = 0x5f
const AMPERSAND = 0x26
const MINUS = 0x2d

/**
 * Parses the text of a Neuroglancer state: JSON, or Neuroglancer's older form for addresses, in which texts stand in
 * single quotes and `_` or `&` stands for a comma between values. Whole numbers of 16 digits or more become texts, so that
 * segment ids stay exact. Fails with 'bad-description' or 'too-large', naming `file`.
 */
export function parseStateText(text: string, file: string): Result<unknown> {
  if (text.length > STATE_CHARACTERS_MAX) return { ok: false, problem: tooLong(file) }
  const plain = /[[:,]\s*-?\d{16,}\s*[,\]}]/.test(text) ? undefined : parsed(text)
  if (plain?.ok) return plain
  const read = parsed(asJson(text))
  if (read.ok) return read
  const message = `${file} holds a view that is not JSON: ${read.reason}`
  return { ok: false, problem: { kind: 'bad-description', message, file } }
}

/** What is wrong with a text of more than `STATE_CHARACTERS_MAX`. */
export function tooLong(file: string): Problem {
  const message = `${file} has more than ${STATE_CHARACTERS_MAX / 2 ** 20} million characters`
  return { kind: 'too-large', message, file }
}

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string }

function parsed(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    // Besides a SyntaxError, text that is nested too deeply.
    return { ok: false, reason: messageOf(error) }
  }
}

/** By hand and in one pass: a regular expression over texts of megabytes runs out of its stack. */
function asJson(text: string): string {
  const pieces: string[] = []
  let copied = 0
  const put = (at: number, piece: string, end: number) => {
    pieces.push(text.slice(copied, at), piece)
    copied = end
  }
  let at = 0
  while (at < text.length) {
    const code = text.charCodeAt(at)
    let end = at + 1
    if (code === QUOTE || code === APOSTROPHE) {
      end = endOfString(text, at, code)
      if (code === APOSTROPHE) put(at, inDoubleQuotes(text.slice(at + 1, end - 1)), end)
    } else if (code === UNDERSCORE || code === AMPERSAND) {
      put(at, ',', end)
    } else if (code === MINUS || isDigit(code)) {
      end = endOfNumber(text, at)
      const number = text.slice(at, end)
      if (number.length >= LONG_INTEGER_DIGITS && /^-?\d{16,}$/.test(number)) put(at, `"${number}"`, end)
    }
    at = end
  }
  pieces.push(text.slice(copied))
  return pieces.join('')
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** One past the closing quote; the end of the text where there is none. */
function endOfString(text: string, from: number, quote: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH) at++
    else if (code === quote) return at + 1
  }
  return text.length
}

/** One past a number, with its fraction and exponent. */
function endOfNumber(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && isPartOfNumber(text.charCodeAt(at))) at++
  return at
}

const NUMBER_PARTS: ReadonlySet<number> = new Set([...'0123456789.eE+-'].map((char) => char.charCodeAt(0)))

function isPartOfNumber(code: number): boolean {
  return NUMBER_PARTS.has(code)
}

/** What stood in single quotes, as a text of JSON. */
function inDoubleQuotes(inner: string): string {
  const escaped = inner.replace(/\\.|"/gs, (found) => {
    if (found === '"') return '\\"'
    return found === "\\'" ? "'" : found
  })
  return `"${escaped}"`
}
