import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../geometry.ts'
import type { Scale } from '../../volume/volume.ts'
import type { PackedMesh } from '../packed-mesh.ts'
import { FACES, type SurfaceBlock } from './surface-block.ts'
import { blockVoxels, SURFACE_HALO, stepsPerVoxel } from './surface-grid.ts'
import { surfacesOf, surfaceVoxels } from './surfaces-of.ts'
import { boxes, boxOfVolume, type LabelVolume, noise, surfacesOfVolume } from './testing/label-volume.ts'
import {
  edgesOf,
  enclosedVoxels,
  extentOf,
  labelsAround,
  stepsAt,
  touchesInAnEdge,
  trianglesByLabel,
} from './testing/measure-surfaces.ts'

/** A run is a whole volume. */
const RUNS = { numRuns: 20 }

function ball(radius: number, size: Vec3, resolution: Vec3 = [8, 8, 8]): LabelVolume {
  const indices = new Uint16Array(size[0] * size[1] * size[2])
  indices.forEach((_, i) => {
    const at = [i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / (size[0] * size[1]))]
    const squared = at.reduce((sum, value, axis) => sum + (value + 0.5 - size[axis]! / 2) ** 2, 0)
    indices[i] = squared < radius ** 2 ? 1 : 0
  })
  const scale = { key: 's', size, chunkSize: [8, 8, 8], resolution, voxelOffset: [0, 0, 0] } as const
  return { scale, labels: BigUint64Array.of(0n, 7n), indices }
}

/** The corners of the triangles of a piece, with their normals. */
function placesOf({ vertices, normals, triangles, triangleStarts }: PackedMesh, piece: number) {
  const corners = triangles.subarray(3 * triangleStarts[piece]!, 3 * triangleStarts[piece + 1]!)
  return Array.from(corners, (at) => [
    ...vertices.subarray(4 * at, 4 * at + 3),
    ...normals.subarray(4 * at, 4 * at + 3),
  ])
}

describe('surfaces of labels', () => {
  it('[SF3] are closed over all blocks, whatever the voxels: each edge is passed as often back as there', () => {
    fc.assert(
      fc.property(noise, (volume) => {
        const byLabel = trianglesByLabel(volume, surfacesOfVolume(volume))
        for (const [label, triangles] of byLabel) {
          expect(label).not.toBe(0n)
          for (const [there, back] of edgesOf(triangles)) if (there !== back) throw new Error(`${label} is open`)
        }
        for (const label of volume.labels) {
          expect(byLabel.has(label)).toBe(label !== 0n && extentOf(volume, label) !== undefined)
        }
      }),
      RUNS,
    )
  })

  it('[SF3] pass each edge once there and once back, where no voxels touch in an edge alone', () => {
    let plain = 0
    fc.assert(
      fc.property(boxes, (volume) => {
        for (const [label, triangles] of trianglesByLabel(volume, surfacesOfVolume(volume))) {
          if (touchesInAnEdge(volume, label)) continue
          plain++
          for (const [there, back] of edgesOf(triangles)) {
            if (there !== 1 || back !== 1) throw new Error(`an edge of ${label} is passed ${there} and ${back} times`)
          }
        }
      }),
      RUNS,
    )
    expect(plain).toBeGreaterThan(2)
  })

  it('[SF3] keep parts apart that only touch in an edge, with vertices of their own', () => {
    const indices = new Uint16Array(4 * 4 * 3)
    for (const [x, y] of [
      [1, 1],
      [2, 2],
    ] as const)
      indices[x + 4 * (y + 4)] = 1
    const [block] = surfacesOfVolume({ ...ball(0, [4, 4, 3]), indices })
    // Two cubes of 8 vertices. One vertex for both would be 14.
    expect(block!.mesh.vertices.length / 4).toBe(16)
    expect(block!.mesh.triangles.length / 3).toBe(24)
  })

  it('[SF4] lie in the box of their voxels, and half a voxel around it', () => {
    fc.assert(
      fc.property(fc.oneof(noise, boxes), (volume) => {
        const steps = stepsPerVoxel(volume.scale)
        for (const { mesh } of surfacesOfVolume(volume)) {
          mesh.labels.forEach((label, piece) => {
            const extent = extentOf(volume, label)
            for (let t = 3 * mesh.triangleStarts[piece]!; t < 3 * mesh.triangleStarts[piece + 1]!; t++) {
              stepsAt(volume, mesh, mesh.triangles[t]!).forEach((at, axis) => {
                const isIn = at / steps >= extent!.min[axis]! - 0.5 && at / steps <= extent!.max[axis]! + 0.5
                if (!isIn) throw new Error(`a vertex of ${label} lies outside of its box`)
              })
            }
          })
        }
      }),
      RUNS,
    )
  })

  it.each([
    [1, [6, 6, 6]],
    [2, [8, 8, 8]],
    [6, [20, 20, 20]],
    [15, [50, 40, 40]],
  ] as const)('[SF5] enclose the volume of the voxels of a ball of radius %i', (radius, size) => {
    const volume = ball(radius, size)
    const triangles = trianglesByLabel(volume, surfacesOfVolume(volume)).get(7n) ?? []
    const voxels = extentOf(volume, 7n)!.voxels
    const enclosed = enclosedVoxels(triangles, stepsPerVoxel(volume.scale))
    expect(Math.abs(enclosed / voxels - 1)).toBeLessThan(0.05)
  })

  it('[SF5] are smoother than voxels: the area of a ball is near that of a sphere', () => {
    const volume = ball(15, [40, 40, 40])
    const steps = stepsPerVoxel(volume.scale)
    let area = 0
    for (const [a, b, c] of trianglesByLabel(volume, surfacesOfVolume(volume)).get(7n)!) {
      const [u, v] = [b, c].map((corner) => corner.map((value, axis) => (value - a[axis]!) / steps)) as [
        number[],
        number[],
      ]
      area +=
        Math.hypot(u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!) / 2
    }
    // The faces of the voxels have 1.5 times the area of the sphere.
    expect(area / (4 * Math.PI * 15 ** 2)).toBeGreaterThan(0.95)
    expect(area / (4 * Math.PI * 15 ** 2)).toBeLessThan(1.06)
  })

  it('[SF6] say through which faces of the block each label goes on', () => {
    fc.assert(
      fc.property(fc.oneof(noise, boxes), (volume) => {
        const [width, height, depth] = volume.scale.size
        for (const { cell, mesh, faces } of surfacesOfVolume(volume)) {
          const { min, max } = blockVoxels(volume.scale, cell)
          const at = (x: number, y: number, z: number): number =>
            x < 0 || y < 0 || z < 0 || x >= width || y >= height || z >= depth
              ? -1
              : volume.indices[x + width * (y + height * z)]!
          const expected = new Map<bigint, number>()
          for (let z = min[2]; z < max[2]; z++)
            for (let y = min[1]; y < max[1]; y++)
              for (let x = min[0]; x < max[0]; x++) {
                const label = volume.labels[at(x, y, z)]!
                let bits = expected.get(label) ?? 0
                FACES.forEach(({ axis, at: step }, bit) => {
                  const next = [x + step[0], y + step[1], z + step[2]] as const
                  const isOut = next[axis] < min[axis] || next[axis] >= max[axis]
                  if (isOut && at(...next) === at(x, y, z)) bits |= 1 << bit
                })
                expected.set(label, bits)
              }
          expected.delete(0n)
          expect(new Map([...mesh.labels].map((label, piece) => [label, faces[piece]]))).toEqual(expected)
        }
      }),
      RUNS,
    )
  })

  it('[SF6] name a label that fills its block: it has no surface there, and goes on through the faces', () => {
    const size: Vec3 = [100, 8, 8]
    const volume = { ...ball(0, size), indices: new Uint16Array(100 * 8 * 8).fill(1) }
    const blocks = surfacesOfVolume({ ...volume, scale: { ...volume.scale, size, chunkSize: [8, 8, 8] } })
    expect(blocks.map(({ faces }) => [...faces])).toEqual([[0b10], [0b11], [0b01]])
  })

  it('[SF7] give a vertex between blocks one normal, from whichever block it comes', () => {
    fc.assert(
      fc.property(boxes, (volume) => {
        const seen = new Map<string, readonly number[]>()
        let shared = 0
        for (const { mesh } of surfacesOfVolume(volume)) {
          for (let vertex = 0; vertex < mesh.vertices.length / 4; vertex++) {
            const label = mesh.labels[mesh.vertices[4 * vertex + 3]!]!
            if (touchesInAnEdge(volume, label)) continue
            const at = stepsAt(volume, mesh, vertex)
            if (labelsAround(volume, at).size > 2) continue
            const key = `${label} ${at.join()}`
            const normal = [...mesh.normals.slice(4 * vertex, 4 * vertex + 3)]
            const other = seen.get(key)
            if (other === undefined) seen.set(key, normal)
            else {
              shared++
              normal.forEach((part, axis) => {
                if (Math.abs(part - other[axis]!) > 1) throw new Error(`${key} has the normals ${normal} and ${other}`)
              })
            }
          }
        }
        return shared >= 0
      }),
      RUNS,
    )
  })

  it('[SF7] have normals that point out, in nanometres', () => {
    const volume = ball(12, [30, 30, 30], [4, 4, 40])
    const [block] = surfacesOfVolume(volume)
    const { mesh } = block!
    const { steps, middle } = { steps: stepsPerVoxel(volume.scale), middle: 15 }
    for (let vertex = 0; vertex < mesh.vertices.length / 4; vertex++) {
      // The gradient of an ellipsoid: along each axis the way from the middle over the square of the half axis.
      const out = stepsAt(volume, mesh, vertex).map(
        (at, axis) => (at / steps - middle) / volume.scale.resolution[axis]!,
      )
      const length = Math.hypot(...out)
      const along = out.reduce((sum, part, axis) => sum + (part / length) * mesh.normals[4 * vertex + axis]!, 0)
      expect(along).toBeGreaterThan(0.75 * 127)
    }
  })

  it('[SF17] of named labels come early, alike in the whole block, which is the same as without them', () => {
    let seen = 0
    fc.assert(
      fc.property(noise, fc.subarray([5n, 2n ** 63n + 1n, 2n ** 63n + 3n, 99n]), (volume, named) => {
        const plain = surfacesOfVolume(volume)
        const early: SurfaceBlock[] = []
        const done = (block: SurfaceBlock) => void early.push(block)
        const blocks = surfacesOfVolume(volume, undefined, { first: new Set(named), done })
        expect(blocks).toEqual(plain)
        const isNamed = (label: bigint) => named.includes(label)
        const mixed = blocks.filter(({ mesh }) => mesh.labels.some(isNamed) && !mesh.labels.every(isNamed))
        expect(early.map(({ mesh }) => [...mesh.labels])).toEqual(
          mixed.map(({ mesh }) => [...mesh.labels].filter(isNamed)),
        )
        for (const [at, { mesh, faces, errorNm }] of early.entries()) {
          const whole = mixed[at]!
          expect(errorNm).toBe(whole.errorNm)
          for (const [piece, label] of mesh.labels.entries()) {
            const place = whole.mesh.labels.indexOf(label)
            expect(faces[piece]).toBe(whole.faces[place])
            expect(placesOf(mesh, piece)).toEqual(placesOf(whole.mesh, place))
            seen++
          }
        }
      }),
      RUNS,
    )
    expect(seen).toBeGreaterThan(0)
  })

  it('[SF17] of a block without named labels wait for other blocks before the first of them', () => {
    const volume = ball(2, [5, 5, 5])
    const { scale } = volume
    const pausesOf = (first: readonly bigint[] | undefined) => {
      const early = first && { first: new Set(first), done: () => undefined }
      return [...surfacesOf(boxOfVolume(volume, surfaceVoxels(scale, [0, 0, 0])), scale, [0, 0, 0], { early })]
    }
    const own = volume.labels.at(-1)!
    expect(pausesOf([own + 1n]).filter((pause) => pause === 'behind')).toHaveLength(1)
    expect(pausesOf([own + 1n])[0]).toBe('behind')
    for (const first of [[own], [], undefined]) expect(pausesOf(first)).not.toContain('behind')
  })

  it('[SF18] have one normal where two labels meet behind a flat surface, from whichever label or block it comes', () => {
    const size: Vec3 = [72, 24, 16]
    const indices = new Uint16Array(size[0] * size[1] * size[2])
    // Two labels below a third, in two blocks. Where the two meet, they make a step of four voxels halfway.
    indices.forEach((_, i) => {
      const [x, y, z] = [i % 72, Math.floor(i / 72) % 24, Math.floor(i / (72 * 24))]
      indices[i] = z >= 8 ? 3 : y < (x < 36 ? 10 : 14) ? 1 : 2
    })
    const scale = { key: 's', size, chunkSize: [36, 36, 36], resolution: [8, 8, 20], voxelOffset: [0, 0, 0] } as const
    const volume = { scale, labels: BigUint64Array.of(0n, 1n, 2n, 3n), indices }
    const height = 8 * stepsPerVoxel(scale)
    const junctions = new Map<string, Set<string>>()
    for (const { mesh } of surfacesOfVolume(volume)) {
      for (let t = 0; t < mesh.triangles.length; t += 3) {
        const corners = [...mesh.triangles.subarray(t, t + 3)]
        const places = corners.map((corner) => stepsAt(volume, mesh, corner))
        const isInside = places.every(([x, y]) =>
          [x / 72, y / 24].every((at) => at > (0.2 * height) / 8 && at < (0.8 * height) / 8),
        )
        if (!isInside || !places.every(([, , z]) => Math.abs(z - height) <= height / 26)) continue
        for (const [i, corner] of corners.entries()) {
          const [x, y, z] = mesh.normals.subarray(4 * corner, 4 * corner + 3)
          expect(Math.hypot(x!, y!), 'no vertex of the flat surface leans').toBeLessThan(40)
          const isThird = mesh.labels[mesh.vertices[4 * corner + 3]!] === 3n
          if (labelsAround(volume, places[i]!).size < 3) continue
          const seen = junctions.get(places[i]!.join()) ?? new Set()
          junctions.set(places[i]!.join(), seen.add([x, y, z].map((part) => (isThird ? -part! : part!) + 0).join()))
        }
      }
    }
    expect(junctions.size).toBeGreaterThan(20)
    for (const [place, normals] of junctions) expect([...normals], place).toHaveLength(1)
  })

  it('[SF18] keep the normals of what lies behind a flat surface', () => {
    const size: Vec3 = [24, 24, 24]
    const indices = Uint16Array.from({ length: 24 ** 3 }, (_, i) => (i >= 12 * 24 * 24 ? 3 : i % 24 < 12 ? 1 : 2))
    const volume = { ...ball(0, size), labels: BigUint64Array.of(0n, 1n, 2n, 3n), indices }
    let walls = 0
    for (const { mesh } of surfacesOfVolume({ ...volume, scale: { ...volume.scale, chunkSize: size } })) {
      for (let t = 0; t < mesh.triangles.length; t += 3) {
        const corners = [...mesh.triangles.subarray(t, t + 3)]
        const places = corners.map((corner) =>
          stepsAt(volume, mesh, corner).map((at) => at / stepsPerVoxel(volume.scale)),
        )
        const isWall = places.every(([x, , z]) => Math.abs(x! - 12) < 0.2 && z! < 12.2)
        if (!isWall || !places.every(([, y, z]) => y! > 4 && y! < 20 && z! > 4)) continue
        walls++
        for (const corner of corners) expect(Math.abs(mesh.normals[4 * corner]!)).toBeGreaterThan(80)
      }
    }
    expect(walls).toBeGreaterThan(100)
  })

  it('[SF8] are none where a block has none', () => {
    const [block] = surfacesOfVolume({ ...ball(0, [5, 5, 5]), indices: new Uint16Array(125) })
    expect(block!.mesh.labels).toHaveLength(0)
    expect(block!.mesh.vertices).toHaveLength(0)
    expect([...block!.mesh.triangleStarts]).toEqual([0])
  })

  it('[SF8] are refused where a block has more labels than a mesh has pieces', () => {
    const side = 41
    const scale: Scale = {
      ...ball(0, [side, side, side]).scale,
      size: [side, side, side],
      chunkSize: [side, side, side],
    }
    const whole = side + 2 * SURFACE_HALO
    const places = new Uint32Array(whole ** 3)
    for (let i = 0; i < side ** 3; i++) {
      const [x, y, z] = [i % side, Math.floor(i / side) % side, Math.floor(i / side ** 2)]
      places[x + SURFACE_HALO + whole * (y + SURFACE_HALO + whole * (z + SURFACE_HALO))] = i + 1
    }
    const labels = BigUint64Array.from({ length: side ** 3 + 1 }, (_, i) => BigInt(i))
    const { value } = surfacesOf({ size: [whole, whole, whole], places, labels }, scale, [0, 0, 0]).next()
    expect(value).toMatchObject({
      ok: false,
      problem: { kind: 'too-large', message: expect.stringContaining('68921 labels') },
    })
  })
})
