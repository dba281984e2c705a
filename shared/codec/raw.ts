import type { Vec3 } from '../geometry.ts'
import type { Result } from '../problem.ts'
import type { VoxelType } from '../volume/volume.ts'
import { BYTES_PER_VOXEL } from '../volume/voxel-type.ts'
import { badChunk, sizeText, unsupportedChunk, voxelCount } from './bad-chunk.ts'
import type { DecodedChunk, GreyVoxels, LabelChunk } from './decoded-chunk.ts'
import { labelsFromArray } from './labels-from-array.ts'
import { wordsOf } from './words.ts'

/**
 * Decodes `raw` (neuroglancer, datasource/precomputed/volume.md): little-endian voxels, x fastest, exactly as many as
 * the chunk has. The result of an image may share its buffer with `bytes`.
 */
export function decodeRaw(
  bytes: Uint8Array,
  kind: 'image' | 'segmentation',
  voxelType: VoxelType,
  size: Vec3,
  file: string,
): Result<DecodedChunk> {
  const expected = voxelCount(size) * BYTES_PER_VOXEL[voxelType]
  if (bytes.byteLength !== expected) {
    const what = `${sizeText(size)} voxels of ${voxelType}`
    return badChunk(file, `${what} need ${expected} bytes, but it has ${bytes.byteLength}`)
  }
  if (kind === 'segmentation') return labelsFromRaw(bytes, voxelType, size, file)
  return { ok: true, value: { kind: 'grey', size, voxels: greyFromBytes(bytes, voxelType) } }
}

/**
 * Little-endian bytes as values of a type. The result may share its buffer with `bytes`; its buffer holds nothing else,
 * because a chunk is transferred to another thread whole. The length must be a multiple of the type's bytes.
 */
function greyFromBytes(bytes: Uint8Array, voxelType: VoxelType): GreyVoxels {
  const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
  switch (voxelType) {
    case 'uint8':
      return own
    case 'uint16':
      return new Uint16Array(own.buffer)
    case 'uint32':
      return new Uint32Array(own.buffer)
    case 'uint64':
      return doublesFrom(own, 0)
    case 'int8':
      return new Int8Array(own.buffer)
    case 'int16':
      return new Int16Array(own.buffer)
    case 'int32':
      return new Int32Array(own.buffer)
    case 'int64':
      return doublesFrom(own, SIGN_BIT)
    case 'float32':
      return new Float32Array(own.buffer)
    case 'float64':
      return new Float64Array(own.buffer)
  }
}

const SIGN_BIT = 2 ** 31

/** 64-bit whole numbers as doubles. `sign`: the bit of the high word that counts as negative; 0 for none. */
function doublesFrom(bytes: Uint8Array, sign: number): Float64Array {
  const pairs = wordsOf(bytes)
  const values = new Float64Array(pairs.length / 2)
  for (let i = 0, at = 0; i < values.length; i++, at += 2) {
    const high = pairs[at + 1]!
    values[i] = (sign !== 0 && high >= sign ? high - 2 ** 32 : high) * 2 ** 32 + pairs[at]!
  }
  return values
}

function labelsFromRaw(bytes: Uint8Array, voxelType: VoxelType, size: Vec3, file: string): Result<LabelChunk> {
  switch (voxelType) {
    case 'uint8':
    case 'int8':
      return unsignedOnly(labelsFromArray({ kind: 'words', words: bytes }, size, file), voxelType, file)
    case 'uint16':
    case 'int16': {
      const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice()
      const words = new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2)
      return unsignedOnly(labelsFromArray({ kind: 'words', words }, size, file), voxelType, file)
    }
    case 'uint32':
    case 'int32':
      return unsignedOnly(labelsFromArray({ kind: 'words', words: wordsOf(bytes) }, size, file), voxelType, file)
    case 'uint64':
    case 'int64':
      return unsignedOnly(labelsFromArray({ kind: 'pairs', pairs: wordsOf(bytes) }, size, file), voxelType, file)
    case 'float32':
    case 'float64':
      return badChunk(file, `it is a segmentation of ${voxelType}`)
  }
}

/** Refuses labels of a signed type that are negative: no supervoxel has such an id. */
function unsignedOnly(read: Result<LabelChunk>, voxelType: VoxelType, file: string): Result<LabelChunk> {
  if (!read.ok || voxelType.startsWith('uint')) return read
  const bits = 8 * BYTES_PER_VOXEL[voxelType]
  const negative = read.value.labels.find((label) => label >= 2n ** BigInt(bits - 1))
  if (negative === undefined) return read
  return unsupportedChunk(file, `holds the label ${BigInt.asIntN(bits, negative)}; labels are 0 or more`)
}
