import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { PackedMesh } from '../../../shared/meshes/packed-mesh.ts'
import type { Ray } from '../../../shared/view/scene/scene-view.ts'
import { addScaled } from '../../../shared/view/vectors.ts'
import type { DrawnMesh } from '../meshes/scene-meshes.ts'
import { hitOf } from './mesh-hit.ts'
import { drawnMesh } from './testing/drawn-mesh.ts'
import { tubeMesh } from './testing/tube-mesh.ts'

const unit = fc.double({ min: -1, max: 1, noNaN: true })
const place = fc.integer({ min: 0, max: 60 })
/** Triangles of any vertices, in up to four pieces. */
const packed = fc
  .array(fc.array(fc.tuple(place, place, place), { minLength: 3, maxLength: 12 }), { minLength: 1, maxLength: 4 })
  .map((pieces): PackedMesh => {
    const vertices = pieces.flatMap((points, piece) => points.flatMap((point) => [...point, piece]))
    const triangles: number[] = []
    const starts = [0]
    let first = 0
    const boxes: number[] = []
    for (const points of pieces) {
      for (let i = 2; i < points.length; i++) triangles.push(first, first + i - 1, first + i)
      starts.push(triangles.length / 3)
      first += points.length
      for (const limit of [Math.min, Math.max]) {
        for (let axis = 0; axis < 3; axis++) boxes.push(limit(...points.map((point) => point[axis]!)))
      }
    }
    return {
      origin: [1000, -500, 30],
      step: [2, 3, 0.5],
      vertices: Uint16Array.from(vertices),
      normals: new Int8Array(vertices.length),
      triangles: Uint32Array.from(triangles),
      labels: BigUint64Array.from(pieces, (_, i) => BigInt(i + 1)),
      triangleStarts: Uint32Array.from(starts),
      boxes: Uint16Array.from(boxes),
    }
  })

describe('the surface under a ray', () => {
  it('[SCN7] is the nearest one that is drawn, as every triangle in turn says', () => {
    fc.assert(
      fc.property(
        fc.array(packed, { maxLength: 3 }),
        fc.tuple(unit, unit, unit),
        fc.tuple(unit, unit, unit),
        fc.integer({ min: 0, max: 15 }),
        fc.constantFrom(0, Number.NEGATIVE_INFINITY),
        (meshes, towards, aside, shown, from) => {
          fc.pre(Math.hypot(...towards) > 0.01)
          const drawn = meshes.map((mesh) => drawnMesh(mesh, (piece) => ((shown >> piece) & 1) === 1))
          const direction = normal(towards)
          // Through the middle of the meshes, more or less, from outside them or inside.
          const middle: Vec3 = [1060 + aside[0] * 60, -410 + aside[1] * 90, 45 + aside[2] * 15]
          const ray: Ray = { origin: addScaled(middle, direction, -200 * Math.abs(aside[0])), direction, from }
          const [found, naive] = [hitOf(ray, drawn), bruteForce(ray, drawn)]
          // A ray along an edge meets it or not by rounding; elsewhere both agree.
          if (naive.isDoubtful) return
          expect(found?.distance ?? null, 'distance').toEqual(
            naive.distance === null ? null : expect.closeTo(naive.distance, 6),
          )
          if (found === undefined) return
          expect(naive.owners).toContain(`${drawn.findIndex(({ mesh }) => mesh === found.mesh)} ${found.piece}`)
          expect(found.position).toEqual(addScaled(ray.origin, ray.direction, found.distance))
        },
      ),
    )
  })

  it('[SCN7] pieces that are not drawn are passed over, and what is behind them is met', () => {
    const tube = (label: bigint, z: number) => ({
      label,
      path: [0, 1, 2].map((i): Vec3 => [100 + 100 * i, 200, z]),
      radius: () => 20,
      sides: 16,
    })
    const mesh = tubeMesh([tube(7n, 100), tube(9n, 300)], [0, 0, 0], 0.5)
    const ray: Ray = { origin: [200, 200, -1e5], direction: [0, 0, 1], from: 0 }
    expect(hitOf(ray, [drawnMesh(mesh, () => true)])).toMatchObject({ piece: 0, position: [200, 200, 80] })
    expect(hitOf(ray, [drawnMesh(mesh, (piece) => piece === 1)])).toMatchObject({ piece: 1, position: [200, 200, 280] })
    expect(hitOf(ray, [drawnMesh(mesh, () => false)])).toBeUndefined()
    expect(hitOf({ ...ray, direction: [0, 0, -1] }, [drawnMesh(mesh, () => true)])).toBeUndefined()
    const inside: Ray = { ...ray, origin: [200, 200, 100] }
    expect(hitOf(inside, [drawnMesh(mesh, () => true)]), 'from within').toMatchObject({ position: [200, 200, 120] })
  })
})

it('[SCN7] in a piece of many triangles too, far from its ends and at them', () => {
  const rings = 120
  const path = Array.from({ length: rings }, (_, i): Vec3 => [100 + 10 * i, 500 + 40 * Math.sin(i / 20), 300])
  const mesh = tubeMesh([{ label: 5n, path, radius: () => 30, sides: 12 }], [0, 0, 0], 0.25)
  const drawn = [drawnMesh(mesh, () => true)]
  for (let x = 104; x < 1290; x += 47) {
    const y = 500 + 40 * Math.sin((x - 100) / 200)
    const ray: Ray = { origin: [x, y + 3, 9000], direction: [0, 0, -1], from: 0 }
    const naive = bruteForce(ray, drawn)
    if (naive.isDoubtful) continue
    expect(hitOf(ray, drawn)?.distance).toBeCloseTo(naive.distance ?? Number.NaN, 6)
  }
})

function normal(v: Vec3): Vec3 {
  const length = Math.hypot(...v)
  return [v[0] / length, v[1] / length, v[2] / length]
}

/** Every triangle of every drawn piece, in nanometres, by the plane and three half-planes. */
function bruteForce(ray: Ray, drawn: readonly DrawnMesh[]) {
  let distance: number | null = null
  let owners: string[] = []
  let isDoubtful = false
  drawn.forEach(({ mesh: { mesh }, pieces }, which) => {
    const vertex = (i: number): Vec3 => {
      const at = (axis: 0 | 1 | 2) => mesh.origin[axis] + mesh.vertices[4 * i + axis]! * mesh.step[axis]
      return [at(0), at(1), at(2)]
    }
    for (const piece of pieces) {
      for (let t = mesh.triangleStarts[piece]!; t < mesh.triangleStarts[piece + 1]!; t++) {
        const corners = [0, 1, 2].map((i) => vertex(mesh.triangles[3 * t + i]!))
        const [a, b, c] = corners as [Vec3, Vec3, Vec3]
        const across = cross(minus(b, a), minus(c, a))
        const size = Math.hypot(...across)
        if (size === 0) continue
        const slope = dot(across, ray.direction) / size
        const t0 = dot(across, minus(a, ray.origin)) / size / slope
        if (Math.abs(slope) < 1e-6) {
          isDoubtful ||= Math.abs(dot(across, minus(a, ray.origin)) / size) < 1e-3
          continue
        }
        const point = addScaled(ray.origin, ray.direction, t0)
        const sides = [0, 1, 2].map((i) => {
          const [from, to] = [corners[i]!, corners[(i + 1) % 3]!]
          return dot(across, cross(minus(to, from), minus(point, from))) / size / Math.hypot(...minus(to, from))
        })
        const least = Math.min(...sides)
        if (Math.abs(least) < 1e-4 || Math.abs(t0 - ray.from) < 1e-4) isDoubtful = true
        if (least < 0 || t0 < ray.from) continue
        if (distance === null || t0 < distance - 1e-6) {
          distance = t0
          owners = []
        }
        if (Math.abs(t0 - distance) < 1e-6) owners.push(`${which} ${piece}`)
      }
    }
  })
  return { distance, owners, isDoubtful }
}

function minus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}
