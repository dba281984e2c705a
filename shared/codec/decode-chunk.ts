import { assert } from '../assert.ts'
import type { Vec3 } from '../geometry.ts'
import type { Result } from '../problem.ts'
import type { Encoding, Volume } from '../volume/volume.ts'
import { decodeCompressedSegmentation } from './compressed-segmentation.ts'
import { decodeCompresso } from './compresso/compresso.ts'
import type { DecodedChunk } from './decoded-chunk.ts'
import { decodePng } from './png/png.ts'
import { decodeRaw } from './raw.ts'

/** Every encoding but jpeg, which is decoded by a wasm module that only the decode workers have. */
export type PlainEncoding = Exclude<Encoding, { readonly kind: 'jpeg' }>

/**
 * Decodes a chunk whose gzip is already off. `size` is the chunk's own, cut off at the volume's end; `file` names it in
 * problems, which are 'bad-chunk' or 'unsupported'. The result may share its buffer with `bytes`, and every
 * buffer in it holds nothing else, so that it can be transferred.
 */
export function decodeChunk(
  bytes: Uint8Array,
  volume: Volume,
  encoding: PlainEncoding,
  size: Vec3,
  file: string,
): Result<DecodedChunk> {
  const { kind, voxelType } = volume
  switch (encoding.kind) {
    case 'raw':
      return decodeRaw(bytes, kind, voxelType, size, file)
    case 'compressed_segmentation':
      assert(voxelType === 'uint32' || voxelType === 'uint64', 'the description was checked')
      return decodeCompressedSegmentation(bytes, voxelType, size, encoding.blockSize, file)
    case 'compresso':
      return decodeCompresso(bytes, voxelType, size, file)
    case 'png':
      assert(voxelType === 'uint8' || voxelType === 'uint16', 'the description was checked')
      return decodePng(bytes, kind, voxelType, size, file)
  }
}
