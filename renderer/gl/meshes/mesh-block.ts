import type { BlockScale } from '../../../shared/meshes/scene-needs/block-scale.ts'
import { blocksOfPiece } from '../../../shared/meshes/scene-needs/finer-blocks.ts'
import { type KnownBlock, NONE_SHOWN, shownPieces } from '../../../shared/meshes/scene-needs/known-block.ts'
import { MOST_PAINTED } from '../segments/paint-layer.ts'
import { SELECTED } from '../segments/segment-looks.ts'
import type { SegmentPalette } from '../segments/segment-palette.ts'
import type { ResidentMesh } from './scene-meshes.ts'

/** A block in memory with what of it is shown. */
export interface MeshBlock extends ResidentMesh {
  readonly block: KnownBlock
  /** The palette's version that `block.shown` is of; 0: of none yet. */
  version: number
  /** Of pieces that were shown once: the finer blocks that hold their surface. */
  readonly finer: Map<number, Uint32Array>
}

/** Brings `block.shown` up to date. Returns whether it has changed. `hasStored`: what has a stored mesh is not shown here. */
export function updateShown(
  mesh: MeshBlock,
  palette: SegmentPalette,
  scales: readonly BlockScale[],
  hasStored: (dense: number, label: bigint) => boolean,
): boolean {
  const { block, dense, version } = mesh
  if (version === palette.version()) return false
  const isStale = version === 0 || palette.isStale(dense, version)
  mesh.version = palette.version()
  if (!isStale) return false
  const { labels } = mesh.mesh
  const pieces = shownOf(dense, palette).filter((piece) => !hasStored(dense[piece]!, labels[piece]!))
  if (isSame(pieces, block.shown.pieces)) return false
  block.shown = pieces.length === 0 ? NONE_SHOWN : shownPieces(block, pieces, (piece) => finerOf(mesh, scales, piece))
  return true
}

/** Shown are the pieces of selected segments, and those that are painted (both sides of a split, the parties of a doubt). */
export function shownOf(dense: Uint32Array, palette: SegmentPalette): Uint32Array {
  const entries = new Uint32Array(dense.length)
  palette.fill(dense, entries)
  const shown: number[] = []
  for (let piece = 0; piece < dense.length; piece++) {
    const state = entries[piece]! >>> 24
    if (dense[piece] !== 0 && (state >= SELECTED || (state > 0 && state <= MOST_PAINTED))) shown.push(piece)
  }
  return Uint32Array.from(shown)
}

function finerOf({ block, mesh, finer }: MeshBlock, scales: readonly BlockScale[], piece: number): Uint32Array {
  const known = finer.get(piece)
  if (known !== undefined) return known
  const next = scales[block.level - 1]
  const found = next === undefined ? new Uint32Array(0) : blocksOfPiece(mesh, piece, next, scales[block.level]!.errorNm)
  finer.set(piece, found)
  return found
}

export function isSame(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((each, at) => each === b[at])
}
