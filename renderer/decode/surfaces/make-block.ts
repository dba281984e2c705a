import type { LabelChunk } from '../../../shared/codec/decoded-chunk.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { addChunk, labelBoxOf, openLabelBox } from '../../../shared/meshes/surfaces/label-box.ts'
import type { SurfaceBlock } from '../../../shared/meshes/surfaces/surface-block.ts'
import { blockVoxels } from '../../../shared/meshes/surfaces/surface-grid.ts'
import {
  type EarlySurfaces,
  type Pause,
  surfacesOf,
  surfaceVoxels,
} from '../../../shared/meshes/surfaces/surfaces-of.ts'
import type { Result } from '../../../shared/problem.ts'
import { cellsOfBox, firstVoxelOf } from '../../../shared/volume/chunk-grid.ts'
import type { Scale } from '../../../shared/volume/volume.ts'
import type { Simplifier } from './simplifier.ts'
import type { Turns } from './turns.ts'

/**
 * Surfaces may move this far when they are simplified, in voxels: under half of one is less than the voxels themselves are
 * off, and leaves an eighth of the triangles of real tissue.
 */
export const SIMPLIFY_VOXELS = 0.4

/** What a block is made of and with. */
export interface BlockParts {
  readonly scale: Scale
  readonly cell: Vec3
  /** The chunk of a cell of the scale's grid; undefined is background. Rejects with a `ProblemError`. */
  readonly chunkAt: (cell: Vec3) => Promise<LabelChunk | undefined>
  readonly early: EarlySurfaces
  readonly simplifier: Simplifier
  readonly turns: Turns
  readonly signal: AbortSignal
}

/** Reads all chunks that a block's surfaces depend on, and makes them. Rejects where a chunk cannot be had. */
export async function makeBlock(parts: BlockParts): Promise<Result<SurfaceBlock>> {
  const { scale, cell, chunkAt, early, simplifier, turns, signal } = parts
  const wanted = surfaceVoxels(scale, cell)
  const cells = cellsOfBox(scale, wanted)
  const chunks = await Promise.all(cells.map(async (at) => ({ at, chunk: await chunkAt(at) })))
  const work = function* (): Generator<Pause, Result<SurfaceBlock>> {
    const open = openLabelBox(wanted)
    for (const { at, chunk } of chunks) {
      if (chunk !== undefined) addChunk(open, firstVoxelOf(scale, at), chunk)
      yield
    }
    const [x, y, z] = scale.resolution
    const simplify = simplifier?.(SIMPLIFY_VOXELS * Math.cbrt(x * y * z))
    return yield* surfacesOf(labelBoxOf(open), scale, cell, { simplify, early })
  }
  return turns.run(work(), signal)
}

/** The chunk with the middle of a block: what a kept block is compared with. */
export function middleChunk(scale: Scale, cell: Vec3): Vec3 {
  const { min, max } = blockVoxels(scale, cell)
  const at = (axis: 0 | 1 | 2): number => Math.floor((min[axis] + max[axis] - 1) / 2 / scale.chunkSize[axis])
  return [at(0), at(1), at(2)]
}
