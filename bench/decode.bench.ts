import { encode } from 'fast-png'
import { fixture, readFixture } from '../fixtures/fixture.ts'
import { assert } from '../shared/assert.ts'
import type { DecodedChunk } from '../shared/codec/decoded-chunk.ts'
import { decodeChunk, type PlainEncoding } from '../shared/formats/precomputed/decode-chunk.ts'
import type { PrecomputedVolume } from '../shared/formats/precomputed/precomputed-volume.ts'
import type { Vec3 } from '../shared/geometry.ts'
import type { Result } from '../shared/problem.ts'
import type { Bench, Report } from './bench.ts'
import { loadOwnJpegDecoder } from './support/own-jpeg.ts'
import { readVolume, readWholeChunks, type StoredChunk } from './support/real-chunks.ts'
import { loadStockDecoders, STOCK, type StockDecoders } from './support/stock-decoders.ts'
import { type Contender, rateLine, timeInTurn } from './support/timing.ts'

/** Decoding of real chunks in one thread of this process: ours, a memcpy of what ours gives, and Neuroglancer's own. */
export const bench: Bench = {
  name: 'decode',
  async run(report, wanted) {
    const codecs = [compressedSegmentation, compresso, jpeg, png, raw, rawLabels].filter(({ name }) =>
      ['', ...SUFFIXES].some((suffix) => wanted(`decode/${name}${suffix}`)),
    )
    if (codecs.length === 0) return
    const stock = await loadStockDecoders()
    const asked: Report = (line) => {
      if (wanted(line.name)) report(line)
    }
    for (const { name, prepare } of codecs) await measureCodec(`decode/${name}`, await prepare(stock), stock, asked)
  },
}

/** These follow the name of a codec: see README.md. */
const SUFFIXES = ['/bytes', '/memcpy', '/neuroglancer', '/to-gpu'] as const

interface Batch {
  readonly chunks: readonly StoredChunk[]
  readonly ours: (chunk: StoredChunk) => Result<DecodedChunk> | Promise<Result<DecodedChunk>>
  /** Neuroglancer's decoder of the same chunks to plain voxels. Undefined if it has none or could not be fetched. */
  readonly stock: ((chunk: StoredChunk) => unknown) | undefined
  /** The same up to what it uploads: it encodes labels anew. Ours are drawn as they are decoded. */
  readonly stockToGpu?: ((chunk: StoredChunk) => unknown) | undefined
}

interface Codec {
  readonly name: string
  readonly prepare: (stock: StockDecoders | string) => Promise<Batch>
}

const fib25 = (volume: string) => fixture(`fib25/${volume}`)
/** Chunks of 64^3 in a batch: 2 Mvoxel, so that a batch is long compared with the steps of the clock. */
const FIB25_CHUNKS = 8
const BLOCK: Vec3 = [8, 8, 8]

const compressedSegmentation: Codec = {
  name: 'compressed_segmentation',
  async prepare(stock) {
    const folder = fib25('seg-watershed')
    const volume = await readVolume(folder)
    const chunks = await readWholeChunks(folder, volume, FIB25_CHUNKS)
    const words = new Map(chunks.map((chunk) => [chunk, new Uint32Array(chunk.bytes.buffer)]))
    const stockDecode =
      typeof stock === 'string'
        ? undefined
        : (chunk: StoredChunk) => stock.compressedSegmentation(words.get(chunk)!, chunk.size, BLOCK)
    return { chunks, ours: ownDecoder(volume), stock: stockDecode }
  },
}

const compresso: Codec = {
  name: 'compresso',
  async prepare(stock) {
    const folder = fixture('pinky40/seg-compresso')
    const volume = await readVolume(folder)
    const chunks = await readWholeChunks(folder, volume, 1)
    if (typeof stock === 'string') return { chunks, ours: ownDecoder(volume), stock: undefined }
    return {
      chunks,
      ours: ownDecoder(volume),
      stock: ({ bytes }) => stock.compresso(bytes),
      stockToGpu: async ({ bytes, size }) => {
        const image = await stock.compresso(bytes)
        assert(image instanceof Uint8Array, 'its compresso gives bytes')
        return stock.encode(new Uint32Array(image.buffer), 32, size, BLOCK)
      },
    }
  },
}

const jpeg: Codec = {
  name: 'jpeg',
  async prepare(stock) {
    const folder = fib25('em-jpeg')
    const chunks = await readWholeChunks(folder, await readVolume(folder), FIB25_CHUNKS)
    const decoder = await loadOwnJpegDecoder()
    const ours = ({ bytes, size, file }: StoredChunk) => decoder.decode(bytes, size, file)
    return { chunks, ours, stock: typeof stock === 'string' ? undefined : ({ bytes }) => stock.jpeg(bytes) }
  },
}

const png: Codec = {
  name: 'png',
  async prepare(stock) {
    const folder = fib25('em-raw')
    const volume = await readVolume(folder)
    // No public data set of a handy size is PNG, so the raw chunks are encoded.
    const chunks = (await readWholeChunks(folder, volume, FIB25_CHUNKS)).map((chunk) => {
      const [width, height] = [chunk.size[0], chunk.size[1] * chunk.size[2]]
      return { ...chunk, bytes: Uint8Array.from(encode({ width, height, data: chunk.bytes, channels: 1, depth: 8 })) }
    })
    return {
      chunks,
      ours: ownDecoder(volume, { kind: 'png' }),
      stock:
        typeof stock === 'string'
          ? undefined
          : ({ bytes, size }: StoredChunk) => stock.png(bytes, size[0], size[1] * size[2]),
    }
  },
}

/** Raw grey voxels are used where they lie. Both decoders only check the length. */
const raw: Codec = {
  name: 'raw',
  async prepare() {
    const folder = fib25('em-raw')
    const volume = await readVolume(folder)
    return { chunks: await readWholeChunks(folder, volume, FIB25_CHUNKS), ours: ownDecoder(volume), stock: undefined }
  },
}

/** Raw 64-bit labels become indices. Neuroglancer encodes them. */
const rawLabels: Codec = {
  name: 'raw-labels',
  async prepare(stock) {
    const file = 'formats/fib25-cube/64x64x64-raw-uint64-segmentation.dat'
    const chunk: StoredChunk = { bytes: readFixture(file), size: [64, 64, 64], file }
    const volume = { kind: 'segmentation', voxelType: 'uint64' } as const
    return {
      chunks: [chunk],
      ours: ({ bytes, size }) => decodeChunk(bytes, volume, { kind: 'raw' }, size, file),
      stock: undefined,
      stockToGpu:
        typeof stock === 'string'
          ? undefined
          : ({ bytes, size }: StoredChunk) => stock.encode(new Uint32Array(bytes.buffer), 64, size, BLOCK),
    }
  },
}

function ownDecoder(volume: PrecomputedVolume, other?: PlainEncoding): Batch['ours'] {
  const own = volume.scales[0].encoding
  const encoding = other ?? own
  assert(encoding.kind !== 'jpeg', 'jpeg has its own decoder')
  return ({ bytes, size, file }) => decodeChunk(bytes, volume, encoding, size, file)
}

async function measureCodec(name: string, batch: Batch, stock: StockDecoders | string, report: Report): Promise<void> {
  const { chunks } = batch
  const outputs = await Promise.all(chunks.map(async (chunk) => outputOf(await batch.ours(chunk))))
  const copies = outputs.map((output) => output.map((part) => new Uint8Array(part.length)))
  const overAll = (decode: (chunk: StoredChunk) => unknown) => async () => {
    for (const chunk of chunks) await decode(chunk)
  }
  const contenders: Contender[] = [
    {
      name: 'ours',
      run: overAll(async (chunk) => {
        const decoded = await batch.ours(chunk)
        assert(decoded.ok, 'a real chunk decodes')
      }),
    },
    {
      name: 'memcpy',
      run: () => {
        for (const [i, parts] of outputs.entries()) for (const [j, part] of parts.entries()) copies[i]![j]!.set(part)
      },
    },
  ]
  const stockRuns = [batch.stock, batch.stockToGpu].map((run) => (run === undefined ? undefined : overAll(run)))
  for (const run of stockRuns) if (run !== undefined) contenders.push({ name: STOCK, run })
  const [ours = [], memcpy = [], ...stockSamples] = await timeInTurn(contenders)

  const voxels = chunks.reduce((sum, { size }) => sum + size[0] * size[1] * size[2], 0)
  const bytes = outputs.flat().reduce((sum, part) => sum + part.length, 0)
  const perVoxel = { unit: 'Mvoxel/s', perBatch: voxels / 1e6 }
  const perByte = { unit: 'MB/s', perBatch: bytes / 1e6 }
  const [plain, toGpu] = stockRuns.map((run) => (run === undefined ? undefined : stockSamples.shift()))
  report(rateLine(name, ours, perVoxel, plain && { against: STOCK, samples: plain }))
  if (plain) report(rateLine(`${name}/neuroglancer`, plain, perVoxel))
  if (toGpu) report(rateLine(`${name}/to-gpu`, ours, perVoxel, { against: STOCK, samples: toGpu }))
  report(rateLine(`${name}/bytes`, ours, perByte, { against: 'memcpy', samples: memcpy }))
  report(rateLine(`${name}/memcpy`, memcpy, perByte))
  if (typeof stock === 'string') report({ name: `${name}/neuroglancer`, skipped: stock })
}

/** The content of a decoded chunk, as bytes. */
function outputOf(decoded: Result<DecodedChunk>): readonly Uint8Array[] {
  if (!decoded.ok) throw new Error(decoded.problem.message)
  const chunk = decoded.value
  const parts = chunk.kind === 'grey' ? [chunk.voxels] : [chunk.indices, chunk.labels]
  return parts.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength))
}
