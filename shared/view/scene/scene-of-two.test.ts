import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../geometry.ts'
import { dot } from '../vectors.ts'
import type { SceneCamera } from './scene-camera.ts'
import { sceneAxes } from './scene-moves.ts'
import { nearerOf, reachAround, sceneOfTwo } from './scene-of-two.ts'
import { sceneViewOf, seenPixel } from './scene-view.ts'

const PANEL = { width: 600, height: 400 }
/** Looks along x. */
const scene: SceneCamera = {
  orientation: [0, Math.SQRT1_2, 0, Math.SQRT1_2],
  nmPerPixel: 3,
  projection: 'perspective',
}
const line = (from: number, to: number): readonly Vec3[] =>
  Array.from({ length: 50 }, (_, i): Vec3 => [from + ((to - from) * i) / 49, 0, 0])

describe('the scene of two', () => {
  it('[TD12] a short and a long neurite that go on along x are seen across x, the short one whole', () => {
    const [a, b] = [line(0, 4000), line(0, -90_000)]
    const shown = sceneOfTwo(scene, { contact: [0, 0, 0], a, b }, PANEL)
    expect(Math.abs(dot(sceneAxes(shown).forward, [1, 0, 0]))).toBeLessThan(0.5)
    const view = sceneViewOf([0, 0, 0], shown, PANEL, 1)
    expect(seenPixel(view, [0, 0, 0])).toMatchObject({ x: 300, y: 200 })
    const end = seenPixel(view, [4000, 0, 0])
    const [x, y] = [Math.abs((end?.x ?? 0) - 300), Math.abs((end?.y ?? 0) - 200)]
    expect([x < 300, y < 200, Math.hypot(x, y) > 80]).toEqual([true, true, true])
    // The long one does not make it small: it is 90 µm long.
    expect(shown.nmPerPixel).toBeLessThan(50)
  })

  it('[TD12] two small parties fill the panel, however deep they are', () => {
    for (const projection of ['perspective', 'orthographic'] as const) {
      const deep = line(0, 600).map(([x], i): Vec3 => [x, 0, i % 2 === 0 ? 200 : -200])
      const parties = { contact: [0, 0, 0] as const, a: deep, b: line(0, -500) }
      const shown = sceneOfTwo({ ...scene, projection }, parties, PANEL)
      const view = sceneViewOf([0, 0, 0], shown, PANEL, 1)
      const ends = [...parties.a, ...parties.b].map((place) => seenPixel(view, place)!)
      const filled = Math.max(...ends.map(({ x, y }) => Math.max(Math.abs(x - 300) / 300, Math.abs(y - 200) / 200)))
      expect(filled).toBeGreaterThan(0.55)
      expect(filled).toBeLessThan(0.9)
    }
  })

  it('[TD12] parties of which nothing is known but a point are shown with what lies about them', () => {
    const shown = sceneOfTwo(scene, { contact: [0, 0, 0], a: [[100, 0, 0]], b: [[-100, 0, 0]] }, PANEL)
    expect(shown.nmPerPixel).toBeGreaterThan(3000 / 600)
    expect(shown.nmPerPixel).toBeLessThan(30)
    expect(Math.abs(dot(sceneAxes(shown).forward, [1, 0, 0]))).toBeLessThan(0.5)
  })

  it('[DO44] slices show the smaller party whole, never less than membranes need, and never two neurons', () => {
    const around = (a: number, b: number, voxel = 8) =>
      reachAround({ contact: [0, 0, 0], a: line(0, a), b: line(0, -b) }, voxel)
    expect(around(600, 90_000)).toBeCloseTo(720)
    expect([around(50, 90_000), around(20_000, 90_000)]).toEqual([400, 1000])
    // Nothing but the contact is known of a supervoxel by itself.
    expect(around(0, 90_000)).toBe(650)
    // Voxels of 100 nm: a few of them say nothing.
    expect([around(50, 90_000, 100), around(20_000, 90_000, 100)]).toEqual([3000, 8000])
  })

  it('[TD12] the sides of one segment are what is nearer to either point', () => {
    const { a, b } = nearerOf(line(-1000, 1000), [-10, 0, 0], [10, 0, 0])
    expect(a.every(([x]) => x < 0)).toBe(true)
    expect(b.every(([x]) => x > 0)).toBe(true)
    expect(a.length + b.length).toBe(50)
  })
})
