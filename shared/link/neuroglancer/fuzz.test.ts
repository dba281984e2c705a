import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readNeuroglancerLink } from './read-link.ts'
import { readNeuroglancerView } from './read-view.ts'
import { LEGACY, PASTED, PERCENT_ENCODED, TODAY } from './testing/made-links.ts'

/** Reads to the end; whatever comes, the outcome is a value or a problem with a sentence. */
function readAll(text: string): void {
  const link = readNeuroglancerLink(text)
  if (link.ok && link.value.kind === 'state') readState(link.value.json)
  if (!link.ok) expect(link.problem.message.length).toBeGreaterThan(10)
}

function readState(json: unknown): void {
  const view = readNeuroglancerView(json, 'The link')
  if (!view.ok) {
    expect(view.problem.message.length).toBeGreaterThan(10)
    return
  }
  for (const { sentence } of view.value.leftOut) expect(sentence).toMatch(/^[^\n]{10,}$/)
  for (const { count, items } of view.value.annotations) expect(items?.()).toHaveLength(count)
  for (const layer of view.value.layers) expect(layer.sources.length).toBeGreaterThan(0)
  const numbers = [...(view.value.position ?? []), ...(view.value.voxelNm ?? []), ...(view.value.orientation ?? [])]
  expect(numbers.every(Number.isFinite)).toBe(true)
}

const LINKS = [PERCENT_ENCODED, LEGACY, PASTED, JSON.stringify(TODAY)]

it('[NG4] any text, and any damaged link, is read or refused, and nothing throws', () => {
  fc.assert(fc.property(fc.string(), (text) => readAll(text)))
  fc.assert(fc.property(fc.string(), (text) => readAll(`https://a.b/#!${text}`)))
  const damage = fc.record({
    link: fc.constantFrom(...LINKS),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    taken: fc.nat(30),
    put: fc.oneof(
      fc.string({ maxLength: 5 }),
      fc.constantFrom('"', "'", '\\', '_', '[', '{', '%', '99999999999999999999', 'null'),
    ),
  })
  fc.assert(
    fc.property(damage, ({ link, at, taken, put }) => {
      const from = Math.floor(at * link.length)
      readAll(link.slice(0, from) + put + link.slice(from + taken))
    }),
    { numRuns: 500 },
  )
})

it('[NG4] any value in place of any field of a state is read or named', () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(
      null,
      -1,
      1e300,
      '',
      [],
      {},
      [[]],
      [null],
      { x: null },
      ['m', 8e-9],
      'constructor',
      '__proto__',
      Number.MAX_SAFE_INTEGER + 1,
    ),
  )
  fc.assert(
    fc.property(value, fc.nat(), (put, pick) => {
      const copy = structuredClone<unknown>(TODAY)
      const places = placesIn(copy)
      const [holder, key] = places[pick % places.length]!
      Reflect.set(holder, key, put)
      readState(copy)
    }),
    { numRuns: 1000 },
  )
})

/** Every member of every object and list in a value. */
function placesIn(value: unknown): readonly (readonly [object, string])[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [[value, key] as const, ...placesIn(inner)])
}

it('[NG4] a link of 5 MB, a state of 100,000 annotations, and long runs of what texts are made of', () => {
  const annotation = (i: number) => ({
    type: 'line',
    id: `${i}`.padStart(40, 'f'),
    pointA: [i, 2.5, 3],
    pointB: [i, 1e3, 7],
    description: 'to check',
  })
  const stateOf = (count: number) => ({
    layers: [
      {
        name: 'a',
        type: 'annotation',
        source: 'local://annotations',
        annotations: Array.from({ length: count }, (_, i) => annotation(i)),
      },
    ],
  })
  const counted = (text: string) => {
    const link = readNeuroglancerLink(text)
    if (!link.ok || link.value.kind !== 'state') throw new Error('expected a state')
    const view = readNeuroglancerView(link.value.json, 'link')
    return view.ok && view.value.annotations[0]?.items?.().length
  }
  expect(counted(JSON.stringify(stateOf(100_000)))).toBe(100_000)
  const link = `https://a.b/#!${encodeURIComponent(JSON.stringify(stateOf(25_000)))}`
  expect(link.length).toBeGreaterThan(5e6)
  expect(counted(link)).toBe(25_000)
  const legacy = JSON.stringify(stateOf(25_000)).replaceAll(',', '_').replaceAll('"', "'")
  expect(counted(`https://a.b/#!${legacy}`)).toBe(25_000)
  for (const run of ['\\', "'", '"', '_', '9', '%25', '/*', '[', '{"a":']) readAll(`#!{'a':'${run.repeat(200_000)}`)
  const shader = '/*'.repeat(200_000) + '#uicontrol invlerp a(range=['.repeat(10_000)
  readState({ layers: [{ name: 'a', type: 'image', source: 'x', shader }] })
})
