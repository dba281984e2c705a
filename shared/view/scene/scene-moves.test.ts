import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box3, Quaternion, Vec3 } from '../../geometry.ts'
import { MAX_NM_PER_PIXEL, MIN_NM_PER_PIXEL } from '../camera-moves.ts'
import { dot, normalised, rotate } from '../vectors.ts'
import { initialSceneCamera, type SceneCamera } from './scene-camera.ts'
import {
  clampedScene,
  lookingAlong,
  type PlacedScene,
  sceneAxes,
  sceneDragged,
  sceneFitted,
  scenePoint,
  sceneSnapped,
  sceneTurned,
  sceneZoomed,
} from './scene-moves.ts'
import { sceneViewOf, seenPixel } from './scene-view.ts'

const WIDEST_SCENE = { closest: MIN_NM_PER_PIXEL, widest: MAX_NM_PER_PIXEL }
const PANEL = { width: 600, height: 400 }

/** Where a point is seen in the panel. */
const seenAt = ({ camera, scene }: PlacedScene, point: Vec3, panel: typeof PANEL) =>
  seenPixel(sceneViewOf(camera.position, scene, panel, 1), point)

const part = fc.double({ min: -1, max: 1, noNaN: true })
const turns = fc.tuple(part, part, part, part).map((q): Quaternion => normalised(q))
const units = fc
  .tuple(part, part, part)
  .filter((v) => Math.hypot(...v) > 0.1)
  .map((v): Vec3 => {
    const length = Math.hypot(...v)
    return [v[0] / length, v[1] / length, v[2] / length]
  })
const nm = fc.double({ min: -20_000, max: 20_000, noNaN: true })
const points = fc.tuple(nm, nm, nm)
const pixels = fc.integer({ min: -300, max: 300 })
const projections = fc.constantFrom('orthographic' as const, 'perspective' as const)
const scenes: fc.Arbitrary<SceneCamera> = fc.record({
  orientation: turns,
  nmPerPixel: fc.double({ min: 1, max: 500, noNaN: true }),
  projection: projections,
})
const views: fc.Arbitrary<PlacedScene> = fc.record({
  camera: points.map((position) => ({ position, nmPerPixel: 8, orientation: [0, 0, 0, 1] as const })),
  scene: scenes,
})

function near(a: Vec3, b: Vec3, slack: number): void {
  expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeLessThan(slack)
}

describe('moves of the scene', () => {
  it('[TD1] untouched axes lie as those of an xy slice, and a point is seen where the pixel of it lies', () => {
    const scene = { ...initialSceneCamera(4), orientation: [0, 0, 0, 1] } as const
    expect(sceneAxes(scene)).toEqual({ right: [1, 0, 0], down: [0, 1, 0], forward: [0, 0, 1] })
    fc.assert(
      fc.property(views, pixels, pixels, (view, x, y) => {
        const seen = seenAt(view, scenePoint(view, x, y), PANEL)
        expect(seen?.x).toBeCloseTo(300 + x, 4)
        expect(seen?.y).toBeCloseTo(200 + y, 4)
        expect(Math.abs(seen?.depth ?? Number.NaN)).toBeLessThan(1e-6)
      }),
    )
  })

  it('[TD1] in perspective what is nearer is larger, and what lies behind the eye is not seen', () => {
    const camera = { position: [0, 0, 0], nmPerPixel: 8, orientation: [0, 0, 0, 1] } as const
    const scene: SceneCamera = { orientation: [0, 0, 0, 1], nmPerPixel: 10, projection: 'perspective' }
    const at = (z: number, projection: SceneCamera['projection']) =>
      seenAt({ camera, scene: { ...scene, projection } }, [100, 0, z], PANEL)?.x
    expect(at(-1000, 'orthographic')).toBe(310)
    expect(at(-1000, 'perspective')).toBeGreaterThan(310)
    expect(at(1000, 'perspective')).toBeLessThan(310)
    // The eye stands at 200 px / tan(20 degrees), at 10 nm a pixel.
    expect(at(-5496, 'perspective')).toBeUndefined()
    expect(at(-5494, 'perspective')).toBeDefined()
  })

  it('[TD2] what is in front of the position follows the pointer when the scene is turned', () => {
    fc.assert(
      fc.property(views, fc.double({ min: 0.01, max: 1, noNaN: true }), (view, angle) => {
        const { forward } = sceneAxes(view.scene)
        const { position } = view.camera
        const front: Vec3 = [
          position[0] - forward[0] * 50,
          position[1] - forward[1] * 50,
          position[2] - forward[2] * 50,
        ]
        const right = seenAt({ ...view, scene: sceneTurned(view.scene, { right: angle }) }, front, PANEL)
        expect(right?.x).toBeGreaterThan(300)
        expect(right?.y).toBeCloseTo(200, 4)
        const down = seenAt({ ...view, scene: sceneTurned(view.scene, { down: angle }) }, front, PANEL)
        expect(down?.y).toBeGreaterThan(200)
        expect(down?.x).toBeCloseTo(300, 4)
        const clockwise = seenAt(
          { ...view, scene: sceneTurned(view.scene, { inPlane: angle }) },
          scenePoint(view, 50, 0),
          PANEL,
        )
        expect(clockwise?.y).toBeGreaterThan(200)
      }),
    )
  })

  it('[TD2] turns stay turns, and back and forth is where it was', () => {
    fc.assert(
      fc.property(scenes, part, part, part, (scene, right, down, inPlane) => {
        const there = sceneTurned(scene, { right, down, inPlane })
        expect(Math.hypot(...there.orientation)).toBeCloseTo(1, 9)
        const back = sceneTurned(sceneTurned(scene, { right }), { right: -right })
        for (const axis of [0, 1, 2, 3] as const) expect(back.orientation[axis]).toBeCloseTo(scene.orientation[axis], 9)
        expect({ ...there, orientation: 0 }).toEqual({ ...scene, orientation: 0 })
      }),
    )
  })

  it('[TD2] a snap looks along an axis', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const { forward } = sceneAxes(sceneSnapped(scene))
        expect(Math.max(...forward.map(Math.abs))).toBeCloseTo(1, 9)
      }),
    )
  })

  it('[TD3] what lies at the depth of the position follows a drag', () => {
    fc.assert(
      fc.property(views, pixels, pixels, pixels, pixels, (view, x, y, dx, dy) => {
        const camera = sceneDragged(view, dx, dy)
        near(scenePoint({ ...view, camera }, x + dx, y + dy), scenePoint(view, x, y), 1e-6)
        expect(camera.orientation).toEqual(view.camera.orientation)
      }),
    )
  })

  it('[TD4] a zoom keeps the point under the cursor where it is seen, also at the limits', () => {
    fc.assert(
      fc.property(views, points, fc.double({ min: 0.1, max: 10, noNaN: true }), (view, point, factor) => {
        const before = seenAt(view, point, PANEL)
        const zoomed = sceneZoomed(view, point, factor, { closest: 5, widest: 100 })
        const after = seenAt(zoomed, point, PANEL)
        if (before === undefined || Math.abs(before.x) + Math.abs(before.y) > 1e5) return
        expect(after?.x).toBeCloseTo(before.x, 3)
        expect(after?.y).toBeCloseTo(before.y, 3)
        expect(zoomed.scene.nmPerPixel).toBeGreaterThanOrEqual(Math.min(5, view.scene.nmPerPixel))
        expect(zoomed.scene.nmPerPixel).toBeLessThanOrEqual(Math.max(100, view.scene.nmPerPixel))
        expect(zoomed.camera.nmPerPixel).toBe(view.camera.nmPerPixel)
      }),
    )
  })

  it('[TD5] a fit shows all of the box, and no larger would', () => {
    fc.assert(
      fc.property(views, points, points, ({ camera, scene }, a, b) => {
        const box: Box3 = {
          min: [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.min(a[2], b[2])],
          max: [Math.max(a[0], b[0]) + 1, Math.max(a[1], b[1]) + 1, Math.max(a[2], b[2]) + 1],
        }
        const fitted = sceneFitted(scene, camera.position, box, PANEL)
        const seen = [box.min, box.max].flatMap(([x]) =>
          [box.min, box.max].flatMap(([, y]) =>
            [box.min, box.max].map(([, , z]) => seenAt({ camera, scene: fitted }, [x, y, z], PANEL)),
          ),
        )
        const shares = seen.map((one) => {
          if (one === undefined) return Number.POSITIVE_INFINITY
          return Math.max(Math.abs(one.x - 300) / 300, Math.abs(one.y - 200) / 200)
        })
        expect(Math.max(...shares)).toBeLessThanOrEqual(0.9 + 1e-6)
        // In perspective the box may come too near to the eye before it fills the panel.
        if (scene.projection === 'orthographic' && Math.max(...shares) < 0.89)
          expect(fitted.nmPerPixel).toBe(MIN_NM_PER_PIXEL)
      }),
    )
  })

  it('[TD6] looks along any direction by the shortest turn', () => {
    fc.assert(
      fc.property(turns, units, (orientation, forward) => {
        const turned = lookingAlong(orientation, forward)
        near(rotate(turned, [0, 0, 1]), forward, 1e-6)
        // The turn from one to the other is by the angle between the two directions.
        const cosine = dot(rotate(orientation, [0, 0, 1]), forward)
        const half = Math.abs(orientation.reduce((sum, one, at) => sum + one * (turned[at] ?? 0), 0))
        expect(2 * half * half - 1).toBeCloseTo(cosine, 6)
      }),
    )
    const back = lookingAlong([0, 0, 0, 1], [0, 0, -1])
    near(rotate(back, [0, 0, 1]), [0, 0, -1], 1e-9)
    near(rotate(back, [0, 1, 0]), [0, 1, 0], 1e-9)
  })

  it('[TD7] no move passes the limits or takes what is no number', () => {
    const scene = initialSceneCamera(8)
    const bad: SceneCamera = { ...scene, nmPerPixel: Number.NaN, orientation: [Number.NaN, 0, 0, 1] }
    expect(clampedScene(bad, scene)).toEqual(scene)
    expect(sceneTurned(scene, { right: Number.NaN }).orientation).toEqual([0, 0, 0, 1])
    const camera = { position: [0, 0, 0], nmPerPixel: 8, orientation: [0, 0, 0, 1] } as const
    const far = sceneZoomed({ camera, scene }, [0, 0, 0], 1e-300, WIDEST_SCENE)
    expect(far.scene.nmPerPixel).toBe(MAX_NM_PER_PIXEL)
    expect(sceneZoomed({ camera, scene }, [0, 0, 0], Number.NaN, WIDEST_SCENE).scene).toEqual(scene)
    expect(sceneFitted(scene, [0, 0, 0], { min: [0, 0, 0], max: [1e300, 1, 1] }, PANEL).nmPerPixel).toBe(
      MAX_NM_PER_PIXEL,
    )
  })
})
