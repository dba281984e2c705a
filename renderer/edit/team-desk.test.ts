import { describe, expect, it, vi } from 'vitest'
import { createFold } from '../../shared/fold/fold.ts'
import type { CardAnswer } from './messages.ts'
import { goOffline, goOnline, inSync } from './online-fixture.ts'
import { type App, type Machine, machineOf, spotOf, startApp, toyEdges } from './session-fixture.ts'
import { type BenchStore, createBenchStore } from './store-on-bench.ts'

const EDGES = toyEdges('1-2 0.9, 2-3 0.8, 3-4 0.7, 10-11 0.9, 11-12 0.9, 20-21 0.9')
const SUPERVOXELS = [1, 2, 3, 4, 10, 11, 12, 20, 21]

/** Cell bodies at supervoxels 1 and 20. */
const NEURONS = JSON.stringify([
  { id: '7', kind: 'soma', somaSupervoxel: '1' },
  { id: '8', kind: 'soma', somaSupervoxel: '20' },
])

/** A machine of its own for each person, on one dataset. */
function machine(): Machine {
  return machineOf(EDGES, undefined, new Map([['neurons.json', NEURONS]]))
}

async function online(store: BenchStore, user: string, on: Machine = machine()): Promise<App> {
  const app = await startApp(on, 'system', undefined, store.transportOf(user))
  app.say({ kind: 'sync', store: store.address, user, online: true })
  await inSync(app)
  return app
}

async function cards(app: App) {
  return (await app.ask('attention', (id) => ({ kind: 'attention', id }))).cards
}

async function history(app: App) {
  const { lines } = await app.ask('history', (id) => ({ kind: 'history', id, skip: 0, take: 100 }))
  return lines.map(({ words, author, committed }) => `${words} | ${author} | ${committed ? 'committed' : 'pending'}`)
}

const dataset = () =>
  createBenchStore('toy', { ann: 'proofreader', ben: 'proofreader', eva: 'reviewer', vic: 'viewer' })

describe('the central store and the edit worker', () => {
  it('[SD1] an edit of one is on the other’s screen, with who made it, and both logs are committed', async () => {
    const store = dataset()
    const [ann, ben] = [await online(store, 'ann'), await online(store, 'ben')]
    await ann.merge(4, 10)
    await inSync(ann)
    await vi.waitFor(async () => expect(await ben.segments(10, 12)).toBe('1 1'))
    expect(await history(ben)).toEqual(['merge 1 + 10 | ann | committed'])
    expect(ben.told('news')?.lines).toMatchObject([{ words: 'merge 1 + 10', author: 'ann', isOwn: false }])
    expect(ann.told('news')).toBeUndefined()
    expect(ann.log()).toMatchObject({ edits: 1, pending: 0 })
  })

  it('[SD2, E13] edits that met offline converge, the later one’s conflict has a card, and a third person sees the same', async () => {
    const store = dataset()
    const [ann, ben] = [await online(store, 'ann'), await online(store, 'ben')]
    await goOffline(ann, store)
    await goOffline(ben, store)
    await ann.split([1], [4])
    await ann.merge(1, 4)
    await ben.split([1], [4])
    await ben.merge(12, 20)
    expect(await ben.segments(1, 4)).not.toBe('1 1')
    await goOnline(ann, store)
    await goOnline(ben, store)
    await inSync(ann)
    const third = await online(store, 'vic')
    await vi.waitFor(async () => {
      const segments = await third.segments(...SUPERVOXELS)
      expect(await ann.segments(...SUPERVOXELS)).toBe(segments)
      expect(await ben.segments(...SUPERVOXELS)).toBe(segments)
    })
    expect(await ben.segments(1, 4)).toBe('1 1')
    const [card, ...others] = await cards(ben)
    expect(others).toEqual([])
    expect(card).toMatchObject({ kind: 'conflicted', against: { author: 'ann' }, redo: { kind: 'can' } })
    expect(card?.sentence).toMatch(/^Your split of 1 \(t\d\) meets the merge of 1 \+ \d that ann made/)
    expect(await cards(ann)).toEqual([])
    expect([ann, ben, third].flatMap(({ reported }) => reported)).toEqual([])
  })

  it('[SD3] acknowledgements of own edits change nothing that is shown', async () => {
    const store = dataset()
    const ann = await online(store, 'ann')
    await ann.gl({ kind: 'watch', supervoxels: BigUint64Array.of(4n, 10n) })
    await ann.merge(4, 10)
    const shown = ann.toGl.length
    await inSync(ann)
    expect(ann.toGl.length).toBe(shown)
    expect(await history(ann)).toEqual(['merge 1 + 10 | ann | committed'])
  })

  it('[SD4] after a restart without a network all is as it was, and what was pending goes out later', async () => {
    const store = dataset()
    const [first, ben] = [machine(), await online(store, 'ben')]
    const ann = await online(store, 'ann', first)
    await ben.merge(4, 10)
    await inSync(ben)
    await vi.waitFor(async () => expect(await ann.segments(10)).toBe('1'))
    await goOffline(ann, store)
    await ann.merge(12, 20)
    const before = await ann.segments(...SUPERVOXELS)
    ann.close()
    first.dataset = { ...first.dataset, store: store.address }
    const again = await startApp(first, 'system', undefined, store.transportOf('ann'))
    expect(await again.segments(...SUPERVOXELS)).toBe(before)
    expect(again.log()).toMatchObject({ edits: 2, pending: 1 })
    await goOnline(again, store)
    expect(await store.log()).toEqual(['ben: merge', 'ann: merge'])
  })

  it('[SD7] a store that goes away and comes back gets what was made meanwhile, once', async () => {
    const store = dataset()
    const ann = await online(store, 'ann')
    store.goAway()
    await vi.waitFor(() => expect(ann.told('sync-status')?.status.kind).toBe('waiting'))
    await ann.merge(4, 10)
    await ann.merge(12, 20)
    store.comeBack()
    await goOnline(ann, store)
    expect(await store.log()).toEqual(['ann: merge', 'ann: merge'])
  })

  it('[SD8] a full disk keeps what came from others waiting, and it is taken when there is space', async () => {
    const store = dataset()
    const [place, ben] = [machine(), await online(store, 'ben')]
    const ann = await online(store, 'ann', place)
    place.committed.full = { kind: 'disk', message: 'The disk is full' }
    await ben.merge(4, 10)
    await vi.waitFor(() =>
      expect(ann.told('sync-status')?.status).toMatchObject({
        kind: 'waiting',
        problem: { message: 'The disk is full' },
      }),
    )
    expect(await ann.segments(10)).toBe('10')
    place.committed.full = undefined
    await goOnline(ann, store)
    await vi.waitFor(async () => expect(await ann.segments(10)).toBe('1'))
  })

  it('[SD9] edits are made under the name that the store knows; a viewer is told before trying', async () => {
    const store = dataset()
    const [ann, vic] = [await online(store, 'ann'), await online(store, 'vic')]
    await ann.merge(4, 10)
    await inSync(ann)
    expect(await history(ann)).toEqual(['merge 1 + 10 | ann | committed'])
    expect(vic.log().readOnly).toMatch(/^vic may look at this dataset, but not edit it/)
    expect(await vic.merge(12, 20)).toMatchObject({ kind: 'refused', sentence: vic.log().readOnly })
    store.setRole('vic', 'proofreader')
    await vi.waitFor(() => expect(vic.log().readOnly).toBeUndefined())
    expect(await vic.merge(12, 20)).toMatchObject({ kind: 'done' })
    await inSync(vic)
  })

  it('[SD10] only a reviewer takes back an edit of somebody else', async () => {
    const store = dataset()
    const [ann, ben, eva] = [await online(store, 'ann'), await online(store, 'ben'), await online(store, 'eva')]
    await ann.merge(4, 10)
    await inSync(ann)
    await vi.waitFor(async () => expect([await ben.segments(10), await eva.segments(10)]).toEqual(['1', '1']))
    const { lines } = await ben.ask('history', (id) => ({ kind: 'history', id, skip: 0, take: 1 }))
    const target = lines[0]?.key ?? ''
    expect(await ben.act({ kind: 'revert', target })).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('only a reviewer'),
    })
    expect(await eva.act({ kind: 'revert', target })).toMatchObject({ kind: 'done' })
    await vi.waitFor(async () => expect(await ann.segments(10)).toBe('10'))
    expect(ann.told('sync-status')).toMatchObject({ attention: 0 })
  })

  it('[SD10, UN7] nor does undo, where a reviewer made the edit again', async () => {
    const store = dataset()
    const [ann, eva] = [await online(store, 'ann'), await online(store, 'eva')]
    await ann.merge(12, 20)
    await ann.merge(4, 10)
    await inSync(ann)
    await vi.waitFor(async () => expect(await eva.segments(10)).toBe('1'))
    const { lines } = await eva.ask('history', (id) => ({ kind: 'history', id, skip: 0, take: 1 }))
    await eva.act({ kind: 'revert', target: lines[0]?.key ?? '' })
    await eva.act({ kind: 'undo' })
    await inSync(eva)
    await vi.waitFor(() => expect(ann.log().edits).toBe(4))
    expect(await ann.act({ kind: 'undo' }, false)).toMatchObject({
      kind: 'asked',
      consequences: [
        {
          kind: 'passes-over',
          sentence: expect.stringMatching(
            /^The merge of 1 \+ 10 cannot be undone now\. This edit is eva's, and only a/,
          ),
        },
      ],
    })
    expect(await ann.act({ kind: 'undo' })).toMatchObject({ kind: 'done', words: 'Undid the merge of 10 + 20' })
    await inSync(ann)
    expect(await cards(ann)).toEqual([])
  })

  it('[SD11] what the store refuses becomes a card, and is not on the screen any more', async () => {
    const store = dataset()
    const ann = await online(store, 'ann')
    await goOffline(ann, store)
    await ann.merge(4, 10)
    store.setRole('ann', 'viewer')
    await goOnline(ann, store)
    await vi.waitFor(async () => expect(await ann.segments(10)).toBe('10'))
    expect(await cards(ann)).toMatchObject([{ kind: 'void', redo: { kind: 'cannot' } }])
    expect(await store.log()).toEqual(['ann: merge (refused)'])
  })

  it('[SD12] one that has nothing yet begins with the snapshot and gets the tail', async () => {
    const store = dataset()
    const ann = await online(store, 'ann')
    await ann.merge(4, 10)
    await inSync(ann)
    const whole = createFold({ leastOf: (base) => base, countOf: (base) => (base === 1n ? 4 : base === 10n ? 3 : 2) })
    const exported = await ann.ask('exported', (id) => ({ kind: 'export-log', id }))
    const { edit } = JSON.parse(exported.text)
    const points = (point: { supervoxel: string; base: string }) => ({
      ...point,
      supervoxel: BigInt(point.supervoxel),
      base: BigInt(point.base),
      position: [0, 0, 0] as const,
    })
    whole.apply({ seq: 1, edit: { ...edit, a: points(edit.a), b: points(edit.b), expect: [] } })
    store.snapshot = { ok: true, seq: 1, bytes: whole.snapshot() }
    await ann.merge(12, 20)
    await inSync(ann)
    const ben = await online(store, 'ben')
    expect(await ben.segments(...SUPERVOXELS)).toBe(await ann.segments(...SUPERVOXELS))
    const { lines, older } = await ben.ask('history', (id) => ({ kind: 'history', id, skip: 0, take: 9 }))
    expect([lines.length, older]).toEqual([1, 1])
    expect(ben.log()).toMatchObject({ edits: 2, pending: 0 })

    // And pending edits are folded anew on it when others come in under them.
    await goOffline(ben, store)
    await ben.split([1], [4])
    await ann.split([10], [11])
    await inSync(ann)
    await goOnline(ben, store)
    await inSync(ann)
    await vi.waitFor(async () => expect(await ben.segments(...SUPERVOXELS)).toBe(await ann.segments(...SUPERVOXELS)))
    expect(await ben.segments(1, 4)).not.toBe('1 1')
  })
})

describe('two people, one after the other on one machine', () => {
  it('[SD13] each has a client of their own, and brings their own edits alone', async () => {
    const store = dataset()
    const place = machine()
    const ann = await online(store, 'ann', place)
    await ann.merge(4, 10)
    await inSync(ann)
    await goOffline(ann, store)
    await ann.merge(12, 20)
    ann.close()
    place.dataset = { ...place.dataset, store: store.address }

    const ben = await online(store, 'ben', place)
    expect(await ben.split([1], [3])).toMatchObject({ kind: 'done' })
    await inSync(ben)
    expect(await store.log()).toEqual(['ann: merge', 'ben: split'])
    expect(await history(ben)).toEqual([
      'merge 1 + 20 | ann | pending',
      'split 1 | ben | committed',
      'merge 1 + 10 | ann | committed',
    ])
    ben.close()

    const again = await online(store, 'ann', place)
    expect(await store.log()).toEqual(['ann: merge', 'ben: split', 'ann: merge'])
    expect(again.log()).toMatchObject({ edits: 3, pending: 0 })
  })

  it('[SD13] a store that names somebody new makes their edits acceptable as well', async () => {
    const store = dataset()
    const place = machine()
    const ann = await online(store, 'ann', place)
    await ann.merge(4, 10)
    await inSync(ann)
    ann.close()
    const ben = await startApp(place, 'system', undefined, store.transportOf('ben'))
    ben.say({ kind: 'sync', store: store.address, online: true })
    await inSync(ben)
    await vi.waitFor(() => expect(ben.told('sync-status')?.status.user).toBe('ben'))
    expect(await ben.merge(12, 20)).toMatchObject({ kind: 'done' })
    await inSync(ben)
    await vi.waitFor(async () => expect(await store.log()).toEqual(['ann: merge', 'ben: merge']))
  })
})

describe('answers to cards', () => {
  /** Ben's split met what ann did. */
  async function conflict() {
    const store = dataset()
    const place = machine()
    const [ann, ben] = [await online(store, 'ann'), await online(store, 'ben', place)]
    await goOffline(ben, store)
    await ann.split([1], [4])
    await ann.merge(1, 4)
    await inSync(ann)
    await ben.split([1], [4])
    await goOnline(ben, store)
    await vi.waitFor(() => expect(ben.told('sync-status')).toMatchObject({ attention: 1 }))
    const [card] = await cards(ben)
    return { store, ann, ben, place, key: card?.key ?? '' }
  }

  it('[AT1] made again on today’s state it is a new edit with a cut of today, and the card is gone for good', async () => {
    const { store, ben, key } = await conflict()
    const done = await ben.ask('done', (id) => ({
      kind: 'answer-card',
      id,
      key,
      answer: { kind: 'redo' },
      confirmed: true,
    }))
    expect(done.outcome).toMatchObject({ verdict: 'applied' })
    await inSync(ben)
    expect(await ben.segments(1, 4)).not.toBe('1 1')
    expect(await cards(ben)).toEqual([])
    expect((await store.log()).at(-1)).toBe('ben: split')
  })

  it('[AT2] let go, it is not shown again, after a restart either', async () => {
    const { ben, store, place, key } = await conflict()
    await ben.ask('let-go', (id) => ({ kind: 'answer-card', id, key, answer: { kind: 'let-go' }, confirmed: false }))
    expect(await cards(ben)).toEqual([])
    ben.close()
    place.dataset = { ...place.dataset, store: store.address }
    expect(await cards(await startApp(place, 'system', undefined, store.transportOf('ben')))).toEqual([])
  })

  it('[AT3] a note reaches the other, and empty ones are refused', async () => {
    const { ann, ben, key } = await conflict()
    const note = (text: string) => (id: number) =>
      ({ kind: 'answer-card', id, key, answer: { kind: 'note', text }, confirmed: false }) as const
    expect(await ben.ask('refused', note('  '))).toMatchObject({ sentence: expect.stringContaining('write some') })
    await ben.ask('done', note('Is this one axon?'))
    await vi.waitFor(async () => expect((await history(ann))[0]).toBe('note "Is this one axon?" | ben | committed'))
    expect(await cards(ben)).toEqual([])
  })

  it('[AT4] unanswered, it waits through a restart, offline too', async () => {
    const { ben, store, place } = await conflict()
    ben.close()
    place.dataset = { ...place.dataset, store: store.address }
    const again = await startApp(place, 'system', undefined, store.transportOf('ben'))
    expect(await cards(again)).toMatchObject([{ kind: 'conflicted' }])
  })

  it('[AT5] whoever’s split was overridden on purpose is told, quietly', async () => {
    const store = dataset()
    const [ann, ben] = [await online(store, 'ann'), await online(store, 'ben')]
    await ben.split([1], [4])
    await inSync(ben)
    await vi.waitFor(async () => expect(await ann.segments(1, 4)).not.toBe('1 1'))
    await ann.act({ kind: 'merge', a: spotOf(1), b: spotOf(4) }, true)
    await vi.waitFor(() => expect(ben.told('sync-status')).toMatchObject({ attention: 0, quiet: 1 }))
    expect(await cards(ben)).toMatchObject([{ kind: 'overridden', against: { author: 'ann' } }])
    expect((await cards(ben))[0]?.sentence).toMatch(/was overridden on purpose by ann/)
  })

  it('[AT6] merges that join two cell bodies only together are a card, until it is taken back or found right', async () => {
    const store = dataset()
    const place = machine()
    const [ann, ben] = [await online(store, 'ann'), await online(store, 'ben', place)]
    await goOffline(ben, store)
    await ann.merge(4, 10)
    await inSync(ann)
    expect(await ben.merge(12, 21, false)).toMatchObject({ kind: 'done' })
    await goOnline(ben, store)
    await vi.waitFor(() => expect(ben.told('sync-status')).toMatchObject({ attention: 1, quiet: 0 }))
    const [card] = await cards(ben)
    expect(card).toMatchObject({ kind: 'joins-somata', redo: { kind: 'cannot' } })
    expect(card?.sentence).toMatch(/^Your merge of 10 \+ 20 .* holds, but .* more than one cell body\.$/)
    expect(await cards(ann)).toEqual([])
    const key = card?.key ?? ''
    const answered = (answer: CardAnswer) => (id: number) =>
      ({ kind: 'answer-card', id, key, answer, confirmed: true }) as const
    await ben.ask('done', answered({ kind: 'take-back' }))
    expect(await ben.segments(4, 12, 21)).toBe('1 1 20')
    expect(await cards(ben)).toEqual([])

    // Made again in full knowledge, it is no news for whoever made it.
    expect(await ben.merge(12, 21, false)).toMatchObject({ kind: 'asked' })
    expect(await ben.merge(12, 21, true)).toMatchObject({ kind: 'done' })
    await inSync(ben)
    expect(await cards(ben)).toEqual([])
  })
})
