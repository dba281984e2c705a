import { assert } from '../../assert.ts'
import { badChunk, sizeText, voxelCount } from '../../codec/bad-chunk.ts'
import { ONLY_CHANNEL, type StoredChannel } from '../../codec/channel.ts'
import { decodeCompressedSegmentation } from '../../codec/compressed-segmentation.ts'
import { decodeCompresso } from '../../codec/compresso/compresso.ts'
import type { DecodedChunk } from '../../codec/decoded-chunk.ts'
import { decodePng } from '../../codec/png/png.ts'
import { decodeRaw } from '../../codec/raw.ts'
import type { Vec3 } from '../../geometry.ts'
import type { Result } from '../../problem.ts'
import type { Volume } from '../../volume/volume.ts'
import { BYTES_PER_VOXEL } from '../../volume/voxel-type.ts'
import type { Encoding } from './precomputed-volume.ts'

/** Every encoding but jpeg, which is decoded by a wasm module that only the decode workers have. */
export type PlainEncoding = Exclude<Encoding, { readonly kind: 'jpeg' }>

/**
 * Decodes one channel of a chunk whose gzip is already off. `size` is the chunk's own, cut off at the volume's end; `file` names it in
 * problems, which are 'bad-chunk' or 'unsupported'. The result may share its buffer with `bytes`, and every
 * buffer in it holds nothing else, so that it can be transferred.
 */
export function decodeChunk(
  bytes: Uint8Array,
  volume: Pick<Volume, 'kind' | 'voxelType'>,
  encoding: PlainEncoding,
  size: Vec3,
  file: string,
  channel = ONLY_CHANNEL,
): Result<DecodedChunk> {
  const { kind, voxelType } = volume
  switch (encoding.kind) {
    case 'raw':
      return decodeRawChannel(bytes, volume, size, file, channel)
    case 'compressed_segmentation':
      assert(voxelType === 'uint32' || voxelType === 'uint64', 'the description was checked')
      return decodeCompressedSegmentation(bytes, voxelType, size, encoding.blockSize, file)
    case 'compresso':
      return decodeCompresso(bytes, voxelType, size, file)
    case 'png':
      assert(voxelType === 'uint8' || voxelType === 'uint16', 'the description was checked')
      return decodePng(bytes, kind, voxelType, size, file, channel)
  }
}

/** All voxels of the first channel come first, then those of the next one. */
function decodeRawChannel(
  bytes: Uint8Array,
  { kind, voxelType }: Pick<Volume, 'kind' | 'voxelType'>,
  size: Vec3,
  file: string,
  { count, wanted }: StoredChannel,
): Result<DecodedChunk> {
  const part = voxelCount(size) * BYTES_PER_VOXEL[voxelType]
  if (count > 1 && bytes.byteLength !== part * count) {
    const what = `${sizeText(size)} voxels of ${voxelType} in ${count} channels`
    return badChunk(file, `${what} need ${part * count} bytes, but it has ${bytes.byteLength}`)
  }
  const own = count === 1 ? bytes : bytes.subarray(part * wanted, part * (wanted + 1))
  return decodeRaw(own, kind, voxelType, size, file)
}
