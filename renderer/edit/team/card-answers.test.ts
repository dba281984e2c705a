import { describe, expect, it } from 'vitest'
import type { CardAnswer } from '../messages.ts'
import { eventually, goOffline, goOnline, inSync } from '../testing/online-fixture.ts'
import { pointOf, startApp } from '../testing/session-fixture.ts'
import { cards, dataset, history, machine, online, wordsOf } from '../testing/team-fixture.ts'

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
    await eventually(() => expect(ben.told('sync-status')).toMatchObject({ attention: 1 }))
    const [card] = await cards(ben)
    return { store, ann, ben, place, key: card?.key ?? '' }
  }

  it('[AT1] made again on today’s state it is a new edit with a cut of today, and the card is gone for good', async () => {
    const { store, ben, key } = await conflict()
    const done = await ben.ask('made', (id) => ({
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

  it('[E13] own later edits that are changed by the conflict are listed under it, and have no card of their own', async () => {
    const store = dataset()
    const [ann, ben] = [await online(store, 'ann'), await online(store, 'ben')]
    await goOffline(ben, store)
    await ann.split([1], [4])
    await ann.merge(1, 4)
    await inSync(ann)
    await ben.split([1], [4])
    await ben.merge(4, 10)
    await goOnline(ben, store)
    await eventually(() => expect(ben.told('sync-status')).toMatchObject({ attention: 1 }))
    const [card, ...others] = await cards(ben)
    expect(others.map(({ kind }) => kind)).toEqual([])
    expect(card).toMatchObject({ kind: 'conflicted', also: [{ words: 'merge 4 + 10' }] })
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
    await ben.ask('made', note('Is this one axon?'))
    await eventually(async () => expect((await history(ann))[0]).toBe('note "Is this one axon?" | ben | committed'))
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
    await eventually(async () => expect(await ann.segments(1, 4)).not.toBe('1 1'))
    await ann.act({ kind: 'merge', a: pointOf(1), b: pointOf(4) }, true)
    await eventually(() => expect(ben.told('sync-status')).toMatchObject({ attention: 0, quiet: 1 }))
    expect(await cards(ben)).toMatchObject([{ kind: 'overridden', against: { author: 'ann' } }])
    expect(wordsOf((await cards(ben))[0])).toMatch(/was overridden on purpose by ann/)
  })

  it('[AT6] merges that join two cell bodies only together are a card, until it is taken back or found right', async () => {
    const store = dataset()
    const place = machine()
    const [ann, ben] = [await online(store, 'ann'), await online(store, 'ben', place)]
    await goOffline(ben, store)
    await ann.merge(4, 10)
    await inSync(ann)
    expect(await ben.merge(12, 21, false)).toMatchObject({ kind: 'made' })
    await goOnline(ben, store)
    await eventually(() => expect(ben.told('sync-status')).toMatchObject({ attention: 1, quiet: 0 }))
    const [card] = await cards(ben)
    expect(card).toMatchObject({ kind: 'joins-somata', redo: { kind: 'cannot' } })
    expect(wordsOf(card)).toMatch(/^Your merge of 10 \+ 20 .* holds, but .* more than one cell body$/)
    expect(await cards(ann)).toEqual([])
    const key = card?.key ?? ''
    const answered = (answer: CardAnswer) => (id: number) =>
      ({ kind: 'answer-card', id, key, answer, confirmed: true }) as const
    await ben.ask('made', answered({ kind: 'take-back' }))
    expect(await ben.segments(4, 12, 21)).toBe('1 1 20')
    expect(await cards(ben)).toEqual([])

    // Its author made it again on purpose, so nobody needs to be told.
    expect(await ben.merge(12, 21, false)).toMatchObject({ kind: 'asked' })
    expect(await ben.merge(12, 21, true)).toMatchObject({ kind: 'made' })
    await inSync(ben)
    expect(await cards(ben)).toEqual([])
  })
})
