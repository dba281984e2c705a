import { describe, expect, it } from 'vitest'
import { shownLocation } from './shown-location.ts'

describe('shownLocation', () => {
  it.each([
    ['https://host/v?token=hush', 'https://host/v'],
    ['https://host/v#hush', 'https://host/v'],
    ['https://ann:hush@host:8080/v?x', 'https://host:8080/v'],
    [' precomputed://HTTP://host/v?token=hush', ' precomputed://HTTP://host/v'],
    ['gs://bucket/v?token=hush', 'gs://bucket/v'],
    ['https://?hush', 'https://'],
    ['https://host/v?a=1\nb', 'https://host/v'],
    ['https://host/a@b/v', 'https://host/a@b/v'],
    ['/data/set #1/what?', '/data/set #1/what?'],
    ['precomputed:///data/what?', 'precomputed:///data/what?'],
    ['file:///data/a%3Fb', 'file:///data/a%3Fb'],
    ['C:\\data\\set #1', 'C:\\data\\set #1'],
  ])('[BY11] of %j is %j', (location, shown) => {
    expect(shownLocation(location)).toBe(shown)
  })
})
