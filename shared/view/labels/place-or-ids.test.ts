import { expect, it } from 'vitest'
import { readPlaceOrIds } from './place-or-ids.ts'

const grid = { resolution: [8, 8, 40], voxelOffset: [0, 0, 100], size: [500, 500, 100] } as const
const read = (text: string) => {
  const found = readPlaceOrIds(text, grid)
  if (found.kind === 'ids') return found.ids.join(' ')
  return found.kind === 'position' ? `at ${found.position}` : found.sentence
}

it('[CH4] one field takes a position or ids; three whole numbers are a position where that voxel lies in the volume', () => {
  expect(read('125 125 130')).toBe('at 1004,1004,5220')
  expect(read('125, 125, 30')).toBe('125 30')
  expect(read('9775')).toBe('9775')
  expect(read('461, 9775')).toBe('461 9775')
  expect(read('461, 9775, 864691135000012345')).toBe('461 9775 864691135000012345')
  expect(read('125\n126\n130')).toBe('125 126 130')
  expect(read('125 + 126 + 130')).toBe('125 126 130')
  expect(read('1, 2, 3 nm')).toBe('at 1,2,3')
  expect(read('here')).toMatch(/a position is three numbers.*Ids are whole numbers/)
})

it('[FN8] too many ids are said to be too many', () => {
  const grid = { resolution: [1, 1, 1], voxelOffset: [0, 0, 0], size: [10, 10, 10] } as const
  const text = Array.from({ length: 1001 }, (_, i) => i + 1).join('\n')
  expect(readPlaceOrIds(text, grid)).toEqual({
    kind: 'too-many',
    sentence: 'These are more than 1000 ids: give fewer at once.',
  })
})

it('[CH4] a text of megabytes is neither, and is not looked at', () => {
  expect(read(`125 125 130${' '.repeat(2 ** 18)}`)).toBe('A text that long is neither a position nor a list of ids.')
})
