import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editKey } from '../../edits/edit.ts'
import { createMemoryLog, createMemoryStorage } from '../testing/edit-storage-memory.ts'
import { DATASET, mergeOf, mergesOf, revertOf, usersOf } from '../testing/sync-fixture.ts'
import type { Push } from './edit-storage.ts'

const users = usersOf({ ann: 'proofreader', bob: 'reviewer', vic: 'viewer', gone: undefined })

function newLog() {
  return createMemoryLog(DATASET, users)
}

function push(user: string, ...edits: Push['edits']): Push {
  return { user, edits }
}

function codes(result: { readonly problems: readonly ({ readonly code: string } | undefined)[] }) {
  return result.problems.map((problem) => problem?.code)
}

describe('what the store admits', () => {
  it('[AD1] passes over what it has, and gives the rest the next seqs in order', () => {
    const log = newLog()
    log.commit([push('ann', ...mergesOf('ann/s', 1, 2))])
    const again = log.commit([push('ann', ...mergesOf('ann/s', 1, 4))])
    expect(codes(again)).toEqual([undefined])
    expect(again.from).toBe(3)
    expect(again.entries.map(({ editJson }) => JSON.parse(editJson).id.counter)).toEqual([3, 4])
    expect(log.commit([push('ann', ...mergesOf('ann/s', 1, 4))])).toEqual({
      from: 5,
      entries: [],
      problems: [undefined],
    })
    expect(log.head()).toBe(4)
  })

  it('[AD2] refuses a known id with other content, and all of that push', () => {
    const log = newLog()
    log.commit([push('ann', mergeOf('ann/s/1'))])
    const other = mergeOf('ann/s/1', { madeAtMs: 7 })
    expect(codes(log.commit([push('ann', other, mergeOf('ann/s/2'))]))).toEqual(['altered'])
    expect(codes(log.commit([push('ann', mergeOf('ann/s/2'), other)]))).toEqual(['altered'])
    expect(log.head()).toBe(1)
  })

  it('[AD3] a client is the user’s who first brought an edit of it, also within one commit', () => {
    const log = newLog()
    const result = log.commit([push('bob', mergeOf('c/s/1', { author: 'bob' })), push('ann', mergeOf('c/t/1'))])
    expect(codes(result)).toEqual([undefined, 'altered'])
    expect(codes(log.commit([push('ann', mergeOf('c/s/1', { author: 'bob' }))]))).toEqual(['altered'])
    expect(log.head()).toBe(1)
  })

  it('[AD4] refuses a push with a counter missing before it, and takes it later', () => {
    const log = newLog()
    expect(codes(log.commit([push('ann', mergeOf('ann/s/2'))]))).toEqual(['gap'])
    expect(codes(log.commit([push('ann', mergeOf('ann/s/1'), mergeOf('ann/s/3'))]))).toEqual(['gap'])
    expect(codes(log.commit([push('ann', ...mergesOf('ann/s', 1, 3), mergeOf('ann/t/1'))]))).toEqual([undefined])
    expect(log.head()).toBe(4)
  })

  it('[AD5] commits as void what a user may not do, and what makes no sense', () => {
    const log = newLog()
    log.commit([push('bob', mergeOf('bob/s/1'))])
    const same = mergeOf('ann/s/3')
    const { a: _a, b: _b, overrides: _overrides, ...rest } = mergeOf('ann/s/4')
    const bothSides = [same.a]
    const cut = { bases: [], merges: [] }
    const { entries, problems } = log.commit([
      push('vic', mergeOf('vic/s/1')),
      push(
        'ann',
        mergeOf('ann/s/1', { author: 'bob' }),
        revertOf('ann/s/2', 'bob/s/1'),
        { ...same, b: same.a },
        { ...rest, kind: 'split', sources: bothSides, sinks: bothSides, cut },
        mergeOf('ann/s/5', { author: 'Ann at home' }),
        revertOf('ann/s/6', 'ann/s/5'),
        revertOf('ann/s/7', 'nobody/s/5'),
      ),
      push('bob', revertOf('bob/s/2', 'ann/s/5')),
    ])
    expect(problems).toEqual([undefined, undefined, undefined])
    expect(entries.map(({ refused }) => refused)).toEqual([
      'vic may look at this dataset, but not edit it',
      'It says that its author is bob, but it was ann who sent it',
      'It takes back an edit of bob, which only a reviewer may do',
      'It makes no sense: it merges a supervoxel with itself',
      'It makes no sense: supervoxel 3 is a seed of both sides',
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    expect(codes(log.commit([push('vic', mergeOf('vic/s/2'))]))).toEqual([undefined])
  })

  it('[AD6] of a push with a problem nothing is committed, the others are, and see each other', () => {
    const log = newLog()
    const result = log.commit([
      push('ann', ...mergesOf('ann/s', 1, 2)),
      push('ann', mergeOf('ann/s/3'), mergeOf('ann/s/9')),
      push('ann', ...mergesOf('ann/s', 2, 3)),
    ])
    expect(codes(result)).toEqual([undefined, 'gap', undefined])
    expect(log.head()).toBe(3)
  })

  it('[AD7] takes nothing from whoever has no role, nor edits of another dataset', () => {
    const log = newLog()
    const foreign = mergeOf('ann/s/1', { dataset: 'another' })
    const result = log.commit([push('gone', mergeOf('gone/s/1')), push('eve', mergeOf('e/s/1')), push('ann', foreign)])
    expect(codes(result)).toEqual(['no-access', 'no-access', 'malformed'])
    expect(log.head()).toBe(0)
  })

  it('[AD7] keeps datasets apart: each has its own order, counters and owners of clients', async () => {
    const storage = createMemoryStorage([DATASET, 'another'], users)
    const foreign = mergeOf('ann/s/1', { dataset: 'another', author: 'bob' })
    expect(codes(await storage.commit(DATASET, [push('ann', ...mergesOf('ann/s', 1, 2))]))).toEqual([undefined])
    expect(codes(await storage.commit('another', [push('bob', foreign)]))).toEqual([undefined])
    expect(await storage.head(DATASET)).toBe(2)
    expect(await storage.read('another', 1, 10)).toMatchObject([{ by: 'bob' }])
    expect(await storage.head('nowhere')).toBeUndefined()
    await expect(storage.commit('nowhere', [])).rejects.toThrow('no dataset')
  })

  it('[AD1 to AD6] keeps every session gapless and every id once, whatever is pushed and pushed again', () => {
    const pushed = fc.record({
      user: fc.constantFrom('ann', 'bob', 'vic'),
      session: fc.constantFrom('ann/s', 'ann/t', 'bob/s', 'vic/s'),
      from: fc.integer({ min: 1, max: 6 }),
      length: fc.integer({ min: 1, max: 5 }),
      odd: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(fc.array(pushed, { minLength: 1, maxLength: 4 }), { maxLength: 12 }), (commits) => {
        const log = newLog()
        const before: string[] = []
        for (const commit of commits) {
          const pushes = commit.map(({ user, session, from, length, odd }): Push => {
            const edits = mergesOf(session, from, from + length - 1)
            return { user, edits: odd ? edits.map((edit) => ({ ...edit, madeAtMs: 1 })) : edits }
          })
          const result = log.commit(pushes)
          expect(result.from).toBe(before.length + 1)
          before.push(...result.entries.map(({ editJson }) => editJson))
          const committed = new Set(before)
          for (const [i, problem] of result.problems.entries()) {
            if (problem !== undefined) continue
            const texts = log.read(1, Infinity).map(({ editJson }) => JSON.parse(editJson))
            for (const edit of pushes[i]!.edits) {
              expect(texts.filter(({ id }) => editKey(id) === editKey(edit.id))).toHaveLength(1)
            }
          }
          expect(committed.size).toBe(before.length)
        }
        const counters = new Map<string, number>()
        for (const { editJson, by } of log.read(1, Infinity)) {
          const { id } = JSON.parse(editJson)
          const session = `${id.client}/${id.session}`
          expect(id.counter).toBe((counters.get(session) ?? 0) + 1)
          expect(
            log
              .read(1, Infinity)
              .every((other) => JSON.parse(other.editJson).id.client !== id.client || other.by === by),
          ).toBe(true)
          counters.set(session, id.counter)
        }
      }),
    )
  })
})
