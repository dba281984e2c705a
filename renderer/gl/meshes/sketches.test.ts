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

/** A scene of a neuron of which the edit worker knows places and supervoxels. */
async function sketchedScene() {
  const neuron = neuronVolume(randomFrom(3), 60)
  const segment = neuron.supervoxels[0]!
  const positions: number[] = []
  for (let x = 4; x < SIDE; x += 8)
    for (let y = 4; y < SIDE; y += 8)
      for (let z = 4; z < SIDE; z += 8)
        if (neuron.labelAt(x, y, z) > 0n) positions.push(...[x, y, z].map((at) => at * VOXEL_NM))
  const supervoxels = BigUint64Array.from(neuron.supervoxels)
  const places = { positions: Float32Array.from(positions), box: { min: CENTRE, max: CENTRE }, supervoxels }
  const rig = sceneRig(neuron.volume, BUDGETS, neuron.surfaceOf, places)
  const tell = (ids: BigUint64Array) => rig.palette.remap(halvesOf(ids), halvesOf(ids.map(() => segment)))
  rig.palette.watch({ came: (halves) => tell(new BigUint64Array(halves.buffer)), gone: () => undefined })
  // From far away, so that the first scale is fine enough.
  rig.look(CENTRE, 60)
  rig.select([segment])
  await Promise.resolve().then(() => undefined)
  rig.frame()
  return { neuron, rig }
}

/** The cells of what is drawn, sketches and blocks apart. */
function drawnCells({ scene }: ReturnType<typeof sceneRig>) {
  const keys = scene.drawn().map(({ mesh }) => mesh.key.split('/').slice(-2) as [string, string])
  const of = (level: string) => keys.filter(([own]) => own === level).map(([, cell]) => cell)
  // Two scales, so the third level has the sketches.
  return { sketches: of('2'), blocks: of('1') }
}

describe('sketches of a shape', () => {
  it('[SL21] come before all blocks: surfaces of the selected segment alone, in the blocks that a shape begins with', async () => {
    const { neuron, rig } = await sketchedScene()
    const begun = [...rig.asked.values()]
    expect(begun.length).toBeGreaterThan(1)
    for (const { scale, only } of begun) {
      expect(scale).toBe(1)
      expect(only).toEqual(new Set(neuron.supervoxels))
    }
    rig.arrive()
    rig.frame()
    expect(drawnCells(rig)).toEqual({ sketches: begun.map(() => expect.any(String)), blocks: [] })
  })

  it('[SL21] each of them is drawn until its block can be, and not after', async () => {
    const { rig } = await sketchedScene()
    let both = 0
    for (let turn = 0; turn < 60; turn++) {
      // What was asked last arrives first.
      const [newest] = [...rig.asked.values()].slice(-1)
      if (newest === undefined) break
      rig.arrive(({ cell, only }) => cell === newest.cell && only === newest.only)
      rig.frame()
      const { sketches, blocks } = drawnCells(rig)
      expect(sketches.filter((cell) => blocks.includes(cell))).toEqual([])
      if (sketches.length > 0 && blocks.length > 0) both++
    }
    expect(both).toBeGreaterThan(0)
    rig.settle()
    expect(drawnCells(rig).sketches).toEqual([])
    expect(drawnCells(rig).blocks.length).toBeGreaterThan(1)
  })

  it('[SL21] where a block is on the disk, or cannot be sketched, it comes without a sketch', async () => {
    const { rig } = await sketchedScene()
    for (let turn = 0; turn < 60 && rig.asked.size > 0; turn++) {
      for (const [id, { only, done }] of [...rig.asked]) {
        if (only === undefined) continue
        rig.asked.delete(id)
        done({ kind: 'missing' })
      }
      rig.arrive(({ only }) => only === undefined)
      rig.frame()
    }
    expect(rig.made.length).toBeGreaterThan(1)
    const { wanted, ready, failed } = rig.scheduler.totals().meshes
    expect([ready, failed]).toEqual([wanted, 0])
    expect(drawnCells(rig).sketches).toEqual([])
  })
})
