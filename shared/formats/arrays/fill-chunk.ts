import type { VoxelType } from '../../volume/volume.ts'

/** Little-endian bytes of one value, `count` times. */
export function filledValues(value: number | bigint, type: VoxelType, count: number): Uint8Array {
  return new Uint8Array(arrayOf(value, type, count).buffer)
}

function arrayOf(value: number | bigint, type: VoxelType, count: number): { readonly buffer: ArrayBuffer } {
  switch (type) {
    case 'uint64':
    case 'int64':
      return new BigUint64Array(count).fill(BigInt.asUintN(64, BigInt(value)))
    case 'float64':
      return new Float64Array(count).fill(Number(value))
    case 'float32':
      return new Float32Array(count).fill(Number(value))
    case 'uint32':
    case 'int32':
      return new Uint32Array(count).fill(Number(value))
    case 'uint16':
    case 'int16':
      return new Uint16Array(count).fill(Number(value))
    case 'uint8':
    case 'int8':
      return new Uint8Array(count).fill(Number(value))
  }
}
