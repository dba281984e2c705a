import { describe, expect, it } from 'vitest'
import { descriptionKey } from './description-key.ts'

describe('descriptionKey', () => {
  it.each([
    ['/data/fib25/em-raw', 'info'],
    ['/data/fib25/skein.json', 'skein.json'],
    ['C:\\data\\my set.json', 'my set.json'],
    ['https://host/volume', 'info'],
    ['https://host', 'info'],
    ['https://host/volume?file=x.json', 'info'],
    ['https://host/a/skein.json?token=a/b', 'skein.json'],
    ['https://host/a/my%20set.JSON', 'my set.JSON'],
    ['https://host/a/my%zz.json', 'my%zz.json'],
  ])('[BY8] of %s is %s', (location, key) => {
    expect(descriptionKey(location)).toBe(key)
  })
})
