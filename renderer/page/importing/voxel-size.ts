import type { Vec3 } from '../../../shared/geometry.ts'

/** Three lengths in a text, with commas, spaces or x between them. `none` where nothing is said. */
export function readVoxelSize(text: string): Vec3 | 'none' | 'wrong' {
  if (text.trim() === '') return 'none'
  const numbers = text
    .trim()
    .split(/\s*[,x×;]\s*|\s+/)
    .map((part) => (part === '' ? Number.NaN : Number(part)))
  const [x = Number.NaN, y = Number.NaN, z = Number.NaN, ...rest] = numbers
  const isFine = rest.length === 0 && [x, y, z].every((length) => Number.isFinite(length) && length > 0)
  return isFine ? [x, y, z] : 'wrong'
}
