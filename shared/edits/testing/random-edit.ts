import fc from 'fast-check'
import { EDIT_SCHEMA, type Edit } from '../edit.ts'

/** For tests: any edit that keeps to the limits, sensible or not. */
const id64 = fc.oneof(fc.bigInt({ min: 1n, max: 40n }), fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }))
const word = fc.stringMatching(/^[\x21-\x2e\x30-\x7e]{1,12}$/)
/** Adding 0 turns -0 into 0, because JSON has no -0. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const vec3 = fc.tuple(number, number, number)
const point = fc.record({ supervoxel: id64, base: id64, position: vec3 })
const counter = fc.integer({ min: 1, max: 2 ** 32 - 1 })
const key = fc.tuple(word, word, counter).map(([client, session, count]) => `${client}/${session}/${count}`)
const keys = fc.array(key, { maxLength: 3 })
const points = fc.array(point, { maxLength: 4 })
const expectations = fc.array(fc.record({ segment: id64, supervoxels: fc.integer({ min: 1 }) }), { maxLength: 3 })
/** Any characters, also line breaks and single halves of surrogate pairs. */
const text = fc.string({
  unit: fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), lone()),
  maxLength: 30,
})

function lone(): fc.Arbitrary<string> {
  return fc.constantFrom('\ud800', '\udfff', '\n', '\r', '\u2028', '\u2029', '"', '\\', '\0', 'é')
}

const common = {
  id: fc.record({ client: word, session: word, counter }),
  author: text.map((name) => `x${name}`),
  madeAtMs: number,
  basis: fc.nat(),
  schema: fc.constant(EDIT_SCHEMA),
}
const origin = fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const), of: key })
const cut = fc.record({
  bases: fc.array(fc.record({ base: id64, pairs: fc.array(fc.tuple(id64, id64), { maxLength: 3 }) }), { maxLength: 3 }),
  merges: keys,
})
const annotation = fc.record(
  {
    shape: fc.constantFrom('point' as const, 'polyline' as const, 'skeleton-node' as const),
    positions: fc.array(vec3, { maxLength: 3 }),
    text,
    tags: fc.array(
      text.map((tag) => `#${tag}`),
      { maxLength: 2 },
    ),
    anchor: point,
  },
  { requiredKeys: ['shape', 'positions', 'text', 'tags'] },
)
const change = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), value: annotation }),
  fc.record({ kind: fc.constant('delete' as const) }),
)

/** An edit of this dataset. */
export function randomEdit(dataset: string): fc.Arbitrary<Edit> {
  const all = { ...common, dataset: fc.constant(dataset) }
  const kinds: fc.Arbitrary<Edit>[] = [
    fc.record({ ...all, kind: fc.constant('merge'), a: point, b: point, overrides: keys, expect: expectations }),
    fc.record({ ...all, kind: fc.constant('split'), sources: points, sinks: points, cut, expect: expectations }),
    fc.record({
      ...all,
      kind: fc.constant('revert'),
      target: key,
      points,
      bases: fc.array(id64, { maxLength: 3 }),
      overrides: keys,
      expect: expectations,
    }),
    fc.record({ ...all, kind: fc.constant('annotate'), annotation: text.map((name) => `n${name}`), change }),
  ]
  return fc
    .tuple(fc.oneof(...kinds), fc.option(origin))
    .map(([edit, made]) => (made === null ? edit : { ...edit, origin: made }))
}
