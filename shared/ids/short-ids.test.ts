import { expect, it } from 'vitest'
import { createShownIds } from './short-ids.ts'

it('[CH2] an id has 5 digits, and more while another one on screen ends in the same', () => {
  const shown = createShownIds()
  const [a, b, c] = [864691135000012345n, 864691135100012345n, 12345n]
  let changes = 0
  shown.subscribe(() => changes++)
  shown.show(a)
  shown.show(99999n)
  expect([shown.digitsOf(a), changes]).toEqual([5, 0])
  shown.show(b)
  shown.show(b)
  expect([shown.digitsOf(a), shown.digitsOf(b), changes]).toEqual([9, 9, 1])
  shown.show(c)
  expect([shown.digitsOf(a), shown.digitsOf(c), changes]).toEqual([9, 6, 2])
  shown.hide(b)
  expect([shown.digitsOf(a), changes]).toEqual([9, 2])
  shown.hide(b)
  expect([shown.digitsOf(a), changes]).toEqual([6, 3])
  shown.hide(c)
  shown.hide(c)
  expect([shown.digitsOf(a), changes]).toEqual([5, 4])
})
