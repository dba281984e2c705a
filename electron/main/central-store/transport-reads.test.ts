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
      return port.next()
    }
    expect(await read('absent')).toMatchObject({
      answer: { ok: false, problem: { code: 'no-access', message: 'There is none' } },
    })
    expect(await read('cut')).toMatchObject({ answer: { ok: false, problem: { code: 'unavailable' } } })
    expect(await read('large')).toMatchObject({ answer: { ok: false, problem: { code: 'too-large' } } })
    expect(port.bugs).toEqual([])
  })
})
