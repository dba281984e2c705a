import { describe, expect, it } from 'vitest'
import type { AgglomerationSource } from '../../agglomeration/agglomeration-source.ts'
import { createIdentityAgglomeration } from '../../agglomeration/identity-agglomeration.ts'
import type { Candidate } from '../candidate.ts'
import { noEvidence, setEvidence } from '../evidence/evidence.ts'
import { orderPlaces, type WeighedPlaces, weighPlaces } from './weighed-places.ts'

function candidate(id: string): Candidate {
  const evidence = noEvidence()
  setEvidence(evidence, { 'count-less': 0, 'count-more': 0 })
  const place = { position: [0, 0, 0] as const, affinity: 0.5, effect: 1, plain: 0.5 }
  return { id, kind: 'missed-merge', a: 1n, b: 2n, baseA: 1n, baseB: 2n, ...place, evidence }
}

const places = (isNoneWorth = false): WeighedPlaces => {
  return { kept: ['p', 'q', 'r', 's'].map(candidate), others: { count: 10, errors: 0.5 }, isNoneWorth }
}

describe('places that are weighed', () => {
  it('[DO35] come in the order of what is known now; those that a person has seen stay in front as they came', () => {
    const now: Record<string, number> = { p: 0.3, q: 0.9, r: 0.1, s: 0.5 }
    const weigh = ({ id }: Candidate) => now[id]!
    const order = (first?: readonly string[]) => orderPlaces(places(), weigh, first)
    expect(order().doubts.map(({ id }) => id)).toEqual(['q', 's', 'p'])
    expect(order().leftOut).toEqual({ count: 11, errors: expect.closeTo(0.6, 9) })
    // One that was seen stays, however unlikely it has become; what is not known is not there.
    expect(order(['r', 'p', 'x']).doubts.map(({ id }) => id)).toEqual(['r', 'p', 'q', 's'])
    expect(order(['r', 'p', 'x']).leftOut).toEqual({ count: 10, errors: 0.5 })
    now['p'] = 0.1
    expect(order().doubts.map(({ id, probability }) => [id, probability])).toEqual([
      ['q', 0.9],
      ['s', 0.5],
    ])
  })

  it('[LN8] without trust in affinities what is likely comes before what is much', () => {
    const kept = ['p', 'q'].map((id, i) => {
      const one = candidate(id)
      setEvidence(one.evidence, { 'count-less': i === 0 ? 8 : 0, 'count-more': 8 })
      return one
    })
    const weigh = ({ id }: Candidate) => (id === 'p' ? 0.4 : 0.6)
    const score = (trust: number) => orderPlaces({ ...places(), kept }, weigh, [], trust).doubts
    const worth = (trust: number) => new Map(score(trust).map(({ id, score }) => [id, score]))
    expect(worth(1).get('p')).toBeGreaterThan(worth(1).get('q')!)
    expect(worth(0)).toEqual(new Map(Object.entries({ p: 0.4, q: 0.6 })))
  })

  it('[DO50] what is left of fifty stays together, whatever a person has seen of it', () => {
    const ids = Array.from({ length: 150 }, (_, i) => `${1000 + i}`)
    const many = { ...places(), kept: ids.map(candidate) }
    const weigh = ({ id }: Candidate) => 0.3 + ((7 * Number(id)) % 150) / 300
    const order = (first?: readonly string[]) => orderPlaces(many, weigh, first).doubts.map(({ id }) => id)
    expect(order(order().slice(0, 30))).toEqual(order())
    expect(order(order().slice(0, 120))).toEqual(order())
  })

  it('[DO15, DO35] where none was worth a look, all are there until one is', () => {
    const now: Record<string, number> = { p: 0.1, q: 0.05, r: 0.02, s: 0.1 }
    const order = () => orderPlaces(places(true), ({ id }) => now[id]!)
    expect(order().doubts.length).toBe(4)
    expect(order().leftOut).toEqual({ count: 14, errors: expect.closeTo(0.77, 9) })
    now['q'] = 0.6
    expect(order().doubts.map(({ id }) => id)).toEqual(['q'])
  })

  it('[DO36] are found and weighed in slices of bounded work, however many edges there are', async () => {
    const source = manyEdges(10_000)
    let [pauses, weighed, most] = [0, 0, 0]
    let sinceLast = 0
    const pause = async () => {
      pauses++
      most = Math.max(most, sinceLast)
      sinceLast = 0
    }
    const { kept, others } = await weighPlaces({ source, voxelSize: [1, 1, 1] }, pause, () => {
      weighed++
      sinceLast++
      return 0.3
    })
    // Pairs are weighed while they are visited, and once more what is kept.
    expect(weighed - kept.length).toBe(10_000)
    expect(kept.length + others.count).toBe(10_000)
    expect(most).toBeLessThanOrEqual(256)
    // Edges are read, put into pairs, counted by base, and visited: each with pauses.
    expect(pauses).toBeGreaterThan((3 * 10_000) / 256)
  })
})

/** A chain of supervoxels, each a base of its own, with a weak edge to the next. */
function manyEdges(count: number): AgglomerationSource {
  const ends = BigUint64Array.from({ length: 2 * count }, (_, i) => BigInt(1 + ((i + 1) >> 1)))
  const edges = {
    ends,
    affinities: Float32Array.from({ length: count }, (_, i) => 0.4 - (0.3 * i) / count),
    areas: new Uint32Array(count).fill(5),
    positions: new Float32Array(3 * count),
  }
  return { ...createIdentityAgglomeration(), doubtEdges: async () => edges }
}
