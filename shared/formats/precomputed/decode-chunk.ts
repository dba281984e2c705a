import { assert } from '../../assert.ts'
import { decodeCompressedSegmentation } from '../../codec/compressed-segmentation.ts'
import { decodeCompresso } from '../../codec/compresso/compresso.ts'
import type { DecodedChunk } from '../../codec/decoded-chunk.ts'
import { decodePng } from '../../codec/png/png.ts'
import { decodeRaw } from '../../codec/raw.ts'
import type { Vec3 } from '../../geometry.ts'
import type { Result } from '../../problem.ts'
import type { Volume } from '../../volume/volume.ts'
import type { Encoding } from './precomputed-volume.ts'

/** Every encoding but jpeg, which is decoded by a wasm module that only the decode workers have. */
export type PlainEncoding = Exclude<Encoding, { readonly kind: 'jpeg' }>

/**
 * Decodes a chunk whose gzip is already off. `size` is the chunk's own, cut off at the volume's end; `file` names it in
 * problems, which are 'bad-chunk' or 'unsupported'. The result may share its buffer with `bytes`, and every
 * buffer in it holds nothing else, so that it can be transferred.
 */
export function decodeChunk(
  bytes: Uint8Array,
  volume: Pick<Volume, 'kind' | 'voxelType'>,
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
