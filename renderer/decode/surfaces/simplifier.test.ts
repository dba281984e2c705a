import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFixture } from '../../../fixtures/fixture.ts'
import { decodeChunk } from '../../../shared/formats/precomputed/decode-chunk.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { unpackPositions } from '../../../shared/meshes/pack-mesh.ts'
import { stepsPerVoxel } from '../../../shared/meshes/surfaces/surface-grid.ts'
import {
  boxes,
  type LabelVolume,
  noise,
  surfacesOfVolume,
} from '../../../shared/meshes/surfaces/testing/label-volume.ts'
import {
  edgesOf,
  enclosedVoxels,
  extentsOf,
  labelsAround,
  stepsAt,
  trianglesByLabel,
} from '../../../shared/meshes/surfaces/testing/measure-surfaces.ts'
import { vertexNormals } from '../../../shared/meshes/vertex-normals.ts'
import { unwrap } from '../../../shared/problem.ts'
import { SIMPLIFY_VOXELS } from './make-block.ts'
import { loadSimplifier } from './simplifier.ts'

async function simplifyOf(resolution: Vec3) {
  const simplifier = await loadSimplifier()
  if (simplifier === undefined) throw new Error('the simplifier is there')
  return simplifier(SIMPLIFY_VOXELS * Math.cbrt(resolution[0] * resolution[1] * resolution[2]))
}

/** Two chunks of a real watershed, one beside the other: 128 x 64 x 64 voxels, two blocks. */
function tissue(): LabelVolume {
  const size: Vec3 = [128, 64, 64]
  const ids = new BigUint64Array(128 * 64 * 64)
  for (const x of [0, 64]) {
    const file = `fib25/seg-watershed/10_10_10/${x}-${x + 64}_0-64_0-64`
    const encoding = { kind: 'compressed_segmentation', blockSize: [8, 8, 8] } as const
    const volume = { kind: 'segmentation', voxelType: 'uint64' } as const
    const chunk = unwrap(decodeChunk(readFixture(file), volume, encoding, [64, 64, 64], file))
    if (chunk.kind !== 'labels') throw new Error('they are labels')
    chunk.indices.forEach((index, i) => {
      ids[x + (i % 64) + 128 * Math.floor(i / 64)] = chunk.labels[index]!
    })
  }
  const labels = BigUint64Array.from(new Set(ids))
  const places = new Map([...labels].map((label, place) => [label, place]))
  const indices = Uint16Array.from(ids, (id) => places.get(id)!)
  const scale = { key: 's', size, chunkSize: [64, 64, 64], resolution: [10, 10, 10], voxelOffset: [0, 0, 0] } as const
  return { scale, labels, indices }
}

describe('simplified surfaces', () => {
  const volume = tissue()
  let made: ReturnType<typeof surfacesOfVolume> | undefined
  const simplifiedTissue = async () => (made ??= surfacesOfVolume(volume, await simplifyOf(volume.scale.resolution)))

  it('[SF9] are closed over all blocks as the whole ones are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(boxes, noise), async (drawn) => {
        const simplify = await simplifyOf(drawn.scale.resolution)
        for (const [label, triangles] of trianglesByLabel(drawn, surfacesOfVolume(drawn, simplify))) {
          if (edgesOf(triangles).some(([there, back]) => there !== back)) throw new Error(`${label} is open`)
        }
      }),
      { numRuns: 15 },
    )
  })

  it('[SF7] have one normal at a vertex between blocks, and those of their triangles elsewhere', async () => {
    const seen = new Map<string, readonly number[]>()
    let shared = 0
    for (const { mesh } of await simplifiedTissue()) {
      const flat = vertexNormals(unpackPositions(mesh), mesh.triangles)
      let [own, plain] = [0, 0]
      for (let vertex = 0; vertex < mesh.vertices.length / 4; vertex++) {
        const normal = [...mesh.normals.slice(4 * vertex, 4 * vertex + 3)]
        const key = `${mesh.labels[mesh.vertices[4 * vertex + 3]!]} ${stepsAt(volume, mesh, vertex).join()}`
        const other = seen.get(key)
        seen.set(key, normal)
        const isJunction = labelsAround(volume, stepsAt(volume, mesh, vertex)).size > 2
        if (!isJunction) plain++
        if (!isJunction && normal.every((part, axis) => Math.abs(part - flat[4 * vertex + axis]!) <= 2)) own++
        // Beyond the first block's own vertices: where surfaces touch, one place has two vertices.
        if (other?.every((part, axis) => Math.abs(part - normal[axis]!) <= 1)) shared++
      }
      expect(own / plain).toBeGreaterThan(0.6)
    }
    expect(shared).toBeGreaterThan(1000)
  })

  it('[SF9] of real tissue have a fifth of the triangles at most', async () => {
    const whole = surfacesOfVolume(volume)
    const blocks = await simplifiedTissue()
    const sum = (all: typeof whole) => all.reduce((total, { mesh }) => total + mesh.triangles.length, 0)
    expect(sum(blocks)).toBeLessThan(sum(whole) / 5)
    expect(blocks[0]!.errorNm).toBeCloseTo(5 + 10 * SIMPLIFY_VOXELS)
  })

  it('[SF4, SF5, SF9] of all supervoxels of real tissue are closed, lie in their boxes and enclose the volume of their voxels', async () => {
    const steps = stepsPerVoxel(volume.scale)
    const byLabel = trianglesByLabel(volume, await simplifiedTissue())
    const extents = extentsOf(volume)
    expect(byLabel.size).toBe(volume.labels.filter((label) => label !== 0n).length)
    for (const [label, triangles] of byLabel) {
      const { min, max, voxels } = extents.get(label)!
      if (edgesOf(triangles).some(([there, back]) => there !== back)) throw new Error(`${label} is open`)
      const off = enclosedVoxels(triangles, steps) / voxels - 1
      if (Math.abs(off) > 0.05) throw new Error(`${label} of ${voxels} voxels is off by ${off}`)
      for (const corner of triangles.flat()) {
        corner.forEach((at, axis) => {
          const isIn = at / steps >= min[axis]! - 0.5 && at / steps <= max[axis]! + 0.5
          if (!isIn) throw new Error(`a vertex of ${label} lies outside of its box`)
        })
      }
    }
  })
})
