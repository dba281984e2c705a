import { describe, expect, it } from 'vitest'
import { readN5 } from '../../../fixtures/array-reader.ts'
import type { Files } from '../../../fixtures/array-writer.ts'
import { fixture } from '../../../fixtures/fixture.ts'
import { withJson } from '../../../fixtures/made-images.ts'
import { readFiles } from '../../../fixtures/read-files.ts'
import { unwrap } from '../../problem.ts'
import { openFiles, problemOfOpening } from '../testing/open-files.ts'
import { expectSame } from '../testing/same-as-plain.ts'
import { n5 } from './n5.ts'

const UNIVERSE = 'n5/n5-universe'

describe('N5 of other programs', () => {
  it.each(['raw', 'gzip', 'blosc'])(
    '[NF2] tensorstore, %s: a plain dataset, as a second reader reads it',
    async (name) => {
      const folder = fixture(`n5/tensorstore/${name}`)
      const files = readFiles(folder)
      const stored = unwrap(await openFiles(n5, files))
      expect(stored.volume).toMatchObject({
        kind: 'image',
        voxelType: 'uint16',
        scales: [{ size: [5, 4, 1], chunkSize: [3, 2, 1], resolution: [1, 1, 1] }],
      })
      await expectSame(stored, 0, files, await readN5(folder), 'xy')
    },
  )

  it.each(['xz', 'bzip2'])('[NF4] tensorstore, %s: refused by name', async (name) => {
    const problem = await problemOfOpening(n5, readFiles(fixture(`n5/tensorstore/${name}`)))
    expect(problem).toMatchObject({ kind: 'unsupported', field: 'compression.type', file: '/data/attributes.json' })
    expect(problem.message).toContain(
      `is "${name}", which Skein does not read; it reads raw, gzip, zstd, blosc and lz4`,
    )
  })

  it.each(['modern', 'deprecated'])('[NF3] N5 Viewer, %s: three scales', async (name) => {
    const folder = fixture(`n5/neuroglancer/n5_viewer_multiscale_${name}`)
    const given = readFiles(folder)
    // Neuroglancer's test calls y an axis of space measured in seconds.
    expect((await problemOfOpening(n5, given)).message).toContain('units[1] is "s", which is no unit of length')
    const files = withJson(given, 'attributes.json', 'units', ['nm', 'nm'])
    const stored = unwrap(await openFiles(n5, files))
    expect(stored.volume.scales.map(({ size, resolution, voxelOffset }) => [size, resolution, voxelOffset])).toEqual([
      [
        [10, 20, 1],
        [10, 20, 10],
        [0, 0, 0],
      ],
      [
        [5, 10, 1],
        [20, 40, 10],
        [0, 0, 0],
      ],
      [
        [3, 5, 1],
        [40, 80, 10],
        [0, 0, 0],
      ],
    ])
  })
})

describe('dialects of N5', () => {
  const places = async (files: Files) => {
    const { volume } = unwrap(await openFiles(n5, files))
    return volume.scales.map(({ key, resolution, voxelOffset }) => [key, resolution, voxelOffset])
  }
  const universe = (name: string) => readFiles(fixture(`${UNIVERSE}/${name}`))

  it.each(['root_dataset.n5', 'test.n5/cosem_ms'])('[NF3] COSEM, %s: a transform for each scale', async (name) => {
    const scales = await places(universe(name))
    // First voxels centred at 21, 28 and 35 nm. The finest is rounded from 0.7 voxels to 1, and the others go with it.
    expect(scales).toEqual([
      ['s0', [32, 32, 32], [1, 1, 1]],
      ['s1', [64, 64, 64], [0, 0, 0]],
      ['s2', [128, 128, 128], [0, 0, 0]],
    ])
  })

  it('[NF3] COSEM with the axes x first, in millimetres', async () => {
    expect(await places(universe('test.n5/c0'))).toEqual([
      ['s0', [7e6, 11e6, 13e6], [0, 0, 0]],
      ['s1', [14e6, 22e6, 26e6], [0, 0, 0]],
    ])
  })

  it.each([
    ['n5v_pr', [1.5e6, 1.5e6, 1.5e6]],
    ['n5v_pra', [1.5, 1.5, 1.5]],
    ['n5v_ds', [2, 2, 2]],
    ['n5v_pr-ds', [3e6, 3e6, 3e6]],
    ['n5v_pra-ds', [3, 3, 3]],
    ['cosem', [64, 64, 64]],
  ])('[NF3] one dataset, %s', async (name, resolution) => {
    expect((await places(universe(`test.n5/${name}`))).map(([, found]) => found)).toEqual([resolution])
  })

  it('[NF3] canonical: an affine map that only scales, of a dataset and of a group', async () => {
    expect(await places(universe('canonical.n5/affine'))).toEqual([['', [2000, 3000, 4000], [0, 0, 0]]])
    const group = universe('canonical.n5/multiscaleAffine')
    const dataset = universe('test.n5/n5v_ds').get('attributes.json')!
    expect(await places(new Map([...group, ['a/attributes.json', dataset]]))).toEqual([
      ['a', [2000, 3000, 4000], [0, 0, 0]],
    ])
    expect(await problemOfOpening(n5, group)).toMatchObject({ kind: 'not-found', file: '/data/a/attributes.json' })
  })

  it('[NF3] scales that the group lists, as OME-Zarr does', async () => {
    const group = universe('ngff.n5/ngff_grpAttributes')
    const dataset = universe('test.n5/n5v_ds').get('attributes.json')!
    const levels = [0, 1, 2, 3, 4, 5].map((level) => [`s${level}/attributes.json`, dataset] as const)
    const scales = await places(new Map([...group, ...levels]))
    expect(scales.map(([key, resolution]) => [key, resolution])).toEqual(
      [1, 2, 4, 8, 16, 32].map((factor, level) => [`s${level}`, [4 * factor, 4 * factor, 5.24 * factor]]),
    )
    expect(scales.map(([, , offset]) => offset)).toEqual(Array.from({ length: 6 }, () => [0, 0, 0]))
  })
})
