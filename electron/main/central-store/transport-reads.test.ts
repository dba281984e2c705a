import { describe, expect, it } from 'vitest'
import type { Behaviour } from './testing/test-store.ts'
import { started, TOKEN, transport } from './testing/transport-fixture.ts'

describe('reads from a central store over http', () => {
  it('[TR9] reads the snapshot with its seq and a page of history', async () => {
    const store = await started({
      get: (request, response) => {
        const body = request.url?.startsWith('/v1/snapshot') ? Buffer.from([1, 2, 250]) : Buffer.from('page')
        response.writeHead(200, { 'skein-seq': '41' }).end(body)
      },
    })
    const port = transport()
    port.say({ kind: 'fetch', id: 5, store: store.store, what: { kind: 'snapshot', dataset: '/d a?&#' } })
    expect(await port.next()).toEqual({
      kind: 'fetched',
      id: 5,
      answer: { ok: true, seq: 41, bytes: Uint8Array.of(1, 2, 250) },
    })
    port.say({ kind: 'fetch', id: 6, store: store.store, what: { kind: 'history', dataset: 'd', before: 9, take: 4 } })
    expect(await port.next()).toMatchObject({ kind: 'fetched', id: 6, answer: { ok: true } })
    const urls = store.asked.map(({ url }) => new URL(url, 'http://h'))
    expect(urls[0]?.searchParams.get('dataset')).toBe('/d a?&#')
    expect(urls[1]?.search).toBe('?dataset=d&before=9&take=4')
    expect(store.asked.every(({ authorization }) => authorization === `Bearer ${TOKEN}`)).toBe(true)
  })

  it('[TR9] a read that is refused, cut short or too large is a problem', async () => {
    const answers: Record<string, Behaviour['get']> = {
      absent: (_request, response) =>
        response.writeHead(404).end(JSON.stringify({ code: 'no-access', message: 'There is none' })),
      cut: (_request, response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('half', () => response.destroy())
      },
      large: (_request, response) => {
        response.writeHead(200)
        const piece = Buffer.alloc(8 * 2 ** 20)
        const more = () => response.write(piece, (error) => error || setImmediate(more))
        more()
      },
    }
    const store = await started({
      get: (request, response) => {
        answers[new URL(request.url ?? '', 'http://h').searchParams.get('dataset') ?? '']?.(request, response)
      },
    })
    const port = transport()
    const read = async (dataset: string) => {
      port.say({ kind: 'fetch', id: 1, store: store.store, what: { kind: 'history', dataset, before: 1, take: 1 } })
      let message = await port.next()
      while (message.kind === 'piece') message = await port.next()
      return message
    }
    expect(await read('absent')).toMatchObject({
      answer: { ok: false, problem: { code: 'no-access', message: 'There is none' } },
    })
    expect(await read('cut')).toMatchObject({ answer: { ok: false, problem: { code: 'unavailable' } } })
    expect(await read('large')).toMatchObject({ answer: { ok: false, problem: { code: 'too-large' } } })
    expect(port.bugs).toEqual([])
  })

  it('[TR13] a long body comes in pieces, in order, with the length of the whole; the rest comes with the reply', async () => {
    const body = Uint8Array.from({ length: 5_000_000 }, (_, i) => i >> 8)
    const store = await started({
      get: (request, response) => {
        expect(request.headers.accept).toBe('application/gzip')
        response.writeHead(200, { 'skein-seq': '7', 'content-length': String(body.length) }).end(body)
      },
    })
    const port = transport()
    port.say({ kind: 'fetch', id: 3, store: store.store, what: { kind: 'snapshot', dataset: 'd' } })
    const pieces: Uint8Array[] = []
    for (let message = await port.next(); ; message = await port.next()) {
      if (message.kind === 'piece') {
        expect(message).toMatchObject({ id: 3, of: body.length })
        expect(message.bytes.buffer.byteLength).toBe(message.bytes.byteLength)
        pieces.push(message.bytes)
      } else if (message.kind === 'fetched' && message.answer.ok) {
        expect(message.answer.seq).toBe(7)
        pieces.push(message.answer.bytes)
        break
      } else throw new Error(`unexpected: ${message.kind}`)
    }
    expect(pieces.length).toBeGreaterThan(2)
    expect(Buffer.concat(pieces).equals(body)).toBe(true)
  })

  it('[TR13] a read that is cancelled ends at once, at the store as well', async () => {
    let left = () => {}
    const hasLeft = new Promise<void>((resolve) => {
      left = resolve
    })
    const store = await started({
      get: (_request, response) => {
        response.on('close', left)
        response.writeHead(200)
        response.write(Buffer.alloc(2 ** 21))
      },
    })
    const port = transport()
    port.say({ kind: 'fetch', id: 3, store: store.store, what: { kind: 'snapshot', dataset: 'd' } })
    expect(await port.next()).toMatchObject({ kind: 'piece' })
    port.raw({ kind: 'cancel', id: 'all' })
    port.say({ kind: 'cancel', id: 4 })
    port.say({ kind: 'cancel', id: 3 })
    await hasLeft
    let message = await port.next()
    while (message.kind === 'piece') message = await port.next()
    expect(message).toMatchObject({ kind: 'fetched', id: 3, answer: { ok: false } })
    expect(port.bugs).toEqual([])
  })
})
