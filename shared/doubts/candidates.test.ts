import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EdgeRow } from '../agglomeration/edge-rows.ts'
import { memoryAgglomeration } from '../agglomeration/testing/memory-agglomeration.ts'
import { type Candidate, faceAreaOf } from './candidate.ts'
import { visitCandidates } from './doubts.ts'
import { EVIDENCE_NAMES, type EvidenceName, placeOf } from './evidence/evidence.ts'
import { createSidesReader } from './sides.ts'
import { logOdds } from './tree-cuts.ts'

const row = fc
  .record({
    a: fc.integer({ min: 1, max: 14 }),
    b: fc.integer({ min: 1, max: 14 }),
    affinity: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    area: fc.integer({ min: 0, max: 50 }),
  })
  .filter(({ a, b }) => a !== b)

/** Each pair once, as in a table of edges. */
const table = fc
  .uniqueArray(row, { minLength: 1, maxLength: 40, selector: ({ a, b }) => `${Math.min(a, b)} ${Math.max(a, b)}` })
  .map((rows) =>
    rows.map(({ a, b, affinity, area }): EdgeRow => {
      return { a: BigInt(Math.min(a, b)), b: BigInt(Math.max(a, b)), affinity, area, position: [a, b, 0] }
    }),
  )

const VOXEL = [2, 3, 5] as const

async function candidatesOf(rows: readonly EdgeRow[]) {
  const source = memoryAgglomeration(rows, 0.5, VOXEL)
  const candidates: Candidate[] = []
  await visitCandidates(
    { source, voxelSize: VOXEL },
    async () => {},
    (candidate) => candidates.push(candidate),
  )
  return { source, candidates, readSides: createSidesReader(source, async () => {}) }
}

const ALL = BigUint64Array.from({ length: 15 }, (_, i) => BigInt(i))

describe('evidence of edges', () => {
  it('[DO12] is what all edges between the two sides and from each to third bases say', async () => {
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const { candidates, readSides, source } = await candidatesOf(rows)
        const bases = await source.basesOf(ALL)
        for (const candidate of candidates) {
          const sides = await readSides(candidate, ALL)
          const side = (id: bigint) => sides[Number(id)]!
          const isOther = (p: bigint, q: bigint) => bases[Number(p)] !== bases[Number(q)]
          const crossing = rows.filter(({ a, b }) => side(a) + side(b) === 3 && side(a) * side(b) === 2)
          const areaOf = (some: readonly EdgeRow[]) => some.reduce((sum, { area }) => sum + area, 0)
          const oddsOf = (some: readonly EdgeRow[]) => some.map(({ affinity }) => logOdds(Math.fround(affinity)))
          // Weak edges within a base hold nothing together: they are counted on their own.
          const counted =
            candidate.kind === 'missed-merge'
              ? crossing
              : crossing.filter(({ affinity }) => Math.fround(affinity) >= 0.5)
          const read = (name: EvidenceName) => candidate.evidence[placeOf(name)]!
          const sum = oddsOf(counted).reduce((p, q) => p + q, 0)
          expect(read('edges')).toBe(counted.length)
          expect(read('sum-odds')).toBeCloseTo(sum, 3)
          expect(read('best-odds')).toBeCloseTo(Math.max(...oddsOf(counted)), 3)
          const faces = faceAreaOf(VOXEL)
          expect(read('contact')).toBeCloseTo(Math.log(1 + areaOf(counted) * faces), 3)
          if (candidate.kind === 'false-merge') {
            const weak = crossing.filter((edge) => !counted.includes(edge))
            const all = oddsOf(crossing).reduce((p, q) => p + q, 0)
            expect(read('weak-odds')).toBeCloseTo(all, 3)
            expect(read('weak-area')).toBeCloseTo(Math.log(1 + areaOf(weak) * faces), 3)
          }
          const outer = (one: number) => {
            const own = rows.filter(({ a, b }) => isOther(a, b) && (side(a) === one) !== (side(b) === one))
            const rival = own.filter((edge) => candidate.kind === 'false-merge' || !counted.includes(edge))
            return {
              surface: areaOf(own) + (candidate.kind === 'false-merge' ? areaOf(counted) : 0),
              rival: rival.length === 0 ? Number.NaN : Math.max(...oddsOf(rival)) - read('best-odds'),
            }
          }
          if (Number.isNaN(read('surface-less'))) continue
          const both = [outer(1), outer(2)].sort((p, q) => p.surface - q.surface)
          expect(read('surface-less')).toBeCloseTo(Math.log(1 + both[0]!.surface * faces), 3)
          expect(read('surface-more')).toBeCloseTo(Math.log(1 + both[1]!.surface * faces), 3)
          if (both[0]!.surface === both[1]!.surface) continue
          for (const [i, name] of (['rival-less', 'rival-more'] as const).entries()) {
            if (Number.isNaN(both[i]!.rival)) expect(read(name)).toBeNaN()
            else expect(read(name)).toBeCloseTo(both[i]!.rival, 3)
          }
        }
      }),
    )
  })

  it('[DO12] without edges between bases nothing is known of surfaces, and a bad affinity says nothing', async () => {
    const edge = (a: bigint, b: bigint, affinity: number): EdgeRow => {
      return { a, b, affinity, area: 4, position: [0, 0, 0] }
    }
    const { candidates } = await candidatesOf([edge(1n, 2n, 0.9), edge(2n, 3n, 0.7)])
    for (const { evidence } of candidates) {
      expect(evidence.length).toBe(EVIDENCE_NAMES.length)
      for (const name of ['surface-less', 'share-more', 'rival-less'] as const)
        expect(evidence[placeOf(name)]).toBeNaN()
      expect(evidence[placeOf('contact')]).toBeGreaterThan(0)
    }
    const odd = await candidatesOf([edge(1n, 2n, 0.9), edge(2n, 3n, Number.NaN), edge(2n, 4n, 0.2)])
    for (const { evidence } of odd.candidates) expect(evidence[placeOf('sum-odds')]).not.toBeNaN()
  })
})
