import { createDecoderModule } from 'draco3d'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { readFixture } from '../../fixtures/fixture.ts'
import { filesOfTar } from '../../fixtures/tar-reader.ts'
import { onePiece } from '../../shared/meshes/stored/one-piece.ts'
import { unwrap } from '../../shared/problem.ts'
import { createDracoDecoder } from './draco.ts'
import { readDracoHeader } from './draco-header.ts'

const draco = createDracoDecoder()
const fragments = filesOfTar(readFixture('pinky40/graphene-meshes.tar'), 'mesh_mip_2_draco_sv16')
const blobs = [...fragments].filter(([name]) => !name.endsWith(':0'))
const [, blob] = blobs[0]!

/** The package's own build for Node, called as its documentation says. */
async function byThePackage(bytes: Uint8Array) {
  const module = await createDecoderModule()
  const decoder = new module.Decoder()
  const buffer = new module.DecoderBuffer()
  buffer.Init(new Int8Array(bytes), bytes.length)
  const mesh = new module.Mesh()
  decoder.DecodeBufferToMesh(buffer, mesh)
  const attribute = decoder.GetAttribute(mesh, decoder.GetAttributeId(mesh, module.POSITION))
  const values = new module.DracoFloat32Array()
  decoder.GetAttributeFloatForAllPoints(mesh, attribute, values)
  const positions = Array.from({ length: 3 * mesh.num_points() }, (_, i) => values.GetValue(i))
  const corners = new module.DracoInt32Array()
  const triangles: number[] = []
  for (let face = 0; face < mesh.num_faces(); face++) {
    decoder.GetFaceFromMesh(mesh, face, corners)
    triangles.push(corners.GetValue(0), corners.GetValue(1), corners.GetValue(2))
  }
  return { positions, triangles }
}

const bytesOf = ({ buffer }: Float32Array | Uint32Array) => new Uint8Array(buffer)

describe('Draco', () => {
  it('[ME4] of a graph server decodes as by the package itself', async () => {
    expect(blobs).toHaveLength(21)
    for (const [name, bytes] of blobs) {
      const { positions, triangles } = unwrap(await draco.floats(bytes, name))
      const expected = await byThePackage(bytes)
      expect([...positions]).toEqual(expected.positions)
      expect([...triangles]).toEqual(expected.triangles)
      const announced = readDracoHeader(bytes)
      expect(announced).toEqual({ triangles: triangles.length / 3, vertices: expect.any(Number) })
    }
  })

  it.each(['bunny', 'bunny_normals'])('[ME4] %s has the vertices, triangles and bounds of its source', async (name) => {
    const bytes = readFixture(`draco/${name}.drc`)
    const { positions, triangles } = unwrap(await draco.floats(bytes, name))
    const json = JSON.parse(new TextDecoder().decode(readFixture('draco/expected.json')))
    expect([positions.length / 3, triangles.length / 3]).toEqual([json.vertices, json.faces])
    for (let axis = 0; axis < 3; axis++) {
      const along = positions.filter((_, i) => i % 3 === axis)
      // 14 bits or fewer over the largest side.
      expect(Math.abs(along.reduce((a, b) => Math.min(a, b)) - json.lower[axis])).toBeLessThan(5e-4)
      expect(Math.abs(along.reduce((a, b) => Math.max(a, b)) - json.upper[axis])).toBeLessThan(5e-4)
    }
    expect(readDracoHeader(bytes)).toMatchObject({ triangles: json.faces })
  })

  it('[ME4] gives positions as the whole numbers that are stored', async () => {
    const { positions } = unwrap(await draco.integers(blob, 'a'))
    const floats = unwrap(await draco.floats(blob, 'a')).positions
    // The fragments of this server lie on a grid of 21 nm.
    for (let i = 3; i < positions.length; i++) {
      expect(floats[i]! - floats[i % 3]!).toBe(21 * (positions[i]! - positions[i % 3]!))
    }
  })

  it('[ME4] a billion triangles are refused before any memory is taken for them', async () => {
    // Sequential, version 2.2: a billion triangles of three points.
    const header = [0x44, 0x52, 0x41, 0x43, 0x4f, 2, 2, 1, 0, 0, 0]
    const billion = Uint8Array.of(...header, 0x80, 0x94, 0xeb, 0xdc, 0x03, 3, 0)
    expect(readDracoHeader(billion)).toEqual({ triangles: 1e9, vertices: 3 })
    expect(await draco.floats(billion, 'a')).toMatchObject({ ok: false, problem: { kind: 'too-large', file: 'a' } })
    const million = Uint8Array.of(...header, 0x80, 0x89, 0x7a, 3, 0)
    const message = expect.stringContaining('announces 2000000 triangles')
    expect(await draco.floats(million, 'a')).toMatchObject({ ok: false, problem: { kind: 'bad-mesh', message } })
  })

  it('[ME4] what is cut, empty, points alone, or no Draco is refused by name, and the next one is read', async () => {
    for (const bytes of [
      blob.subarray(0, 100),
      blob.subarray(0, 11),
      new Uint8Array(0),
      blob.with(7, 0),
      blob.with(0, 1),
    ]) {
      expect(await draco.floats(bytes, 'a')).toMatchObject({ ok: false, problem: { kind: 'bad-mesh', file: 'a' } })
    }
    expect((await draco.floats(blob, 'a')).ok).toBe(true)
  })

  describe('damaged', () => {
    let decoded = 0
    beforeAll(() => {
      decoded = 0
    })

    it('[ME11] fuzzed: is a mesh that holds together or a problem by name, and the next mesh is as ever', async () => {
      const before = unwrap(await draco.floats(blob, 'a'))
      const damage = fc.array(fc.tuple(fc.nat(blob.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      await fc.assert(
        fc.asyncProperty(damage, async (changes) => {
          const bytes = blob.slice()
          for (const [at, byte] of changes) bytes[at] = byte
          const mesh = await draco.floats(bytes, 'a')
          const next = unwrap(await draco.floats(blob, 'a'))
          expect(Buffer.compare(bytesOf(next.positions), bytesOf(before.positions))).toBe(0)
          expect(Buffer.compare(bytesOf(next.triangles), bytesOf(before.triangles))).toBe(0)
          const piece = mesh.ok ? onePiece(1n, mesh.value.positions, mesh.value.triangles, 'a') : mesh
          if (!piece.ok) {
            expect(piece.problem).toMatchObject({ file: 'a', kind: expect.stringMatching(/bad-mesh|too-large/) })
            return
          }
          decoded++
          const { positions, triangles } = piece.value
          expect(positions.every(Number.isFinite)).toBe(true)
          expect(triangles.every((corner) => 3 * corner < positions.length)).toBe(true)
        }),
      )
      expect(decoded).toBeGreaterThan(0)
    })
  })
})
