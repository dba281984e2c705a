import { describe, expect, it } from 'vitest'
import { isAddressStart, placeKind, splitAddress } from './address.ts'

describe('an address, taken apart', () => {
  it.each([
    ['https://host/em', 'https', 'https://host/em'],
    ['"zarr3://gs://b/em"', 'gs', 'gs://b/em'],
    ['Precomputed://HTTPS://host/em', 'https', 'HTTPS://host/em'],
    ['zarr:///data/em', undefined, '/data/em'],
    ['C:\\data', undefined, 'C:\\data'],
    ['s3+https://host/b', 's3+https', 's3+https://host/b'],
  ])('[AA1] %j', (text, scheme, plain) => {
    expect(splitAddress(text)).toMatchObject({ scheme, plain })
  })

  it('[AA1] stages of the pipe form come off the end, in order', () => {
    expect(splitAddress('gs://b/a.zip|zip:x/y|Zarr3:')).toEqual({
      prefixes: [],
      scheme: 'gs',
      plain: 'gs://b/a.zip',
      stages: [
        { word: 'zip', path: 'x/y' },
        { word: 'zarr3', path: '' },
      ],
    })
    expect(splitAddress('/data/a|b')).toMatchObject({ plain: '/data/a|b', stages: [] })
  })
})

describe('where a text leads', () => {
  it.each([
    ['/data/em', 'machine'],
    ['C:\\em', 'machine'],
    ['file:///em', 'machine'],
    ['precomputed:///data/em', 'machine'],
    ['zarr://~/em', 'machine'],
    ['n5://file:///em', 'machine'],
    ['/data/a.zarr|zarr3:b', 'machine'],
    ['https://host/em', 'address'],
    ['zarr://gs://bucket/em', 'address'],
    ['toy://anything', 'address'],
    ['a/b', 'relative'],
    ['~/em', 'relative'],
    ['em|zarr3:s0', 'relative'],
  ])('[AA5] %j: %s', (text, kind) => {
    expect(placeKind(text)).toBe(kind)
  })

  it('[UI17, AA5] a pasted text is an address where it begins as one', () => {
    for (const text of [' "gs://b/em', 's3://b', 'precomputed://https://h', 'toy://x']) {
      expect(isAddressStart(text), text).toBe(true)
    }
    for (const text of ['1250, 3, 4', 'C:\\em', '/data', 'see https://h', '']) expect(isAddressStart(text)).toBe(false)
  })
})
