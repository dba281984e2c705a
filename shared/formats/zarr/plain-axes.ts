import type { ArrayAxis } from '../arrays/array-volume.ts'

const SPACE = ['z', 'y', 'x'] as const

/**
 * What the axes of an array are that belongs to no image. Names `x`, `y` and `z`, `t` and `c` say it, where the array has
 * them all; else the last three axes are z, y and x.
 */
export function plainAxes(names: readonly string[] | undefined, count: number): readonly ArrayAxis[] {
  const lower = names?.map((name) => name.toLowerCase())
  const isNamed = lower?.length === count && lower.includes('x') && lower.includes('y') && new Set(lower).size === count
  if (isNamed) return lower.map((name, at) => ({ name: names?.[at] ?? name, kind: kindOf(name) }))
  return Array.from({ length: count }, (_, at): ArrayAxis => {
    const along = SPACE[at - count + 3]
    return along === undefined ? { name: names?.[at] || `axis ${at}`, kind: 'other' } : { name: along, kind: along }
  })
}

function kindOf(name: string): ArrayAxis['kind'] {
  const along = SPACE.find((known) => known === name)
  if (along !== undefined) return along
  if (name === 't' || name === 'time') return 'time'
  return name === 'c' || name === 'channel' ? 'channel' : 'other'
}
