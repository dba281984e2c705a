import fc from 'fast-check'
import { expect, it } from 'vitest'
import { unwrap } from '../problem.ts'
import { MAX_NODES, ribbonsOf } from './ribbons.ts'
import { treesOf } from './skeleton-trees.ts'

/** The edges that ribbons run along, by the places of their ends, each with the lesser end first. */
function edgesOf({ vertices, triangles, origin, step }: ReturnType<typeof packed>): string[] {
  const at = (vertex: number) => {
    return [0, 1, 2].map((axis) => Math.round(origin[axis]! + vertices[4 * vertex + axis]! * step[axis]!)).join()
  }
  const found = new Set<string>()
  for (let i = 0; i < triangles.length; i += 3) {
    const ends = new Set([...triangles.subarray(i, i + 3)].map(at))
    found.add([...ends].sort().join(' '))
  }
  return [...found].sort()
}

function packed(positions: readonly number[], edges: readonly number[]) {
  return unwrap(ribbonsOf({ positions: Float32Array.from(positions), edges: Uint32Array.from(edges) }, 7n, 'a'))
}

/** A tree whose vertices lie apart. */
const trees = fc.array(fc.nat(), { minLength: 1, maxLength: 60 }).map((parents) => ({
  positions: [0, ...parents].flatMap((parent, i) => [100 * i, (parent % 7) * 100, 0]),
  edges: parents.flatMap((parent, i) => [i + 1, parent % (i + 1)]),
}))

it('[SK4] a ribbon runs along each edge of a skeleton, and along nothing else', () => {
  fc.assert(
    fc.property(trees, ({ positions, edges }) => {
      const mesh = packed(positions, edges)
      const place = (node: number) => positions.slice(3 * node, 3 * node + 3).join()
      const wanted = Array.from({ length: edges.length / 2 }, (_, i) =>
        [place(edges[2 * i]!), place(edges[2 * i + 1]!)].sort().join(' '),
      )
      expect(edgesOf(mesh)).toEqual(wanted.sort())
      // Two triangles an edge, two vertices a place, on the two sides of the line.
      expect(mesh.triangles).toHaveLength(6 * wanted.length)
      for (let i = 0; i < mesh.normals.length; i += 8) {
        expect([mesh.normals[i + 3], mesh.normals[i + 7]]).toEqual([127, -127])
        expect(Math.hypot(...mesh.normals.subarray(i, i + 3))).toBeCloseTo(127, -1)
      }
    }),
  )
})

it('[SK4] a vertex without an edge has no ribbon; places in one do not matter', () => {
  expect(packed([5, 5, 5], []).labels).toHaveLength(0)
  expect(packed([0, 0, 0, 0, 0, 0, 10, 0, 0], [0, 1, 1, 2]).triangles).toHaveLength(12)
})

it('[SK4] a skeleton of more vertices than can be drawn is refused by name', () => {
  const positions = new Float32Array(3 * (MAX_NODES + 1))
  const refused = ribbonsOf({ positions, edges: new Uint32Array(0) }, 1n, '/d/1')
  expect(refused).toMatchObject({ ok: false, problem: { kind: 'too-large', file: '/d/1' } })
})

it('[SK2, SK4] fuzzed: whatever edges a file names, what is good of them is drawn', () => {
  const number = fc.oneof(fc.float(), fc.constantFrom(Number.NaN, Infinity, 3e38, 1e9, -1e9, 0))
  fc.assert(
    fc.property(
      fc.array(fc.tuple(number, number, number), { maxLength: 20 }),
      fc.array(fc.nat(25), { maxLength: 60 }),
      (points, ends) => {
        const edges = Uint32Array.from(ends.slice(0, ends.length & ~1))
        const lines = treesOf(Float32Array.from(points.flat()), edges, 'a')
        const mesh = unwrap(ribbonsOf(lines, 1n, 'a'))
        expect(mesh.triangles).toHaveLength(3 * lines.edges.length)
        expect(mesh.triangles.every((vertex) => vertex < mesh.vertices.length / 4)).toBe(true)
      },
    ),
  )
})
