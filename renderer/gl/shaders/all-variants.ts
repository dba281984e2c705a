import { ADDRESSES, isChunk, SOURCES } from './layer-source.ts'
import { bitOf, FLAG_SETS, OUTPUTS, readFlags, type ShaderBase, type ShaderVariant } from './shader-variants.ts'

/**
 * Every variant that a frame can ask for, so that a mistake in one does not wait for the view that needs it. Some are
 * left out that only combine parts which have nothing to do with each other (`isSpare`).
 */
export function allVariants(): ShaderVariant[] {
  const variants: ShaderVariant[] = []
  for (const output of OUTPUTS) {
    for (const image of SOURCES) {
      for (const labels of SOURCES) {
        for (const address of ADDRESSES) {
          const base = { output, image, labels, address }
          if (canBe(base)) variants.push(...withFlags(base))
        }
      }
    }
  }
  return variants
}

function withFlags(base: ShaderBase): ShaderVariant[] {
  const read = readFlags(base)
  const variants: ShaderVariant[] = []
  for (let flags = 0; flags < FLAG_SETS; flags++) {
    const variant = { ...base, flags }
    if ((flags & ~read) === 0 && !isSpare(variant)) variants.push(variant)
  }
  return variants
}

function canBe({ image, labels, address, output }: ShaderBase): boolean {
  if (labels === 'chunk32') return false
  const [fromImage, fromLabels] = [isChunk(image), isChunk(labels)]
  if (address !== 'texel' && !fromImage && !fromLabels) return false
  switch (output) {
    case 'paint':
      return true
    case 'grey':
      return labels === 'none' && image !== 'screen'
    case 'entry':
      return image === 'none' && fromLabels
    case 'blend':
      return image === 'none' || labels === 'none'
  }
}

/** Neither hatching nor paint reads what the image does: two kinds of image are enough for them, and they come together. */
function isSpare({ image, labels, output, flags }: ShaderVariant): boolean {
  const has = (name: Parameters<typeof bitOf>[0]): boolean => (flags & bitOf(name)) !== 0
  // A colour changes the image alone, and so do floats.
  if (has('tinted') && (labels !== 'none' || has('hatched'))) return true
  if (image === 'chunk32' && (has('hatched') || has('painted'))) return true
  if ((has('hatched') || has('painted')) && isChunk(image) && has('solid') === has('asStored')) return true
  return output === 'paint' && labels !== 'none' && has('hatched') !== has('painted')
}
