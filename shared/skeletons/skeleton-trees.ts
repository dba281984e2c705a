import { MAX_NM } from '../meshes/mesh-limits.ts'
import type { Skeleton } from './skeleton.ts'

/** What is wrong with an edge, each told once with how many there are and where the first one is. */
const FAULTS = {
  missing: 'name a vertex that is not there',
  nowhere: 'end at a vertex that is nowhere',
  cycle: 'close a cycle',
} as const

type Fault = keyof typeof FAULTS

/**
 * The edges of a skeleton that make trees; those that name vertices which are not there, end nowhere or close a cycle are
 * left out, and told. Vertices that are no numbers or outside any volume are put at the origin.
 * @param file for messages
 */
export function treesOf(
  positions: Float32Array,
  edges: Uint32Array,
  file: string,
): Pick<Skeleton, 'positions' | 'edges' | 'problems'> {
  const vertices = positions.length / 3
  const isSomewhere = (vertex: number) => [0, 1, 2].every((axis) => Math.abs(positions[3 * vertex + axis]!) <= MAX_NM)
  const tree = createUnion(vertices)
  const faults = new Map<Fault, { count: number; readonly first: number }>()
  const kept: number[] = []
  for (let i = 0; i + 1 < edges.length; i += 2) {
    const a = edges[i]!
    const b = edges[i + 1]!
    const fault =
      a >= vertices || b >= vertices ? 'missing' : !isSomewhere(a) || !isSomewhere(b) ? 'nowhere' : undefined
    const found = fault ?? (tree.join(a, b) ? undefined : 'cycle')
    if (found === undefined) kept.push(a, b)
    else {
      const known = faults.get(found)
      if (known === undefined) faults.set(found, { count: 1, first: i / 2 })
      else known.count++
    }
  }
  for (let vertex = 0; vertex < vertices; vertex++) {
    if (!isSomewhere(vertex)) positions.fill(0, 3 * vertex, 3 * vertex + 3)
  }
  const problems = [...faults].map(([fault, { count, first }]) => {
    return `${file}: ${count} of ${edges.length / 2} edges ${FAULTS[fault]}, the first is edge ${first}; the others are drawn`
  })
  return { positions, edges: Uint32Array.from(kept), problems }
}

function createUnion(count: number): { join(a: number, b: number): boolean } {
  const above = Uint32Array.from({ length: count }, (_, i) => i)
  const root = (vertex: number): number => {
    let at = vertex
    while (above[at] !== at) {
      above[at] = above[above[at]!]!
      at = above[at]!
    }
    return at
  }
  return {
    join: (a, b) => {
      const [one, other] = [root(a), root(b)]
      if (one === other) return false
      above[one] = other
      return true
    },
  }
}
