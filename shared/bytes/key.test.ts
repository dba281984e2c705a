import { describe, expect, it } from 'vitest'
import { MAX_KEY_LENGTH, readKey } from './key.ts'

const read = (key: string, above: number) => {
  const result = readKey(key, above)
  return result.ok ? [result.value.up, result.value.parts.join('/')] : result.problem.message
}

describe('readKey', () => {
  it.each([
    ['a/b', 0, [0, 'a/b']],
    ['a/./b//../c', 0, [0, 'a/c']],
    ['../scale0', 1, [1, 'scale0']],
    ['a/../../b', 1, [1, 'b']],
    ['../../b', 2, [2, 'b']],
    ['../../b', Number.POSITIVE_INFINITY, [2, 'b']],
    ['.', 0, [0, '']],
    ['..', 1, [1, '']],
    ['%2e%2e/a', 0, [0, '%2e%2e/a']],
    ['set #1/what?', 0, [0, 'set #1/what?']],
  ])('[BY2] %j, %i above, is %j', (key, above, expected) => {
    expect(read(key, above)).toEqual(expected)
  })

  it.each([
    ['../scale0', 0],
    ['../../b', 1],
    ['a/../../../b', 1],
    ['', 9],
    ['/a', 9],
    ['//a', 9],
    ['..\\a', 9],
    ['a\0b', 9],
    [`${'a/'.repeat(MAX_KEY_LENGTH)}b`, 9],
  ])('[BY2] %j, %i above, is refused', (key, above) => {
    expect(readKey(key, above)).toMatchObject({ ok: false, problem: { kind: 'outside' } })
  })

  it('[BY2] a colon is refused where it names a drive or a stream', () => {
    expect(readKey('C:/secret', 9, 'win32')).toMatchObject({ problem: { message: expect.stringContaining('colon') } })
    expect(readKey('12:0', 0, 'linux')).toEqual({ ok: true, value: { up: 0, parts: ['12:0'] } })
  })
})
