import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../../shared/geometry.ts'
import { packedBytes } from '../../../shared/meshes/packed-mesh.ts'
import { randomFrom, toyLabels } from '../../../shared/meshes/scene-needs/testing/toy-scene.ts'
import { blockScalesOf } from '../../../shared/meshes/scene-needs/volume-blocks.ts'
import type { Volume } from '../../../shared/volume/volume.ts'
import { sceneRig } from './testing/scene-rig.ts'
import { toyBlockOf } from './testing/toy-blocks.ts'

/** Voxels along an axis: 32 blocks of the finest scale. */
const SIDE = 2052
const NM = 8
const NEURONS = 50
const BUDGETS = {
  ...{ gpuBytes: 1, memoryBytes: 1, downloads: 16 },
  meshes: { gpuBytes: 260_000, memoryBytes: 400_000, triangles: 2500 },
}
const FRAMES = 10 * 60

function pyramidOf(levels: number): Volume {
  const scales = Array.from({ length: levels }, (_, level) => {
    const side = Math.ceil(SIDE / 2 ** level)
    const nm = NM * 2 ** level
    return {
      ...({ key: `${nm}`, size: [side, side, side], resolution: [nm, nm, nm] } as const),
      ...({ voxelOffset: [0, 0, 0], chunkSize: [64, 64, 64] } as const),
    }
  })
  const [first, ...rest] = scales
  return { kind: 'segmentation', voxelType: 'uint64', scales: [first!, ...rest] }
}

describe('10 minutes of flight with 50 neurons shown, simulated', () => {
  it('[SL14] meshes stay within their budgets at all times, and what is in memory is what the budgets count', () => {
    const random = randomFrom(11)
    const volume = pyramidOf(4)
    const scales = blockScalesOf(volume)
    const holds = toyLabels(random, scales, 200, 120)
    const rig = sceneRig(volume, BUDGETS, (level, cell) => toyBlockOf(scales, holds, level, cell))
    const held = new Set<bigint>()
    rig.palette.setGrouped(false)
    rig.palette.watch({
      came: (halves) => new BigUint64Array(halves.buffer).forEach((id) => void held.add(id)),
      gone: (halves) => new BigUint64Array(halves.buffer).forEach((id) => void held.delete(id)),
    })
    rig.select(Array.from({ length: NEURONS }, (_, i) => BigInt(i + 1)))
    let position: Vec3 = [8000, 8000, 8000]
    let [zoom, direction] = [20, [0, 0, 0] as Vec3]
    const most = { memory: 0, gpu: 0, triangles: 0 }
    const seen = { dropped: 0, finer: 0 }
    for (let frame = 0; frame < FRAMES; frame++) {
      if (frame % 20 === 0) {
        direction = [random() * 400 - 200, random() * 400 - 200, random() * 400 - 200]
        zoom = 4 * 10 ** random()
        if (random() < 0.1) position = [random() * 16_000, random() * 16_000, random() * 16_000]
      }
      position = position.map((nm, axis) => Math.min(16_000, Math.max(0, nm + direction[axis]!))) as unknown as Vec3
      rig.look(position, zoom)
      rig.arrive(() => random() < 0.5)
      rig.frame()
      const { memoryBytes, gpuBytes } = rig.scheduler.totals().meshes
      most.memory = Math.max(most.memory, memoryBytes)
      most.gpu = Math.max(most.gpu, gpuBytes)
      if (frame % 20 !== 0) continue
      most.triangles = Math.max(most.triangles, rig.scene.triangles())
      const onGpu = [...rig.onGpu].reduce((sum, { mesh }) => sum + packedBytes(mesh), 0)
      expect(onGpu).toBe(gpuBytes)
      seen.finer += rig.scene.drawn().filter(({ mesh }) => /mesh\/b\/[01]\//.test(mesh.key)).length
    }
    seen.dropped = rig.made.length - new Set([...rig.onGpu].map(({ key }) => key)).size
    expect(most.memory).toBeLessThanOrEqual(BUDGETS.meshes.memoryBytes)
    expect(most.gpu).toBeLessThanOrEqual(BUDGETS.meshes.gpuBytes)
    expect(most.triangles).toBeLessThanOrEqual(BUDGETS.meshes.triangles)
    // The flight was worth it: it filled the budgets, and left most of what it saw.
    expect(most.gpu).toBeGreaterThan(0.8 * BUDGETS.meshes.gpuBytes)
    expect(seen.dropped).toBeGreaterThan(100)
    expect(seen.finer).toBeGreaterThan(100)
    rig.settle()
    const { wanted, ready } = rig.scheduler.totals().meshes
    expect(ready).toBe(wanted)
    for (const action of rig.scheduler.forget(`${rig.open.volumeId}/`)) rig.scene.loads.act(action)
    expect([held.size, rig.onGpu.size]).toEqual([0, 0])
  })
})
