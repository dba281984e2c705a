import { expect, it } from 'vitest'
import { UNDESCRIBED } from '../../../../shared/formats/testing/undescribed.ts'
import { halvesOf } from '../../../../shared/ids/halves.ts'
import { unwrap } from '../../../../shared/problem.ts'
import { ribbonsOf } from '../../../../shared/skeletons/ribbons.ts'
import { frustumOf } from '../../../../shared/view/scene/frustum.ts'
import { initialSceneCamera } from '../../../../shared/view/scene/scene-camera.ts'
import { rayThrough, sceneViewOf } from '../../../../shared/view/scene/scene-view.ts'
import { pyramid } from '../../../../shared/view/testing/volume-fixture.ts'
import type { LoadedSkeleton } from '../../chunks/decoder-pool.ts'
import { openLayer } from '../../open-layer.ts'
import { hitOf } from '../../scene/mesh-hit.ts'
import { createLayerScene } from '../layer-scene.ts'
import { noCuts } from '../testing/no-cuts.ts'

const VOLUME = pyramid([640, 640, 640], [8, 8, 8], [64, 64, 64], 1, 'segmentation')
const view = sceneViewOf([2560, 2560, 2560], initialSceneCamera(20), { width: 400, height: 400 }, 1)
const SIGHT = { view, frustum: frustumOf(view) }

const FAULT = '/k/6: 1 of 2 edges close a cycle, the first is edge 1; the others are drawn'

/** Skeletons of labels, but of label 9; that of 6 has a bad piece. Whatever is asked for arrives at once. */
function rig() {
  const skeletons = { sourceId: 'k', info: {}, location: '/k' }
  const look = { kind: 'segmentation', visible: true, opacity: 1, selectedOpacity: 1, selectedOnly: false } as const
  const layer = { id: 'labels', sourceId: 's', location: '/l', volume: VOLUME, described: UNDESCRIBED }
  const shown = { ...look, boundaries: false, supervoxelBorders: false, colourSeed: 1 }
  const open = openLayer({ ...layer, view: shown }, 1)
  const palette = open.palette!
  const asked: bigint[] = []
  const told: string[] = []
  let selected: readonly bigint[] = []
  const pool = {
    ...{ surface: () => 0, manifest: () => 0, part: () => 0 },
    skeleton: (_volume: number, id: bigint, done: (loaded: LoadedSkeleton) => void) => {
      asked.push(id)
      const lines = { positions: Float32Array.of(2560, 2560, 0, 2560, 2560, 5000), edges: Uint32Array.of(0, 1) }
      const mesh = unwrap(ribbonsOf(lines, id, `/k/${id}`))
      const problems = id === 6n ? [FAULT] : []
      done(id === 9n ? { kind: 'missing' } : { kind: 'skeleton', mesh, problems, transferred: 1 })
      return 1
    },
  }
  const scene = createLayerScene({ open, palette, pool, ...noCuts, prefix: '1/mesh/', selected: () => selected })
  const started = new Set<string>()
  const end = {
    ...{ loaded: () => true, early: () => undefined, missing: () => undefined },
    failed: ({ message }: { readonly message: string }) => void told.push(message),
  }
  const source = scene.skeletons
  return {
    ...{ open, palette, scene, asked, told, skeletons },
    select(ids: readonly bigint[]): void {
      selected = ids
      palette.setSelected(new Uint32Array(halvesOf(BigUint64Array.from(ids))))
      scene.forgetWanted()
    },
    settle(): void {
      for (let turn = 0; turn < 3; turn++) {
        for (const { key } of source.needed(SIGHT, 1e9)) {
          if (started.has(key)) continue
          started.add(key)
          source.start(key, end)
          source.setDrawable(key, true)
        }
      }
    },
    drawn: () => source.drawn(SIGHT, 1e9, false),
    labels: () => source.drawn(SIGHT, 1e9, false).map(({ mesh }) => mesh.mesh.labels[0]!),
  }
}

it('[SK6] skeletons of selected segments are shown, an edit regroups them, and nothing is asked for again', () => {
  const { palette, asked, select, settle, labels } = rig()
  palette.retainAll(new Uint32Array(halvesOf(BigUint64Array.of(5n, 7n))))
  select([5n, 9n])
  settle()
  expect([labels(), asked]).toEqual([[5n], [5n, 9n]])
  const regroup = (segments: readonly bigint[]) => {
    palette.remap(halvesOf(BigUint64Array.of(5n, 7n)), halvesOf(BigUint64Array.from(segments)))
  }
  regroup([5n, 5n])
  settle()
  expect(labels()).toEqual([5n, 7n])
  regroup([5n, 7n])
  expect(labels()).toEqual([5n])
  regroup([7n, 7n])
  select([7n])
  expect(labels()).toEqual([5n, 7n])
  expect(asked).toEqual([5n, 9n, 7n])
})

it('[SK6] what of a skeleton is left out is told by name, and the rest is drawn', () => {
  const { told, select, settle, labels } = rig()
  select([5n, 6n])
  settle()
  expect(labels()).toEqual([5n, 6n])
  expect(told).toEqual([FAULT])
})

it('[SK6, SK7] skeletons, surfaces or both are asked for and drawn; before they are found, surfaces alone', () => {
  const { open, scene, skeletons } = rig()
  expect(scene.sources()).toEqual([scene.made])
  open.layer = { ...open.layer, skeletons }
  expect(scene.sources()).toEqual([scene.skeletons, scene.made])
  expect(scene.sources('surfaces')).toEqual([scene.made])
  expect(scene.sources('skeletons')).toEqual([scene.skeletons])
})

it('[SK7] no ray meets a skeleton', () => {
  const { select, settle, drawn } = rig()
  select([5n])
  settle()
  expect(drawn()).toHaveLength(1)
  expect(hitOf(rayThrough(view, 200, 200), drawn())).toBeUndefined()
})
