import { describe, expect, it } from 'vitest'
import { readFixture } from '../../fixtures/fixture.ts'
import { filesOfTar } from '../../fixtures/tar-reader.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import type { Mesh, MeshReader } from '../../shared/meshes/mesh.ts'
import { graphene } from '../../shared/meshes/stored/graphene/graphene.ts'
import { legacy } from '../../shared/meshes/stored/legacy/legacy.ts'
import { absolutePositions, meshReadingOf } from '../../shared/meshes/testing/mesh-reading.ts'
import { unwrap } from '../../shared/problem.ts'
import { createDracoDecoder } from './draco.ts'

const archive = readFixture('pinky40/graphene-meshes.tar')
const DRACO_FOLDER = 'mesh_mip_2_draco_sv16'
const dracoFiles = filesOfTar(archive, DRACO_FOLDER)
const legacyFiles = filesOfTar(archive, 'mesh_mip_2_err_40_sv16')
const draco = createDracoDecoder()
/** That of the segment whose manifests are in the archive. */
const SEGMENT = 648518346349515986n
const dracoReader = unwrap(graphene.parse({ volume: { graph: {} } }, { location: `/d/${DRACO_FOLDER}` }))
const legacyReader = unwrap(legacy.parse({}, { location: '/d/mesh' }))

async function meshesOf(
  reader: MeshReader,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<ReadonlyMap<string, Mesh>> {
  const reading = meshReadingOf(files, draco)
  const manifest = await reader.manifest(SEGMENT, reading)
  if (manifest === undefined) throw new Error('there is no manifest')
  const { parts, problems } = unwrap(manifest)
  expect(problems).toEqual([])
  const meshes = new Map<string, Mesh>()
  for (const part of parts) {
    expect(part.label).toBe(SEGMENT)
    // The legacy meshes have a 9 before the number of their node.
    meshes.set(part.key.replace(/^9/, '').replace(/:.*/, ''), unwrap(await reader.part(part, reading)))
  }
  return meshes
}

/** The legacy meshes begin at the first voxel of the volume, those of the server at that of the whole dataset (nm). */
const SHIFT: Vec3 = [143_360, 118_784, 0]
/** The server's vertices lie on a grid of 21 nm, so each is off by half of its diagonal at most. */
const QUANTISATION = (21 / 2) * Math.sqrt(3)
/** This far the two simplifications may lie apart, nm: `err_40` in the name of the folder. */
const SIMPLIFICATION = 40

const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

/** The square of the distance of a point from a triangle, by its barycentric coordinates, else from its edges. */
function fromTriangle(p: Vec3, a: Vec3, b: Vec3, c: Vec3): number {
  const [ab, ac, ap] = [minus(b, a), minus(c, a), minus(p, a)]
  const [d00, d01, d11, d20, d21] = [dot(ab, ab), dot(ab, ac), dot(ac, ac), dot(ap, ab), dot(ap, ac)]
  const area = d00 * d11 - d01 * d01
  const v = (d11 * d20 - d01 * d21) / area
  const w = (d00 * d21 - d01 * d20) / area
  if (area > 0 && v >= 0 && w >= 0 && v + w <= 1) {
    const off = minus(ap, [v * ab[0] + w * ac[0], v * ab[1] + w * ac[1], v * ab[2] + w * ac[2]])
    return dot(off, off)
  }
  return Math.min(fromEdge(p, a, b), fromEdge(p, b, c), fromEdge(p, c, a))
}

function fromEdge(p: Vec3, a: Vec3, b: Vec3): number {
  const [ab, ap] = [minus(b, a), minus(p, a)]
  const along = Math.min(1, Math.max(0, dot(ap, ab) / (dot(ab, ab) || 1)))
  const off = minus(ap, [along * ab[0], along * ab[1], along * ab[2]])
  return dot(off, off)
}

function vertexOf(positions: readonly number[], vertex: number): Vec3 {
  return [positions[3 * vertex]!, positions[3 * vertex + 1]!, positions[3 * vertex + 2]!]
}

/** The distances of the vertices of a mesh from the surface of another, ascending, nm. */
function distances(mesh: Mesh, other: Mesh): readonly number[] {
  const points = absolutePositions(mesh).map((value, i) => value - SHIFT[i % 3]!)
  const corners = absolutePositions(other)
  const all: number[] = []
  for (let vertex = 0; vertex < points.length / 3; vertex++) {
    const p = vertexOf(points, vertex)
    let least = Number.POSITIVE_INFINITY
    for (let i = 0; i < other.triangles.length; i += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => vertexOf(corners, other.triangles[i + k]!))
      least = Math.min(least, fromTriangle(p, a!, b!, c!))
    }
    all.push(Math.sqrt(least))
  }
  return all.sort((a, b) => a - b)
}

describe('meshes of a graph server', () => {
  it('[ME7] the Draco fragments and the legacy meshes of the same neuron coincide within quantisation', async () => {
    const fromServer = await meshesOf(dracoReader, dracoFiles)
    const fromLegacy = await meshesOf(legacyReader, legacyFiles)
    expect([fromServer.size, fromLegacy.size]).toEqual([21, 22])
    let equal = 0
    let whole = 0
    for (const [node, mesh] of fromServer) {
      const other = fromLegacy.get(node)!
      const isAsSimple = other.triangles.length === mesh.triangles.length
      if (isAsSimple) equal++
      const far = distances(mesh, other)
      const limit = QUANTISATION + (isAsSimple ? 0 : SIMPLIFICATION)
      const within = far.filter((nm) => nm < limit).length
      expect(far[Math.floor(far.length / 2)], node).toBeLessThan(QUANTISATION)
      if (within === far.length) whole++
      // One of the nodes has a flap of some 20 vertices that its legacy mesh does not have.
      else expect(within / far.length, node).toBeGreaterThan(0.97)
    }
    expect([equal, whole]).toEqual([3, 20])
  })
})
