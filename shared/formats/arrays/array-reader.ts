import { createChunkKeep } from '../../agglomeration/chunk-keep.ts'
import type { Unpacking } from '../../bytes/byte-source.ts'
import { badChunk, voxelCount } from '../../codec/bad-chunk.ts'
import type { DecodedChunk } from '../../codec/decoded-chunk.ts'
import { CHECK_BYTES, type PackStep, unpack } from '../../codec/packed/unpack.ts'
import { UNPACKERS, type Unpackers } from '../../codec/packed/unpackers.ts'
import { decodeRaw } from '../../codec/raw.ts'
import type { Vec3 } from '../../geometry.ts'
import { messageOf, problemOf, type Result } from '../../problem.ts'
import { chunkSizeAt } from '../../volume/chunk-grid.ts'
import type { Volume } from '../../volume/volume.ts'
import { BYTES_PER_VOXEL } from '../../volume/voxel-type.ts'
import type { ChunkReader, Reading } from '../volume-format.ts'
import { cutBox, swapped } from './cut-box.ts'
import { filledValues } from './fill-chunk.ts'
import { badShard, chunkRange, indexRange, readShardIndex } from './shard-index.ts'
import type { Shards, StoredArray } from './stored-array.ts'

/** The arrays of a volume, one for each scale, and which of their axes is which. */
export interface ArrayVolume {
  readonly volume: Volume
  /** Of each scale. All have the same axes. */
  readonly arrays: readonly StoredArray[]
  /** The array's axis along x, y and z; undefined where it has none, and the volume is one voxel long. */
  readonly space: readonly [x: number | undefined, y: number | undefined, z: number | undefined]
  /** The array's axis of each of `StoredVolume.axes`. Any other axis has the length 1. */
  readonly others: readonly number[]
  /** For messages. */
  readonly location: string
}

/** Bytes of the shard indexes that one reader keeps. */
const KEPT_INDEX_BYTES = 32 * 2 ** 20

/** Where the chunk of a cell is stored, and where the wanted values begin in it, along each axis of the array. */
interface ChunkPlace {
  readonly array: StoredArray
  readonly chunk: readonly number[]
  readonly inside: readonly number[]
}

/** Reads the chunks of a volume of arrays at places on the axes beside x, y and z, in the order of `others`. */
export function createArrayReader(stored: ArrayVolume, at: readonly number[]): ChunkReader {
  const indexes = createChunkKeep<DataView>(KEPT_INDEX_BYTES)
  const { volume, location } = stored
  const nameOf = ({ array, chunk }: ChunkPlace, cell: Vec3): string => {
    const file = `${location}/${fileKey(array, chunk)}`
    return array.shards === undefined ? file : `${file} (cell ${cell.join(', ')})`
  }
  return {
    fileOf: (number, cell) => nameOf(placeOf(stored, number, cell, at), cell),
    async read(number, cell, reading) {
      const place = placeOf(stored, number, cell, at)
      const scale = volume.scales[number]!
      const file = nameOf(place, cell)
      const fetched = await fetchChunk(place, reading, indexes, location)
      if (fetched === undefined) return fillChunk(place.array, volume, chunkSizeAt(scale, cell), file)
      const by = await unpackersFor(place.array.steps, reading)
      return decode(fetched, place, stored, chunkSizeAt(scale, cell), file, by)
    },
  }
}

function placeOf({ arrays, space, others }: ArrayVolume, scale: number, cell: Vec3, at: readonly number[]): ChunkPlace {
  const array = arrays[scale]!
  const chunk = array.shape.map(() => 0)
  const inside = array.shape.map(() => 0)
  for (const [k, axis] of space.entries()) if (axis !== undefined) chunk[axis] = cell[k]!
  for (const [k, axis] of others.entries()) {
    const value = at[k] ?? 0
    chunk[axis] = Math.floor(value / array.chunkShape[axis]!)
    inside[axis] = value % array.chunkShape[axis]!
  }
  return { array, chunk, inside }
}

/** The key of the file that holds a chunk. */
function fileKey({ key, shards, ...array }: StoredArray, chunk: readonly number[]): string {
  const file = array.fileOf(shards === undefined ? chunk : shardOf(shards, chunk))
  return key === '' ? file : `${key}/${file}`
}

function shardOf({ chunks }: Shards, chunk: readonly number[]): readonly number[] {
  return chunk.map((place, axis) => Math.floor(place / chunks[axis]!))
}

/** The bytes of a chunk, and which of its steps are still to be taken off. */
interface Fetched {
  readonly bytes: Uint8Array
  readonly steps: readonly PackStep[]
}

type ShardIndexes = ReturnType<typeof createChunkKeep<DataView>>

/**
 * Lets the source take off the outermost step where it can. Where that fails, the chunk comes as it is: the decoder here
 * knows better what is wrong with it.
 */
async function fetchChunk(
  place: ChunkPlace,
  reading: Reading,
  indexes: ShardIndexes,
  location: string,
): Promise<Fetched | undefined> {
  const { steps } = place.array
  const unpack = reading.unpacks ? unpackingOf(place.array) : undefined
  const asStored = async () => {
    const bytes = await fetchBytes(place, reading, indexes, location, undefined)
    return bytes && { bytes, steps }
  }
  if (unpack === undefined) return asStored()
  try {
    const bytes = await fetchBytes(place, reading, indexes, location, unpack)
    return bytes && { bytes, steps: steps.slice(0, -1) }
  } catch (error) {
    const kind = problemOf(error)?.kind
    if (kind === 'bad-chunk' || kind === 'too-large') return asStored()
    throw error
  }
}

function unpackingOf({ steps, chunkShape, type, headerBytes = 0 }: StoredArray): Unpacking | undefined {
  const coding = steps.at(-1)?.kind
  if (coding !== 'gzip' && coding !== 'zlib') return undefined
  const bytes = chunkShape.reduce((product, length) => product * length, BYTES_PER_VOXEL[type])
  return { coding, after: headerBytes, maxBytes: bytes + CHECK_BYTES * steps.length }
}

async function fetchBytes(
  { array, chunk }: ChunkPlace,
  { bytes, signal }: Reading,
  indexes: ShardIndexes,
  location: string,
  unpack: Unpacking | undefined,
): Promise<Uint8Array | undefined> {
  const key = fileKey(array, chunk)
  const { shards } = array
  if (shards === undefined) return bytes.get(key, { unpack, signal })
  const file = `${location}/${key}`
  // Without the signal: others may wait for the same index.
  const index = await indexes.get(key, async () => {
    const stored = await bytes.get(key, { range: indexRange(shards) })
    return stored === undefined ? NO_SHARD : readShardIndex(stored, shards, file)
  })
  if (index === NO_SHARD) return undefined
  const place = chunk.map((value, axis) => value % shards.chunks[axis]!)
  const range = chunkRange(index, shards, place, file)
  if (range === undefined) return undefined
  const stored = await bytes.get(key, { range, unpack, signal })
  if (stored === undefined) throw badShard(file, 'it was there and is gone')
  const wanted = range.end - range.start
  if (unpack !== undefined || stored.length === wanted) return stored
  throw badShard(
    file,
    `it is cut short: a chunk should lie at bytes ${range.start} to ${range.end}, but only ${stored.length} are there`,
  )
}

/** Stands for the index of a shard that is not there. */
const NO_SHARD = new DataView(new ArrayBuffer(0))

/** What stands where no chunk is stored: background, or the array's fill value where that is another. */
function fillChunk({ fill, type }: StoredArray, { kind }: Volume, size: Vec3, file: string) {
  const isBackground = Number(fill) === 0 || Number.isNaN(Number(fill))
  return isBackground ? undefined : decodeRaw(filledValues(fill, type, voxelCount(size)), kind, type, size, file)
}

/** The modules in wasm take time to start, so they start only for what they take off. */
async function unpackersFor(steps: readonly PackStep[], { wasm }: Reading): Promise<Unpackers> {
  const has = (...kinds: readonly PackStep['kind'][]) => steps.some(({ kind }) => kinds.includes(kind))
  const needsZstd = has('zstd', 'blosc')
  return needsZstd || has('zlib', 'lz4', 'lz4-java') ? wasm.unpackers(needsZstd) : UNPACKERS
}

function decode(
  { bytes, steps }: Fetched,
  { array, inside }: ChunkPlace,
  { volume, space }: ArrayVolume,
  size: Vec3,
  file: string,
  by: Unpackers,
): Result<DecodedChunk> {
  const { type } = array
  const valueBytes = BYTES_PER_VOXEL[type]
  let box: Uint8Array
  try {
    const block = array.openBlock?.(bytes) ?? { bytes, shape: array.chunkShape }
    const count = block.shape.reduce((product, length) => product * length, 1)
    checkHolds(block.shape, space, inside, size)
    const values = unpack(block.bytes, steps, count * valueBytes, by)
    box = cutBox(values, valueBytes, layoutOf(block.shape, array.order, space, inside), size)
  } catch (error) {
    // Whatever a decoder throws, the bytes of this chunk are at fault.
    return badChunk(file, messageOf(error))
  }
  // What is swapped is swapped in place, and whoever gave the bytes may keep them.
  const isShared = box.buffer === bytes.buffer
  const own = array.isBigEndian ? swapped(isShared ? box.slice() : box, valueBytes) : box
  return decodeRaw(own, volume.kind, type, size, file)
}

/** A block at the end of an array may be shorter than others, but not than the array. */
function checkHolds(
  shape: readonly number[],
  space: ArrayVolume['space'],
  inside: readonly number[],
  size: Vec3,
): void {
  const needed = inside.map((place) => place + 1)
  for (const [k, axis] of space.entries()) if (axis !== undefined) needed[axis] = size[k]!
  if (needed.every((length, axis) => length <= shape[axis]!)) return
  throw new Error(`it holds ${shape.join(' x ')} values, but ${needed.join(' x ')} belong to the array`)
}

function layoutOf(
  shape: readonly number[],
  order: readonly number[],
  space: ArrayVolume['space'],
  inside: readonly number[],
) {
  const strides = shape.map(() => 0)
  let stride = 1
  for (const axis of [...order].reverse()) {
    strides[axis] = stride
    stride *= shape[axis]!
  }
  const offset = inside.reduce((sum, place, axis) => sum + place * strides[axis]!, 0)
  const along = (axis: number | undefined) => (axis === undefined ? 1 : strides[axis]!)
  const [x, y, z] = space
  return { offset, strides: [along(x), along(y), along(z)] as const }
}
