import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../../shared/geometry.ts'
import { halvesOf } from '../../../shared/ids/halves.ts'
import { randomFrom } from '../../../shared/meshes/scene-needs/testing/toy-scene.ts'
import { neuronVolume, SIDE, VOXEL_NM } from './testing/neuron-volume.ts'
import { sceneRig } from './testing/scene-rig.ts'

const MB = 2 ** 20
const BUDGETS = {
  ...{ gpuBytes: 1, memoryBytes: 1, downloads: 8 },
  meshes: { gpuBytes: 200 * MB, memoryBytes: 200 * MB, triangles: 1e7 },
}
const MIDDLE = (SIDE / 2) * VOXEL_NM
const CENTRE: Vec3 = [MIDDLE, MIDDLE, MIDDLE]
const OTHER = 2n ** 40n

/** A scene of a volume with two neurons; the edit worker tells the supervoxels of the selected one: every second of all. */
async function sceneOfTwo({ isTold } = { isTold: true }) {
  const volume = neuronVolume(randomFrom(3), 60)
  const own = volume.supervoxels.filter((_, at) => at % 2 === 0)
  const segment = own[0]!
  const positions = Float32Array.from(CENTRE)
  const supervoxels = isTold ? BigUint64Array.from(own) : new BigUint64Array(0)
  const places = { positions, box: { min: CENTRE, max: CENTRE }, supervoxels }
  const rig = sceneRig(volume.volume, BUDGETS, volume.surfaceOf, places)
  const tell = (ids: BigUint64Array) =>
    rig.palette.remap(halvesOf(ids), halvesOf(ids.map((id) => (own.includes(id) ? segment : OTHER))))
  rig.palette.watch({ came: (halves) => tell(new BigUint64Array(halves.buffer)), gone: () => undefined })
  // From far away, so that the first scale is fine enough.
  rig.look(CENTRE, 60)
  rig.select([segment])
  await Promise.resolve().then(() => undefined)
  rig.frame()
  return { rig, own, segment }
}

/** The supervoxels that are drawn, in each block; each block that has all its pieces is marked. */
function drawnIn({ scene }: Awaited<ReturnType<typeof sceneOfTwo>>['rig']) {
  return new Map(
    scene.drawn().map(({ mesh, pieces }) => {
      const labels = Array.from(pieces, (piece) => mesh.mesh.labels[piece]!)
      return [mesh.key, { labels, all: mesh.mesh.labels.length }] as const
    }),
  )
}

describe('early surfaces', () => {
  it('[SL22] are those of the supervoxels that the edit worker tells, and are drawn while the block still loads', async () => {
    const { rig, own } = await sceneOfTwo()
    expect([...rig.asked.values()].map(({ first }) => [...(first ?? [])])).toEqual([...rig.asked].map(() => own))
    const begun = rig.arriveEarly()
    expect(begun).toBeGreaterThan(0)
    rig.frame()
    const early = drawnIn(rig)
    expect(early.size).toBe(begun)
    for (const { labels } of early.values()) for (const label of labels) expect(own).toContain(label)
    expect(rig.onGpu.size).toBe(begun)
    const { ready, wanted } = rig.scheduler.totals().meshes
    expect(ready).toBe(0)
    expect(wanted).toBeGreaterThan(0)
  })

  it('[SL22] go once all of their block can be drawn, and not a frame before', async () => {
    const { rig, own } = await sceneOfTwo()
    rig.arriveEarly()
    const early = drawnIn(rig)
    const before = [...rig.onGpu]
    rig.arrive()
    // All of the blocks are in memory and wait for the GPU.
    for (const [key, { labels }] of early) expect(drawnIn(rig).get(key)?.labels).toEqual(labels)
    rig.frame()
    for (const mesh of before) expect(rig.onGpu.has(mesh)).toBe(false)
    for (const [key, { labels, all }] of early) {
      expect(drawnIn(rig).get(key)!.labels).toEqual(labels)
      expect(drawnIn(rig).get(key)!.all).toBeGreaterThan(all)
    }
    rig.settle()
    const drawn = new Set([...drawnIn(rig).values()].flatMap(({ labels }) => labels))
    expect([...drawn].every((label) => own.includes(label))).toBe(true)
    expect(rig.onGpu.size).toBe(rig.scheduler.totals().meshes.ready)
  })

  it('[SL22] go when their segment is not shown any more, and with the context', async () => {
    const { rig, segment } = await sceneOfTwo()
    rig.arriveEarly()
    expect(rig.onGpu.size).toBeGreaterThan(0)
    rig.select([OTHER])
    rig.frame()
    expect([drawnIn(rig).size, rig.onGpu.size]).toEqual([0, 0])
    rig.select([segment])
    rig.frame()
    rig.arriveEarly()
    rig.scheduler.gpuLost()
    rig.scene.gpuLost()
    expect(drawnIn(rig).size).toBe(0)
    rig.settle()
    expect(drawnIn(rig).size).toBeGreaterThan(0)
  })

  it('[SL22] are those of supervoxels in memory where the edit worker tells none', async () => {
    const { rig, own } = await sceneOfTwo({ isTold: false })
    const [before] = [...rig.asked.values()]
    expect(before!.first).toHaveLength(0)
    rig.arrive(({ cell }) => cell === before!.cell)
    rig.frame()
    const after = [...rig.asked.values()].at(-1)!
    expect(after.first!.length).toBeGreaterThan(0)
    expect([...after.first!].every((label) => own.includes(label))).toBe(true)
  })
})
