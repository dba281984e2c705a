import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMMITTED_CHARACTERS_MAX } from '../../contracts/store-protocol.ts'
import { runs } from '../../edits/testing/test-runs.ts'
import { roomOnBench, seqsOf, wordsOf } from '../testing/room-rig.ts'
import { mergeOf, mergesOf, usersOf } from '../testing/sync-fixture.ts'
import {
  BACKLOG_CHARACTERS_MAX,
  BACKLOG_PAUSE_CHARACTERS,
  GROUP_EDITS_MAX,
  QUEUED_PUSHES_MAX,
  UNREAD_EDITS_MAX,
} from './room-limits.ts'

const users = usersOf({ ann: 'proofreader', bob: 'proofreader', cat: 'reviewer', dan: 'proofreader' })
const AWAY = { code: 'unavailable', message: 'The database is away' } as const

/** A room over a log that has this many edits already. */
function roomWith(edits: number) {
  const room = roomOnBench(users)
  room.log.commit([{ user: 'dan', edits: mergesOf('dan/old', 1, edits) }])
  room.step({ kind: 'notified', head: edits })
  return room
}

describe('the sync room', () => {
  it('[RM1] commits what comes during a commit together, in its order, and tells everybody', () => {
    const room = roomWith(0)
    room.join(1, 'ann', 0)
    room.join(2, 'bob', 0)
    room.step({ kind: 'pushed', connection: 1, edits: [mergeOf('ann/s/1')] })
    room.step({ kind: 'pushed', connection: 2, edits: [mergeOf('bob/s/1')] })
    room.step({ kind: 'pushed', connection: 1, edits: [mergeOf('ann/s/2')] })
    expect(room.commit()).toBe(true)
    const together = room.takeCommit()
    expect(together?.pushes.map(({ user, edits }) => [user, edits[0]?.id.counter])).toEqual([
      ['bob', 1],
      ['ann', 2],
    ])
    room.step({ kind: 'committed', result: room.log.commit(together?.pushes ?? []) })
    expect(room.commit()).toBe(false)
    for (const connection of [1, 2]) expect(wordsOf(room.inbox(connection))).toEqual(['welcome 0', '1..1', '2..3'])
  })

  it('[RM1] bounds what is committed together', () => {
    const room = roomWith(0)
    room.join(1, 'ann', 0)
    room.join(2, 'bob', 0)
    room.step({ kind: 'pushed', connection: 1, edits: [mergeOf('ann/s/1')] })
    room.step({ kind: 'pushed', connection: 1, edits: mergesOf('ann/s', 2, GROUP_EDITS_MAX) })
    room.step({ kind: 'pushed', connection: 2, edits: mergesOf('bob/s', 1, 2) })
    room.commit()
    expect(room.takeCommit()?.pushes).toHaveLength(1)
  })

  it('[RM2] lets go who pushed what cannot be committed, and nobody else', () => {
    const room = roomWith(0)
    room.join(1, 'ann', 0)
    room.join(2, 'bob', 0)
    room.step({ kind: 'pushed', connection: 2, edits: [mergeOf('bob/s/1')] })
    room.step({ kind: 'pushed', connection: 1, edits: [mergeOf('ann/s/5')] })
    room.step({ kind: 'pushed', connection: 2, edits: [mergeOf('bob/s/2')] })
    while (room.commit());
    expect(room.dropped.get(1)).toMatchObject({ code: 'gap' })
    expect([...room.dropped.keys()]).toEqual([1])
    expect(seqsOf(room.inbox(2))).toEqual([1, 2])
  })

  it('[RM3] welcomes, then sends what was missed out of the storage, then what comes', () => {
    const room = roomWith(2500)
    room.join(1, 'ann', 100)
    room.join(2, 'bob', 2500)
    room.step({ kind: 'pushed', connection: 2, edits: [mergeOf('bob/s/1')] })
    room.read()
    room.commit()
    while (room.read());
    room.step({ kind: 'pushed', connection: 2, edits: [mergeOf('bob/s/2')] })
    room.commit()
    expect(wordsOf(room.inbox(1))).toEqual(['welcome 2500', '101..1100', '1101..2100', '2101..2501', '2502..2502'])
    expect(wordsOf(room.inbox(2))).toEqual(['welcome 2500', '2501..2501', '2502..2502'])
  })

  it('[RM3] whoever is far behind does not keep those waiting who are a little behind', () => {
    const room = roomWith(5000)
    room.join(1, 'ann', 0)
    room.join(2, 'bob', 5000)
    room.read()
    room.log.commit([{ user: 'dan', edits: mergesOf('dan/old', 5001, 5001) }])
    room.step({ kind: 'notified', head: 5001 })
    room.read()
    room.read()
    expect(seqsOf(room.inbox(2))).toEqual([5001])
    while (room.read());
    expect(seqsOf(room.inbox(1))).toHaveLength(5001)
  })

  it('[RM4] keeps messages short in characters, but an edit of any size goes', () => {
    const room = roomWith(0)
    room.join(1, 'ann', 0)
    const overrides = Array.from({ length: 10_000 }, (_, i) => `${'c'.repeat(40)}/s/${i + 1}`)
    const large = [1, 2, 3, 4].map((counter) => mergeOf(`ann/s/${counter}`, { overrides }))
    const size = JSON.stringify(overrides).length
    expect(3 * size).toBeGreaterThan(COMMITTED_CHARACTERS_MAX)
    expect(2 * size).toBeLessThan(COMMITTED_CHARACTERS_MAX)
    room.step({ kind: 'pushed', connection: 1, edits: large })
    room.commit()
    while (room.read());
    expect(wordsOf(room.inbox(1))).toEqual(['welcome 0', '1..3', '4..4'])
  })

  it('[RM5] reads what came through other processes, also what a commit of its own shows to be missing', () => {
    const room = roomWith(0)
    room.join(1, 'ann', 0)
    room.log.commit([{ user: 'dan', edits: mergesOf('dan/s', 1, 2) }])
    room.step({ kind: 'notified', head: 2 })
    while (room.read());
    room.log.commit([{ user: 'dan', edits: mergesOf('dan/s', 3, 4) }])
    room.step({ kind: 'pushed', connection: 1, edits: [mergeOf('ann/s/1')] })
    room.commit()
    while (room.read());
    expect(wordsOf(room.inbox(1))).toEqual(['welcome 0', '1..2', '3..5'])
    // A commit that found all of it there says no less.
    room.log.commit([{ user: 'ann', edits: mergesOf('ann/s', 2, 3) }])
    room.step({ kind: 'pushed', connection: 1, edits: mergesOf('ann/s', 2, 3) })
    room.commit()
    while (room.read());
    expect(seqsOf(room.inbox(1))).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  it('[RM6] sends no edits to who has not taken the last, and the rest when it has', () => {
    const room = roomWith(0)
    room.join(1, 'ann', 0)
    room.join(2, 'bob', 0)
    room.step({ kind: 'backlog', connection: 1, characters: BACKLOG_PAUSE_CHARACTERS + 1 })
    room.step({ kind: 'pushed', connection: 2, edits: mergesOf('bob/s', 1, 3) })
    room.commit()
    expect(room.read()).toBe(false)
    expect(seqsOf(room.inbox(1))).toEqual([])
    room.step({ kind: 'backlog', connection: 1, characters: 0 })
    expect(seqsOf(room.inbox(1))).toEqual([1, 2, 3])
  })

  it('[RM6] gives up who takes nothing for too long, or has far too much waiting', () => {
    const room = roomWith(0)
    for (const connection of [1, 2, 3]) room.join(connection, 'ann', 0, 'proofreader', `c${connection}`)
    for (const connection of [1, 2]) {
      room.step({ kind: 'backlog', connection, characters: BACKLOG_PAUSE_CHARACTERS + 10 })
    }
    room.step({ kind: 'backlog', connection: 3, characters: BACKLOG_CHARACTERS_MAX + 1 })
    expect(room.dropped.get(3)).toMatchObject({ code: 'too-slow' })
    const half = UNREAD_EDITS_MAX / 2
    room.log.commit([{ user: 'dan', edits: mergesOf('dan/s', 1, 2 * half + 1) }])
    room.step({ kind: 'notified', head: half + 1 })
    room.step({ kind: 'backlog', connection: 2, characters: BACKLOG_PAUSE_CHARACTERS + 5 })
    room.step({ kind: 'notified', head: 2 * half + 1 })
    expect(room.dropped.get(1)).toMatchObject({ code: 'too-slow' })
    expect(room.dropped.has(2)).toBe(false)
  })

  it('[RM7] lets go whose edits may not have been committed; they come again and find out', () => {
    const room = roomWith(0)
    room.join(1, 'ann', 0)
    room.join(2, 'bob', 0)
    room.step({ kind: 'pushed', connection: 1, edits: [mergeOf('ann/s/1')] })
    room.step({ kind: 'pushed', connection: 2, edits: [mergeOf('bob/s/1')] })
    room.log.commit(room.takeCommit()?.pushes ?? [])
    room.step({ kind: 'commit-failed', problem: AWAY })
    expect([...room.dropped]).toEqual([[1, AWAY]])
    room.commit()
    room.join(3, 'ann', 0)
    room.step({ kind: 'pushed', connection: 3, edits: [mergeOf('ann/s/1')] })
    while (room.commit() || room.read());
    expect(seqsOf(room.inbox(3))).toEqual([1, 2])
    expect(seqsOf(room.inbox(2))).toEqual([1, 2])
  })

  it('[RM7] lets go who waits for a read that failed, and not who waits for nothing', () => {
    const room = roomWith(10)
    room.join(1, 'ann', 3)
    room.join(2, 'bob', 10)
    expect(room.takeRead()).toEqual({ kind: 'read', from: 4, take: 1000 })
    room.step({ kind: 'read-failed', problem: AWAY })
    expect([...room.dropped]).toEqual([[1, AWAY]])
    expect(room.read()).toBe(false)
  })

  it('[RM8] refuses more pushes than are waited for', () => {
    const room = roomWith(0)
    room.join(1, 'ann', 0)
    for (let i = 0; i <= QUEUED_PUSHES_MAX + 1; i++) {
      room.step({ kind: 'pushed', connection: 1, edits: [mergeOf(`ann/s/${i + 1}`)] })
    }
    expect(room.dropped.get(1)).toMatchObject({ code: 'too-many' })
    room.commit()
    expect(room.commit(), 'what was queued went with it').toBe(false)
  })

  it('[RM9] tells a changed role, and lets go who has none any more', () => {
    const room = roomWith(0)
    room.join(1, 'ann', 0)
    room.join(2, 'ann', 0, 'proofreader', 'laptop')
    room.join(3, 'bob', 0)
    room.step({ kind: 'role', user: 'ann', role: 'viewer' })
    room.step({ kind: 'role', user: 'bob', role: undefined })
    for (const connection of [1, 2]) expect(wordsOf(room.inbox(connection)).at(-1)).toBe('role viewer')
    expect(room.dropped.get(3)).toMatchObject({ code: 'no-access' })
  })

  it('[RM10] tells the others where one is: only the latest, and not before the last was over', () => {
    const room = roomWith(0)
    for (const [connection, user] of ['ann', 'bob', 'cat'].entries()) room.join(connection, user, 0)
    const move = (connection: number, x: number) =>
      room.step({ kind: 'whereabouts', connection, whereabouts: { cursor: [x, 0, 0], selection: [5n] } })
    for (const x of [1, 2, 3]) move(0, x)
    room.step({ kind: 'backlog', connection: 2, characters: 10 })
    room.step({ kind: 'elsewhere', client: 'far', user: 'dan', whereabouts: { cursor: [9, 0, 0], selection: [] } })
    while (room.rest());
    expect(wordsOf(room.inbox(0)).slice(1)).toEqual(['far at 9'])
    expect(wordsOf(room.inbox(1)).slice(1)).toEqual(['ann at 1', 'ann at 3', 'far at 9'])
    expect(wordsOf(room.inbox(2)).slice(1)).toEqual(['ann at 1'])
    room.join(4, 'dan', 0, 'proofreader', 'new')
    expect(wordsOf(room.inbox(4))).toEqual(['welcome 0', 'ann at 3', 'far at 9'])
  })

  it('[RM10] tells that a client left when its last connection did', () => {
    const room = roomWith(0)
    room.join(1, 'ann', 0)
    room.join(2, 'ann', 0)
    room.join(3, 'bob', 0)
    room.step({ kind: 'whereabouts', connection: 1, whereabouts: { cursor: null, selection: [] } })
    room.step({ kind: 'elsewhere', client: 'far', user: 'dan', whereabouts: { cursor: null, selection: [] } })
    room.step({ kind: 'left', connection: 1 })
    expect(wordsOf(room.inbox(3))).not.toContain('left ann')
    room.step({ kind: 'left', connection: 2 })
    expect(wordsOf(room.inbox(3)).at(-1)).toBe('left ann')
    room.step({ kind: 'left-elsewhere', client: 'far' })
    expect(wordsOf(room.inbox(3)).at(-1)).toBe('left far')
  })

  it('[RM11] when stopping lets everybody go, and lets nobody in', () => {
    const room = roomWith(0)
    room.join(1, 'ann', 0)
    room.step({ kind: 'pushed', connection: 1, edits: [mergeOf('ann/s/1')] })
    room.step({ kind: 'pushed', connection: 1, edits: [mergeOf('ann/s/2')] })
    room.step({ kind: 'stopping' })
    expect(room.dropped.get(1)).toMatchObject({ code: 'unavailable' })
    room.join(2, 'bob', 0)
    expect(room.dropped.get(2)).toMatchObject({ code: 'unavailable' })
    room.commit()
    expect(room.commit()).toBe(false)
    expect(room.log.head()).toBe(1)
  })

  it('[RM12] looks for what a newcomer has of another process before it greets', () => {
    const room = roomWith(4)
    room.log.commit([{ user: 'dan', edits: mergesOf('dan/old', 5, 6) }])
    room.join(1, 'ann', 6)
    expect(room.inbox(1)).toEqual([])
    room.read()
    expect(wordsOf(room.inbox(1))).toEqual(['welcome 6'])
    room.join(2, 'bob', 7)
    room.read()
    expect(room.dropped.get(2)).toMatchObject({ code: 'altered' })
  })

  it('[RM3] [RM5] [RM6] every connection is sent each seq once and in order, whatever happens when', () => {
    const act = fc.record({
      kind: fc.constantFrom(
        'join',
        'push',
        'push',
        'commit',
        'commit',
        'read',
        'read',
        'elsewhere',
        'notify',
        'fast',
        'slow',
        'leave',
      ),
      pick: fc.nat(1000),
    })
    const seen = { pushed: 0, tails: 0, paused: 0 }
    fc.assert(
      fc.property(fc.array(act, { minLength: 10, maxLength: 120, size: 'max' }), (acts) => {
        const room = roomOnBench(users)
        const starts = new Map<number, number>()
        const counters = new Map<string, number>()
        const next = (session: string, count: number) => {
          const before = counters.get(session) ?? 0
          counters.set(session, before + count)
          return mergesOf(session, before + 1, before + count)
        }
        for (const [i, { kind, pick }] of acts.entries()) {
          const present = [...room.state().members.values()]
          const member = present[pick % Math.max(1, present.length)]
          if (kind === 'join') {
            const head = pick % (room.log.head() + 1)
            starts.set(i, head)
            room.join(i, 'ann', head, 'proofreader', `client${i}`)
            if (head < room.state().head) seen.tails++
          } else if (kind === 'push' && member !== undefined) {
            seen.pushed++
            const edits = next(`ann/s${member.connection}`, 1 + (pick % 3))
            room.step({ kind: 'pushed', connection: member.connection, edits })
          } else if (kind === 'commit') room.commit()
          else if (kind === 'read') room.read()
          else if (kind === 'elsewhere')
            room.log.commit([{ user: 'dan', edits: next('dan/s', 1 + (pick % 9 === 0 ? 1200 : pick % 5)) }])
          else if (kind === 'notify') room.step({ kind: 'notified', head: room.log.head() })
          else if (kind === 'leave' && member !== undefined) room.step({ kind: 'left', connection: member.connection })
          else if (kind === 'fast' && member !== undefined) {
            room.step({ kind: 'backlog', connection: member.connection, characters: 0 })
          } else if (kind === 'slow' && member !== undefined) {
            seen.paused++
            room.step({ kind: 'backlog', connection: member.connection, characters: BACKLOG_PAUSE_CHARACTERS + 1 })
          }
        }
        room.step({ kind: 'notified', head: room.log.head() })
        for (const connection of room.state().members.keys()) {
          room.step({ kind: 'backlog', connection, characters: 0 })
        }
        while (room.commit() || room.read());
        for (const [connection, head] of starts) {
          const seqs = seqsOf(room.inbox(connection))
          expect(seqs).toEqual(seqs.map((_, i) => head + 1 + i))
          if (room.state().members.has(connection)) expect(head + seqs.length).toBe(room.log.head())
        }
        const queueLimit = [...room.dropped.values()].filter(({ code }) => code !== 'too-many' && code !== 'too-slow')
        expect(queueLimit.filter(({ code }) => code !== 'gap')).toEqual([])
      }),
      { numRuns: runs(100) },
    )
    expect(Math.min(seen.pushed, seen.tails, seen.paused)).toBeGreaterThan(50)
  })

  it('[RM3] changes none of the states that it steps from', () => {
    const room = roomWith(3)
    const before = room.state()
    const frozen = JSON.stringify([[...before.members], before.head, before.queue, before.recent])
    room.join(1, 'ann', 0)
    room.step({ kind: 'pushed', connection: 1, edits: [mergeOf('ann/s/1')] })
    expect(JSON.stringify([[...before.members], before.head, before.queue, before.recent])).toBe(frozen)
  })
})
