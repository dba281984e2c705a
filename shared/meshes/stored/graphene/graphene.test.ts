import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFixture } from '../../../../fixtures/fixture.ts'
import { byteSource } from '../../../formats/testing/open-files.ts'
import { unwrap } from '../../../problem.ts'
import { legacyFragment, meshReadingOf } from '../../testing/mesh-reading.ts'
import { graphene } from './graphene.ts'
import { manifestAddress } from './manifest-address.ts'

const INFO = JSON.parse(new TextDecoder().decode(readFixture('pinky40/graphene-info.json')))
const PLACE = { location: 'gs://bucket/ws/meshes' }
const FILES = graphene.gather({ info: undefined, volume: INFO })
const reader = unwrap(graphene.parse(FILES ?? {}, PLACE))
const SEGMENT = 864691135939395893n
/** Of layer 1. */
const SUPERVOXEL = 89_205_934_216_006_466n

const manifest = (fragments: unknown) => new TextEncoder().encode(JSON.stringify({ fragments }))
const TRIANGLE = legacyFragment([0, 0, 0, 8, 0, 0, 0, 8, 0], [0, 1, 2])

async function manifestOf(fragments: unknown) {
  const read = await reader.manifest(SEGMENT, meshReadingOf(new Map([[`${SEGMENT}:0`, manifest(fragments)]])))
  if (read === undefined) throw new Error('there is no manifest')
  return unwrap(read)
}

describe('names of a graph server', () => {
  it('[ME7] are known by the description of the volume, a real one', () => {
    expect(FILES).toEqual({ volume: INFO })
    expect(graphene.gather({ info: undefined, volume: { ...INFO, graph: undefined } })).toBeUndefined()
    expect(graphene.gather({ info: undefined, volume: undefined })).toBeUndefined()
  })

  it('[ME7] say where a fragment lies: in a shard, beside it after an edit, and whose it is', async () => {
    const { parts, problems } = await manifestOf([
      `~${SUPERVOXEL}:~6/29568-0.shard:765877565:4454`,
      '~3/a-1.shard:12:0',
      '~648518346349515986:161533215:0:53248-57344_59392-63488_16384-20480',
      '161:0:0-1_0-1_0-1',
    ])
    expect(problems).toEqual([])
    expect(parts.map(({ key, label, bytes }) => [key, label, bytes])).toEqual([
      ['initial/6/29568-0.shard:765877565:4454', SUPERVOXEL, 4454],
      ['initial/3/a-1.shard:12:0', SEGMENT, 0],
      ['dynamic/161533215:0:53248-57344_59392-63488_16384-20480', SEGMENT, undefined],
      ['dynamic/161:0:0-1_0-1_0-1', SEGMENT, undefined],
    ])
  })

  it('[ME7] without shards lie in the folder itself, and may begin with its name', async () => {
    const plain = unwrap(graphene.parse({ volume: { graph: {} } }, { location: '/d/mesh' }))
    const files = new Map([[`${SEGMENT}:0`, manifest(['mesh/1:0:0-1', '2:0:0-1'])]])
    const read = await plain.manifest(SEGMENT, meshReadingOf(files))
    expect(read?.ok && read.value.parts.map(({ key }) => key)).toEqual(['1:0:0-1', '2:0:0-1'])
  })

  it('[ME7] the server says which fragments there are; else a file of the folder does', async () => {
    const file = new Map([[`${SEGMENT}:0`, manifest(['of-file'])]])
    const served = new Map([[`manifest/${SEGMENT}:0`, manifest(['of-server'])]])
    const keysWith = async (manifests: ReadonlyMap<string, Uint8Array>) => {
      const read = await reader.manifest(SEGMENT, { ...meshReadingOf(file), manifests: byteSource(manifests) })
      return read?.ok && read.value.parts.map(({ key }) => key)
    }
    expect(await keysWith(served)).toEqual(['dynamic/of-server'])
    expect(await keysWith(new Map())).toEqual(['dynamic/of-file'])
    expect(await reader.manifest(1n, { ...meshReadingOf(file), manifests: byteSource(served) })).toBeUndefined()
  })

  it('[ME7] a part of a shard is read as a range of it, and one that is cut is told', async () => {
    const shard = Uint8Array.of(...new Uint8Array(100), ...TRIANGLE, 1, 2, 3)
    const files = new Map([['initial/2/a.shard', shard]])
    const read = async (name: string) => {
      const { parts } = await manifestOf([name])
      return reader.part(parts[0]!, meshReadingOf(files))
    }
    expect(unwrap(await read(`~2/a.shard:100:${TRIANGLE.length}`)).triangles).toEqual(Uint32Array.of(0, 1, 2))
    const cut = { kind: 'bad-mesh', message: expect.stringContaining('should have 200 bytes, but only') }
    expect(await read('~2/a.shard:100:200')).toMatchObject({ ok: false, problem: cut })
    expect(await read('~2/b.shard:0:4')).toMatchObject({ ok: false, problem: { kind: 'not-found' } })
  })

  it('[ME6] that lead out of the folder, to the manifest or nowhere are told, and the rest is there', async () => {
    const { parts, problems } = await manifestOf([
      '~../../secret.shard:0:10',
      '~1:../../secret',
      `${SEGMENT}:0`,
      '~2/a.shard:0',
      '~2/a.shard:-1:5',
      'good',
    ])
    expect(parts.map(({ key }) => key)).toEqual(['dynamic/good'])
    expect(problems.map((sentence) => sentence.replace(/^.*" /, ''))).toEqual([
      'leads out of the folder of the meshes',
      'leads out of the folder of the meshes',
      'is the manifest itself',
      'names no place in a shard',
      'names no place in a shard',
    ])
  })

  it('[ME11] fuzzed: whatever names stand in a manifest, no key leads out of the folder', async () => {
    const piece = fc.constantFrom('~', '..', '/', ':', '.shard', '0', '12', 'a', '\\', '\0')
    const name = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(name), async (names) => {
        for (const { key } of (await manifestOf(names)).parts) {
          expect(key.split('/')).not.toContain('..')
          expect(key.startsWith('/')).toBe(false)
        }
      }),
    )
  })
})

describe('manifestAddress', () => {
  it.each([
    ['middleauth+https://cave.example.org/segmentation/table/minnie3_v1', 'middleauth+https://cave.example.org'],
    ['https://cave.example.org/segmentation/1.0/minnie3_v1/?a=b', 'https://cave.example.org'],
    ['https://cave.example.org/segmentation/api/v1/table/minnie3_v1', 'https://cave.example.org'],
  ])('[ME7] of %s is that of the meshing service', (location, server) => {
    expect(manifestAddress(location)).toBe(`${server}/meshing/api/v1/table/minnie3_v1?verify=1&prepend_seg_ids=1`)
  })

  it('[ME7] of anything else there is none', () => {
    for (const location of ['/d/segmentation/table/a', 'gs://b/segmentation/table/a', 'https://h/a', '']) {
      expect(manifestAddress(location)).toBeUndefined()
    }
  })
})
