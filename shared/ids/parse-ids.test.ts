import { expect, it } from 'vitest'
import { hasTooManyIds, IDS_MAX, parseIds } from './parse-ids.ts'

it('[CH3] a list of ids is read as people copy it, each id once', () => {
  expect(parseIds('9775')).toEqual([9775n])
  expect(parseIds(' 864691135000012345\n461, 461;9775 ')).toEqual([864691135000012345n, 461n, 9775n])
  expect(parseIds('["461", "9775"]')).toEqual([461n, 9775n])
  expect(parseIds('461 + 9775')).toEqual([461n, 9775n])
})

it('[CH3] what is no list of ids is refused', () => {
  for (const text of ['', ' , ', '0', '12a', '1.5', '-3', '18446744073709551616', 'here', '5 nm']) {
    expect(parseIds(text), text).toBeUndefined()
  }
  expect(parseIds(Array.from({ length: 1001 }, (_, i) => i + 1).join(' '))).toBeUndefined()
})

it('[FN8] a list of more ids than are taken is told from what is no list', () => {
  const list = (count: number) => Array.from({ length: count }, (_, i) => i + 1).join('\n')
  expect(parseIds(list(IDS_MAX))?.length).toBe(IDS_MAX)
  expect([IDS_MAX, IDS_MAX + 1].map((count) => hasTooManyIds(list(count)))).toEqual([false, true])
  expect(hasTooManyIds(`${list(IDS_MAX)} and more`)).toBe(false)
})
