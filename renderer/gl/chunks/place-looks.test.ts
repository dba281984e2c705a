import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../../shared/doubts/evidence/evidence.ts'
import type { OpenLayer } from '../open-layer.ts'
import type { EvidenceAsked } from './decoder-pool.ts'
import { createPlaceLooks, type LookReply } from './place-looks.ts'

const layerOf = (volumeId: number) => ({ volumeId }) as OpenLayer
const EVIDENCE: Evidence = Float32Array.of(1)

/** A pool of two workers whose other loads the test counts. */
function setUp({ hasLabels } = { hasLabels: true }) {
  const labels = hasLabels ? layerOf(1) : undefined
  const image = layerOf(2)
  const others = { chunks: 0, meshes: 0 }
  const asked = new Map<number, EvidenceAsked>()
  const sides: unknown[] = []
  const cancelled: number[] = []
  const told: LookReply[] = []
  const timers: (() => void)[] = []
  let lastId = 100
  const looks = createPlaceLooks({
    pool: {
      evidence: (one) => {
        asked.set(++lastId, one)
        return lastId
      },
      tellSides: (id, values) => void sides.push([id, [...values]]),
      cancel: (id) => {
        cancelled.push(id)
        asked.delete(id)
      },
      underWay: () => others.chunks + others.meshes + asked.size,
      workers: () => 2,
    },
    layers: () => ({ labels, image }),
    tell: (reply) => void told.push(reply),
    later: (_, call) => void timers.push(call),
  })
  const look = (id: number) => looks.take({ kind: 'look', id, position: [id, 0, 0] })
  const begun = () => [...asked.values()].map(({ position }) => position[0])
  const done = (id: number) => {
    const [load, one] = [...asked].find(([, { position }]) => position[0] === id)!
    asked.delete(load)
    one.done({ kind: 'evidence', evidence: EVIDENCE, imageProblem: undefined, transferred: 1 })
  }
  const passTime = () => {
    for (const call of timers.splice(0)) call()
  }
  return { looks, look, begun, done, passTime, others, asked, sides, cancelled, told, timers, image }
}

describe('looks at the voxels of places', () => {
  it('[DO34] none begins while chunks or meshes come for the panels, and else one a worker', () => {
    const { look, begun, done, passTime, others, timers } = setUp()
    others.chunks = 1
    for (const id of [1, 2, 3, 4]) look(id)
    passTime()
    expect([begun(), timers.length]).toEqual([[], 1])
    others.chunks = 0
    others.meshes = 5
    passTime()
    expect([begun(), timers.length]).toEqual([[], 1])
    others.meshes = 0
    passTime()
    expect(begun()).toEqual([1, 2])
    done(2)
    expect(begun()).toEqual([1, 3])
    others.chunks = 3
    done(1)
    expect(begun()).toEqual([3])
    others.chunks = 0
    passTime()
    expect(begun()).toEqual([3, 4])
    done(3)
    done(4)
    expect(timers.length).toBe(0)
  })

  it('[DO34] the supervoxels there go to the edit worker, its sides to the decode worker, and the evidence back', () => {
    const { looks, look, done, asked, sides, told } = setUp()
    look(1)
    const [[load, one]] = [...asked] as [[number, EvidenceAsked]]
    expect([one.volumeId, one.imageId]).toEqual([1, 2])
    one.inBox(BigUint64Array.of(5n, 6n))
    looks.take({ kind: 'sides', id: 1, sides: Uint8Array.of(1, 2) })
    expect(sides).toEqual([[load, [1, 2]]])
    done(1)
    expect(told).toEqual([
      { kind: 'in-box', id: 1, supervoxels: BigUint64Array.of(5n, 6n) },
      { kind: 'looked', id: 1, evidence: EVIDENCE },
    ])
    // Sides of a look that is over go nowhere.
    looks.take({ kind: 'sides', id: 1, sides: Uint8Array.of(1, 2) })
    expect(sides.length).toBe(1)
  })

  it('[DO33] one that is taken back is cancelled without a reply; one whose layer closes is told as not known', () => {
    const { looks, look, begun, cancelled, told, others, passTime, image } = setUp()
    for (const id of [1, 2, 3]) look(id)
    looks.take({ kind: 'unlook', id: 1 })
    expect([cancelled.length, begun(), told]).toEqual([1, [2, 3], []])
    others.chunks = 1
    looks.forget(image)
    expect(told).toEqual([2, 3].map((id) => ({ kind: 'looked', id, evidence: undefined })))
    look(4)
    looks.take({ kind: 'unlook', id: 4 })
    others.chunks = 0
    passTime()
    expect(begun()).toEqual([])
  })

  it('[DO33] without labels nothing is known', () => {
    const { look, told } = setUp({ hasLabels: false })
    look(1)
    expect(told).toEqual([{ kind: 'looked', id: 1, evidence: undefined }])
  })
})
