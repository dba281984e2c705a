import { describe, expect, it } from 'vitest'
import type { Candidate } from '../../../shared/doubts/candidate.ts'
import { noEvidence } from '../../../shared/doubts/evidence/evidence.ts'
import { lookAtPlaces } from './look-at-places.ts'

function candidate(number: number): Candidate {
  const [a, b] = [BigInt(2 * number), BigInt(2 * number + 1)]
  const ends = { a, b, baseA: a, baseB: b }
  const known = { affinity: 0.5, effect: 1, plain: 0.5, evidence: noEvidence() }
  return { id: `merge ${a} ${b}`, kind: 'missed-merge', ...ends, ...known, position: [number, 0, 0] }
}

describe('places whose voxels are read', () => {
  it('[DO35] are the first 96 whoever comes, and the others once a person takes up the queue', async () => {
    const read: string[] = []
    let takeUp = (): void => {}
    const takenUp = new Promise<void>((resolve) => {
      takeUp = resolve
    })
    const comes = () => {
      read.push('a person comes')
      takeUp()
    }
    let slices = 0
    const whole = lookAtPlaces(
      Array.from({ length: 150 }, (_, number) => candidate(number)),
      {
        takenUp,
        readVoxels: async ({ id }) => {
          read.push(id)
          return noEvidence()
        },
        isOver: () => false,
        openOnes: async (some) => some,
        took: () => {},
        looked: () => {
          slices += 1
          if (slices === 2) setImmediate(comes)
        },
      },
    )
    await whole
    expect([read.indexOf('a person comes'), read.length, slices]).toEqual([96, 151, 3])
  })
})
