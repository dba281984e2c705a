import { expect, it } from 'vitest'
import { plainWords, segmentWord, supervoxelWord, wordParts } from './ids-in-words.ts'

const LONG = 18446744073709551615n

it('[CH1] a sentence gives its ids and the texts between them, and reads as it should without marks', () => {
  const sentence = `Merged ${segmentWord(461n)} + ${segmentWord(LONG)}; 12 of supervoxel ${supervoxelWord(9n)}`
  expect(wordParts(sentence)).toEqual([
    { kind: 'text', text: 'Merged ' },
    { kind: 'segment', id: 461n },
    { kind: 'text', text: ' + ' },
    { kind: 'segment', id: LONG },
    { kind: 'text', text: '; 12 of supervoxel ' },
    { kind: 'supervoxel', id: 9n },
  ])
  expect(plainWords(sentence)).toBe(`Merged 461 + ${LONG}; 12 of supervoxel 9`)
  expect(wordParts('12 edits')).toEqual([{ kind: 'text', text: '12 edits' }])
  expect(wordParts('')).toEqual([])
})

it('[CH1] marks that enclose no id are left out', () => {
  const [mark] = segmentWord(1n)
  const parts = wordParts(`a ${mark}b${mark} 5${mark}`)
  expect(parts.map((part) => (part.kind === 'text' ? part.text : part.id)).join('')).toBe('a b 5')
})
