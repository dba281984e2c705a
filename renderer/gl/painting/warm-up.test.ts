import { expect, it } from 'vitest'
import { allVariants } from '../shaders/all-variants.ts'
import { variantKey } from '../shaders/shader-variants.ts'
import { WARM_UPS } from './warm-up.ts'

it('[GL39] each shader that is compiled ahead can be asked for, and is compiled once', () => {
  const keys = WARM_UPS.flat().map(variantKey)
  expect(new Set(keys).size).toBe(keys.length)
  const all = new Set(allVariants().map(variantKey))
  expect(keys.filter((key) => !all.has(key))).toEqual([])
})
