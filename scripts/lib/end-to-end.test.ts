import { expect, it } from 'vitest'
import { countDisplays } from './end-to-end.mjs'

it('[HO12] end-to-end tests run two at a time where each can have a display of its own and a core', () => {
  expect(countDisplays('linux', 8, false)).toBe(2)
  expect(countDisplays('linux', 1, false)).toBe(1)
  expect(countDisplays('linux', 8, true)).toBe(1)
  expect(countDisplays('darwin', 8, false)).toBe(0)
})
