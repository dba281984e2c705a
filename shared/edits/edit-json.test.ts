import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EDIT_SCHEMA } from './edit.ts'
import { formatEdit, parseEdit } from './edit-json.ts'
import { CUT_PAIRS_MAX, SEEDS_MAX } from './edit-limits.ts'
import { randomEdit } from './testing/random-edit.ts'

const point = { supervoxel: '18446744073709551615', base: '0', position: [1, -2.5, 3e9] }
const MERGE = {
  kind: 'merge',
  id: { client: 'ana', session: 's-1', counter: 1 },
  author: 'Ana',
  madeAtMs: 1,
  basis: 0,
  dataset: 'd',
  schema: EDIT_SCHEMA,
  a: point,
  b: { ...point, supervoxel: '7' },
  overrides: ['bob/s/4'],
  expect: [{ segment: '7', supervoxels: 2 }],
}
const SPLIT = {
  ...MERGE,
  kind: 'split',
  a: undefined,
  b: undefined,
  overrides: undefined,
  sources: [point],
  sinks: [point],
  cut: { bases: [{ base: '0', pairs: [['1', '2']] }], merges: ['a/b/1'] },
}

function asJson(value: object): unknown {
  return JSON.parse(JSON.stringify(value))
}

function refusalOf(value: object): string | undefined {
  const parsed = parseEdit(asJson(value))
  return parsed.ok ? undefined : parsed.problem.field
}

describe('edits as JSON', () => {
  it('[LG1] every edit is read as it was written', () => {
    fc.assert(
      fc.property(randomEdit('a dataset'), (edit) => {
        expect(parseEdit(JSON.parse(JSON.stringify(formatEdit(edit))))).toEqual({ ok: true, value: edit })
      }),
    )
  })

  it('[LG1] 64-bit ids travel as decimal strings', () => {
    const parsed = parseEdit(asJson(MERGE))
    expect(parsed).toMatchObject({ ok: true, value: { a: { supervoxel: 2n ** 64n - 1n, base: 0n } } })
    expect(parsed.ok && JSON.stringify(formatEdit(parsed.value))).toContain('"18446744073709551615"')
  })

  it.each([
    ['a', { ...MERGE, a: 5 }],
    ['b', { ...MERGE, b: undefined }],
    ['a.supervoxel', { ...MERGE, a: { ...point, supervoxel: '0' } }],
    ['a.supervoxel', { ...MERGE, a: { ...point, supervoxel: '18446744073709551616' } }],
    ['a.supervoxel', { ...MERGE, a: { ...point, supervoxel: 7 } }],
    ['a.base', { ...MERGE, a: { ...point, base: '01' } }],
    ['a.position', { ...MERGE, a: { ...point, position: [1, 2] } }],
    ['a.position[1]', { ...MERGE, a: { ...point, position: [1, Number.NaN, 2] } }],
    ['a.colour', { ...MERGE, a: { ...point, colour: 1 } }],
    ['id.client', { ...MERGE, id: { ...MERGE.id, client: 'a/b' } }],
    ['id.session', { ...MERGE, id: { ...MERGE.id, session: 'x'.repeat(65) } }],
    ['id.counter', { ...MERGE, id: { ...MERGE.id, counter: 0 } }],
    ['author', { ...MERGE, author: '' }],
    ['madeAtMs', { ...MERGE, madeAtMs: '1' }],
    ['basis', { ...MERGE, basis: -1 }],
    ['dataset', { ...MERGE, dataset: 7 }],
    ['schema', { ...MERGE, schema: 0 }],
    ['overrides[0]', { ...MERGE, overrides: ['bob'] }],
    ['expect[0].supervoxels', { ...MERGE, expect: [{ segment: '7', supervoxels: 0.5 }] }],
    ['origin.kind', { ...MERGE, origin: { kind: 'again', of: 'a/b/1' } }],
    ['note', { ...MERGE, note: 'unknown fields are not dropped' }],
    ['sources', { ...SPLIT, sources: Array.from({ length: SEEDS_MAX + 1 }, () => point) }],
    ['cut.bases[0].pairs[0]', { ...SPLIT, cut: { bases: [{ base: '0', pairs: [['1']] }], merges: [] } }],
    ['cut.merges', { ...SPLIT, cut: { bases: [] } }],
    ['target', { ...MERGE, kind: 'revert', a: undefined, b: undefined }],
    [
      'change.kind',
      {
        ...MERGE,
        a: undefined,
        b: undefined,
        overrides: undefined,
        expect: undefined,
        kind: 'annotate',
        annotation: 'n',
        change: {},
      },
    ],
  ])('[LG1] names the field at fault: %s', (field, value) => {
    expect(refusalOf(value)).toBe(field)
  })

  it('[LG1] bounds the pairs of all bases together', () => {
    const half = Array.from({ length: CUT_PAIRS_MAX / 2 + 1 }, () => ['1', '2'])
    const bases = ['1', '2'].map((base) => ({ base, pairs: half }))
    expect(refusalOf({ ...SPLIT, cut: { bases, merges: [] } })).toBe('cut.bases')
    expect(refusalOf({ ...SPLIT, cut: { bases: bases.slice(1), merges: [] } })).toBeUndefined()
  })

  it('[LG1] a newer schema or an unknown kind is distinguished from a damaged edit', () => {
    for (const newer of [
      { ...MERGE, schema: EDIT_SCHEMA + 1 },
      { ...MERGE, kind: 'move' },
    ]) {
      expect(parseEdit(asJson(newer))).toMatchObject({ ok: false, problem: { kind: 'unsupported' } })
    }
    expect(parseEdit(asJson({ ...MERGE, kind: 4 }))).toMatchObject({ ok: false, problem: { kind: 'bad-description' } })
  })

  it('[LG1] gives a result for any value, without a throw', () => {
    const odd = fc.record(
      { kind: fc.constantFrom('merge', 'split', 'revert', 'annotate'), id: fc.anything(), author: fc.anything() },
      { requiredKeys: ['kind'] },
    )
    fc.assert(
      fc.property(fc.oneof(fc.anything(), odd), (value) => {
        expect(parseEdit(value).ok).toBe(false)
      }),
    )
  })
})
