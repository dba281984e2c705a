import type { Budgets } from '../../gl/messages.ts'

const MIB = 2 ** 20

/**
 * Meshes: 192 MiB are some 10 million triangles, which any graphics card of this decade draws in a frame. Twice that in memory keeps
 * the neurons that were looked at last.
 */
const MESHES: Budgets['meshes'] = { gpuBytes: 192 * MIB, memoryBytes: 384 * MIB, triangles: 10_000_000 }

/**
 * Caps of the gl worker. 512 MiB of textures fit beside other programs on a 2 GB graphics card; 1 GiB of memory
 * holds the encoded and index data of some minutes of flight. 48 loads: the byte process asks one origin for 32 at once,
 * and the others keep the decode workers busy while the gl worker waits for a frame, which may take 150 ms without a GPU.
 */
export const BUDGETS: Budgets = { gpuBytes: 512 * MIB, memoryBytes: 1024 * MIB, downloads: 48, meshes: MESHES }

/** One decode worker a core but one, at least two (decoding waits on bytes) and at most six (more gain nothing). */
export function decoderCount(cores: number): number {
  return Math.min(6, Math.max(2, cores - 1))
}
