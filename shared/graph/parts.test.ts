import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findParts, nodesOfPart, partsOrPath } from './parts.ts'
import { createWalkMarks, type WalkGraph } from './walk-graph.ts'

interface Drawn {
  readonly count: number
  readonly ends: readonly (readonly [number, number])[]
  readonly starts: readonly number[]
}

const drawn: fc.Arbitrary<Drawn> = fc.integer({ min: 1, max: 200 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    ends: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 2 * count, size: 'max' }),
    starts: fc.array(fc.nat(count - 1), { minLength: 1, maxLength: 8 }),
  }),
)

/** Some nodes have their neighbours in arrays; for the others the walk calls `neighbours`. */
function walkGraphOf({ count, ends }: Drawn, byArrays: boolean): WalkGraph {
  const lists = Array.from({ length: count }, (_, node) =>
    ends.flatMap(([u, v]) => (u === node ? [v] : v === node ? [u] : [])),
  )
  const found: number[] = []
  const offsets = Uint32Array.from([0, ...lists.map((_, i) => lists.slice(0, i + 1).flat().length)])
  const arrays = {
    offsets,
    targets: Uint32Array.from(lists.flat()),
    isFiltered: Uint8Array.from(lists, (_, i) => (i % 3) & 1),
  }
  return {
    found,
    marks: createWalkMarks(count),
    neighbours(node) {
      for (const [i, target] of lists[node]!.entries()) found[i] = target
      return lists[node]!.length
    },
    ...(byArrays ? { arrays } : {}),
  }
}

function labelsOf({ count, ends }: Drawn): number[] {
  const label = Array.from({ length: count }, (_, i) => i)
  for (let changing = true; changing; ) {
    changing = false
    for (const [u, v] of ends) {
      if (label[u] === label[v]) continue
      label[u] = label[v] = Math.min(label[u]!, label[v]!)
      changing = true
    }
  }
  return label
}

describe('walks in turns', () => {
  it('[PT1] findParts gives the parts that hold the starts, all but one with all their nodes', () => {
    fc.assert(
      fc.property(drawn, fc.boolean(), (graph, byArrays) => {
        const walkGraph = walkGraphOf(graph, byArrays)
        const label = labelsOf(graph)
        for (let again = 0; again < 2; again++) {
          const parts = findParts(walkGraph, graph.starts)
          expect(parts.count).toBe(new Set(graph.starts.map((start) => label[start])).size)
          const first = Array.from({ length: parts.count }, (_, part) => parts.partOf.indexOf(part))
          expect(first).toEqual([...first].sort((a, b) => a - b)) // in the order of their first starts
          for (let part = 0; part < parts.count; part++) {
            const own = label[graph.starts[first[part]!]!]
            const starts = graph.starts.flatMap((_, i) => (parts.partOf[i] === part ? [i] : []))
            expect(starts).toEqual(graph.starts.flatMap((start, i) => (label[start] === own ? [i] : [])))
            const nodes = nodesOfPart(parts, part)
            if (nodes === undefined) continue
            expect([...nodes].sort((a, b) => a - b)).toEqual(label.flatMap((l, node) => (l === own ? [node] : [])))
          }
        }
      }),
    )
  })

  it('[PT2] partsOrPath finds a path between the sides if and only if there is one', () => {
    fc.assert(
      fc.property(
        drawn,
        fc.boolean(),
        fc.array(fc.constantFrom(0, 1, 2), { minLength: 8, maxLength: 8 }),
        (graph, byArrays, sides) => {
          const label = labelsOf(graph)
          const sideOf = (place: number) => sides[place]! as 0 | 1 | 2
          const of = (side: number) => graph.starts.filter((_, place) => sides[place] === side)
          const meet = of(1).some((u) => of(2).some((v) => label[u] === label[v]))
          const result = partsOrPath(walkGraphOf(graph, byArrays), graph.starts, sideOf)
          expect(result.kind).toBe(meet ? 'joined' : 'apart')
          if (result.kind === 'apart') return
          const onPath = new Set(result.path)
          for (const start of graph.starts) if (onPath.size === 0) onPath.add(start) // a start on both sides
          const inner = labelsOf({ ...graph, ends: graph.ends.filter(([u, v]) => onPath.has(u) && onPath.has(v)) })
          expect(of(1).some((u) => of(2).some((v) => inner[u] === inner[v]))).toBe(true)
        },
      ),
    )
  })
})
