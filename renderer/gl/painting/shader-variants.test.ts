import { describe, expect, it } from 'vitest'
import { allVariants } from './shader-variants.ts'
import { fragmentShader, variantKey } from './shaders.ts'

describe('shader variants', () => {
  it('[GL28] have a key each', () => {
    const variants = allVariants()
    expect(new Set(variants.map(variantKey)).size).toBe(variants.length)
    expect(variants.length).toBeGreaterThan(100)
  })

  it('[GL28] every texture is read at a place that was computed', () => {
    for (const variant of allVariants()) {
      const source = fragmentShader(variant)
      for (const texel of ['imageTexel', 'labelTexel']) {
        if (source.includes(`, ${texel})`)) expect(source).toContain(`vec2 ${texel} =`)
      }
    }
  })
})
