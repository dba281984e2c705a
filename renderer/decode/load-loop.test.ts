import { afterEach, describe, expect, it } from 'vitest'
import { readFixture } from '../../fixtures/fixture.ts'
import { createByteClient } from '../../shared/bytes/byte-client.ts'
import type { ByteReply, ByteRequest } from '../../shared/contracts/byte-protocol.ts'
import { FORMATS } from '../../shared/formats/format-list.ts'
import { infoOf } from '../../shared/formats/precomputed/info-of.ts'
import type { PrecomputedScale, PrecomputedVolume } from '../../shared/formats/precomputed/precomputed-volume.ts'
import { toyFormat } from '../../shared/formats/testing/toy-format.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import type { MeshSource } from '../../shared/meshes/stored/mesh-format.ts'
import { legacyFragment } from '../../shared/meshes/testing/mesh-reading.ts'
import { createDracoDecoder } from './draco.ts'
import { createJpegDecoder } from './jpeg.ts'
import { type KnownFormats, serveLoads } from './load-loop.ts'
import type { FromDecoder, ToDecoder } from './messages.ts'
import { createUnpackers } from './unpackers.ts'

const SCALE: PrecomputedScale = {
  key: '10_10_10',
  size: [6, 4, 4],
  resolution: [10, 10, 10],
  voxelOffset: [100, 0, 0],
  chunkSize: [4, 4, 4],
  encoding: { kind: 'raw' },
}
const IMAGE: PrecomputedVolume = { kind: 'image', voxelType: 'uint8', scales: [SCALE] }

const MESHES: MeshSource = { format: 'legacy', files: {}, place: { location: '/d/m' }, of: 'labels', sourceId: 's2' }

/** Messages of a port, in order, for a test to wait for. */
function inbox<T>(port: MessagePort): { next(): Promise<T>; readonly waiting: readonly T[] } {
  const waiting: T[] = []
  const takers: ((message: T) => void)[] = []
  port.onmessage = ({ data }: MessageEvent<T>) => {
    const taker = takers.shift()
    if (taker === undefined) waiting.push(data)
    else taker(data)
  }
  return {
    waiting,
    next: () => {
      const message = waiting.shift()
      return message === undefined ? new Promise((taken) => takers.push(taken)) : Promise.resolve(message)
    },
  }
}

const open: MessagePort[] = []
afterEach(() => {
  for (const port of open.splice(0)) port.close()
})

/** A loop between a client and a byte process, both played by the test. */
function start(volume: PrecomputedVolume = IMAGE, known?: KnownFormats) {
  const bytes = new MessageChannel()
  const client = new MessageChannel()
  open.push(bytes.port1, client.port1)
  serveLoads(
    client.port2,
    createByteClient(bytes.port2),
    {
      ...{ jpeg: createJpegDecoder().decode, unpackers: createUnpackers(), draco: createDracoDecoder() },
      openBlockStore: async () => ({ get: async () => undefined, put: async () => undefined }),
    },
    known,
  )
  const requests = inbox<ByteRequest>(bytes.port1)
  const replies = inbox<FromDecoder>(client.port1)
  const tell = (message: ToDecoder) => client.port1.postMessage(message)
  const load = (id: number, cell: Vec3 = [0, 0, 0], scale = 0) => tell({ kind: 'load', id, volumeId: 7, scale, cell })
  const reply = (message: ByteReply) => bytes.port1.postMessage(message)
  const files = { info: infoOf(volume) }
  const described = { format: 'precomputed', files, place: { location: 'http://host/v', above: 0 }, at: [] }
  tell({ kind: 'volume', volumeId: 7, sourceId: 's1', described })
  return { requests, replies, tell, load, reply, bytesPort: bytes.port1 }
}

async function request(loop: ReturnType<typeof start>): Promise<Exclude<ByteRequest, { kind: 'cancel' }>> {
  const message = await loop.requests.next()
  if (message.kind === 'cancel') throw new Error('a cancel came first')
  return message
}

describe('decode worker', () => {
  it('[DW1] asks for the chunk by its name, and answers with its voxels and what was transferred', async () => {
    const loop = start()
    loop.load(1, [1, 0, 0])
    const asked = await request(loop)
    expect(asked).toMatchObject({ kind: 'get', sourceId: 's1', key: '10_10_10/104-106_0-4_0-4' })
    const data = Uint8Array.from({ length: 32 }, (_, i) => i)
    loop.reply({ kind: 'bytes', id: asked.id, data, transferred: 20 })
    expect(await loop.replies.next()).toEqual({
      kind: 'loaded',
      id: 1,
      chunk: { kind: 'grey', size: [2, 4, 4], voxels: data },
      transferred: 20,
    })
  })

  it('[DW2] asks for a sharded chunk by its Morton key', async () => {
    const sharding = {
      preshiftBits: 0,
      hash: 'identity',
      minishardBits: 0,
      shardBits: 0,
      minishardIndexEncoding: 'raw',
      dataEncoding: 'raw',
    } as const
    const scale: PrecomputedScale = { ...SCALE, size: [6, 4, 8], sharding }
    const loop = start({ ...IMAGE, scales: [scale] })
    loop.load(1, [1, 0, 1])
    expect(await request(loop)).toMatchObject({
      kind: 'get',
      sourceId: 's1',
      key: '10_10_10',
      entry: { sharding, chunkKey: 3n },
    })
  })

  it('[DW3] says that a chunk is missing', async () => {
    const loop = start()
    loop.load(4)
    loop.reply({ kind: 'missing', id: (await request(loop)).id })
    expect(await loop.replies.next()).toEqual({ kind: 'missing', id: 4 })
  })

  it('[DW4] passes on why bytes did not come, and what is wrong with those that came, and goes on', async () => {
    const loop = start()
    const problem = { kind: 'http-status', message: 'no', status: 500 } as const
    loop.load(1)
    loop.reply({ kind: 'problem', id: (await request(loop)).id, problem })
    expect(await loop.replies.next()).toEqual({ kind: 'failed', id: 1, problem })
    loop.load(2)
    loop.reply({ kind: 'bytes', id: (await request(loop)).id, data: new Uint8Array(5), transferred: 5 })
    expect(await loop.replies.next()).toMatchObject({
      kind: 'failed',
      id: 2,
      problem: { kind: 'bad-chunk', file: 'http://host/v/10_10_10/100-104_0-4_0-4' },
    })
    loop.load(3)
    loop.reply({ kind: 'bytes', id: (await request(loop)).id, data: new Uint8Array(64), transferred: 64 })
    expect(await loop.replies.next()).toMatchObject({ kind: 'loaded', id: 3 })
  })

  it('[DW5] takes the request back and answers nothing when a load is cancelled', async () => {
    const loop = start()
    loop.load(1)
    const { id } = await request(loop)
    loop.tell({ kind: 'cancel', id: 1 })
    expect(await loop.requests.next()).toEqual({ kind: 'cancel', id })
    // The bytes were under way already; the answer to the next load shows that nothing came before it.
    loop.reply({ kind: 'bytes', id, data: new Uint8Array(64), transferred: 64 })
    loop.load(2)
    loop.reply({ kind: 'missing', id: (await request(loop)).id })
    expect(await loop.replies.next()).toEqual({ kind: 'missing', id: 2 })
    expect(loop.replies.waiting).toEqual([])
  })

  it('[DW6] has many requests under way at once, and answers as bytes come', async () => {
    const loop = start()
    for (const id of [1, 2, 3]) loop.load(id)
    const asked = [await request(loop), await request(loop), await request(loop)]
    for (const { id } of asked.reverse()) loop.reply({ kind: 'missing', id })
    const ids = [await loop.replies.next(), await loop.replies.next(), await loop.replies.next()].map(({ id }) => id)
    expect(ids).toEqual([3, 2, 1])
  })

  it.each<[string, Vec3, number]>([
    ['a cell outside the grid', [2, 0, 0], 0],
    ['a cell below the grid', [0, -1, 0], 0],
    ['half a cell', [0.5, 0, 0], 0],
    ['a scale that is not there', [0, 0, 0], 1],
  ])('[DW7] refuses %s without asking for bytes', async (_, cell, scale) => {
    const loop = start()
    loop.load(1, cell, scale)
    expect(await loop.replies.next()).toMatchObject({ kind: 'failed', id: 1 })
    expect(loop.requests.waiting).toEqual([])
  })

  it('[DW8] forgets a volume with its loads', async () => {
    const loop = start()
    loop.load(1)
    const { id } = await request(loop)
    loop.tell({ kind: 'forget-volume', volumeId: 7 })
    expect(await loop.requests.next()).toEqual({ kind: 'cancel', id })
    loop.load(2)
    expect(await loop.replies.next()).toMatchObject({ kind: 'failed', id: 2, problem: { kind: 'not-found' } })
  })

  it('[DW10] decodes jpeg and labels, and gives the sender no more than the chunk', async () => {
    const read = (layer: string) => readFixture(`fib25/${layer}/10_10_10/0-64_0-64_0-64`)
    const scale: PrecomputedScale = { ...SCALE, size: [64, 64, 64], chunkSize: [64, 64, 64] }
    const jpeg = start({ ...IMAGE, scales: [{ ...scale, encoding: { kind: 'jpeg' } }] })
    jpeg.load(1)
    const data = read('em-jpeg')
    jpeg.reply({ kind: 'bytes', id: (await request(jpeg)).id, data, transferred: 1 })
    const grey = await jpeg.replies.next()
    expect(grey.kind === 'loaded' && grey.chunk.kind === 'grey' && grey.chunk.voxels.buffer.byteLength).toBe(64 ** 3)
    const encoding = { kind: 'compressed_segmentation', blockSize: [8, 8, 8] } as const
    const labels = start({ kind: 'segmentation', voxelType: 'uint64', scales: [{ ...scale, encoding }] })
    labels.load(1)
    const packed = read('seg-watershed')
    labels.reply({ kind: 'bytes', id: (await request(labels)).id, data: packed, transferred: 1 })
    const answer = await labels.replies.next()
    if (answer.kind !== 'loaded' || answer.chunk.kind !== 'labels') throw new Error('no labels came')
    expect(answer.chunk.indices.buffer.byteLength).toBe(64 ** 3)
    expect(answer.chunk.labels.buffer.byteLength).toBe(8 * answer.chunk.labels.length)
  })

  it('[FF3] refuses chunks of a format that it does not know, and reads those of one that a line adds', async () => {
    const place = { location: '/d/v', above: 0 }
    const described = { format: 'toy', files: { toy: { size: [2, 1, 1] } }, place, at: [] }
    const without = start()
    without.tell({ kind: 'volume', volumeId: 8, sourceId: 's2', described })
    without.tell({ kind: 'load', id: 1, volumeId: 8, scale: 0, cell: [0, 0, 0] })
    expect(await without.replies.next()).toMatchObject({ kind: 'failed', problem: { kind: 'unsupported' } })
    const withToy = start(IMAGE, { volumes: [...FORMATS, toyFormat], meshes: [] })
    withToy.tell({ kind: 'volume', volumeId: 8, sourceId: 's2', described })
    withToy.tell({ kind: 'load', id: 1, volumeId: 8, scale: 0, cell: [0, 0, 0] })
    const asked = await request(withToy)
    expect(asked).toMatchObject({ sourceId: 's2', key: 'voxels' })
    withToy.reply({ kind: 'bytes', id: asked.id, data: Uint8Array.of(7, 9), transferred: 2 })
    const chunk = { kind: 'grey', size: [2, 1, 1], voxels: Uint8Array.of(7, 9) }
    expect(await withToy.replies.next()).toEqual({ kind: 'loaded', id: 1, chunk, transferred: 2 })
  })

  it('[ME2] tells what meshes are stored of a segment, and reads a part of them', async () => {
    const loop = start()
    loop.tell({ kind: 'meshes', volumeId: 7, source: MESHES })
    loop.tell({ kind: 'manifest', id: 1, volumeId: 7, segment: 5n })
    const manifest = await request(loop)
    expect(manifest).toMatchObject({ sourceId: 's2', key: '5:0' })
    loop.reply({ kind: 'bytes', id: manifest.id, data: Buffer.from('{"fragments":["a"]}'), transferred: 9 })
    const part = { key: 'a', label: 5n, level: 0, box: undefined, bytes: undefined }
    const parts = { parts: [part], levelErrors: [0], problems: [] }
    expect(await loop.replies.next()).toEqual({ kind: 'manifest', id: 1, manifest: parts, transferred: 9 })
    loop.tell({ kind: 'part', id: 2, volumeId: 7, part })
    const data = legacyFragment([1, 2, 3, 4, 5, 6, 7, 8, 9], [0, 1, 2])
    const asked = await request(loop)
    expect(asked).toMatchObject({ sourceId: 's2', key: 'a' })
    loop.reply({ kind: 'bytes', id: asked.id, data, transferred: 8 })
    const labels = BigUint64Array.of(5n)
    expect(await loop.replies.next()).toMatchObject({ kind: 'part', id: 2, mesh: { labels }, transferred: 8 })
  })

  it('[ME2] says that a segment has no mesh, and why a part is none, and goes on', async () => {
    const loop = start()
    loop.tell({ kind: 'manifest', id: 1, volumeId: 7, segment: 5n })
    expect(await loop.replies.next()).toMatchObject({ kind: 'failed', id: 1, problem: { kind: 'not-found' } })
    loop.tell({ kind: 'meshes', volumeId: 7, source: MESHES })
    loop.tell({ kind: 'manifest', id: 2, volumeId: 7, segment: 5n })
    loop.reply({ kind: 'missing', id: (await request(loop)).id })
    expect(await loop.replies.next()).toEqual({ kind: 'missing', id: 2 })
    const part = { key: 'a', label: 5n, level: 0, box: undefined, bytes: undefined }
    loop.tell({ kind: 'part', id: 3, volumeId: 7, part })
    loop.reply({ kind: 'bytes', id: (await request(loop)).id, data: new Uint8Array(3), transferred: 3 })
    expect(await loop.replies.next()).toMatchObject({
      kind: 'failed',
      id: 3,
      problem: { kind: 'bad-mesh', file: '/d/m/a' },
    })
    loop.tell({ kind: 'part', id: 4, volumeId: 7, part })
    const { id } = await request(loop)
    loop.tell({ kind: 'forget-volume', volumeId: 7 })
    expect(await loop.requests.next()).toEqual({ kind: 'cancel', id })
    loop.tell({ kind: 'part', id: 5, volumeId: 7, part })
    expect(await loop.replies.next()).toMatchObject({ kind: 'failed', id: 5, problem: { kind: 'not-found' } })
  })

  it('[ME6] what a manifest names and cannot be used is a part that fails, with its name', async () => {
    const loop = start()
    loop.tell({ kind: 'meshes', volumeId: 7, source: MESHES })
    loop.tell({ kind: 'manifest', id: 1, volumeId: 7, segment: 5n })
    const { id } = await request(loop)
    loop.reply({ kind: 'bytes', id, data: Buffer.from('{"fragments":["a","5:0"]}'), transferred: 9 })
    const reply = await loop.replies.next()
    if (reply.kind !== 'manifest') throw new Error('no manifest came')
    const [good, bad] = reply.manifest.parts
    expect([reply.manifest.parts.length, good?.key]).toEqual([2, 'a'])
    loop.tell({ kind: 'part', id: 2, volumeId: 7, part: bad! })
    const message = '/d/m/5:0: the fragment "5:0" is the manifest itself'
    expect(await loop.replies.next()).toEqual({ kind: 'failed', id: 2, problem: { kind: 'bad-mesh', message } })
    expect(loop.requests.waiting).toEqual([])
  })

  it('[ME1] refuses meshes of a format that it does not know', async () => {
    const loop = start()
    loop.tell({ kind: 'meshes', volumeId: 7, source: { ...MESHES, format: 'new' } })
    loop.tell({ kind: 'manifest', id: 1, volumeId: 7, segment: 5n })
    expect(await loop.replies.next()).toMatchObject({
      kind: 'failed',
      id: 1,
      problem: { kind: 'unsupported', file: '/d/m' },
    })
    expect(loop.requests.waiting).toEqual([])
  })

  it('[FF3] says what is wrong with a description that does not parse', async () => {
    const loop = start()
    const place = { location: '/d/v', above: 0 }
    const described = { format: 'precomputed', files: { info: {} }, place, at: [] }
    loop.tell({ kind: 'volume', volumeId: 8, sourceId: 's2', described })
    loop.tell({ kind: 'load', id: 1, volumeId: 8, scale: 0, cell: [0, 0, 0] })
    expect(await loop.replies.next()).toMatchObject({ kind: 'failed', id: 1, problem: { file: '/d/v/info' } })
  })

  it('[SF10] makes surfaces of labels, and takes their requests back when they are cancelled', async () => {
    const scale: PrecomputedScale = { ...SCALE, size: [4, 4, 4], encoding: { kind: 'raw' } }
    const loop = start({ kind: 'segmentation', voxelType: 'uint64', scales: [scale] })
    loop.tell({ kind: 'surface', id: 1, volumeId: 7, scale: 0, cell: [0, 0, 0] })
    const first = await request(loop)
    loop.tell({ kind: 'cancel', id: 1 })
    expect(await loop.requests.next()).toEqual({ kind: 'cancel', id: first.id })
    loop.tell({ kind: 'surface', id: 2, volumeId: 7, scale: 0, cell: [0, 0, 0] })
    const data = new Uint8Array(BigUint64Array.from({ length: 64 }, () => 9n).buffer)
    loop.reply({ kind: 'bytes', id: (await request(loop)).id, data, transferred: 20 })
    const made = await loop.replies.next()
    if (made.kind !== 'surface') throw new Error(`a reply of kind ${made.kind} came`)
    expect(made).toMatchObject({ id: 2, transferred: 20, block: { mesh: { labels: BigUint64Array.of(9n) } } })
    expect(made.block.mesh.triangles.length).toBeGreaterThan(0)
    expect(loop.replies.waiting).toEqual([])
  })
})
