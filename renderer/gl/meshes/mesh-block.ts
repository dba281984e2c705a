import type { BlockScale } from '../../../shared/meshes/scene-needs/block-scale.ts'
import { blocksOfPiece } from '../../../shared/meshes/scene-needs/finer-blocks.ts'
import type { KnownBlock } from '../../../shared/meshes/scene-needs/known-block.ts'
import { MOST_PAINTED } from '../segments/paint-layer.ts'
import { SELECTED } from '../segments/segment-looks.ts'
import type { SegmentPalette } from '../segments/segment-palette.ts'
import type { ResidentMesh } from './scene-meshes.ts'

/** A block in memory with what of it is shown. */
export interface MeshBlock extends ResidentMesh {
  readonly block: KnownBlock
}

/** Shown are the pieces of selected segments, and those that are painted (both sides of a split, the parties of a doubt). */
export function shownOf(dense: Uint32Array, palette: SegmentPalette): Uint32Array {
  const entries = new Uint32Array(dense.length)
  palette.fill(dense, entries)
  const shown: number[] = []
  for (let piece = 0; piece < dense.length; piece++) {
    if (dense[piece] !== 0 && isShownEntry(entries[piece]!)) shown.push(piece)
  }
  return Uint32Array.from(shown)
}

/** Of a palette. */
export function isShownEntry(entry: number): boolean {
  const state = entry >>> 24
  return state >= SELECTED || (state > 0 && state <= MOST_PAINTED)
}

/** The blocks of the next finer scale that hold the surface of a piece. */
export function finerOf({ block, mesh }: MeshBlock, scales: readonly BlockScale[], piece: number): Uint32Array {
  const next = scales[block.level - 1]
  return next === undefined ? NONE : blocksOfPiece(mesh, piece, next, scales[block.level]!.errorNm)
}

const NONE = new Uint32Array(0)

export function isSame(a: Uint32Array, b: Uint32Array): boolean {
  return a === b || (a.length === b.length && a.every((each, at) => each === b[at]))
}
