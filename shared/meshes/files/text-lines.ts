import { asciiOf } from './ascii.ts'

/** A line of a text file without spaces at its ends, and its number, counted from 1. */
export interface TextLine {
  readonly number: number
  readonly text: string
}

/** Bytes of text that are taken apart at a time, so that a large file is not one string. */
const BYTES_AT_ONCE = 1 << 20

const NEWLINE = 10

/** The lines of a text, with those that are empty. */
export function* linesOf(bytes: Uint8Array): Generator<TextLine> {
  let number = 0
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, Math.min(bytes.length, from + BYTES_AT_ONCE))
    const to = end < 0 ? bytes.length : end
    for (const line of asciiOf(bytes.subarray(from, to)).split('\n')) yield { number: ++number, text: line.trim() }
    from = to + 1
  }
}

/** Numbers that are collected while their count is not known. */
export interface Numbers {
  push(value: number): void
  readonly length: number
  taken(): Float64Array
}

export function collectNumbers(): Numbers {
  let values = new Float64Array(1024)
  let length = 0
  return {
    push(value) {
      if (length === values.length) {
        const longer = new Float64Array(2 * values.length)
        longer.set(values)
        values = longer
      }
      values[length++] = value
    },
    get length() {
      return length
    },
    taken: () => values.slice(0, length),
  }
}

/** A number as mesh files write it; undefined for anything else. */
export function numberOf(word: string | undefined): number | undefined {
  if (word === undefined || !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word)) return undefined
  return Number(word)
}
