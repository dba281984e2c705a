import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Quaternion, Vec3 } from '../geometry.ts'
import type { Camera, SliceKind } from './camera.ts'
import {
  centredOn,
  clamped,
  dragged,
  MAX_NM_PER_PIXEL,
  MAX_POSITION_NM,
  MIN_NM_PER_PIXEL,
  nudged,
  snapped,
  stepped,
  turned,
  zoomedAt,
} from './camera-moves.ts'
import { isAxisAligned, nmAt, panelAxes, planeOf } from './slice/slice-plane.ts'
import { cameraAt, panel } from './testing/volume-fixture.ts'
import { dot, normalised, turnAbout } from './vectors.ts'

const kinds = fc.constantFrom<SliceKind>('xy', 'xz', 'yz')
const part = fc.double({ min: -1, max: 1, noNaN: true })
const turns = fc.tuple(part, part, part, part).map((q): Quaternion => normalised(q))
const pixels = fc.integer({ min: -500, max: 500 })
const cameras = fc
  .tuple(fc.tuple(pixels, pixels, pixels), fc.double({ min: 0.1, max: 100, noNaN: true }), turns)
  .map(([position, nmPerPixel, q]) => cameraAt(position, nmPerPixel, q))
const VOXEL: Vec3 = [4, 8, 40]

/** What a panel of 400 x 300 shows at (dx, dy) from its centre. */
const seenAt = (camera: Camera, kind: SliceKind, dx: number, dy: number): Vec3 =>
  nmAt(planeOf(camera, kind, panel(400, 300), 1), 200 + dx, 150 + dy)

function near(a: Vec3, b: Vec3, slack: number): void {
  expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeLessThan(slack)
}

describe('camera moves', () => {
  it('[CM1] dragging keeps the tissue under the pointer', () => {
    fc.assert(
      fc.property(cameras, kinds, pixels, pixels, pixels, pixels, (camera, kind, x, y, dx, dy) => {
        const after = dragged(camera, kind, dx, dy)
        near(seenAt(after, kind, x + dx, y + dy), seenAt(camera, kind, x, y), 1e-6 * camera.nmPerPixel + 1e-7)
      }),
    )
  })

  it('[CM2] a step is one voxel along the normal, towards growing coordinates; back and forth is where it was', () => {
    const camera = cameraAt([100, 200, 300], 5)
    expect(stepped(camera, 'xy', 1, VOXEL).position).toEqual([100, 200, 340])
    expect(stepped(camera, 'xz', 3, VOXEL).position).toEqual([100, 224, 300])
    expect(stepped(camera, 'yz', -2, VOXEL).position).toEqual([92, 200, 300])
    fc.assert(
      fc.property(cameras, kinds, fc.integer({ min: -50, max: 50 }), (any, kind, steps) => {
        const there = stepped(any, kind, steps, VOXEL)
        const { normal } = panelAxes(any, kind)
        const far = Math.abs(dot(normal, there.position) - dot(normal, any.position))
        expect(far).toBeGreaterThanOrEqual(Math.abs(steps) * 4 - 1e-6)
        expect(far).toBeLessThanOrEqual(Math.abs(steps) * 40 + 1e-6)
        near(stepped(there, kind, -steps, VOXEL).position, any.position, 1e-6)
      }),
    )
  })

  it('[CM9] a nudge moves the crosshair by one voxel in the panel, or by one pixel where voxels are smaller', () => {
    const camera = cameraAt([100, 200, 300], 2)
    expect(nudged(camera, 'xy', 1, 0, VOXEL).position).toEqual([104, 200, 300])
    expect(nudged(camera, 'xy', 0, -1, VOXEL).position).toEqual([100, 192, 300])
    expect(nudged(camera, 'yz', 1, 0, VOXEL).position).toEqual([100, 200, 260])
    expect(nudged({ ...camera, nmPerPixel: 16 }, 'xy', -1, 0, VOXEL).position).toEqual([84, 200, 300])
  })

  it('[CM3] zooming keeps the point under the cursor, also at the limits', () => {
    fc.assert(
      fc.property(
        cameras,
        kinds,
        pixels,
        pixels,
        fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
        (camera, kind, x, y, factor) => {
          const after = zoomedAt(camera, kind, x, y, factor)
          expect(after.nmPerPixel).toBeGreaterThanOrEqual(MIN_NM_PER_PIXEL)
          expect(after.nmPerPixel).toBeLessThanOrEqual(MAX_NM_PER_PIXEL)
          near(seenAt(after, kind, x, y), seenAt(camera, kind, x, y), 1e-8 * Math.max(after.nmPerPixel, 1) * 1000)
        },
      ),
    )
    expect(zoomedAt(cameraAt([0, 0, 0], 8), 'xy', 0, 0, 2).nmPerPixel).toBe(4)
  })

  it('[CM8] zooming ends at the limits; a view that is beyond one comes back and goes no farther', () => {
    const limits = { closest: 0.5, widest: 40 }
    const zoomed = (from: number, factor: number) =>
      zoomedAt(cameraAt([0, 0, 0], from), 'xy', 30, 0, factor, limits).nmPerPixel
    expect([zoomed(4, 2), zoomed(4, 100), zoomed(4, 0.001)]).toEqual([2, 0.5, 40])
    expect([zoomed(400, 0.5), zoomed(400, 2), zoomed(400, 1e9)]).toEqual([400, 200, 0.5])
    expect([zoomed(0.1, 2), zoomed(0.1, 0.5), zoomed(0.1, 1e-9)]).toEqual([0.1, 0.2, 40])
  })

  it('[CM4] a turn in a panel takes its axes where the Turn says, in every panel and orientation', () => {
    fc.assert(
      fc.property(cameras, kinds, fc.double({ min: -1.5, max: 1.5, noNaN: true }), (camera, kind, angle) => {
        const { right, down, normal } = panelAxes(camera, kind)
        const inPlane = panelAxes(turned(camera, kind, { inPlane: angle }), kind)
        expect(dot(inPlane.right, down)).toBeCloseTo(Math.sin(angle), 6)
        expect(dot(inPlane.normal, normal)).toBeCloseTo(1, 6)
        const aside = panelAxes(turned(camera, kind, { right: angle }), kind)
        expect(dot(aside.right, normal)).toBeCloseTo(Math.sin(angle), 6)
        expect(dot(aside.down, down)).toBeCloseTo(1, 6)
        const over = panelAxes(turned(camera, kind, { down: angle }), kind)
        expect(dot(over.down, normal)).toBeCloseTo(Math.sin(angle), 6)
        expect(dot(over.right, right)).toBeCloseTo(1, 6)
      }),
    )
  })

  it('[CM5] turns add up, keep the position and never let the orientation lose its length', () => {
    let camera = cameraAt([1, 2, 3], 4)
    for (let i = 0; i < 3600; i++) camera = turned(camera, 'xz', { inPlane: Math.PI / 1800 })
    expect(camera.position).toEqual([1, 2, 3])
    expect(Math.hypot(...camera.orientation)).toBeCloseTo(1, 12)
    expect(Math.abs(camera.orientation[3])).toBeCloseTo(1, 9)
  })

  it('[CM6] snapping finds the nearest of the 24 aligned orientations', () => {
    const aligned: Quaternion[] = []
    const right = Math.PI / 2
    for (const tilt of [0, 1, 2, 3, 4, 5]) {
      const first = tilt < 4 ? turnAbout([0, 1, 0], tilt * right) : turnAbout([1, 0, 0], tilt === 4 ? right : -right)
      for (let n = 0; n < 4; n++) {
        aligned.push(turned(cameraAt([0, 0, 0], 1, first), 'xy', { inPlane: n * right }).orientation)
      }
    }
    fc.assert(
      fc.property(cameras, (camera) => {
        const { orientation } = snapped(camera)
        const cosine = (p: Quaternion): number =>
          Math.abs(p.reduce((sum, each, i) => sum + each * camera.orientation[i]!, 0))
        expect(Math.hypot(...orientation)).toBeCloseTo(1, 12)
        expect(cosine(orientation)).toBeCloseTo(Math.max(...aligned.map(cosine)), 6)
        for (const kind of ['xy', 'xz', 'yz'] as const) {
          expect(isAxisAligned(planeOf({ ...camera, orientation }, kind, panel(10, 10), 1))).toBe(true)
        }
      }),
    )
    expect(snapped(cameraAt([0, 0, 0], 1)).orientation).toEqual([0, 0, 0, 1])
  })

  it('[CM7] no move leaves the limits or lets in what is no number', () => {
    const camera = cameraAt([1, 2, 3], 4)
    expect(centredOn(camera, [Number.NaN, 5, Infinity]).position).toEqual([1, 5, 3])
    expect(centredOn(camera, [-1e300, 1e300, 0]).position).toEqual([-MAX_POSITION_NM, MAX_POSITION_NM, 0])
    expect(clamped({ ...camera, nmPerPixel: Number.NaN }, camera).nmPerPixel).toBe(4)
    expect(zoomedAt(camera, 'xy', 10, 10, 0)).toEqual({ ...camera, orientation: [0, 0, 0, 1] })
    expect(turned(camera, 'xy', { inPlane: Number.NaN }).orientation).toEqual([0, 0, 0, 1])
    expect(dragged(camera, 'yz', Infinity, 0).position.every(Number.isFinite)).toBe(true)
  })
})
