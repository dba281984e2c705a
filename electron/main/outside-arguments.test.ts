import { expect, it } from 'vitest'
import { parseOutside } from './outside-arguments.ts'

it('[CL15] what a later start hands over is arguments and a folder, or nothing', () => {
  const given = { args: ['--', 'skein://open?source=https://h/em'], folder: '/d' }
  expect(parseOutside({ ...given, more: 1 })).toEqual(given)
  expect(parseOutside({ args: [], folder: '' })).toEqual({ args: [], folder: '' })
  const many = Array.from({ length: 257 }, () => 'a')
  for (const bad of [
    null,
    undefined,
    'a',
    [],
    {},
    { args: 'a', folder: '/' },
    { args: ['a'] },
    { args: [1], folder: '/' },
  ]) {
    expect(parseOutside(bad)).toBeUndefined()
  }
  expect(parseOutside({ args: many, folder: '/' })).toBeUndefined()
})
