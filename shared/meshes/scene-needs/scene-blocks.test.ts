import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Vec3 } from '../../geometry.ts'
import { frustumOf } from '../../view/scene/frustum.ts'
import { initialSceneCamera } from '../../view/scene/scene-camera.ts'
import { sceneViewOf } from '../../view/scene/scene-view.ts'
import type { KnownBlock } from './known-block.ts'
import type { SceneSight } from './needed-blocks.ts'
import { FINEST_NM, randomFrom, toyLabels, toyScales, toyScene } from './testing/toy-scene.ts'

// Shapes begin at the coarsest of three.
const FINEST = 16
const SCALES = toyScales(3, FINEST)
const LABELS = 12
const MIDDLE = (FINEST * FINEST_NM) / 2

function sightFrom(position: Vec3, nmPerPixel: number): SceneSight {
  const camera = { ...initialSceneCamera(nmPerPixel), projection: 'orthographic' } as const
  const view = sceneViewOf(position, camera, { width: 600, height: 600 }, 1)
  return { view, frustum: frustumOf(view) }
}

/** All at the finest level, some of it, and nothing but the coarsest. */
const SIGHTS = [
  { ...sightFrom([MIDDLE, MIDDLE, MIDDLE], 1), frustum: { sides: [] } },
  sightFrom([MIDDLE, MIDDLE, MIDDLE], 6),
  sightFrom([0, 0, 0], 5),
  sightFrom([MIDDLE, MIDDLE, MIDDLE], 1000),
]

const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('edit' as const), shown: fc.nat(2 ** LABELS - 1) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('arrive' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('gpu' as const), which: fc.nat(), is: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('look' as const), at: fc.nat(SIGHTS.length - 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('budget' as const), most: fc.nat(4000) }) },
)

const asText = (drawn: ReadonlyMap<KnownBlock, Uint32Array>): string[] =>
  [...drawn].map(([{ level, index }, pieces]) => `${level}/${index}: ${pieces.join()}`).sort()

it('[SL21] whatever edits, undos, arrivals, losses, views and budgets come, what is kept of them is what would be found anew', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(act, { maxLength: 60 }), (seed, acts) => {
      const holds = toyLabels(randomFrom(seed), SCALES, LABELS, 20)
      const scene = toyScene(SCALES, holds)
      const places = holds.flatMap((level, at) => [...level.keys()].map((index) => [at, index] as const))
      let [sight, most] = [SIGHTS[0]!, Number.POSITIVE_INFINITY]
      scene.show((label) => label % 3 === 0)
      for (const [level, index] of places) if (level > 0) scene.arrive(level, index)
      for (const next of acts) {
        const blocks = scene.all()
        switch (next.kind) {
          case 'edit':
            scene.show((label) => (next.shown & (1 << (label - 1))) !== 0)
            break
          case 'arrive':
            scene.arrive(...places[next.which % places.length]!)
            break
          case 'leave':
            scene.leave(...places[next.which % places.length]!)
            break
          case 'gpu':
            if (blocks.length > 0) scene.setDrawable(blocks[next.which % blocks.length]!, next.is)
            break
          case 'look':
            sight = SIGHTS[next.at]!
            break
          case 'budget':
            most = next.most < 500 ? Number.POSITIVE_INFINITY : next.most
        }
        expect(asText(scene.drawn(sight, most))).toEqual(asText(scene.drawnAnew(sight, most)))
      }
    }),
  )
})

it('[SL21] what an edit does not change keeps its lists', () => {
  const holds = toyLabels(randomFrom(5), SCALES, LABELS, 20)
  const scene = toyScene(SCALES, holds)
  scene.show((label) => label <= 6)
  for (const [level, at] of holds.entries()) for (const index of at.keys()) scene.arrive(level, index)
  const before = scene.drawn(SIGHTS[0]!, Number.POSITIVE_INFINITY)
  scene.show((label) => label <= 6 && label !== 4)
  const after = scene.drawn(SIGHTS[0]!, Number.POSITIVE_INFINITY)
  const same = [...before].filter(([block, pieces]) => after.get(block) === pieces)
  const touched = [...before].filter(([{ labels }, pieces]) => pieces.some((piece) => labels[piece] === 4))
  expect(touched.length).toBeGreaterThan(3)
  expect(same).toHaveLength(before.size - touched.length)
})
