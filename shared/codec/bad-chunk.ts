import type { Vec3 } from '../geometry.ts'
import type { Problem } from '../problem.ts'

/** What every decoder returns when the bytes of a chunk do not decode. `why` completes "The chunk ... is damaged: ". */
export function badChunk(file: string, why: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { kind: 'bad-chunk', message: `The chunk ${file} is damaged: ${why}`, file } }
}

/** A chunk that is as its format allows, but not something that Skein shows. `why` completes "The chunk ... ". */
export function unsupportedChunk(file: string, why: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { kind: 'unsupported', message: `The chunk ${file} ${why}`, file } }
}

export function voxelCount(size: Vec3): number {
  return size[0] * size[1] * size[2]
}

/** A box of voxels as people write it: `64 x 64 x 26`. */
export function sizeText(size: Vec3): string {
  return `${size[0]} x ${size[1]} x ${size[2]}`
}
