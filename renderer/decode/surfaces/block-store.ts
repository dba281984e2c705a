import type { LabelChunk } from '../../../shared/codec/decoded-chunk.ts'
import type { SurfaceBlock } from '../../../shared/meshes/surfaces/surface-block.ts'

/** Blocks of surfaces on the disk of this machine. It never fails: what cannot be read or written is not there. */
export interface BlockStore {
  /**
   * A block that was made of a middle chunk with this check; undefined where there is none, or a damaged one. Where there is
   * none, the check is not waited for.
   */
  get(key: string, check: Promise<number | undefined>): Promise<SurfaceBlock | undefined>
  put(key: string, check: number, block: SurfaceBlock): Promise<void>
}

/** A check of what is in a chunk: another one when the volume was made anew at the same place. */
export function checkOfChunk(chunk: LabelChunk | undefined): number {
  return chunk === undefined ? 0 : checkOf([chunk.labels, chunk.indices, Uint32Array.from(chunk.size)])
}

/** A check of the arrays of a block. */
export function checkOfBlock({ mesh, faces, errorNm }: SurfaceBlock): number {
  const { vertices, normals, triangles, labels, triangleStarts, boxes, origin, step } = mesh
  const numbers = Float64Array.from([...origin, ...step, errorNm])
  return checkOf([vertices, normals, triangles, labels, triangleStarts, boxes, faces, numbers])
}

/** FNV-1a over 32-bit words (G. Fowler, L. C. Noll, K.-P. Vo), with the length of each array, so that none can go over into the next. */
function checkOf(arrays: readonly (ArrayBufferView & { readonly length: number })[]): number {
  let hash = 0x811c9dc5
  for (const { buffer, byteOffset, byteLength } of arrays) {
    hash = Math.imul(hash ^ byteLength, 0x01000193)
    const words = byteLength >> 2
    const whole = byteOffset % 4 === 0
    if (whole) for (const word of new Uint32Array(buffer, byteOffset, words)) hash = Math.imul(hash ^ word, 0x01000193)
    const rest = new Uint8Array(buffer, byteOffset, byteLength)
    for (let i = whole ? 4 * words : 0; i < byteLength; i++) hash = Math.imul(hash ^ rest[i]!, 0x01000193)
  }
  return hash >>> 0
}
