import { describe, expect, it } from 'vitest'
import { PRESENCE_EVERY_MS, PUSH_EDITS_MAX, type Whereabouts } from '../../contracts/store-protocol.ts'
import { clientOnBench, kindsIn, sentIn, storedIn, welcome } from '../testing/client-rig.ts'
import { committedBy, mergeOf, mergesOf } from '../testing/sync-fixture.ts'
import { colleaguesOf } from './sync-client.ts'
import { GREETING_MS_MAX, INCOMING_EDITS_MAX, RECONNECT_MOST_MS, STEADY_MS, STORE_EDITS_MAX } from './sync-limits.ts'

const theirs = (from: number, to: number) =>
  ({ kind: 'committed', from, entries: committedBy('bob', mergesOf('bob/s', from, to)) }) as const

describe('the sync client', () => {
  it('[SY1] says the last seq that it has, and pushes when it has all that the store had', () => {
    const client = clientOnBench({ head: 3, pending: mergesOf('ann/s', 1, 2) })
    expect(client.status()).toEqual({ kind: 'offline', pending: 2, head: 3 })
    expect(kindsIn(client.step({ kind: 'want', online: true }))).toEqual(['open', 'wake'])
    expect(sentIn(client.step({ kind: 'opened' }))).toEqual(['hello 3'])
    expect(client.status().kind).toBe('connecting')
    expect(sentIn(client.receive(welcome(5)))).toEqual([])
    expect(sentIn(client.receive(theirs(4, 4)))).toEqual([])
    expect(sentIn(client.receive(theirs(5, 5)))).toEqual(['push 1..2'])
    expect(client.status()).toMatchObject({ kind: 'syncing', pending: 2, user: 'ann', role: 'proofreader' })
  })

  it('[SY2] pushes a batch at a time, in order, and nothing that was acknowledged', () => {
    const edits = mergesOf('ann/s', 1, PUSH_EDITS_MAX + 30)
    const client = clientOnBench({ pending: edits })
    expect(sentIn(client.goOnline(0))).toEqual([`push 1..${PUSH_EDITS_MAX}`])
    const made = mergesOf('ann/s', edits.length + 1, edits.length + 1)
    expect(sentIn(client.step({ kind: 'made', edits: made }))).toEqual([])
    const acknowledged = (from: number, to: number) =>
      client.receive({ kind: 'committed', from, entries: committedBy('ann', edits.slice(from - 1, to)) })
    expect(sentIn(acknowledged(1, 40))).toEqual([])
    client.step({ kind: 'closed' })
    client.after(RECONNECT_MOST_MS)
    expect(sentIn(client.step({ kind: 'opened' }))).toEqual(['hello 40'])
    expect(sentIn(client.receive(welcome(60)))).toEqual([])
    expect(sentIn(acknowledged(41, 60))).toEqual(['push 61..131'])
  })

  it('[SY2] keeps batches short in characters, but an edit of any size goes', () => {
    const large = (counter: number) => {
      const overrides = Array.from({ length: 10_000 }, (_, i) => `${'c'.repeat(50)}/s/${i + 1}`)
      return mergeOf(`ann/s/${counter}`, { overrides })
    }
    const client = clientOnBench({ pending: [1, 2, 3, 4].map(large) })
    expect(sentIn(client.goOnline(0))).toEqual(['push 1..2'])
  })

  it('[SY3] takes each seq once and in order: what it has is passed over, and where one is missing it asks again', () => {
    const client = clientOnBench({ head: 2 })
    client.goOnline(2)
    expect(storedIn(client.receive(theirs(1, 4)))).toEqual(['3..4'])
    expect(storedIn(client.receive(theirs(2, 3)))).toEqual([])
    expect(client.state().incoming).toHaveLength(2)
    expect(kindsIn(client.receive(theirs(6, 7)))).toContain('close')
    expect(client.status()).toMatchObject({ kind: 'waiting', head: 2 })
    client.after(RECONNECT_MOST_MS)
    expect(sentIn(client.step({ kind: 'opened' }))).toEqual(['hello 4'])
  })

  it('[SY4] has one store outstanding, and its head moves when that is durable', () => {
    const client = clientOnBench()
    client.goOnline(0)
    expect(storedIn(client.receive(theirs(1, 2)))).toEqual(['1..2'])
    expect(storedIn(client.receive(theirs(3, 3)))).toEqual([])
    expect(client.status()).toMatchObject({ kind: 'syncing', head: 0 })
    const edit = mergeOf('ann/s/1')
    expect(sentIn(client.step({ kind: 'made', edits: [edit] }))).toEqual(['push 1..1'])
    client.receive({ kind: 'committed', from: 4, entries: committedBy('ann', [edit]) })
    expect(storedIn(client.step({ kind: 'stored' }))).toEqual(['3..4'])
    expect(client.status()).toMatchObject({ kind: 'syncing', head: 2, pending: 0 })
    expect(storedIn(client.step({ kind: 'stored' }))).toEqual([])
    expect(client.status()).toMatchObject({ kind: 'in-sync', head: 4, pending: 0 })
  })

  it('[SY4] stores at most so many edits at once', () => {
    const client = clientOnBench()
    client.goOnline(0)
    for (let from = 1; from <= 2 * STORE_EDITS_MAX; from += 1000) client.receive(theirs(from, from + 999))
    expect(storedIn(client.step({ kind: 'stored' }))).toEqual([`1001..${1000 + STORE_EDITS_MAX}`])
  })

  it('[SY5] tries a store that failed again, with longer waits, and goes on receiving meanwhile', () => {
    const client = clientOnBench()
    client.goOnline(0)
    client.receive(theirs(1, 1))
    client.step({ kind: 'store-failed', sentence: 'The disk is full' })
    expect(client.status()).toMatchObject({ kind: 'waiting', problem: { message: 'The disk is full' }, head: 0 })
    expect(storedIn(client.receive(theirs(2, 2)))).toEqual([])
    expect(storedIn(client.after(999))).toEqual([])
    expect(storedIn(client.after(1))).toEqual(['1..2'])
    client.step({ kind: 'store-failed', sentence: 'The disk is full' })
    expect(storedIn(client.after(1999))).toEqual([])
    expect(storedIn(client.step({ kind: 'want', online: true }))).toEqual(['1..2'])
    client.step({ kind: 'stored' })
    expect(client.status()).toMatchObject({ kind: 'in-sync', head: 2 })
  })

  it('[SY6] comes back by itself after longer and longer waits, which are spread', () => {
    const waits = (jitter: number) => {
      const client = clientOnBench({}, jitter)
      client.step({ kind: 'want', online: true })
      return [1, 2, 3, 4, 5, 6, 7, 8, 9].map(() => {
        client.step({ kind: 'closed', problem: { code: 'unavailable', message: 'away' } })
        const { kind, retryAtMs = 0, problem } = client.status()
        expect([kind, problem?.message]).toEqual(['waiting', 'away'])
        const wait = retryAtMs - client.nowMs()
        expect(kindsIn(client.after(wait - 1))).not.toContain('open')
        expect(kindsIn(client.after(1))).toContain('open')
        return wait
      })
    }
    expect(waits(1)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => 1000 * seconds))
    expect(waits(0)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => 500 * seconds))
  })

  it('[SY6] waits as long as the store asks, and starts over after a connection that stood', () => {
    const client = clientOnBench()
    const waitAfter = (problem?: { code: 'too-many'; message: string; retryAfterMs: number }) => {
      client.step({ kind: 'closed', problem })
      return (client.status().retryAtMs ?? 0) - client.nowMs()
    }
    client.goOnline(0)
    expect(waitAfter({ code: 'too-many', message: 'slow down', retryAfterMs: 30_000 })).toBe(31_000)
    client.after(31_000)
    client.step({ kind: 'opened' })
    client.receive(welcome(0))
    client.after(STEADY_MS - 1)
    expect(waitAfter()).toBe(2_000)
    client.after(2_000)
    client.step({ kind: 'opened' })
    client.receive(welcome(0))
    client.after(STEADY_MS)
    expect(waitAfter()).toBe(1_000)
  })

  it.each(['not-signed-in', 'no-access', 'other-version', 'malformed', 'too-large', 'altered'] as const)(
    '[SY6] stops until a person does something about %s',
    (code) => {
      const client = clientOnBench({ pending: mergesOf('ann/s', 1, 1) })
      client.goOnline(0)
      expect(kindsIn(client.receive({ kind: 'problem', code, message: 'no' }))).toEqual(['close'])
      expect(client.status()).toMatchObject({ kind: 'stopped', problem: { code }, pending: 1 })
      expect(client.status().retryAtMs).toBeUndefined()
      expect(kindsIn(client.after(10 * RECONNECT_MOST_MS))).toEqual([])
      expect(kindsIn(client.step({ kind: 'want', online: true }))).toContain('open')
    },
  )

  it('[SY7] offline nothing goes out, and what is received becomes durable all the same', () => {
    const client = clientOnBench()
    client.goOnline(0)
    client.receive(theirs(1, 1))
    client.receive(theirs(2, 2))
    expect(kindsIn(client.step({ kind: 'want', online: false }))).toEqual(['close'])
    expect(client.status().kind).toBe('offline')
    expect(kindsIn(client.step({ kind: 'made', edits: mergesOf('ann/s', 1, 3) }))).toEqual([])
    expect(kindsIn(client.receive(theirs(3, 3)))).toEqual([])
    expect(storedIn(client.step({ kind: 'stored' }))).toEqual(['2..2'])
    client.step({ kind: 'stored' })
    expect(client.status()).toEqual({ kind: 'offline', pending: 3, head: 2, user: 'ann', role: 'proofreader' })
    expect(kindsIn(client.after(10 * RECONNECT_MOST_MS))).not.toContain('open')
    expect(sentIn(client.goOnline(2))).toEqual(['push 1..3'])
  })

  it('[SY8] stops at another version of the protocol, at a text that is none, and at a greeting out of turn', () => {
    const other = clientOnBench()
    other.step({ kind: 'want', online: true })
    other.step({ kind: 'opened' })
    expect(kindsIn(other.receive({ ...welcome(0), protocol: 2 }))).toContain('close')
    expect(other.status()).toMatchObject({ kind: 'stopped', problem: { code: 'other-version' } })
    const unreadable = clientOnBench()
    unreadable.goOnline(0)
    expect(kindsIn(unreadable.step({ kind: 'unreadable', sentence: 'A message is no JSON' }))).toContain('close')
    expect(unreadable.status()).toMatchObject({ kind: 'stopped', problem: { message: 'A message is no JSON' } })
    const twice = clientOnBench()
    twice.goOnline(0)
    twice.receive(welcome(0))
    expect(twice.status().kind).toBe('stopped')
  })

  it('[SY8] stops at an edit of a newer version, with all before it stored', () => {
    const client = clientOnBench()
    client.goOnline(9)
    const stopped = { kind: 'unsupported', message: 'The edit has schema 2' } as const
    const outputs = client.receive({ ...theirs(1, 3), stopped })
    expect(storedIn(outputs)).toEqual(['1..3'])
    expect(kindsIn(outputs)).toContain('close')
    expect(client.status()).toMatchObject({
      kind: 'stopped',
      problem: { code: 'other-version', message: stopped.message },
    })
  })

  it('[SY9] knows its role, and that it was changed', () => {
    const client = clientOnBench()
    client.goOnline(0)
    client.receive({ kind: 'role', role: 'viewer' })
    expect(client.status()).toMatchObject({ kind: 'in-sync', role: 'viewer' })
  })

  it('[SY10] tells where the person is when it is news, and not too often', () => {
    const at = (x: number): Whereabouts => ({ cursor: [x, 0, 0], selection: [] })
    const client = clientOnBench()
    client.step({ kind: 'whereabouts', whereabouts: at(1) })
    expect(sentIn(client.goOnline(0))).toEqual(['presence'])
    const moved = client.step({ kind: 'whereabouts', whereabouts: at(2) })
    expect(moved).toEqual([{ kind: 'wake', atMs: PRESENCE_EVERY_MS }])
    expect(sentIn(client.step({ kind: 'whereabouts', whereabouts: at(3) }))).toEqual([])
    expect(client.after(PRESENCE_EVERY_MS)).toEqual([{ kind: 'send', message: { kind: 'presence', ...at(3) } }])
    expect(client.after(PRESENCE_EVERY_MS)).toEqual([])
    expect(client.step({ kind: 'whereabouts', whereabouts: null })).toEqual([
      { kind: 'send', message: { kind: 'presence', cursor: null, selection: [] } },
    ])
  })

  it('[SY10] knows its colleagues, not itself, until they leave or the connection ends', () => {
    const client = clientOnBench()
    client.goOnline(0)
    const presence = (name: string) =>
      client.receive({ kind: 'presence', client: name, user: name, cursor: null, selection: [7n] })
    for (const name of ['ann', 'bob', 'cat', 'bob']) presence(name)
    expect(colleaguesOf(client.state()).map((one) => one.client)).toEqual(['bob', 'cat'])
    client.receive({ kind: 'left', client: 'bob' })
    expect(colleaguesOf(client.state()).map((one) => one.client)).toEqual(['cat'])
    client.step({ kind: 'closed' })
    expect(colleaguesOf(client.state())).toEqual([])
  })

  it('[SY11] stops at a store that has fewer edits than came from it', () => {
    const client = clientOnBench({ head: 7, pending: mergesOf('ann/s', 1, 1) })
    expect(sentIn(client.goOnline(6))).toEqual([])
    expect(client.status()).toMatchObject({ kind: 'stopped', problem: { code: 'altered' } })
  })

  it('[SY12] gives up a connection that is not greeted in time', () => {
    const client = clientOnBench()
    client.step({ kind: 'want', online: true })
    expect(kindsIn(client.after(GREETING_MS_MAX - 1))).not.toContain('close')
    expect(kindsIn(client.after(1))).toContain('close')
    expect(client.status().kind).toBe('waiting')
  })

  it('[SY12] receives no more than its memory is for, and goes on when half of it is durable', () => {
    const client = clientOnBench()
    client.goOnline(10 * INCOMING_EDITS_MAX)
    const { entries } = theirs(1, 1000)
    let from = 1
    while (client.state().connection.kind === 'online') {
      client.receive({ kind: 'committed', from, entries })
      from += entries.length
    }
    expect(client.state().incoming).toHaveLength(INCOMING_EDITS_MAX)
    expect(client.status().kind).toBe('syncing')
    expect(kindsIn(client.after(RECONNECT_MOST_MS))).not.toContain('open')
    for (let i = 0; i < INCOMING_EDITS_MAX / 2 / STORE_EDITS_MAX; i++) client.step({ kind: 'stored' })
    expect(kindsIn(client.after(RECONNECT_MOST_MS))).toContain('open')
    expect(sentIn(client.step({ kind: 'opened' }))).toEqual([`hello ${INCOMING_EDITS_MAX}`])
  })
})
