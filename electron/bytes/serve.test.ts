import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ByteReply } from '../../shared/contracts/byte-protocol.ts'
import type { ServedPort } from '../served-port.ts'
import type { OriginOptions } from './origin-source.ts'
import { NO_REQUEST_ID, parseRequest } from './parse-request.ts'
import { serve } from './serve.ts'
import { createServedSource, type ServedSource } from './served-source.ts'
import { asStored, type CountingSource, memorySource } from './testing/byte-source-conformance.ts'

const SHARDING = {
  preshiftBits: 0,
  hash: 'identity',
  minishardBits: 0,
  shardBits: 0,
  minishardIndexEncoding: 'raw',
  dataEncoding: 'gzip',
} as const

const ZIPPED = gzipSync(new Uint8Array(5000))
const SHARD = Buffer.concat([
  new Uint8Array(new BigUint64Array([BigInt(ZIPPED.length), BigInt(ZIPPED.length) + 24n]).buffer),
  ZIPPED,
  new Uint8Array(new BigUint64Array([0n, 0n, BigInt(ZIPPED.length)]).buffer),
])

/** Keys `slow…` answer only to an abort; `bug` throws; `view` is a view of a larger buffer. */
function testSource(): CountingSource & { readonly aborted: string[] } {
  const memory = memorySource(
    new Map([
      ['chunk', new Uint8Array([1, 2, 3, 4])],
      ['s/0.shard', SHARD],
      ['packed', Uint8Array.of(9, 8, ...gzipSync(Uint8Array.of(1, 2, 3)))],
      ['zlib', new Uint8Array(deflateSync(Uint8Array.of(4, 5)))],
    ]),
  )
  const aborted: string[] = []
  const slow = (key: string, options: OriginOptions = {}) =>
    new Promise<undefined>((_, reject) => {
      options.signal?.addEventListener('abort', () => {
        aborted.push(key)
        reject(new Error('aborted'))
      })
    })
  return {
    ...memory,
    aborted,
    get(key, options) {
      if (key === 'bug') throw new Error('bug: in a source')
      if (key === 'view') return Promise.resolve(Buffer.alloc(100_000).subarray(10, 20))
      return key.startsWith('slow') ? slow(key, options) : memory.get(key, options)
    },
  }
}

function nodePort(port: MessagePort): ServedPort<ByteReply> {
  return {
    send: (reply) => port.postMessage(reply),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
  }
}

let origin: ReturnType<typeof testSource>
let source: ServedSource
let client: MessagePort
let bugs: unknown[]
let replies: ByteReply[]
let arrived = () => {}

beforeEach(() => {
  const { port1, port2 } = new MessageChannel()
  origin = testSource()
  source = createServedSource(asStored(origin))
  bugs = []
  replies = []
  client = port1
  client.on('message', (reply: ByteReply) => {
    replies.push(reply)
    arrived()
  })
  serve(nodePort(port2), {
    sourceOf: (id) => (id === 'source-1' ? source : undefined),
    onBug: (error) => bugs.push(error),
  })
})
afterEach(() => client.close())

/** The replies, once there are this many. */
async function untilReplies(count: number): Promise<readonly ByteReply[]> {
  while (replies.length < count) {
    await new Promise<void>((resolve) => {
      arrived = resolve
    })
  }
  return replies
}

const get = (id: number, key: string, more: object = {}) =>
  client.postMessage({ kind: 'get', id, sourceId: 'source-1', key, ...more })

describe('serve', () => {
  it('[BY7, BY18] bytes, a range, the last bytes, missing, a problem', async () => {
    get(1, 'chunk')
    get(2, 'chunk', { range: { start: 1, end: 3 } })
    get(3, 'nothing')
    get(4, '../x')
    get(5, 'chunk', { range: { last: 3 } })
    const sorted = (await untilReplies(5)).toSorted((a, b) => a.id - b.id)
    expect(sorted[4]).toEqual({ kind: 'bytes', id: 5, data: new Uint8Array([2, 3, 4]), transferred: 3 })
    expect(sorted.slice(0, 3)).toEqual([
      { kind: 'bytes', id: 1, data: new Uint8Array([1, 2, 3, 4]), transferred: 4 },
      { kind: 'bytes', id: 2, data: new Uint8Array([2, 3]), transferred: 2 },
      { kind: 'missing', id: 3 },
    ])
    expect(sorted[3]).toMatchObject({ kind: 'problem', problem: { kind: 'outside', file: '../x' } })
  })

  it('[BY19] takes off a compression inside a value, behind what stands before it', async () => {
    get(1, 'packed', { unpack: { coding: 'gzip', after: 2, maxBytes: 3 } })
    get(2, 'zlib', { unpack: { coding: 'zlib', after: 0, maxBytes: 9 } })
    get(3, 'packed', { unpack: { coding: 'gzip', after: 2, maxBytes: 2 } })
    get(4, 'chunk', { unpack: { coding: 'gzip', after: 0, maxBytes: 9 } })
    get(5, 'nothing', { unpack: { coding: 'gzip', after: 0, maxBytes: 9 } })
    const sorted = (await untilReplies(5)).toSorted((a, b) => a.id - b.id)
    expect(sorted[0]).toMatchObject({ kind: 'bytes', data: Uint8Array.of(9, 8, 1, 2, 3) })
    expect(sorted[1]).toMatchObject({ kind: 'bytes', data: Uint8Array.of(4, 5) })
    expect(sorted[2]).toMatchObject({ kind: 'problem', problem: { kind: 'too-large' } })
    expect(sorted[3]).toMatchObject({ kind: 'problem', problem: { kind: 'bad-chunk' } })
    expect(sorted[4]).toMatchObject({ kind: 'missing' })
  })

  it('[BY7] a view of a larger buffer travels at its own size', async () => {
    get(1, 'view')
    const [reply] = await untilReplies(1)
    if (reply?.kind !== 'bytes') throw new Error(`a reply of kind ${reply?.kind}`)
    expect(reply.data.byteLength).toBe(10)
    expect(reply.data.buffer.byteLength).toBe(10)
  })

  it('[BY7] a sharded value, with what was transferred for it and its indexes; the next one needs no index', async () => {
    const ask = (id: number) => get(id, 's', { entry: { sharding: SHARDING, chunkKey: 0n } })
    ask(1)
    const [first] = await untilReplies(1)
    expect(first).toMatchObject({ kind: 'bytes', id: 1, transferred: 16 + 24 + ZIPPED.length })
    ask(2)
    const [, second] = await untilReplies(2)
    expect(second).toMatchObject({ kind: 'bytes', id: 2, transferred: ZIPPED.length })
    if (second?.kind !== 'bytes') throw new Error('no bytes')
    expect(second.data.buffer.byteLength).toBe(5000)
  })

  it('[BY18] ranges of one key that are asked for together are read as one', async () => {
    const ranges = [{ start: 0, end: 2 }, { start: 2, end: 4 }, { last: 1 }]
    const got = await Promise.all(ranges.map((range) => source.get('chunk', { range })))
    expect(got.map((bytes) => [...(bytes ?? [])])).toEqual([[1, 2], [3, 4], [4]])
    expect(origin.reads).toEqual(['chunk -1', 'chunk 0-4'])
  })

  it('[BY7] a cancelled request is aborted and gets no reply, and its id is free again', async () => {
    get(1, 'slow')
    client.postMessage({ kind: 'cancel', id: 1 })
    client.postMessage({ kind: 'cancel', id: 77 })
    get(1, 'chunk')
    get(2, 'nothing')
    expect((await untilReplies(2)).map(({ kind, id }) => `${id} ${kind}`).toSorted()).toEqual(['1 bytes', '2 missing'])
    expect(origin.aborted).toEqual(['slow'])
  })

  it('[BY7] closing the port aborts what is under way', async () => {
    get(1, 'slow-1')
    get(2, 'slow-2')
    get(3, 'chunk')
    await untilReplies(1)
    client.close()
    await new Promise((resolve) => client.on('close', resolve))
    for (let turns = 0; turns < 1000 && origin.aborted.length < 2; turns++) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(origin.aborted).toEqual(['slow-1', 'slow-2'])
  })

  it('[BY7] closing a source aborts its reads; an unknown source is a problem', async () => {
    get(1, 'slow')
    client.postMessage({ kind: 'get', id: 2, sourceId: 'source-2', key: 'chunk' })
    expect(await untilReplies(1)).toMatchObject([{ kind: 'problem', id: 2, problem: { kind: 'not-found' } }])
    source.close()
    await untilReplies(2)
    expect(origin.aborted).toEqual(['slow'])
  })

  it('[BY7] a bug is answered, reported and survived', async () => {
    get(1, 'bug')
    get(2, 'chunk')
    expect(await untilReplies(2)).toMatchObject([
      { kind: 'problem', id: 1 },
      { kind: 'bytes', id: 2 },
    ])
    expect(bugs).toMatchObject([{ message: 'bug: in a source' }])
  })

  it('[BY7] an id that is under way cannot be used again', async () => {
    get(1, 'slow')
    get(1, 'chunk')
    expect(await untilReplies(1)).toMatchObject([{ kind: 'problem', id: 1, problem: { kind: 'unsupported' } }])
  })

  it('[BY7] malformed requests are answered each with a problem, and the port lives on', async () => {
    const messages = [null, 5, 'get', [], {}, { kind: 'get' }, { kind: 'get', id: '1' }, { kind: 'get', id: 1.5 }]
    for (const message of messages) client.postMessage(message)
    client.postMessage({ kind: 'get', id: 3, sourceId: 'source-1', key: 5 })
    get(4, 'chunk')
    const got = await untilReplies(messages.length + 2)
    expect(got.slice(0, messages.length).every(({ kind, id }) => kind === 'problem' && id === NO_REQUEST_ID)).toBe(true)
    expect(got.slice(-2)).toMatchObject([
      { kind: 'problem', id: 3, problem: { kind: 'unsupported', field: 'key' } },
      { kind: 'bytes', id: 4 },
    ])
  })
})

describe('parseRequest', () => {
  const ENTRY = { sharding: SHARDING, chunkKey: 1n }
  const good = { kind: 'get', id: 7, sourceId: 'source-1', key: 's', entry: ENTRY }

  it.each([
    ['kind', { kind: 'put' }],
    ['sourceId', { sourceId: 1 }],
    ['key', { key: 'x'.repeat(5000) }],
    ['entry.chunkKey', { entry: { ...ENTRY, chunkKey: 1 } }],
    ['entry.chunkKey', { entry: { ...ENTRY, chunkKey: -1n } }],
    ['entry.chunkKey', { entry: { ...ENTRY, chunkKey: 2n ** 64n } }],
    ['entry.before.from', { entry: { ...ENTRY, before: { from: -1, bytes: 0 } } }],
    ['entry.before.bytes', { entry: { ...ENTRY, before: { from: 5, bytes: 6 } } }],
    ['entry.sharding', { entry: { ...ENTRY, sharding: null } }],
    ['entry.sharding.hash', { entry: { ...ENTRY, sharding: { ...SHARDING, hash: 'md5' } } }],
    ['entry.sharding.preshiftBits', { entry: { ...ENTRY, sharding: { ...SHARDING, preshiftBits: 65 } } }],
    ['entry.sharding.minishardBits', { entry: { ...ENTRY, sharding: { ...SHARDING, minishardBits: Number.NaN } } }],
    ['entry.sharding.shardBits', { entry: { ...ENTRY, sharding: { ...SHARDING, minishardBits: 33, shardBits: 32 } } }],
    ['unpack.coding', { entry: undefined, unpack: { coding: 'zip', after: 0, maxBytes: 1 } }],
    ['unpack.after', { entry: undefined, unpack: { coding: 'gzip', after: -1, maxBytes: 1 } }],
    ['unpack.maxBytes', { entry: undefined, unpack: { coding: 'gzip', after: 0 } }],
    ['unpack', { entry: ENTRY, unpack: { coding: 'gzip', after: 0, maxBytes: 1 } }],
    ['entry.sharding.dataEncoding', { entry: { ...ENTRY, sharding: { ...SHARDING, dataEncoding: 'zip' } } }],
    ['entry', { entry: 5 }],
    ['entry', { range: { start: 0, end: 5 } }],
    ['range', { entry: undefined, range: 5 }],
    ['range.start', { entry: undefined, range: { start: -1, end: 5 } }],
    ['range.end', { entry: undefined, range: { start: 5, end: 4 } }],
    ['range', { entry: undefined, range: { start: 0, end: 2 ** 40 } }],
    ['range.last', { entry: undefined, range: { last: -1 } }],
    ['range.last', { entry: undefined, range: { last: 2 ** 40 } }],
    ['range.last', { entry: undefined, range: { last: 4.5, start: 0, end: 1 } }],
  ])('[BY7] names the field %s', (field, wrong) => {
    expect(parseRequest({ ...good, ...wrong })).toMatchObject({ ok: false, id: 7, field })
  })

  it('[BY7] a good request comes out as it went in, without what else was sent', () => {
    expect(parseRequest({ ...good, extra: 1 })).toEqual({ ok: true, request: good })
  })

  it('[BY7] anything at all is a request or a named problem, never a throw', () => {
    const pick = (name: keyof typeof good) => fc.oneof(fc.constant(good[name]), fc.anything({ withBigInt: true }))
    const almost = fc.record({
      kind: fc.oneof(fc.constantFrom('get', 'cancel'), fc.anything()),
      id: pick('id'),
      sourceId: pick('sourceId'),
      key: pick('key'),
      entry: fc.oneof(fc.record({ sharding: fc.anything(), chunkKey: fc.anything() }), fc.anything()),
      range: fc.anything(),
    })
    fc.assert(
      fc.property(fc.oneof(fc.anything(), almost), (message) => {
        const parsed = parseRequest(message)
        if (parsed.ok) expect(Number.isSafeInteger(parsed.request.id)).toBe(true)
        else expect(parsed.field.length * parsed.what.length).toBeGreaterThan(0)
      }),
      { numRuns: 2000 },
    )
  })
})
