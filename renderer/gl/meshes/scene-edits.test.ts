import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../../shared/geometry.ts'
import { halvesOf } from '../../../shared/ids/halves.ts'
import { randomFrom } from '../../../shared/meshes/scene-needs/testing/toy-scene.ts'
import { rayThrough, type SceneView, sceneViewOf } from '../../../shared/view/scene/scene-view.ts'
import { hitOf, type MeshHit } from '../scene/mesh-hit.ts'
import { type NeuronVolume, neuronVolume, SIDE, VOXEL_NM } from './testing/neuron-volume.ts'
import { sceneRig } from './testing/scene-rig.ts'

const PIECES = 300
const MB = 2 ** 20
const BUDGETS = {
  ...{ gpuBytes: 1, memoryBytes: 1, downloads: 8 },
  meshes: { gpuBytes: 200 * MB, memoryBytes: 200 * MB, triangles: 1e7 },
}
const CENTRE: Vec3 = [(SIDE / 2) * VOXEL_NM, (SIDE / 2) * VOXEL_NM, (SIDE / 2) * VOXEL_NM]

/** A scene with one neuron in memory, and an edit worker that knows which supervoxel belongs to which segment. */
function neuronScene() {
  const random = randomFrom(3)
  const neuron = neuronVolume(random, PIECES)
  const rig = sceneRig(neuron.volume, BUDGETS, neuron.surfaceOf)
  const segmentOf = new Map(neuron.supervoxels.map((supervoxel) => [supervoxel, neuron.supervoxels[0]!]))
  const tell = (supervoxels: BigUint64Array) => {
    const segments = BigUint64Array.from(supervoxels, (supervoxel) => segmentOf.get(supervoxel)!)
    rig.palette.remap(halvesOf(supervoxels), halvesOf(segments))
  }
  rig.palette.watch({ came: (halves) => tell(new BigUint64Array(halves.buffer)), gone: () => undefined })
  rig.look(CENTRE, 1)
  /** From now on these supervoxels are segments of their smallest one. Returns how it was before. */
  const regroup = (groups: ReadonlyMap<bigint, bigint>) => {
    const before = new Map([...groups.keys()].map((supervoxel) => [supervoxel, segmentOf.get(supervoxel)!]))
    for (const [supervoxel, segment] of groups) segmentOf.set(supervoxel, segment)
    tell(BigUint64Array.from(groups.keys()))
    return before
  }
  return { random, neuron, rig, segmentOf, regroup }
}

/** A random part of a random segment becomes a segment, or a segment joins another one. */
function randomEdit(random: () => number, segmentOf: ReadonlyMap<bigint, bigint>): Map<bigint, bigint> {
  const segments = [...new Set(segmentOf.values())]
  const [a, b] = [0, 1].map(() => segments[Math.floor(random() * segments.length)]!)
  const own = [...segmentOf].filter(([, segment]) => segment === a).map(([supervoxel]) => supervoxel)
  const target = random() < 0.55 || a === b ? undefined : b
  const moved = target === undefined ? own.filter((supervoxel) => supervoxel !== a && random() < 0.4) : own
  const to = target ?? moved[0]
  return new Map(moved.map((supervoxel) => [supervoxel, to!]))
}

function randomRay(random: () => number) {
  const turn = [0, 1, 2, 3].map(() => random() * 2 - 1)
  const length = Math.hypot(...turn)
  const orientation = turn.map((part) => part / length) as unknown as [number, number, number, number]
  const camera = { orientation, nmPerPixel: 2, projection: 'perspective' } as const
  const view: SceneView = sceneViewOf(CENTRE, camera, { width: 400, height: 400 }, 1)
  return rayThrough(view, 100 + random() * 200, 100 + random() * 200)
}

/** The labels within some voxels of a hit. */
function labelsNear({ labelAt }: NeuronVolume, { position }: MeshHit, reach: number): Set<bigint> {
  const [x, y, z] = position.map((nm) => Math.floor(nm / VOXEL_NM)) as [number, number, number]
  const found = new Set<bigint>()
  for (let k = -reach; k <= reach; k++) {
    for (let j = -reach; j <= reach; j++) {
      for (let i = -reach; i <= reach; i++) found.add(labelAt(x + i, y + j, z + k))
    }
  }
  return found
}

describe('a neuron of 300 pieces through edits', () => {
  it('[SL11] scene and voxels agree after each of 100 random edits and undos: 1,000 rays meet the segment of the voxel there', () => {
    const { random, neuron, rig, segmentOf, regroup } = neuronScene()
    rig.select([neuron.supervoxels[0]!])
    rig.settle()
    const pieces = () => rig.scene.drawn().reduce((sum, drawn) => sum + drawn.pieces.length, 0)
    expect(pieces()).toBeGreaterThan(PIECES)
    const whole = pieces()
    const made = rig.made.length
    const undo: Map<bigint, bigint>[] = []
    let hits = 0
    for (let step = 0; step < 100; step++) {
      const last = random() < 0.35 ? undo.pop() : undefined
      const before = regroup(last ?? randomEdit(random, segmentOf))
      if (last === undefined) undo.push(before)
      const segments = [...new Set(segmentOf.values())]
      const selected = new Set(segments.filter(() => random() < 0.6))
      rig.select([...selected])
      rig.frame()
      for (let ray = 0; ray < 10; ray++) {
        const hit = hitOf(randomRay(random), rig.scene.drawn())
        if (hit === undefined) continue
        hits++
        const supervoxel = hit.mesh.mesh.labels[hit.piece]!
        expect(labelsNear(neuron, hit, 2).has(supervoxel)).toBe(true)
        const segment = rig.palette.segmentOf(hit.mesh.dense[hit.piece]!)
        expect(segment).toBe(segmentOf.get(supervoxel))
        expect(selected.has(segment!)).toBe(true)
      }
      // All that is shown is drawn, and nothing else.
      rig.select(segments)
      expect(pieces()).toBe(whole)
    }
    expect(hits).toBeGreaterThan(300)
    rig.frame()
    expect([rig.made.length, rig.asked.size]).toEqual([made, 0])
  })

  it('[SL12] holds the labels of blocks in memory in the palette, so that the edit worker tells their segments; a closed layer lets them go', () => {
    const { neuron, rig } = neuronScene()
    const held = new Set<bigint>()
    rig.palette.watch({
      came: (halves) => new BigUint64Array(halves.buffer).forEach((id) => void held.add(id)),
      gone: (halves) => new BigUint64Array(halves.buffer).forEach((id) => void held.delete(id)),
    })
    rig.palette.setGrouped(false)
    rig.select(neuron.supervoxels)
    rig.settle()
    expect([...held].sort()).toEqual([...neuron.supervoxels].sort())
    expect(rig.onGpu.size).toBe(rig.made.length)
    for (const action of rig.scheduler.forget(`${rig.open.volumeId}/`)) rig.scene.loads.act(action)
    rig.scene.forget(rig.open)
    expect([held.size, rig.onGpu.size]).toEqual([0, 0])
  })

  it('[SL13] without a selection, or without a 3-D panel, nothing is asked for; a lost context takes nothing from memory', () => {
    const { neuron, rig } = neuronScene()
    rig.frame()
    expect(rig.asked.size).toBe(0)
    rig.select([neuron.supervoxels[0]!])
    rig.settle()
    const made = rig.made.length
    rig.scheduler.gpuLost()
    rig.scene.gpuLost()
    rig.onGpu.clear()
    expect(rig.scene.drawn()).toEqual([])
    rig.settle()
    expect([rig.made.length, rig.onGpu.size]).toEqual([made, made])
    expect(rig.scene.progress()).toMatchObject({ segments: 1, isLoading: false, unseen: 0, empty: 0, failed: 0 })
  })
})
