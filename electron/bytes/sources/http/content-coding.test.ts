import { describe, expect, it } from 'vitest'
import { readContentEncoding } from './content-coding.ts'

const codings = (text: string | undefined) => {
  const read = readContentEncoding(text)
  return read.kind === 'read' ? read.codings : read.what
}

describe('readContentEncoding', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['identity', []],
    ['gzip', ['gzip']],
    ['X-GZip', ['gzip']],
    [' GZIP , identity', ['gzip']],
    ['br,gzip', ['br', 'gzip']],
    ['Deflate, , ZSTD', ['deflate', 'zstd']],
    ['utf-8', []],
    ['aws-chunked,gzip', ['gzip']],
    ['binary', []],
    ['compress', 'compress'],
    ['gzip, XZ', 'xz'],
    ['gzip,gzip,gzip,gzip,gzip', '5 compressions on one another'],
  ])('[BY9] %j is %j', (text, expected) => {
    expect(codings(text)).toEqual(expected)
  })
})
