import { expect, it } from 'vitest'
import { UNDESCRIBED } from '../../../../shared/formats/testing/undescribed.ts'
import { halvesOf } from '../../../../shared/ids/halves.ts'
import type { MeshPart } from '../../../../shared/meshes/mesh.ts'
import type { PackedMesh } from '../../../../shared/meshes/packed-mesh.ts'
import { frustumOf } from '../../../../shared/view/scene/frustum.ts'
import { initialSceneCamera } from '../../../../shared/view/scene/scene-camera.ts'
import { sceneViewOf } from '../../../../shared/view/scene/scene-view.ts'
import { pyramid } from '../../../../shared/view/testing/volume-fixture.ts'
import type { LoadedManifest, LoadedPart } from '../../chunks/decoder-pool.ts'
import { openLayer } from '../../open-layer.ts'
import type { LayerMeshes } from '../layer-meshes.ts'
import { createLayerScene } from '../layer-scene.ts'
import { noCuts } from '../testing/no-cuts.ts'

const VOLUME = pyramid([640, 640, 640], [8, 8, 8], [64, 64, 64], 1, 'segmentation')
const view = sceneViewOf([2560, 2560, 2560], initialSceneCamera(20), { width: 400, height: 400 }, 1)
const SIGHT = { view, frustum: frustumOf(view) }

/** One triangle in the middle of the volume. */
function meshOf(label: bigint): PackedMesh {
  return {
    ...{ origin: [2500, 2500, 2500], step: [1, 1, 1] },
    vertices: Uint16Array.of(0, 0, 0, 0, 60, 0, 0, 0, 0, 60, 0, 0),
    normals: new Int8Array(12),
    triangles: Uint32Array.of(0, 1, 2),
    labels: BigUint64Array.of(label),
    triangleStarts: Uint32Array.of(0, 1),
    boxes: Uint16Array.of(0, 0, 0, 60, 60, 0),
  }
}

/** A layer with stored meshes of its labels, but of label 9; whatever is asked for arrives at once. */
function storedRig() {
  const meshes = { format: 'legacy', files: {}, place: { location: '/m' }, of: 'labels', sourceId: 'm' } as const
  const look = { kind: 'segmentation', visible: true, opacity: 1, selectedOpacity: 1, selectedOnly: false } as const
  const layer = { id: 'labels', sourceId: 's', location: '/l', volume: VOLUME, described: UNDESCRIBED, meshes }
  const shown = { ...look, boundaries: false, supervoxelBorders: false, colourSeed: 1 }
  const open = openLayer({ ...layer, view: shown }, 1)
  const palette = open.palette!
  const asked: string[] = []
  let selected: readonly bigint[] = []
  const pool = {
    surface: (_volume: number, scale: number) => asked.push(`surface ${scale}`),
    manifest: (_volume: number, id: bigint, done: (loaded: LoadedManifest) => void) => {
      asked.push(`manifest ${id}`)
      const part: MeshPart = { key: `${id}`, label: id, level: 0, box: undefined, bytes: undefined }
      const manifest = { parts: [part], levelErrors: [0], problems: [] }
      done(id === 9n ? { kind: 'missing' } : { kind: 'manifest', manifest, transferred: 1 })
      return 1
    },
    skeleton: () => 0,
    part: (_volume: number, { label }: MeshPart, done: (loaded: LoadedPart) => void) => {
      asked.push(`part ${label}`)
      done({ kind: 'part', mesh: meshOf(label), transferred: 1 })
      return 1
    },
  }
  const scene = createLayerScene({ open, palette, pool, ...noCuts, prefix: '1/mesh/', selected: () => selected })
  const started = new Set<string>()
  const end = { loaded: () => true, early: () => undefined, missing: () => undefined, failed: () => undefined }
  const load = (source: LayerMeshes, budgetBytes: number) => {
    for (let turn = 0; turn < 4; turn++) {
      for (const { key } of source.needed(SIGHT, budgetBytes)) {
        if (started.has(key)) continue
        started.add(key)
        source.start(key, end)
        source.setDrawable(key, true)
      }
    }
  }
  return {
    ...{ palette, scene, asked },
    select(ids: readonly bigint[]): void {
      selected = ids
      palette.setSelected(new Uint32Array(halvesOf(BigUint64Array.from(ids))))
      scene.forgetWanted()
    },
    settle(budgetBytes = 1e9): void {
      for (const source of scene.sources()) load(source, budgetBytes)
    },
    drawn: () =>
      scene
        .sources()
        .flatMap((source) => source.drawn(SIGHT, 1e9, false))
        .flatMap(({ mesh, pieces }) => [...pieces].map((piece) => mesh.mesh.labels[piece]!)),
  }
}

it('[SL17] a merge shows the stored meshes of all labels in memory of the selected segment, and a split takes them apart', () => {
  const { palette, asked, select, settle, drawn } = storedRig()
  palette.retainAll(new Uint32Array(halvesOf(BigUint64Array.of(5n, 6n))))
  select([5n])
  settle()
  expect(drawn()).toEqual([5n])
  const regroup = (segments: readonly bigint[]) => {
    palette.remap(halvesOf(BigUint64Array.of(5n, 6n)), halvesOf(BigUint64Array.from(segments)))
  }
  regroup([5n, 5n])
  settle()
  expect(drawn()).toEqual([5n, 6n])
  regroup([5n, 6n])
  expect(drawn()).toEqual([5n])
  regroup([5n, 5n])
  expect(drawn()).toEqual([5n, 6n])
  expect(asked).toEqual(['manifest 5', 'part 5', 'manifest 6', 'part 6'])
})

it('[SL17] a segment without a stored mesh is made here, and the others are not', () => {
  const { scene, asked, select, settle } = storedRig()
  select([5n])
  settle()
  expect(scene.sources()).toEqual([scene.stored])
  select([5n, 9n])
  settle()
  expect(scene.stored!.isMissing(9n)).toBe(true)
  expect(scene.sources()).toEqual([scene.stored, scene.made])
  settle()
  expect(asked.some((each) => each.startsWith('surface'))).toBe(true)
})

it('[SL16] a part whose bytes nothing says is guessed large, and counts as what it takes once it is in memory', () => {
  const { select, settle, drawn } = storedRig()
  select([5n, 6n, 7n])
  // Room for the guess of one part, and for many such as they are.
  settle(1e6)
  expect(drawn()).toEqual([5n, 6n, 7n])
})
