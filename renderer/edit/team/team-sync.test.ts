import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createFold } from '../../../shared/fold/fold.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { eventually, goOffline, goOnline, inSync } from '../testing/online-fixture.ts'
import { type App, startApp } from '../testing/session-fixture.ts'
import { cards, dataset, history, machine, online, SUPERVOXELS, wordsOf } from '../testing/team-fixture.ts'

/** The fold of ann's first edit, a merge, as a store makes it. */
async function snapshotOf(ann: App): Promise<Uint8Array<ArrayBuffer>> {
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
  return whole.snapshot()
}

describe('the central store and the edit worker', () => {
  it('[SD1] an edit of one is on the other’s screen, with who made it, and both logs are committed', async () => {
    const store = dataset()
    const [ann, ben] = [await online(store, 'ann'), await online(store, 'ben')]
    await ann.merge(4, 10)
    await inSync(ann)
    await eventually(async () => expect(await ben.segments(10, 12)).toBe('1 1'))
    expect(await history(ben)).toEqual(['merge 1 + 10 | ann | committed'])
    expect(ben.told('arrived')?.lines).toMatchObject([{ words: 'merge 1 + 10', author: 'ann', isOwn: false }])
    expect(ann.told('arrived')).toBeUndefined()
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
    await eventually(async () => {
      const segments = await third.segments(...SUPERVOXELS)
      expect(await ann.segments(...SUPERVOXELS)).toBe(segments)
      expect(await ben.segments(...SUPERVOXELS)).toBe(segments)
    })
    expect(await ben.segments(1, 4)).toBe('1 1')
    const [card, ...others] = await cards(ben)
    expect(others).toEqual([])
    expect(card).toMatchObject({ kind: 'conflicted', against: { author: 'ann' }, redo: { kind: 'can' } })
    expect(wordsOf(card)).toMatch(/^Your split of 1 \(t\d\) meets the merge of 1 \+ \d that ann made/)
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
    await eventually(async () => expect(await ann.segments(10)).toBe('1'))
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
    await eventually(() => expect(ann.told('sync-status')?.status.kind).toBe('waiting'))
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
    await eventually(() =>
      expect(ann.told('sync-status')?.status).toMatchObject({
        kind: 'waiting',
        problem: { message: 'The disk is full' },
      }),
    )
    expect(await ann.segments(10)).toBe('10')
    place.committed.full = undefined
    await goOnline(ann, store)
    await eventually(async () => expect(await ann.segments(10)).toBe('1'))
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
    await eventually(() => expect(vic.log().readOnly).toBeUndefined())
    expect(await vic.merge(12, 20)).toMatchObject({ kind: 'made' })
    await inSync(vic)
  })

  it('[SD10] only a reviewer takes back an edit of somebody else', async () => {
    const store = dataset()
    const [ann, ben, eva] = [await online(store, 'ann'), await online(store, 'ben'), await online(store, 'eva')]
    await ann.merge(4, 10)
    await inSync(ann)
    await eventually(async () => expect([await ben.segments(10), await eva.segments(10)]).toEqual(['1', '1']))
    const { lines } = await ben.ask('history', (id) => ({ kind: 'history', id, skip: 0, take: 1 }))
    const target = lines[0]?.key ?? ''
    expect(await ben.act({ kind: 'revert', target })).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('only a reviewer'),
    })
    expect(await eva.act({ kind: 'revert', target })).toMatchObject({ kind: 'made' })
    await eventually(async () => expect(await ann.segments(10)).toBe('10'))
    expect(ann.told('sync-status')).toMatchObject({ attention: 0 })
  })

  it('[SD10, UN7] nor does undo, where a reviewer made the edit again', async () => {
    const store = dataset()
    const [ann, eva] = [await online(store, 'ann'), await online(store, 'eva')]
    await ann.merge(12, 20)
    await ann.merge(4, 10)
    await inSync(ann)
    await eventually(async () => expect(await eva.segments(10)).toBe('1'))
    const { lines } = await eva.ask('history', (id) => ({ kind: 'history', id, skip: 0, take: 1 }))
    await eva.act({ kind: 'revert', target: lines[0]?.key ?? '' })
    await eva.act({ kind: 'undo' })
    await inSync(eva)
    await eventually(() => expect(ann.log().edits).toBe(4))
    expect(await ann.act({ kind: 'undo' }, false)).toMatchObject({
      kind: 'asked',
      consequences: [
        {
          kind: 'passes-over',
          refusal: expect.stringMatching(
            /^The merge of 1 \+ 10 cannot be taken back now\. This edit is eva's, and only a/,
          ),
        },
      ],
    })
    expect(await ann.act({ kind: 'undo' })).toMatchObject({ kind: 'made', words: 'Took back the merge of 10 + 20' })
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
    await eventually(async () => expect(await ann.segments(10)).toBe('10'))
    expect(await cards(ann)).toMatchObject([{ kind: 'void', redo: { kind: 'cannot' } }])
    expect(await store.log()).toEqual(['ann: merge (refused)'])
  })

  it('[SD12] one that has nothing yet begins with the snapshot and gets the tail', async () => {
    const store = dataset()
    const ann = await online(store, 'ann')
    await ann.merge(4, 10)
    await inSync(ann)
    const bytes = await snapshotOf(ann)
    store.snapshot = async () => ({ ok: true, seq: 1, bytes })
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
    await eventually(async () => expect(await ben.segments(...SUPERVOXELS)).toBe(await ann.segments(...SUPERVOXELS)))
    expect(await ben.segments(1, 4)).not.toBe('1 1')
  })
})

describe('the snapshot on its way', () => {
  it('[SD14] it comes in gzip and in pieces, and how much is here is told', async () => {
    const store = dataset()
    const ann = await online(store, 'ann')
    await ann.merge(4, 10)
    await inSync(ann)
    const gzip = new Uint8Array(gzipSync(await snapshotOf(ann)))
    const [first, rest] = [gzip.slice(0, 60), gzip.slice(60)]
    let goOn = () => {}
    store.snapshot = ({ onPiece }) => {
      onPiece(first, gzip.length)
      return new Promise((resolve) => {
        goOn = () => resolve({ ok: true, seq: 1, bytes: rest })
      })
    }
    const ben = await startApp(machine(), 'ben', undefined, store.transportOf('ben'))
    ben.say({ kind: 'sync', store: store.address, online: true })
    await eventually(() =>
      expect(ben.told('sync-status')?.status).toMatchObject({
        kind: 'connecting',
        fetched: { got: 60, of: gzip.length },
      }),
    )
    goOn()
    await inSync(ben)
    expect(ben.told('sync-status')?.status.fetched).toBeUndefined()
    expect(await ben.segments(...SUPERVOXELS)).toBe(await ann.segments(...SUPERVOXELS))
    expect(ben.log()).toMatchObject({ edits: 1 })
    expect((await ben.ask('history', (id) => ({ kind: 'history', id, skip: 0, take: 9 }))).older).toBe(1)
  })

  it('[SD14] one that is refused is told, and the edits come one by one', async () => {
    const store = dataset()
    const ann = await online(store, 'ann')
    await ann.merge(4, 10)
    await inSync(ann)
    const gzip = new Uint8Array(gzipSync(await snapshotOf(ann)))
    store.snapshot = async () => ({ ok: true, seq: 1, bytes: gzip.slice(0, 50) })
    const ben = await online(store, 'ben')
    await inSync(ben)
    expect(await ben.segments(...SUPERVOXELS)).toBe(await ann.segments(...SUPERVOXELS))
    expect((await ben.ask('history', (id) => ({ kind: 'history', id, skip: 0, take: 9 }))).older).toBe(0)
    expect(ben.reported).toMatchObject([{ problem: { kind: 'bad-snapshot' } }])
  })

  it('[SD14] one that cannot be written is not kept, and the edits come one by one when there is space', async () => {
    const store = dataset()
    const ann = await online(store, 'ann')
    await ann.merge(4, 10)
    await inSync(ann)
    const bytes = await snapshotOf(ann)
    store.snapshot = async () => ({ ok: true, seq: 1, bytes })
    const place = machine()
    place.committed.full = { kind: 'disk', message: 'The disk is full' }
    const ben = await startApp(place, 'ben', undefined, store.transportOf('ben'))
    ben.say({ kind: 'sync', store: store.address, online: true })
    await eventually(() => expect(ben.told('sync-status')?.status.user).toBe('ben'))
    expect(ben.log()).toMatchObject({ edits: 0 })
    place.committed.full = undefined
    await goOnline(ben, store)
    expect(await ben.segments(...SUPERVOXELS)).toBe(await ann.segments(...SUPERVOXELS))
    expect((await ben.ask('history', (id) => ({ kind: 'history', id, skip: 0, take: 9 }))).older).toBe(0)
  })

  it('[SD14] who goes offline meanwhile ends it', async () => {
    const store = dataset()
    const ann = await online(store, 'ann')
    await ann.merge(4, 10)
    await inSync(ann)
    let cancelled = 0
    store.snapshot = ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          cancelled++
          reject(new ProblemError({ kind: 'cancelled', message: 'The request was cancelled' }))
        })
      })
    const ben = await startApp(machine(), 'ben', undefined, store.transportOf('ben'))
    ben.say({ kind: 'sync', store: store.address, online: true })
    await eventually(() => expect(ben.told('sync-status')?.status.kind).toBe('connecting'))
    await goOffline(ben, store)
    expect(cancelled).toBe(1)
    expect(ben.reported).toEqual([])
    const bytes = await snapshotOf(ann)
    store.snapshot = async () => ({ ok: true, seq: 1, bytes })
    await goOnline(ben, store)
    expect(await ben.segments(...SUPERVOXELS)).toBe(await ann.segments(...SUPERVOXELS))
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
    expect(await ben.split([1], [3])).toMatchObject({ kind: 'made' })
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
    await eventually(() => expect(ben.told('sync-status')?.status.user).toBe('ben'))
    expect(await ben.merge(12, 20)).toMatchObject({ kind: 'made' })
    await inSync(ben)
    await eventually(async () => expect(await store.log()).toEqual(['ann: merge', 'ben: merge']))
  })
})
