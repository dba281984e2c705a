import type { Vec3 } from '../../geometry.ts'
import { hasTooManyIds, IDS_MAX, parseIds } from '../../ids/parse-ids.ts'
import { parsePosition, voxelAt } from './format-position.ts'

export type PlaceOrIds =
  | { readonly kind: 'position'; readonly position: Vec3 }
  | { readonly kind: 'ids'; readonly ids: readonly bigint[] }
  /** A list of more ids than are taken. */
  | { readonly kind: 'too-many'; readonly sentence: string }
  /** Why it is neither, as a sentence. */
  | { readonly kind: 'neither'; readonly sentence: string }

/** The finest scale of a volume: nanometres per voxel, its first voxel and its size in voxels. */
export interface VoxelGrid {
  readonly resolution: Vec3
  readonly voxelOffset: Vec3
  readonly size: Vec3
}

/** Longer texts are neither; 1,000 ids have some 25,000 characters. What is pasted may have millions. */
const CHARACTERS_MAX = 2 ** 18

/**
 * Reads what a person gave as a place to go to or as ids to select. Three whole numbers can be both. They are a position
 * where that voxel lies in the volume; else, or on lines of their own, or with plus signs, they are ids.
 */
export function readPlaceOrIds(text: string, grid: VoxelGrid): PlaceOrIds {
  if (text.length > CHARACTERS_MAX) {
    return { kind: 'neither', sentence: 'A text that long is neither a position nor a list of ids.' }
  }
  const parsed = parsePosition(text, grid.resolution)
  const ids = parseIds(text)
  const isList = /[\n+]/.test(text.trim())
  if (ids !== undefined && (isList || !parsed.ok || !isInside(parsed.value, grid))) return { kind: 'ids', ids }
  if (hasTooManyIds(text))
    return { kind: 'too-many', sentence: `These are more than ${IDS_MAX} ids: give fewer at once.` }
  if (parsed.ok) return { kind: 'position', position: parsed.value }
  return {
    kind: 'neither',
    sentence: `${parsed.problem.message}. Ids are whole numbers, as in “9775” or “461 + 9775”.`,
  }
}

function isInside(position: Vec3, { resolution, voxelOffset, size }: VoxelGrid): boolean {
  const voxel = voxelAt(position, resolution)
  return voxel.every((at, axis) => at >= voxelOffset[axis]! && at < voxelOffset[axis]! + size[axis]!)
}
