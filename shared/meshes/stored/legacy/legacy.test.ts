import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFixture } from '../../../../fixtures/fixture.ts'
import { filesOfTar } from '../../../../fixtures/tar-reader.ts'
import { type Problem, unwrap } from '../../../problem.ts'
import type { MeshManifest } from '../../mesh.ts'
import { absolutePositions, legacyFragment, meshReadingOf } from '../../testing/mesh-reading.ts'
import { legacy } from './legacy.ts'

const PLACE = { location: '/d/mesh' }
const reader = unwrap(legacy.parse({}, PLACE))

const text = (json: unknown) => new TextEncoder().encode(typeof json === 'string' ? json : JSON.stringify(json))

/** A tetrahedron. */
const CORNERS = [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3]
const POINTS = [0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 8]

async function manifestOf(files: ReadonlyMap<string, Uint8Array>, id = 7n): Promise<MeshManifest> {
  const manifest = await reader.manifest(id, meshReadingOf(files))
  if (manifest === undefined) throw new Error('there is no manifest')
  return unwrap(manifest)
}

async function problemOfPart(bytes: Uint8Array | undefined): Promise<Problem> {
  const files = new Map(bytes === undefined ? [] : [['a', bytes] as const])
  const [part] = (await manifestOf(new Map([['7:0', text({ fragments: ['a'] })]]))).parts
  const mesh = await reader.part(part!, meshReadingOf(files))
  if (mesh.ok) throw new Error('the part was read')
  return mesh.problem
}

/** Counts of a fragment, read by hand. */
function countsOf(bytes: Uint8Array): readonly [vertices: number, triangles: number] {
  const buffer = Buffer.from(bytes)
  const vertices = buffer.readUInt32LE(0)
  return [vertices, (buffer.length - 4 - 12 * vertices) / 12]
}

describe('legacy meshes', () => {
  it('[ME3] of a real dataset have the vertices and triangles that a second reader finds', async () => {
    const files = filesOfTar(readFixture('pinky40/legacy-meshes.tar'), 'mesh_mip_2_err_40')
    let vertices = 0
    for (const key of files.keys()) {
      if (!/^\d+:0$/.test(key)) continue
      const label = BigInt(key.slice(0, -2))
      const { parts, problems } = await manifestOf(files, label)
      expect(problems).toEqual([])
      for (const part of parts) {
        const mesh = unwrap(await reader.part(part, meshReadingOf(files)))
        const bytes = files.get(part.key)!
        const [count, triangles] = countsOf(bytes)
        expect([...mesh.vertexStarts, ...mesh.triangleStarts, ...mesh.labels]).toEqual([0, count, 0, triangles, label])
        const stored = Buffer.from(bytes)
        const isAsStored = (value: number, i: number) => Math.abs(value - stored.readFloatLE(4 + 4 * i)) < 1e-3
        expect(absolutePositions(mesh).every(isAsStored)).toBe(true)
        expect(mesh.triangles.every((corner, i) => corner === stored.readUInt32LE(4 + 12 * count + 4 * i))).toBe(true)
        vertices += count
      }
    }
    expect(vertices).toBe(30_591)
  })

  it('[ME3] lie in folders without an info, or with one that says so', () => {
    const volume = undefined
    expect(legacy.gather({ info: undefined, volume })).toEqual({})
    expect(legacy.gather({ info: { '@type': 'neuroglancer_legacy_mesh', mip: 2 }, volume })).toEqual({})
    expect(legacy.gather({ info: { spatial_index: {} }, volume })).toEqual({})
    expect(legacy.gather({ info: { '@type': 'neuroglancer_multilod_draco' }, volume })).toBeUndefined()
    expect(legacy.gather({ info: [], volume })).toBeUndefined()
  })

  it('[ME6] an id without a mesh has no manifest', async () => {
    expect(await reader.manifest(8n, meshReadingOf(new Map()))).toBeUndefined()
  })

  it('[ME6] fragments that lead in a circle, out of the folder, or are named twice are told; the rest is there', async () => {
    const fragments = ['a', '7:0', '../secret', 5, 'a', '', 'b']
    const { parts, problems } = await manifestOf(new Map([['7:0', text({ fragments })]]))
    expect(parts.map(({ key }) => key)).toEqual(['a', 'b'])
    expect(problems).toEqual([
      '/d/mesh/7:0: the fragment "7:0" is the manifest itself',
      '/d/mesh/7:0: the fragment "../secret" leads out of the folder of the meshes',
      '/d/mesh/7:0: the fragment fragments[3] is no text',
      '/d/mesh/7:0: the fragment "a" is named twice',
      '/d/mesh/7:0: the fragment "" leads out of the folder of the meshes',
    ])
  })

  it('[ME6] many bad fragments are told as a number', async () => {
    const { problems } = await manifestOf(new Map([['7:0', text({ fragments: Array(50).fill(1) })]]))
    expect(problems).toHaveLength(11)
    expect(problems.at(-1)).toBe('/d/mesh/7:0: 40 more fragments cannot be used')
  })

  it.each([
    ['{', 'bad-mesh', undefined],
    ['[]', 'bad-description', undefined],
    ['{"fragments": {}}', 'bad-mesh', 'fragments'],
    ['{}', 'bad-mesh', 'fragments'],
  ])('[ME6] the manifest %s is refused by name', async (json, kind, field) => {
    const manifest = await reader.manifest(7n, meshReadingOf(new Map([['7:0', text(json)]])))
    expect(manifest).toMatchObject({ ok: false, problem: { kind, file: '/d/mesh/7:0' } })
    if (manifest?.ok === false) expect(manifest.problem.field).toBe(field)
  })

  it('[ME6] a fragment that is named and not there, or is a manifest again, is told by its name', async () => {
    const missing = {
      kind: 'not-found',
      message: 'The manifest names /d/mesh/a, which is not there',
      file: '/d/mesh/a',
    }
    expect(await problemOfPart(undefined)).toEqual(missing)
    const again = await problemOfPart(text({ fragments: ['a'] }))
    expect(again).toMatchObject({ kind: 'bad-mesh', file: '/d/mesh/a', message: expect.stringContaining('manifest') })
  })

  it.each([
    ['is cut in its count', legacyFragment(POINTS, CORNERS).subarray(0, 3), 'it has 3 bytes'],
    ['is empty', new Uint8Array(0), 'it has 0 bytes'],
    [
      'is cut in its vertices',
      legacyFragment(POINTS, CORNERS).subarray(0, 30),
      'it announces 4 vertices, but has 30 bytes',
    ],
    ['is cut in a triangle', legacyFragment(POINTS, CORNERS).subarray(0, 70), 'no multiple of 12'],
    ['announces a billion vertices', legacyFragment(POINTS, CORNERS, 1e9), 'announces 1000000000 vertices'],
    ['names a vertex that is not there', legacyFragment(POINTS, [0, 1, 4]), 'triangle 0 names vertex 4 of 4'],
    ['has NaN', legacyFragment([...POINTS.slice(0, 11), Number.NaN], CORNERS), 'the z of vertex 3 is NaN nm'],
    ['is infinite', legacyFragment([Infinity, ...POINTS.slice(1)], CORNERS), 'the x of vertex 0 is Infinity nm'],
    ['is farther away than a metre', legacyFragment([...POINTS.slice(0, 10), 1e10, 0], CORNERS), 'the y of vertex 3'],
  ])('[ME5] a fragment that %s is refused by name', async (_, bytes, why) => {
    const message = expect.stringContaining(why)
    expect(await problemOfPart(bytes)).toMatchObject({ kind: 'bad-mesh', file: '/d/mesh/a', message })
  })

  it('[ME5] a fragment without triangles has no piece', async () => {
    const files = new Map([['a', legacyFragment([], [])]])
    const part = { key: 'a', label: 7n, level: 0, box: undefined, bytes: undefined }
    const { labels, vertexStarts } = unwrap(await reader.part(part, meshReadingOf(files)))
    expect([labels.length, ...vertexStarts]).toEqual([0, 0])
  })

  it('[ME11] fuzzed: whatever a fragment or a manifest holds, it is a mesh that holds together or a problem by name', async () => {
    const good = legacyFragment(POINTS, CORNERS)
    const damaged = fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => good.with(at, byte))
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 100 }), damaged)
    const part = { key: 'a', label: 7n, level: 0, box: undefined, bytes: undefined }
    await fc.assert(
      fc.asyncProperty(bytes, fc.jsonValue(), async (fragment, json) => {
        const files = new Map([
          ['a', fragment],
          ['7:0', text({ fragments: json })],
        ])
        const reading = meshReadingOf(files)
        const mesh = await reader.part(part, reading)
        if (mesh.ok) {
          const { positions, triangles } = mesh.value
          expect(positions.every(Number.isFinite)).toBe(true)
          expect(triangles.every((corner) => 3 * corner < positions.length)).toBe(true)
        } else expect(mesh.problem.file).toBe('/d/mesh/a')
        const manifest = await reader.manifest(7n, reading)
        if (manifest?.ok === false) expect(manifest.problem.file).toBe('/d/mesh/7:0')
      }),
    )
  })
})
