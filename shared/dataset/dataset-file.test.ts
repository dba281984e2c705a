import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { absolutePlaces, parseDatasetFile } from './dataset-file.ts'

const FILE = 'skein.json'
const image = { name: 'EM', kind: 'image', source: 'em' }
const segmentation = { name: 'Segments', kind: 'segmentation', source: 'supervoxels', agglomeration: 'agglomeration' }

function fault(json: unknown): string {
  const read = parseDatasetFile(json, FILE)
  if (read.ok) throw new Error('this dataset file must be refused')
  expect(read.problem.file).toBe(FILE)
  expect(read.problem.message).toContain(FILE)
  return `${read.problem.kind} ${read.problem.field ?? '-'}`
}

describe('parseDatasetFile', () => {
  it('[DF1] reads name, layers, voxel size and facts, and ignores unknown keys', () => {
    const layers = [image, { ...segmentation, colour: 1 }]
    const json = { name: 'A', layers, voxelSize: [8, 8, 40], truth: 'truth', more: 1 }
    expect(parseDatasetFile(json, FILE)).toEqual({
      ok: true,
      value: { name: 'A', layers: [image, segmentation], voxelSize: [8, 8, 40], facts: { truth: 'truth' } },
    })
    expect(parseDatasetFile({ name: 'A', layers: [image] }, FILE)).toEqual({
      ok: true,
      value: { name: 'A', layers: [image], facts: {} },
    })
  })

  it('[DF2] takes http(s) URLs and relative folders as sources', () => {
    for (const source of ['https://example.org/em', 'http://127.0.0.1:80/a', 'a/b', './a', 'a..b']) {
      expect(parseDatasetFile({ name: 'A', layers: [{ ...image, source }] }, FILE).ok).toBe(true)
    }
  })

  it('[DF2, AA5] takes addresses of any scheme, with a format or stages', () => {
    for (const source of ['gs://bucket/em', 'zarr3://s3://bucket/a', 's3+https://h/b/a', 'https://h/a.zarr|zarr3:s0']) {
      const read = parseDatasetFile({ name: 'A', layers: [{ ...image, source }] }, FILE)
      expect(read.ok && absolutePlaces(read.value)).toEqual([])
    }
  })

  it('[DF3] names the field that is missing or wrong', () => {
    expect(fault(null)).toBe('bad-description -')
    expect(fault([])).toBe('bad-description -')
    expect(fault({ layers: [image] })).toBe('bad-description name')
    expect(fault({ name: ' ', layers: [image] })).toBe('bad-description name')
    expect(fault({ name: 'A' })).toBe('bad-description layers')
    expect(fault({ name: 'A', layers: [] })).toBe('bad-description layers')
    expect(fault({ name: 'A', layers: [3] })).toBe('bad-description layers[0]')
    expect(fault({ name: 'A', layers: [image, { ...image, name: 'B', kind: 'mesh' }] })).toBe(
      'bad-description layers[1].kind',
    )
    expect(fault({ name: 'A', layers: [{ ...image, source: 7 }] })).toBe('bad-description layers[0].source')
    expect(fault({ name: 'A', layers: [image, image] })).toBe('bad-description layers[1].name')
    expect(fault({ name: 'A', layers: [{ ...image, agglomeration: 'x' }] })).toBe(
      'bad-description layers[0].agglomeration',
    )
    expect(fault({ name: 'A', layers: [image], voxelSize: [8, 8] })).toBe('bad-description voxelSize')
    expect(fault({ name: 'A', layers: [image], voxelSize: [8, 0, 40] })).toBe('bad-description voxelSize')
    expect(fault({ name: 'A', layers: Array(300).fill(image) })).toBe('too-large layers')
    expect(fault({ name: 'x'.repeat(5000), layers: [image] })).toBe('too-large name')
  })

  it('[DF6] refuses facts that leave the folder or are no text', () => {
    expect(fault({ name: 'A', layers: [image], neurons: '../neurons.json' })).toBe('outside neurons')
    expect(fault({ name: 'A', layers: [image], planted: 7 })).toBe('bad-description planted')
    expect(fault({ name: 'A', layers: [image], truth: 'https://example.org/truth' })).toBe('unsupported truth')
  })

  it('[DF7] reads the id by which edits and the central store know it, and the address of that store', () => {
    for (const team of [
      { id: 'cortex-1' },
      { id: 'x'.repeat(4096), store: 'https://store.example.org' },
      { store: 'http://127.0.0.1:8080/team' },
    ]) {
      expect(parseDatasetFile({ name: 'A', layers: [image], ...team }, FILE)).toEqual({
        ok: true,
        value: { name: 'A', layers: [image], facts: {}, ...team },
      })
    }
    expect(fault({ name: 'A', layers: [image], id: '' })).toBe('bad-description id')
    expect(fault({ name: 'A', layers: [image], id: 7 })).toBe('bad-description id')
    expect(fault({ name: 'A', layers: [image], id: null })).toBe('bad-description id')
    expect(fault({ name: 'A', layers: [image], id: 'x'.repeat(4097) })).toBe('too-large id')
    expect(fault({ name: 'A', layers: [image], store: 5 })).toBe('bad-description store')
    const addresses = [
      'store',
      'ftp://a',
      'https://',
      'https://ana:pw@a',
      'https://a/?token=x',
      'https://a#b',
      'https://a b',
    ]
    for (const store of addresses) expect(fault({ name: 'A', layers: [image], store })).toBe('unsupported store')
  })

  it('[DF4] refuses sources that leave the folder, and other addresses', () => {
    for (const source of ['../em', 'a/../../b', '\\\\host\\share', 'a\\..\\b', 'a\0b']) {
      expect(fault({ name: 'A', layers: [{ ...image, source }] })).toBe('outside layers[0].source')
    }
    for (const source of ['javascript:alert(1)', 'https:///nohost']) {
      expect(fault({ name: 'A', layers: [{ ...image, source }] })).toBe('unsupported layers[0].source')
    }
    for (const source of ['/etc', 'C:\\em', 'file:///em']) {
      expect(fault({ name: 'A', layers: [image], neurons: source })).toMatch(/neurons$/)
      const file = parseDatasetFile({ name: 'A', layers: [{ ...image, source }] }, 'skein.json')
      expect(file.ok && absolutePlaces(file.value)).toEqual([source])
    }
    expect(fault({ name: 'A', layers: [{ ...segmentation, agglomeration: '..' }] })).toBe(
      'outside layers[0].agglomeration',
    )
  })

  it('[DF8] reads the meshes of a segmentation: a place, or a place and whose they are', () => {
    const meshesOf = (meshes: unknown) => {
      const file = parseDatasetFile({ name: 'A', layers: [{ ...segmentation, meshes }] }, FILE)
      return file.ok ? file.value.layers[0]?.meshes : `${file.problem.kind} ${file.problem.field}`
    }
    expect(meshesOf('meshes')).toEqual({ source: 'meshes' })
    expect(meshesOf({ source: 'gs://b/meshes', of: 'segments' })).toEqual({ source: 'gs://b/meshes', of: 'segments' })
    expect(meshesOf('../meshes')).toBe('outside layers[0].meshes')
    expect(meshesOf({ source: 'm', of: 'neurons' })).toBe('bad-description layers[0].meshes.of')
    expect(meshesOf({})).toBe('bad-description layers[0].meshes.source')
    expect(fault({ name: 'A', layers: [{ ...image, meshes: 'm' }] })).toBe('bad-description layers[0].meshes')
    const file = parseDatasetFile({ name: 'A', layers: [{ ...segmentation, meshes: '/elsewhere' }] }, FILE)
    expect(file.ok && absolutePlaces(file.value)).toEqual(['/elsewhere'])
  })

  it('[DF5] never throws, whatever JSON it is given', () => {
    const layer = fc.record({ name: fc.jsonValue(), kind: fc.jsonValue(), source: fc.jsonValue() })
    const json = fc.oneof(
      fc.jsonValue(),
      fc.record({ name: fc.string(), layers: fc.array(fc.oneof(fc.jsonValue(), layer)) }),
    )
    fc.assert(
      fc.property(json, (value) => {
        const read = parseDatasetFile(value, FILE)
        if (!read.ok) expect(read.problem.file).toBe(FILE)
      }),
    )
  })
})
