import { describe, expect, it } from 'vitest'
import { allVariants } from './all-variants.ts'
import { fragmentShader } from './fragment-shader.ts'
import { macrosOf, variantKey } from './shader-variants.ts'
import { preprocessed } from './testing/preprocessed.ts'

describe('shader variants', () => {
  it('[GL28] have a key and macros each', () => {
    const variants = allVariants()
    expect(new Set(variants.map(variantKey)).size).toBe(variants.length)
    expect(new Set(variants.map((variant) => macrosOf(variant).join(' '))).size).toBe(variants.length)
    expect(variants.length).toBeGreaterThan(100)
  })

  it('[GL28] every texture is read at a place that was computed, and no two variants are the same text', () => {
    const texts = new Set<string>()
    for (const variant of allVariants()) {
      const source = preprocessed(fragmentShader(variant))
      for (const texel of ['imageTexel', 'labelTexel']) {
        if (source.includes(`, ${texel})`)) expect(source).toContain(`vec2 ${texel} =`)
      }
      expect(source, 'a macro without a meaning').not.toMatch(/\b[A-Z][A-Z_]{3,}\b/)
      texts.add(source)
    }
    expect(texts.size).toBe(allVariants().length)
  })
})
