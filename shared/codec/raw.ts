import type { Vec3 } from '../geometry.ts'
import type { Result } from '../problem.ts'
import type { VoxelType } from '../volume/volume.ts'
import { badChunk, sizeText, voxelCount } from './bad-chunk.ts'
import type { DecodedChunk, GreyChunk, LabelChunk } from './decoded-chunk.ts'
import { labelsFromArray } from './labels-from-array.ts'
import { wordsOf } from './words.ts'

const BYTES_PER_VOXEL: Record<VoxelType, number> = { uint8: 1, uint16: 2, uint32: 4, uint64: 8 }

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
  return kind === 'image' ? greyFromRaw(bytes, voxelType, size, file) : labelsFromRaw(bytes, voxelType, size, file)
}

function greyFromRaw(bytes: Uint8Array, voxelType: VoxelType, size: Vec3, file: string): Result<GreyChunk> {
  // The chunk is transferred to another thread whole, so its buffer must hold nothing else.
  const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
  switch (voxelType) {
    case 'uint8':
      return { ok: true, value: { kind: 'grey', size, voxels: own } }
    case 'uint16':
      return { ok: true, value: { kind: 'grey', size, voxels: new Uint16Array(own.buffer) } }
    default:
      return badChunk(file, `it is an image of ${voxelType}`)
  }
}

function labelsFromRaw(bytes: Uint8Array, voxelType: VoxelType, size: Vec3, file: string): Result<LabelChunk> {
  switch (voxelType) {
    case 'uint8':
      return labelsFromArray({ kind: 'words', words: bytes }, size, file)
    case 'uint16': {
      const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice()
      const words = new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2)
      return labelsFromArray({ kind: 'words', words }, size, file)
    }
    case 'uint32':
      return labelsFromArray({ kind: 'words', words: wordsOf(bytes) }, size, file)
    case 'uint64':
      return labelsFromArray({ kind: 'pairs', pairs: wordsOf(bytes) }, size, file)
  }
}
