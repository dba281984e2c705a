import { assert } from '../../../shared/assert.ts'
import type { GreyVoxels } from '../../../shared/codec/decoded-chunk.ts'

/** Bytes of a voxel in a texture. */
export type VoxelBytes = 1 | 2 | 4

/** Values as a texture takes them: `parts` elements a voxel, one for each channel of the texture. */
export interface GpuVoxels {
  readonly data: Uint8Array | Float32Array
  readonly parts: 1 | 2
}

export function voxelBytesOf(voxels: GreyVoxels): VoxelBytes {
  const bytes = voxels.BYTES_PER_ELEMENT
  return bytes === 1 || bytes === 2 ? bytes : 4
}

/**
 * 8 and 16 bits go to the GPU as they are, those of signed types raised so that the least value is 0. Wider values go
 * as 32-bit floats: whole numbers above 2^24 are rounded there, and nowhere else. What is no number is drawn as value 0,
 * as background is, and no value is infinite, because shaders need not know such values (GLSL ES 1.00, 4.5.1).
 */
export function gpuVoxels(voxels: GreyVoxels): GpuVoxels {
  if (voxels instanceof Uint8Array) return { data: voxels, parts: 1 }
  if (voxels instanceof Uint16Array) return { data: bytesOf(voxels), parts: 2 }
  if (voxels instanceof Int8Array) return { data: raised(voxels, new Uint8Array(voxels.length), 2 ** 7), parts: 1 }
  if (voxels instanceof Int16Array) {
    return { data: bytesOf(raised(voxels, new Uint16Array(voxels.length), 2 ** 15)), parts: 2 }
  }
  assert(voxels.BYTES_PER_ELEMENT >= 4, 'the texture of an array of 8 or 16 bits holds no floats')
  return { data: finiteFloats(voxels), parts: 1 }
}

/** The bytes as they lie in memory: little-endian, so that luminance is the low byte and alpha the high one. */
function bytesOf(voxels: Uint16Array): Uint8Array {
  return new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength)
}

function raised<T extends Uint8Array | Uint16Array>(voxels: Int8Array | Int16Array, into: T, by: number): T {
  for (let i = 0; i < into.length; i++) into[i] = voxels[i]! + by
  return into
}

/** The largest float that differences of two values stay finite with. */
const MOST_DRAWN = 1.7e38

/** A copy where something has to change, else the array itself. */
function finiteFloats(voxels: Exclude<GreyVoxels, Uint8Array | Uint16Array | Int8Array | Int16Array>): Float32Array {
  if (voxels instanceof Float32Array && voxels.every((value) => Math.abs(value) <= MOST_DRAWN)) return voxels
  const floats = new Float32Array(voxels.length)
  for (let i = 0; i < floats.length; i++) {
    const value = voxels[i]!
    floats[i] = Number.isNaN(value) ? 0 : Math.min(MOST_DRAWN, Math.max(-MOST_DRAWN, value))
  }
  return floats
}
