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
import { type OpenLayer, openLayer } from '../../open-layer.ts'
import { hitOf } from '../../scene/mesh-hit.ts'
import { createLayerScene } from '../layer-scene.ts'
import { noCuts } from '../testing/no-cuts.ts'

const VOLUME = pyramid([640, 640, 640], [8, 8, 8], [64, 64, 64], 1, 'segmentation')
const view = sceneViewOf([2560, 2560, 2560], initialSceneCamera(20), { width: 400, height: 400 }, 1)
const SIGHT = { view, frustum: frustumOf(view) }

const FAULT = '/k/6: 1 of 2 edges close a cycle, the first is edge 1; the others are drawn'

type Source = OpenLayer['layer']['skeletons']

const SKELETONS = { sourceId: 'k', info: {}, location: '/k' }

/** Skeletons of labels, but of label 9; that of 6 has a bad piece. Whatever is asked for arrives at once. */
function rig(first: 'found' | 'late' = 'found') {
  const skeletons: Source = first === 'found' ? SKELETONS : undefined
  const look = { kind: 'segmentation', visible: true, opacity: 1, selectedOpacity: 1, selectedOnly: false } as const
  const layer = { id: 'labels', sourceId: 's', location: '/l', volume: VOLUME, described: UNDESCRIBED, skeletons }
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
  const started = new Set<string>()
  const scene = createLayerScene({
    ...{ open, palette, pool, ...noCuts, prefix: '1/mesh/', selected: () => selected },
    readsFrom: (keys) => {
      for (const key of started) if (key.startsWith(keys)) started.delete(key)
    },
  })
  const end = {
    ...{ loaded: () => true, early: () => undefined, missing: () => undefined },
    failed: ({ message }: { readonly message: string }) => void told.push(message),
  }
  const drawn = () => scene.skeletons?.drawn(SIGHT, 1e9, false) ?? []
  return {
    ...{ open, palette, scene, asked, told, drawn },
    select(ids: readonly bigint[]): void {
      selected = ids
      palette.setSelected(new Uint32Array(halvesOf(BigUint64Array.from(ids))))
      scene.forgetWanted()
    },
    settle(): void {
      for (let turn = 0; turn < 3; turn++) {
        scene.sources()
        for (const { key } of scene.skeletons?.needed(SIGHT, 1e9) ?? []) {
          if (started.has(key)) continue
          started.add(key)
          scene.skeletons?.start(key, end)
          scene.skeletons?.setDrawable(key, true)
        }
      }
    },
    labels: () => drawn().map(({ mesh }) => mesh.mesh.labels[0]!),
    /** The page sends the layer with another source of skeletons. */
    read(next: Source): void {
      open.layer = { ...open.layer, skeletons: next }
    },
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
  const { read, scene } = rig('late')
  expect(scene.sources()).toEqual([scene.made])
  read(SKELETONS)
  expect(scene.sources()).toEqual([scene.skeletons, scene.made])
  expect(scene.sources('surfaces')).toEqual([scene.made])
  expect(scene.sources('skeletons')).toEqual([scene.skeletons])
})

it('[SK9] skeletons that are found late, or whose source is another one, are read at once, and without a source none is drawn', () => {
  const { asked, select, settle, drawn, labels, read, palette } = rig('late')
  select([5n])
  settle()
  expect([labels(), asked]).toEqual([[], []])
  read(SKELETONS)
  settle()
  expect([labels(), asked]).toEqual([[5n], [5n]])
  const before = drawn()[0]!
  read({ ...SKELETONS, location: '/other' })
  settle()
  expect([labels(), asked]).toEqual([[5n], [5n, 5n]])
  expect(drawn()[0]!.mesh).not.toBe(before.mesh)
  read(undefined)
  settle()
  expect([labels(), asked]).toEqual([[], [5n, 5n]])
  // What was read holds no labels any more.
  expect(palette.segmentOf(before.mesh.dense[0]!)).toBe(0n)
})

it('[SK7] no ray meets a skeleton', () => {
  const { select, settle, drawn } = rig()
  select([5n])
  settle()
  expect(drawn()).toHaveLength(1)
  expect(hitOf(rayThrough(view, 200, 200), drawn())).toBeUndefined()
})
