import { expect, it } from 'vitest'
import { memoryAgglomeration } from '../agglomeration/testing/memory-agglomeration.ts'
import type { Candidate } from './candidate.ts'
import { visitCandidates } from './doubts.ts'
import { createSidesReader } from './sides.ts'

it('[DO13] the sides of a missed merge are its bases, those of a false merge the parts of its cut', async () => {
  const edges = [
    [1, 2, 0.9],
    [2, 3, 0.6],
    [3, 4, 0.9],
    [4, 5, 0.3],
    [5, 6, 0.8],
  ]
  const rows = edges.map(([a, b, affinity]) => {
    return { a: BigInt(a!), b: BigInt(b!), affinity: affinity!, area: 1, position: [0, 0, 0] as const }
  })
  const ranked = { source: memoryAgglomeration(rows, 0.5, [1, 1, 1]), voxelSize: [1, 1, 1] as const }
  const candidates = new Map<string, Candidate>()
  await visitCandidates(
    ranked,
    async () => {},
    (candidate) => candidates.set(candidate.id, candidate),
  )
  const read = createSidesReader(ranked.source, async () => {})
  const all = BigUint64Array.of(1n, 2n, 3n, 4n, 5n, 6n, 7n)
  const sides = async (id: string) => [...(await read(candidates.get(id)!, all))]
  expect(await sides('merge 4 5')).toEqual([1, 1, 1, 1, 2, 2, 0])
  expect(await sides('split 2 3')).toEqual([1, 1, 2, 2, 0, 0, 0])
  expect(await sides('split 5 6')).toEqual([0, 0, 0, 0, 1, 2, 0])
})
