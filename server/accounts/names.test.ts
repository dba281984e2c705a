import { describe, expect, it } from 'vitest'
import { lookAlike, mixedWord } from './look-alikes.ts'
import { BadName, checkVisible, newName } from './names.ts'

const refused = (text: string, others: readonly string[] = [], named: 'user' | 'dataset' = 'user') => {
  try {
    return `taken as ${newName(named, text, others)}`
  } catch (error) {
    if (error instanceof BadName) return error.message
    throw error
  }
}

describe('newName', () => {
  it.each([
    ['ann', 'ann'],
    ['Ann Müller-Łukasz', 'Ann Müller-Łukasz'],
    ['e\u0301va', '\u00e9va'],
    ['ａｎｎ', 'ann'],
    ['Анна', 'Анна'],
    ['Анна (Ann)', 'Анна (Ann)'],
    ['田中 lab', '田中 lab'],
    ['東京のLab', '東京のLab'],
    ['김 철수', '김 철수'],
    ['ann@host.example', 'ann@host.example'],
    ['α-synuclein 2', 'α-synuclein 2'],
  ])('[SV37] takes %j as %j', (text, name) => {
    expect(newName('user', text, ['bob', 'eve'])).toBe(name)
  })

  it.each([
    ['ann\u202e', 'U+202E'],
    ['a\u200bnn', 'U+200B'],
    ['a\u200dnn', 'U+200D'],
    ['a\u00adnn', 'U+00AD'],
    ['a\u2066nn', 'U+2066'],
    ['a\ufeffnn', 'U+FEFF'],
    ['a\u115fnn', 'U+115F'],
    ['a\u3164nn', 'U+1160'],
    ['ann\ufe0f', 'U+FE0F'],
    ['a\u{e0041}nn', 'U+E0041'],
    ['a\ue000nn', 'U+E000'],
    ['a\u0007nn', 'control'],
    ['аnn', 'word of several scripts, as "аnn"'],
    ['annα', 'several scripts'],
    ['Ꭺᏼ', 'several scripts'],
  ])('[SV37] refuses %j and says why', (text, why) => {
    const words = refused(text)
    expect(words).not.toMatch(/^taken/)
    expect(words).toContain(why)
  })

  it.each([
    ['Ann', 'ann'],
    ['a  b', 'a b'],
    ['аппа', 'anna'],
    ['СОМ', 'COM'],
    ['рауа', 'paya'],
    ['ΑΝΝΑ', 'ANNA'],
    ['ΑΝΝΑ', 'anna'],
    ['aIice', 'alice'],
    ['b0b', 'bob'],
    ['corn', 'com'],
    ['fib‑25', 'fib-25'],
  ])('[SV38] refuses %j beside %j', (text, other) => {
    expect(lookAlike(other, text)).toBe(true)
    expect(refused(text, ['zoe', other])).toContain(`looks like the user "${other}"`)
  })

  it('[SV38] a dataset keeps its name letter by letter, so one that is not in its plain form is refused with that form', () => {
    expect(refused('cafe\u0301', [], 'dataset')).toContain('"caf\u00e9", in its skein.json too')
    expect(refused('caf\u00e9', [], 'dataset')).toBe('taken as caf\u00e9')
  })

  it('[SV37] a label shows what it holds', () => {
    expect(() => checkVisible('The label', 'my laptop')).not.toThrow()
    expect(() => checkVisible('The label', 'my\u202elaptop')).toThrow('U+202E')
    expect(() => checkVisible('The label', 'my\u001b[2Jlaptop')).toThrow('U+001B')
  })

  it('[SV37] the word of several scripts is named', () => {
    expect(mixedWord('fine раypal words')).toBe('раypal')
    expect(mixedWord('fine words')).toBeUndefined()
  })
})
