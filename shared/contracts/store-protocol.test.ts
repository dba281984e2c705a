import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EDIT_SCHEMA } from '../edits/edit.ts'
import { randomEdit } from '../edits/testing/random-edit.ts'
import {
  COMMITTED_EDITS_MAX,
  type CommittedEdit,
  type FromStore,
  formatCommitted,
  formatFromStore,
  formatToStore,
  MESSAGE_CHARACTERS_MAX,
  PRESENCE_SELECTION_MAX,
  PROTOCOL_VERSION,
  PUSH_EDITS_MAX,
  parseFromStore,
  parseSessionInfo,
  parseStoreProblem,
  parseToStore,
  ROLES,
  STORE_PROBLEM_CODES,
  storedEdit,
  type ToStore,
} from './store-protocol.ts'

/** Every message of version 1, as it is sent: `> ` to the store, `< ` from it. */
const FIXTURE = readFileSync('shared/sync/protocol-1.txt', 'utf8').trimEnd().split('\n')

/** Change these with `PROTOCOL_VERSION` only: a client and a store of one version must understand each other. */
const PINNED = {
  version: 1,
  messages: '0d08d3857f3fbe46',
  accepted: '1139861091a5e270',
}

function hashOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)
}

function formatted(message: FromStore): string {
  return message.kind === 'committed'
    ? formatCommitted(message.from, message.entries.map(storedEdit))
    : formatFromStore(message)
}

/** Reads a text and writes it again; undefined when it is refused. */
function roundTrip(direction: string, text: string): string | undefined {
  if (direction === '>') {
    const read = parseToStore(text)
    return read.ok ? formatToStore(read.value) : undefined
  }
  const read = parseFromStore(text)
  return read.ok ? formatted(read.value) : undefined
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** Every value in a message by its path, with the message as it is with another value there, or none. */
function* altered(whole: Json): Generator<{ path: string; change: string; whole: Json }> {
  const others: readonly Json[] = [null, true, -1, 0, 0.5, '', 'x', '7', [], {}]
  function* within(value: Json, path: string, put: (value: Json | undefined) => Json): ReturnType<typeof altered> {
    yield { path, change: 'absent', whole: put(undefined) }
    for (const other of others) yield { path, change: JSON.stringify(other), whole: put(other) }
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) {
        const at = (changed: Json | undefined) =>
          value.flatMap((one, j) => (i !== j ? [one] : changed === undefined ? [] : [changed]))
        yield* within(item, `${path}[]`, (changed) => put(at(changed)))
      }
    } else if (typeof value === 'object' && value !== null) {
      yield { path, change: 'a field more', whole: put({ ...value, zz: 1 }) }
      for (const [name, item] of Object.entries(value)) {
        const { [name]: _gone, ...rest } = value
        yield* within(item, `${path}.${name}`, (changed) =>
          put(changed === undefined ? rest : { ...value, [name]: changed }),
        )
      }
    }
  }
  yield* within(whole, '', (value) => value ?? null)
}

describe('the protocol', () => {
  it('[PC1] every message of this version is read, and written letter for letter', () => {
    for (const line of FIXTURE) expect(roundTrip(line.slice(0, 1), line.slice(2))).toBe(line.slice(2))
    const kinds = new Set(FIXTURE.map((line) => `${line.slice(0, 1)} ${JSON.parse(line.slice(2)).kind}`))
    expect([...kinds].sort()).toEqual([
      '< committed',
      '< left',
      '< presence',
      '< problem',
      '< role',
      '< welcome',
      '> hello',
      '> presence',
      '> push',
    ])
  })

  it('[PC1] the messages of a version are pinned by a hash', () => {
    expect({ version: PROTOCOL_VERSION, messages: hashOf(FIXTURE) }).toEqual({
      version: PINNED.version,
      messages: PINNED.messages,
    })
  })

  it('[PC2] what is taken and what is refused is pinned by a hash', () => {
    const lines = new Set<string>()
    for (const line of FIXTURE) {
      const direction = line.slice(0, 1)
      const message = JSON.parse(line.slice(2))
      for (const { path, change, whole } of altered(message)) {
        const taken = roundTrip(direction, JSON.stringify(whole))
        lines.add(`${direction} ${message.kind}${path} ${change}: ${taken === undefined ? 'refused' : 'taken'}`)
      }
    }
    expect(lines.size).toBeGreaterThan(1000)
    expect({ version: PROTOCOL_VERSION, accepted: hashOf([...lines].sort()) }).toEqual({
      version: PINNED.version,
      accepted: PINNED.accepted,
    })
  })

  it('[PC3] every message comes back as it went', () => {
    const word = fc.stringMatching(/^[\x21-\x2e\x30-\x7e]{1,12}$/)
    const name = fc.string({ minLength: 1, maxLength: 20, unit: 'binary' })
    const seq = fc.nat()
    const coordinate = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
    const whereabouts = {
      cursor: fc.option(fc.tuple(coordinate, coordinate, coordinate)),
      selection: fc.array(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), { maxLength: PRESENCE_SELECTION_MAX }),
    }
    const role = fc.constantFrom(...ROLES)
    const edits = fc.array(randomEdit('d'), { maxLength: 4 })
    const toStore: fc.Arbitrary<ToStore> = fc.oneof(
      fc.record({ kind: fc.constant('hello'), protocol: fc.constant(1), dataset: name, client: word, head: seq }),
      fc.record({ kind: fc.constant('push'), edits }),
      fc.record({ kind: fc.constant('presence'), ...whereabouts }),
    )
    const entry: fc.Arbitrary<CommittedEdit> = fc.record(
      { edit: randomEdit('d'), by: name, refused: name },
      { requiredKeys: ['edit', 'by'] },
    )
    const fromStore: fc.Arbitrary<FromStore> = fc.oneof(
      fc.record({ kind: fc.constant('welcome'), protocol: fc.constant(1), user: name, role, head: seq, snapshot: seq }),
      fc.record({
        kind: fc.constant('committed'),
        from: fc.integer({ min: 1 }),
        entries: fc.array(entry, { maxLength: 4 }),
      }),
      fc.record({ kind: fc.constant('role'), role }),
      fc.record({ kind: fc.constant('presence'), client: word, user: name, ...whereabouts }),
      fc.record({ kind: fc.constant('left'), client: word }),
      fc.record(
        {
          kind: fc.constant('problem'),
          code: fc.constantFrom(...STORE_PROBLEM_CODES),
          message: name,
          retryAfterMs: seq,
        },
        { requiredKeys: ['kind', 'code', 'message'] },
      ),
    )
    fc.assert(
      fc.property(toStore, (message) => {
        expect(parseToStore(formatToStore(message))).toEqual({ ok: true, value: message })
      }),
    )
    fc.assert(
      fc.property(fromStore, (message) => {
        expect(parseFromStore(formatted(message))).toEqual({ ok: true, value: message })
      }),
    )
  })

  it('[PC3] whatever comes is a message or a problem, without a throw', () => {
    const damaged = fc
      .tuple(fc.constantFrom(...FIXTURE), fc.nat(), fc.string({ unit: 'binary', maxLength: 3 }), fc.nat(3))
      .map(([line, at, put, gone]) => {
        const text = line.slice(2)
        const from = at % text.length
        return text.slice(0, from) + put + text.slice(from + gone)
      })
    const odd = fc
      .tuple(
        fc.constantFrom(...FIXTURE),
        fc.dictionary(fc.constantFrom('kind', 'head', 'edits', 'entries', 'selection'), fc.jsonValue()),
      )
      .map(([line, fields]) => JSON.stringify({ ...JSON.parse(line.slice(2)), ...fields }))
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), damaged, odd), (text) => {
        for (const read of [parseToStore(text), parseFromStore(text)]) {
          if (!read.ok) expect(read.problem.message).not.toBe('')
        }
        fc.pre(text.length > 0)
        let json: unknown = text
        try {
          json = JSON.parse(text)
        } catch {
          // The text itself then.
        }
        for (const read of [parseStoreProblem(json), parseSessionInfo(json)]) {
          if (!read.ok) expect(read.problem.kind).toBe('bad-description')
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('[PC4] refuses what is too large or too many', () => {
    expect(parseToStore(' '.repeat(MESSAGE_CHARACTERS_MAX + 1))).toMatchObject({ problem: { kind: 'too-large' } })
    const [, push = ''] = FIXTURE.filter((line) => line.startsWith('> {"kind":"push"'))
    const edit: unknown = JSON.parse(push.slice(2)).edits[0]
    const many = (count: number) => Array.from({ length: count }, () => edit)
    expect(parseToStore(JSON.stringify({ kind: 'push', edits: many(PUSH_EDITS_MAX) })).ok).toBe(true)
    expect(parseToStore(JSON.stringify({ kind: 'push', edits: many(PUSH_EDITS_MAX + 1) })).ok).toBe(false)
    const entries = many(COMMITTED_EDITS_MAX + 1).map((one) => ({ edit: one, by: 'ann' }))
    expect(parseFromStore(JSON.stringify({ kind: 'committed', from: 1, entries })).ok).toBe(false)
  })

  it('[PC4] reads the edits before one of a newer version, and says that it stopped there', () => {
    const line = FIXTURE.findLast((one) => one.startsWith('< {"kind":"committed"')) ?? ''
    const message = JSON.parse(line.slice(2))
    message.entries[2].edit.schema = EDIT_SCHEMA + 1
    message.entries[3].edit = 'anything'
    expect(parseFromStore(JSON.stringify(message))).toMatchObject({
      ok: true,
      value: { from: 4, entries: [{ by: 'ann' }, { by: 'ann' }], stopped: { kind: 'unsupported' } },
    })
    const pushed = { kind: 'push', edits: [message.entries[2].edit] }
    expect(parseToStore(JSON.stringify(pushed))).toMatchObject({ problem: { field: 'edits[0]' } })
  })
})
