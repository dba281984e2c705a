import { describe, expect, it } from 'vitest'
import { splitLocations } from './split-locations.ts'

describe('splitLocations', () => {
  it.each([
    ['', []],
    ['  ', []],
    ['https://host/em', ['https://host/em']],
    [' https://host/em https://host/seg ', ['https://host/em', 'https://host/seg']],
    ['https://host/my set/skein.json', ['https://host/my set/skein.json']],
    [
      'https://host/my em\nprecomputed://https://host/my seg',
      ['https://host/my em', 'precomputed://https://host/my seg'],
    ],
    ['/data/my set/em /data/seg ~/x', ['/data/my set/em', '/data/seg', '~/x']],
    ['"/data/a /b" C:\\my data\\em', ['/data/a /b', 'C:\\my data\\em']],
    ['"https://host/a b" \'/data/c d\'', ['https://host/a b', '/data/c d']],
    ['"/data/open', ['"/data/open']],
    ['em seg', ['em seg']],
    ['https://h/#!{"layers": "https://h/em"}\n', ['https://h/#!{"layers": "https://h/em"}']],
  ])('[UI17] of %j', (text, expected) => {
    expect(splitLocations(text)).toEqual(expected)
  })
})
