import { zstdCompressSync } from 'node:zlib'
import Blosc from 'numcodecs/blosc'
import Lz4 from 'numcodecs/lz4'
import Zstd from 'numcodecs/zstd'
import { fixture } from '../fixtures/fixture.ts'
import { createUnpackers } from '../renderer/decode/unpackers.ts'
import { assert } from '../shared/assert.ts'
import { type PackStep, unpack } from '../shared/codec/packed/unpack.ts'
import { UNPACKERS } from '../shared/codec/packed/unpackers.ts'
import { decodeChunk } from '../shared/formats/precomputed/decode-chunk.ts'
import { unwrap } from '../shared/problem.ts'
import type { Bench } from './bench.ts'
import { readVolume, readWholeChunks } from './support/real-chunks.ts'
import { rateLine, timeInTurn } from './support/timing.ts'

/** Chunks of 64^3 in a batch: long compared with the steps of the clock. */
const EM_CHUNKS = 8
const LABEL_CHUNKS = 2

/** Taking compressions of Zarr off chunks of real tissue and real labels, beside numcodecs in this process. */
export const bench: Bench = {
  name: 'packed',
  async run(report, wanted) {
    const wasm = await createUnpackers()(true)
    assert(wasm.zstd !== UNPACKERS.zstd && wasm.lz4 !== UNPACKERS.lz4, 'the modules in wasm are there')
    for (const [data, chunks] of [
      ['em', await tissue()],
      ['labels', await labels()],
    ] as const) {
      for (const { name, step, pack, unpack: other } of CODECS) {
        const line = `packed/${name}/${data}`
        if (!wanted(line)) continue
        const packed = await Promise.all(
          chunks.map(async (bytes) => ({ bytes: await pack(bytes), length: bytes.length })),
        )
        const run = () => {
          for (const { bytes, length } of packed) unpack(bytes, [step], length, wasm)
        }
        const contenders = [
          { name: 'ours', run },
          { name: 'numcodecs', run: async () => void (await Promise.all(packed.map(({ bytes }) => other(bytes)))) },
        ]
        const [ours = [], theirs = []] = await timeInTurn(contenders)
        const perBatch = chunks.reduce((sum, { length }) => sum + length, 0) / 1e6
        report(rateLine(line, ours, { unit: 'MB/s', perBatch }, { against: 'numcodecs', samples: theirs }))
      }
    }
  },
}

interface Codec {
  readonly name: string
  readonly step: PackStep
  readonly pack: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>
  readonly unpack: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>
}

/** c-blosc with its usual settings; numcodecs takes all values for such of 4 bytes. */
function blosc(name: string, cname: string, shuffle: 0 | 1 | 2): Codec {
  const codec = Blosc.fromConfig({ id: 'blosc', cname, clevel: 5, shuffle, blocksize: 0 })
  return { name, step: { kind: 'blosc' }, pack: (bytes) => codec.encode(bytes), unpack: (bytes) => codec.decode(bytes) }
}

const ZSTD = Zstd.fromConfig({ id: 'zstd', level: 3 })
const LZ4 = Lz4.fromConfig({ id: 'lz4', acceleration: 1 })

const CODECS: readonly Codec[] = [
  blosc('blosc-lz4', 'lz4', 1),
  blosc('blosc-zstd', 'zstd', 1),
  blosc('blosc-zstd-bits', 'zstd', 2),
  blosc('blosc-blosclz', 'blosclz', 1),
  blosc('blosc-zlib', 'zlib', 1),
  blosc('blosc-lz4-unshuffled', 'lz4', 0),
  {
    name: 'zstd',
    step: { kind: 'zstd' },
    pack: (bytes) => new Uint8Array(zstdCompressSync(bytes)),
    unpack: (bytes) => ZSTD.decode(bytes),
  },
  { name: 'lz4', step: { kind: 'lz4' }, pack: (bytes) => LZ4.encode(bytes), unpack: (bytes) => LZ4.decode(bytes) },
]

async function tissue(): Promise<readonly Uint8Array[]> {
  const folder = fixture('fib25/em-raw')
  const chunks = await readWholeChunks(folder, await readVolume(folder), EM_CHUNKS)
  return chunks.map(({ bytes }) => bytes)
}

/** Supervoxels as 64-bit numbers, x fastest. */
async function labels(): Promise<readonly Uint8Array[]> {
  const folder = fixture('fib25/seg-watershed')
  const volume = await readVolume(folder)
  const { encoding } = volume.scales[0]
  assert(encoding.kind === 'compressed_segmentation', 'the labels are compressed')
  const chunks = await readWholeChunks(folder, volume, LABEL_CHUNKS)
  return chunks.map(({ bytes, size, file }) => {
    const chunk = unwrap(decodeChunk(bytes, volume, encoding, size, file))
    assert(chunk.kind === 'labels', 'they are labels')
    return new Uint8Array(BigUint64Array.from(chunk.indices, (place) => chunk.labels[place]!).buffer)
  })
}
