import fc from 'fast-check'
import { type mat4, vec4 } from 'gl-matrix'
import { describe, expect, it } from 'vitest'
import type { Box3, Quaternion, Vec3 } from '../../geometry.ts'
import { addScaled, dot, normalised } from '../vectors.ts'
import { fitScene } from './fit-scene.ts'
import { depthRangeOf, frustumOf, mayBeSeen } from './frustum.ts'
import { INITIAL_SCENE_LOOK, initialSceneCamera, type SceneCamera } from './scene-camera.ts'
import { clipMatrix, placedMatrix } from './scene-matrices.ts'
import { levelFor, nmPerPixelOf, rayThrough, sceneViewOf, seenPixel } from './scene-view.ts'

const part = fc.double({ min: -1, max: 1, noNaN: true })
const orientation = fc.tuple(part, part, part, part).map((q): Quaternion => normalised(q))
const camera: fc.Arbitrary<SceneCamera> = fc.record({
  orientation,
  nmPerPixel: fc.double({ min: 0.1, max: 1000, noNaN: true }),
  projection: fc.constantFrom('orthographic', 'perspective'),
})
/** As far from the origin as a whole brain, nanometres. */
const coordinate = fc.double({ min: -1e9, max: 1e9, noNaN: true })
const position = fc.tuple(coordinate, coordinate, coordinate)
const extent = fc.record({ width: fc.integer({ min: 1, max: 3000 }), height: fc.integer({ min: 1, max: 2000 }) })
const view = fc
  .tuple(position, camera, extent, fc.constantFrom(1, 1.5, 2))
  .map(([at, scene, rect, ratio]) => sceneViewOf(at, scene, rect, ratio))
/** Clear of the edges by more than rounding. */
const share = fc.double({ min: 0.001, max: 0.999, noNaN: true })

describe('the scene seen', () => {
  it('[SCN2] the camera position is in the middle of the panel, with the zoom that the camera says', () => {
    fc.assert(
      fc.property(view, (seen) => {
        expect(seenPixel(seen, seen.centre)).toMatchObject({ x: seen.width / 2, y: seen.height / 2 })
        const aside = seenPixel(seen, addScaled(seen.centre, seen.right, 8 * seen.nmPerDevicePixel))!
        expect(Math.abs(aside.x - seen.width / 2 - 8)).toBeLessThan(0.01)
        const below = seenPixel(seen, addScaled(seen.centre, seen.down, 8 * seen.nmPerDevicePixel))!
        expect(Math.abs(below.y - seen.height / 2 - 8)).toBeLessThan(0.01)
      }),
    )
  })

  it('[SCN2] without a turn it lies as xy slices do: +x to the right, +y down, +z away', () => {
    const scene: SceneCamera = { orientation: [0, 0, 0, 1], nmPerPixel: 2, projection: 'orthographic' }
    const seen = sceneViewOf([10, 20, 30], scene, { width: 100, height: 50 }, 1)
    expect(seenPixel(seen, [20, 30, 50])).toEqual({ x: 55, y: 30, depth: 20 })
    const corner = sceneViewOf([0, 0, 0], initialSceneCamera(1), { width: 10, height: 10 }, 1)
    expect(
      corner.forward.every((along) => along > 0),
      'a new scene shows all three slices',
    ).toBe(true)
    expect(INITIAL_SCENE_LOOK.contextOpacity).toBe(0)
  })

  it('[SCN3] every point of a ray is seen at the pixel that the ray goes through', () => {
    fc.assert(
      fc.property(view, share, share, fc.double({ min: 0.3, max: 3, noNaN: true }), (seen, u, v, far) => {
        const [x, y] = [u * seen.width, v * seen.height]
        const ray = rayThrough(seen, x, y)
        expect(Math.abs(Math.hypot(...ray.direction) - 1)).toBeLessThan(1e-9)
        const reach = Number.isFinite(seen.eyeDistance) ? seen.eyeDistance : seen.width * seen.nmPerDevicePixel
        const back = seenPixel(seen, addScaled(ray.origin, ray.direction, reach * far))!
        expect(Math.hypot(back.x - x, back.y - y)).toBeLessThan(0.02)
      }),
    )
  })

  it('[SCN3] the matrices lead to the same pixel, from steps far from the origin too', () => {
    const steps = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 0, max: 65_535 })))
    fc.assert(
      fc.property(view, steps, share, (seen, at, shift) => {
        const size = seen.nmPerDevicePixel * Math.min(seen.width, seen.height)
        const step: Vec3 = [size / 2e5, size / 3e5, size / 4e5]
        const origin = addScaled(seen.centre, seen.right, -size * shift * 0.3)
        const placed: Vec3 = [0, 1, 2].map((i) => origin[i]! + at[i]! * step[i]!) as unknown as Vec3
        const box: Box3 = { min: origin, max: [0, 1, 2].map((i) => origin[i]! + 65_536 * step[i]!) as unknown as Vec3 }
        const matrix = placedMatrix(clipMatrix(seen, depthRangeOf(seen, [box])), seen, origin, step)
        const clip = vec4.transformMat4(new Float64Array(4), [...at, 1] as vec4, matrix as mat4) as Float64Array
        const pixel = seenPixel(seen, placed)!
        expect(Math.abs((clip[0]! / clip[3]! + 1) * 0.5 * seen.width - pixel.x)).toBeLessThan(0.02)
        expect(Math.abs((1 - clip[1]! / clip[3]!) * 0.5 * seen.height - pixel.y)).toBeLessThan(0.02)
        expect(Math.abs(clip[2]! / clip[3]!), 'within the depth range').toBeLessThan(1)
      }),
    )
  })

  it('[SCN4] a fitted box is all in the panel, and fills nine tenths of it', () => {
    const size = fc.double({ min: 0, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(position, fc.tuple(size, size, size), camera, extent, (min, sizes, scene, { width, height }) => {
        const box: Box3 = { min, max: [min[0] + sizes[0], min[1] + sizes[1], min[2] + sizes[2]] }
        const fitted = fitScene(box, scene, width, height)
        const seen = sceneViewOf(fitted.position, { ...scene, nmPerPixel: fitted.nmPerPixel }, { width, height }, 1)
        const reaches = corners(box).map((corner) => {
          const { x, y } = seenPixel(seen, corner)!
          return Math.max(Math.abs(x / width - 0.5), Math.abs(y / height - 0.5)) * 2
        })
        expect(Math.max(...reaches)).toBeLessThan(0.901)
        const isWide = Math.min(...sizes) > 1000 && scene.projection === 'orthographic'
        if (isWide) expect(Math.max(...reaches)).toBeGreaterThan(0.899)
      }),
    )
  })

  it('[SCN5] a box with a point in view is never culled, and one wholly beyond an edge always is', () => {
    const size = fc.double({ min: 0, max: 100, noNaN: true })
    fc.assert(
      fc.property(view, share, share, fc.tuple(size, size, size), (seen, u, v, sizes) => {
        const ray = rayThrough(seen, u * seen.width, v * seen.height)
        const reach = Number.isFinite(seen.eyeDistance) ? seen.eyeDistance / dot(ray.direction, seen.forward) : 0
        const point = addScaled(ray.origin, ray.direction, reach)
        const box: Box3 = { min: point, max: addScaled(point, sizes, seen.nmPerDevicePixel) }
        expect(mayBeSeen(frustumOf(seen), box)).toBe(true)
        const outside = addScaled(seen.centre, seen.right, seen.width * seen.nmPerDevicePixel)
        const tiny = seen.nmPerDevicePixel / 1000
        expect(mayBeSeen(frustumOf(seen), { min: outside, max: addScaled(outside, [1, 1, 1], tiny) })).toBe(false)
      }),
    )
  })

  it('[SCN6] a level is the coarsest whose error is under a pixel at the nearest point of its box; nearer is never coarser', () => {
    const errors = fc
      .array(fc.double({ min: 0.01, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 8 })
      .map((list) => list.sort((a, b) => a - b))
    const away = fc.double({ min: -1, max: 5, noNaN: true })
    fc.assert(
      fc.property(view, errors, away, away, (seen, list, a, b) => {
        const reach = Number.isFinite(seen.eyeDistance) ? seen.eyeDistance : 1000
        const boxAt = (far: number): Box3 => {
          const min = addScaled(seen.centre, seen.forward, reach * far)
          return { min, max: addScaled(min, [1, 1, 1], seen.nmPerDevicePixel) }
        }
        const [near, far] = [Math.min(a, b), Math.max(a, b)]
        const level = levelFor(seen, boxAt(near), list)
        expect(level).toBeLessThanOrEqual(levelFor(seen, boxAt(far), list))
        const most = nmPerPixelOf(seen, boxAt(near))
        if (level > 0) expect(list[level]).toBeLessThanOrEqual(most)
        if (level + 1 < list.length) expect(list[level + 1]).toBeGreaterThan(most)
      }),
    )
    expect(levelFor(sceneViewOf([0, 0, 0], initialSceneCamera(1), { width: 9, height: 9 }, 1), UNIT, [])).toBe(0)
  })

  it('[SCN2] right, down and forward are unit vectors at right angles', () => {
    fc.assert(
      fc.property(view, ({ right, down, forward }) => {
        for (const [a, b] of [
          [right, down],
          [right, forward],
          [down, forward],
        ] as const) {
          expect(Math.abs(dot(a, b))).toBeLessThan(1e-9)
        }
      }),
    )
  })
})

const UNIT: Box3 = { min: [0, 0, 0], max: [1, 1, 1] }

function corners({ min, max }: Box3): Vec3[] {
  return [0, 1, 2, 3, 4, 5, 6, 7].map(
    (c): Vec3 => [(c & 1 ? max : min)[0], (c & 2 ? max : min)[1], (c & 4 ? max : min)[2]],
  )
}
