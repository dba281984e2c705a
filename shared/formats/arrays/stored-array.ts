import type { PackStep } from '../../codec/packed/unpack.ts'
import type { VoxelType } from '../../volume/volume.ts'

/** An n-dimensional array in chunks, as Zarr and N5 store it. Lists have an entry for each axis, in the array's order. */
export interface StoredArray {
  /** The folder of the array, relative to the volume; empty where the volume is the array. */
  readonly key: string
  readonly type: VoxelType
  readonly isBigEndian: boolean
  readonly shape: readonly number[]
  /** Values of a chunk along each axis. A chunk at the array's end is stored whole (but see `openBlock`). */
  readonly chunkShape: readonly number[]
  /** The axes in the order of memory: the first one is the slowest. */
  readonly order: readonly number[]
  /** What the bytes of a chunk went through. */
  readonly steps: readonly PackStep[]
  /** The value where no chunk is stored. */
  readonly fill: number | bigint
  /** The file of a chunk, or of a shard, relative to `key`. */
  fileOf(place: readonly number[]): string
  readonly shards?: Shards | undefined
  /** Bytes of the header that `openBlock` takes off a usual chunk. */
  readonly headerBytes?: number | undefined
  /**
   * Takes off the header that a format puts before a chunk's bytes, and tells what the chunk holds along each axis.
   * Throws an Error that says what is wrong. Without it, the bytes are a whole chunk.
   */
  openBlock?(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly shape: readonly number[] }
}

/** Several chunks in one file, with an index at its beginning or end (Zarr v3, codec sharding_indexed). */
export interface Shards {
  /** Chunks in a shard along each axis. */
  readonly chunks: readonly number[]
  readonly indexAt: 'start' | 'end'
  readonly isIndexBigEndian: boolean
  /** Whether a CRC-32C stands behind the index. */
  readonly isIndexChecked: boolean
}
