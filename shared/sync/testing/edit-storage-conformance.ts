import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Role, storedEdit } from '../../contracts/store-protocol.ts'
import type { Edit } from '../../edits/edit.ts'
import { formatEdit } from '../../edits/edit-json.ts'
import { randomEdit } from '../../edits/testing/random-edit.ts'
import { runs } from '../../edits/testing/test-runs.ts'
import type { CommitResult, EditStorage, Push } from '../admission/edit-storage.ts'
import { createMemoryStorage } from './edit-storage-memory.ts'
import { mergeOf, mergesOf, revertOf, usersOf } from './sync-fixture.ts'

/** For tests: a database with these users, and two storages on it as two processes would have them. */
export interface StorageUnderTest {
  readonly storages: readonly [EditStorage, EditStorage]
  /** Adds a dataset in which each of `ROLES_AT_FIRST` has its role. */
  addDataset(name: string): Promise<void>
  setRole(user: string, dataset: string, role: Role | undefined): Promise<void>
  close(): Promise<void>
}

/** For tests: all users, with what they may do at first; `nil` may do nothing. */
export const ROLES_AT_FIRST: Readonly<Record<string, Role | undefined>> = {
  ann: 'proofreader',
  bob: 'reviewer',
  vic: 'viewer',
  nil: undefined,
}

/** Ms that a database on a busy machine may take to start. */
const START_TIMEOUT_MS = 120_000
/** Databases take milliseconds a commit, so these properties run a few times only. */
const RUNS = runs(15)

/** For tests: what every storage of the central store must do. */
export function describeEditStorage(name: string, open: () => Promise<StorageUnderTest>): void {
  describe(`edit storage: ${name}`, () => {
    let under: StorageUnderTest
    let isOpen = false
    let datasets = 0
    beforeAll(async () => {
      under = await open()
      isOpen = true
    }, START_TIMEOUT_MS)
    // A database that did not open has failed already.
    afterAll(() => (isOpen ? under.close() : undefined))

    const newDataset = async (): Promise<Bench> => {
      datasets++
      const dataset = `dataset ${datasets}`
      await under.addDataset(dataset)
      return benchOf(under, dataset)
    }
    describeAdmission(newDataset)
    describeOrder(newDataset)
    describeLikeness(newDataset)

    it('[ST9] there is no head of a dataset that is not there, and nothing is committed to it', async () => {
      const [storage] = under.storages
      expect(await storage.head('no dataset')).toBeUndefined()
      await expect(storage.commit('no dataset', [{ user: 'ann', edits: mergesOf('ann/s', 1, 1) }])).rejects.toThrow()
      expect(await storage.head('no dataset')).toBeUndefined()
    })
  })
}

/** One dataset of a database. */
interface Bench {
  readonly dataset: string
  readonly storages: readonly [EditStorage, EditStorage]
  commit(...pushes: readonly Push[]): Promise<CommitResult>
  head(): Promise<number | undefined>
  setRole(user: string, role: Role | undefined): Promise<void>
  /** A push of edits that name this dataset. */
  push(user: string, ...edits: readonly Edit[]): Push
}

function benchOf({ storages, setRole }: StorageUnderTest, dataset: string): Bench {
  const [storage] = storages
  return {
    dataset,
    storages,
    commit: (...pushes) => storage.commit(dataset, pushes),
    head: () => storage.head(dataset),
    setRole: (user, role) => setRole(user, dataset, role),
    push: (user, ...edits) => ({ user, edits: edits.map((edit) => ({ ...edit, dataset })) }),
  }
}

function codes({ problems }: CommitResult) {
  return problems.map((problem) => problem?.code)
}

function describeAdmission(newDataset: () => Promise<Bench>): void {
  it('[ST1] gives edits the next seqs in their order, and passes over what it has', async () => {
    const { commit, push, head } = await newDataset()
    const first = await commit(push('ann', ...mergesOf('ann/s', 1, 2)), push('bob', ...mergesOf('bob/s', 1, 1)))
    expect(first.from).toBe(1)
    expect(first.entries.map(({ by }) => by)).toEqual(['ann', 'ann', 'bob'])
    const again = await commit(push('ann', ...mergesOf('ann/s', 1, 3)))
    expect([again.from, again.entries.length, codes(again)]).toEqual([4, 1, [undefined]])
    expect(await commit(push('ann', ...mergesOf('ann/s', 2, 3)))).toEqual({
      from: 5,
      entries: [],
      problems: [undefined],
    })
    expect(await head()).toBe(4)
  })

  it('[ST2] refuses other content under a known id, a missing counter and somebody else’s client', async () => {
    const { commit, push, head } = await newDataset()
    await commit(push('ann', ...mergesOf('ann/s', 1, 2)))
    expect(codes(await commit(push('ann', mergeOf('ann/s/2', { madeAtMs: 7 }))))).toEqual(['altered'])
    expect(codes(await commit(push('ann', mergeOf('ann/s/4'))))).toEqual(['gap'])
    expect(codes(await commit(push('bob', mergeOf('ann/t/1', { author: 'bob' }))))).toEqual(['altered'])
    expect(await head()).toBe(2)
  })

  it('[ST3] commits as void what its bringer may not do, and says why', async () => {
    const { commit, push } = await newDataset()
    await commit(push('bob', mergeOf('bob/s/1')))
    const { entries, problems } = await commit(
      push('vic', mergeOf('vic/s/1')),
      push('ann', mergeOf('ann/s/1', { author: 'bob' }), revertOf('ann/s/2', 'bob/s/1'), mergeOf('ann/s/3')),
      push('bob', revertOf('bob/s/2', 'ann/s/3')),
    )
    expect(problems).toEqual([undefined, undefined, undefined])
    expect(entries.map(({ refused }) => refused)).toEqual([
      'vic may look at this dataset, but not edit it',
      'It says that its author is bob, but it was ann who sent it',
      'It takes back an edit of bob, which only a reviewer may do',
      undefined,
      undefined,
    ])
  })

  it('[ST4] of a push with a problem nothing is committed, and all of the others', async () => {
    const { commit, push, storages, dataset } = await newDataset()
    const result = await commit(
      push('ann', ...mergesOf('ann/s', 1, 2)),
      push('bob', mergeOf('bob/s/1'), mergeOf('bob/s/3')),
      push('nil', mergeOf('nil/s/1')),
      push('ann', mergeOf('ann/s/3')),
    )
    expect(codes(result)).toEqual([undefined, 'gap', 'no-access', undefined])
    expect(result.entries).toHaveLength(3)
    expect(await storages[1].read(dataset, 1, 10)).toEqual(result.entries)
  })

  it('[ST5] a role that is taken away, or given, counts from the next commit on', async () => {
    const { commit, push, setRole } = await newDataset()
    await setRole('ann', undefined)
    expect(codes(await commit(push('ann', mergeOf('ann/s/1'))))).toEqual(['no-access'])
    await setRole('ann', 'viewer')
    expect((await commit(push('ann', mergeOf('ann/s/1')))).entries[0]?.refused).toMatch(/not edit/)
    await setRole('ann', 'admin')
    expect((await commit(push('ann', mergeOf('ann/s/2')))).entries[0]?.refused).toBeUndefined()
  })
}

/** Commits that run at once, and edits in each. */
const AT_ONCE = 12
const EDITS_IN_EACH = 7

function describeOrder(newDataset: () => Promise<Bench>): void {
  it('[ST6] commits of two processes at once leave no gap, and no edit twice', async () => {
    const { push, storages, dataset } = await newDataset()
    const batches = Array.from({ length: AT_ONCE }, (_, i) => push('ann', ...mergesOf(`c${i}/s`, 1, EDITS_IN_EACH)))
    // Each push comes through both processes, as after a broken connection.
    const results = await Promise.all(
      batches.flatMap((batch) => storages.map((storage) => storage.commit(dataset, [batch]))),
    )
    expect(results.flatMap(codes).every((code) => code === undefined)).toBe(true)
    const seqs = results.flatMap(({ from, entries }) => entries.map((_, i) => from + i)).sort((a, b) => a - b)
    expect(seqs).toEqual(Array.from({ length: AT_ONCE * EDITS_IN_EACH }, (_, i) => i + 1))
    const log = await storages[0].read(dataset, 1, 1000)
    expect(new Set(log.map(({ editJson }) => editJson)).size).toBe(AT_ONCE * EDITS_IN_EACH)
    expect(await storages[1].head(dataset)).toBe(AT_ONCE * EDITS_IN_EACH)
  })

  it('[ST7] reads pages of a large batch, from anywhere, to the end and not beyond', async () => {
    const { commit, push, storages, dataset } = await newDataset()
    const edits = mergesOf('ann/s', 1, 1000)
    const { entries } = await commit(push('ann', ...edits))
    const [storage] = storages
    expect(await storage.read(dataset, 1, 400)).toEqual(entries.slice(0, 400))
    expect(await storage.read(dataset, 401, 400)).toEqual(entries.slice(400, 800))
    expect(await storage.read(dataset, 801, 400)).toEqual(entries.slice(800))
    expect(await storage.read(dataset, 1001, 400)).toEqual([])
  })

  it('[ST8] keeps every edit letter by letter, whatever its texts hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(randomEdit('any'), { minLength: 1, maxLength: 5 }), async (drawn) => {
        const { push, commit, storages, dataset } = await newDataset()
        const sent = push(
          'bob',
          ...drawn.map((edit, i) => ({ ...edit, id: { client: 'c', session: 's', counter: i + 1 } })),
        )
        const { entries, problems } = await commit(sent)
        expect(problems).toEqual([undefined])
        const texts = sent.edits.map((edit) => JSON.stringify(formatEdit(edit)))
        expect(entries.map(({ editJson }) => editJson)).toEqual(texts)
        expect(await storages[1].read(dataset, 1, 10)).toEqual(entries)
        expect((await commit(sent)).problems).toEqual([undefined])
      }),
      { seed: 8, numRuns: RUNS },
    )
  })
}

const drawnUser = fc.constantFrom('ann', 'bob', 'vic', 'nil')
const drawnSession = fc.constantFrom('ann/s', 'ann/t', 'bob/s', 'c/s', 'd/s')
const drawnEdit = fc.record({
  session: drawnSession,
  counter: fc.integer({ min: 1, max: 5 }),
  author: fc.constantFrom('ann', 'bob', 'nobody', 'x\0y', '\ud800'),
  target: fc.option(fc.tuple(drawnSession, fc.integer({ min: 1, max: 5 }))),
  madeAtMs: fc.constantFrom(0, 0, 0, 1),
})
const drawnPush = fc.record({ user: drawnUser, edits: fc.array(drawnEdit, { minLength: 1, maxLength: 4 }) })

function describeLikeness(newDataset: () => Promise<Bench>): void {
  it('[ST10] does the same as the storage in memory, whatever is pushed and pushed again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(drawnPush, { maxLength: 4 }), { maxLength: 8 }), async (commits) => {
        const { push, storages, dataset } = await newDataset()
        const memory = createMemoryStorage([dataset], usersOf(ROLES_AT_FIRST))
        for (const [i, drawn] of commits.entries()) {
          const pushes = drawn.map(({ user, edits }) => push(user, ...edits.map(editOf)))
          const expected = await memory.commit(dataset, pushes)
          expect(await (i % 2 === 0 ? storages[0] : storages[1]).commit(dataset, pushes)).toEqual(expected)
        }
        expect(await storages[0].read(dataset, 1, 1000)).toEqual(await memory.read(dataset, 1, 1000))
      }),
      { seed: 10, numRuns: RUNS },
    )
  })

  it('[ST11] what it gives is what a client reads as that edit', async () => {
    const { commit, push } = await newDataset()
    const sent = push('ann', mergeOf('ann/s/1'))
    expect((await commit(sent)).entries).toEqual(sent.edits.map((edit) => storedEdit({ edit, by: 'ann' })))
  })
}

function editOf({ session, counter, author, target, madeAtMs }: DrawnEdit): Edit {
  const key = `${session}/${counter}`
  const edit = target === null ? mergeOf(key) : revertOf(key, `${target[0]}/${target[1]}`)
  return { ...edit, author, madeAtMs }
}

type DrawnEdit = typeof drawnEdit extends fc.Arbitrary<infer Drawn> ? Drawn : never
