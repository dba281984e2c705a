import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import { halvesOf } from '../../../shared/ids/halves.ts'
import { packedBytes } from '../../../shared/meshes/packed-mesh.ts'
import {
  type BlockScale,
  cellOfIndex,
  firstShapeScale,
  indexOf,
} from '../../../shared/meshes/scene-needs/block-scale.ts'
import { drawnPieces } from '../../../shared/meshes/scene-needs/drawn-pieces.ts'
import { boxOfPiece } from '../../../shared/meshes/scene-needs/finer-blocks.ts'
import { type KnownBlock, NONE_SHOWN } from '../../../shared/meshes/scene-needs/known-block.ts'
import {
  type NeededBlock,
  neededBlocks,
  type SceneSight,
  type SceneState,
} from '../../../shared/meshes/scene-needs/needed-blocks.ts'
import { blockScalesOf } from '../../../shared/meshes/scene-needs/volume-blocks.ts'
import type { SurfaceBlock } from '../../../shared/meshes/surfaces/surface-block.ts'
import { around } from '../../../shared/view/box.ts'
import type { OpenLayer } from '../open-layer.ts'
import type { SegmentPalette } from '../segments/segment-palette.ts'
import { isSame, type MeshBlock, updateShown } from './mesh-block.ts'
import type { DrawnMesh } from './scene-meshes.ts'

/** Bytes that a block is taken to have before any of its scale has come (measured on the sample: 0.2 to 1 MB). */
const FIRST_GUESS_BYTES = 2 ** 20

/** The scene of one segmentation: its blocks in memory, what of them is shown, and what is missing. */
export interface LayerScene {
  readonly open: OpenLayer
  readonly scales: readonly BlockScale[]
  /** Blocks that are known to hold a shown segment, of each scale. */
  setSeeds(positions: Iterable<Vec3>): void
  needed(sight: SceneSight, budgetBytes: number): readonly NeededBlock[]
  /** Bytes that a block of a scale takes, by those that came. */
  bytesOf(level: number): number
  add(key: string, level: number, index: number, block: SurfaceBlock): MeshBlock
  remove(level: number, index: number): void
  at(level: number, index: number): MeshBlock | undefined
  setDrawable(level: number, index: number, isDrawable: boolean): void
  /** Nothing is on the GPU any more. */
  gpuLost(): void
  drawn(sight: SceneSight, mostTriangles: number, withContext: boolean): readonly DrawnMesh[]
  /** Rises with each change of what is in memory, shown or drawable. */
  revision(): number
  /** Releases all labels. */
  close(): void
}

export function createLayerScene(open: OpenLayer, palette: SegmentPalette): LayerScene {
  const scales = blockScalesOf(open.layer.volume)
  const held = createHeldBlocks(scales, palette)
  const { meshes, blocks } = held
  const bytes = scales.map(() => ({ sum: 0, count: 0 }))
  const kept = createKept()
  let state: SceneState = { scales, blocks, seeds: scales.map(() => new Set<number>()) }
  return {
    open,
    scales,
    setSeeds: (positions) => {
      state = { ...state, seeds: seedsOf(scales, positions) }
      held.changed()
    },
    needed: (sight, budgetBytes) => {
      held.refresh()
      return neededBlocks(state, sight, (level) => meanOf(bytes, level), budgetBytes)
    },
    bytesOf: (level) => meanOf(bytes, level),
    add: (key, level, index, surface) => {
      const mesh = meshBlock(key, open, scales, level, index, surface, palette)
      bytes[level]!.sum += packedBytes(mesh.mesh)
      bytes[level]!.count += 1
      held.add(mesh)
      return mesh
    },
    remove: held.remove,
    at: (level, index) => meshes[level]?.get(index),
    setDrawable: held.setDrawable,
    gpuLost: () => {
      for (const [level, own] of blocks.entries()) for (const index of own.keys()) held.setDrawable(level, index, false)
    },
    drawn: (sight, mostTriangles, withContext) => {
      held.refresh()
      const pieces = drawnPieces(state, sight, mostTriangles)
      const first = scales.length === 0 ? undefined : meshes[firstShapeScale(scales)]
      const drawn: DrawnMesh[] = []
      for (const level of meshes) {
        for (const mesh of level.values()) {
          const own = pieces.get(mesh.block)
          const hasContext = withContext && level === first && mesh.block.isDrawable
          if (own !== undefined || hasContext) drawn.push(kept.drawn(mesh, own, hasContext))
        }
      }
      return drawn
    },
    revision: () => {
      held.refresh()
      return held.revision()
    },
    close: () => {
      for (const [level, own] of meshes.entries()) for (const index of [...own.keys()]) held.remove(level, index)
    },
  }
}

/** The blocks in memory, and what of them is shown. */
function createHeldBlocks(scales: readonly BlockScale[], palette: SegmentPalette) {
  const meshes = scales.map(() => new Map<number, MeshBlock>())
  const blocks = scales.map(() => new Map<number, KnownBlock>())
  let revision = 1
  let version = 0
  return {
    meshes,
    blocks,
    revision: () => revision,
    changed: () => void revision++,
    /** Takes over what the palette says now. */
    refresh(): void {
      if (version === palette.version()) return
      version = palette.version()
      let isChanged = false
      for (const level of meshes) {
        for (const mesh of level.values()) isChanged = updateShown(mesh, palette, scales) || isChanged
      }
      if (isChanged) revision++
    },
    add(mesh: MeshBlock): void {
      const { level, index } = mesh.block
      updateShown(mesh, palette, scales)
      meshes[level]!.set(index, mesh)
      blocks[level]!.set(index, mesh.block)
      revision++
    },
    remove(level: number, index: number): void {
      const mesh = meshes[level]!.get(index)
      if (mesh === undefined) return
      palette.releaseAll(mesh.dense)
      meshes[level]!.delete(index)
      blocks[level]!.delete(index)
      revision++
    },
    setDrawable(level: number, index: number, isDrawable: boolean): void {
      const block = blocks[level]?.get(index)
      if (block === undefined) return
      block.isDrawable = isDrawable
      revision++
    },
  }
}

function meanOf(bytes: readonly { readonly sum: number; readonly count: number }[], level: number): number {
  const { sum, count } = bytes[level]!
  return count === 0 ? FIRST_GUESS_BYTES : Math.ceil(sum / count)
}

function seedsOf(scales: readonly BlockScale[], positions: Iterable<Vec3>): Set<number>[] {
  const seeds = scales.map(() => new Set<number>())
  for (const nm of positions) {
    for (const [level, scale] of scales.entries()) {
      const cell = scale.cellAt(nm)
      if (cell !== undefined) seeds[level]!.add(indexOf(scale, cell))
    }
  }
  return seeds
}

function meshBlock(
  key: string,
  open: OpenLayer,
  scales: readonly BlockScale[],
  level: number,
  index: number,
  { mesh, faces }: SurfaceBlock,
  palette: SegmentPalette,
): MeshBlock {
  const dense = palette.retainAll(halvesOf(mesh.labels))
  const cell = cellOfIndex(scales[level]!, index)
  const { triangleStarts } = mesh
  const box = boxOfAll(mesh, scales[level]!.boxOf(cell))
  const known = { level, cell, index, box: scales[level]!.boxOf(cell), labels: dense, faces, triangleStarts }
  const block: KnownBlock = { ...known, isDrawable: false, shown: NONE_SHOWN }
  return { key, open, mesh, dense, box, block, version: 0, finer: new Map() }
}

/** Around all pieces, nanometres; `empty` where no piece has a triangle. */
function boxOfAll(mesh: SurfaceBlock['mesh'], empty: Box3): Box3 {
  let box: Box3 | undefined
  for (let piece = 0; piece < mesh.labels.length; piece++) {
    const next = boxOfPiece(mesh, piece)
    if (next !== undefined) box = box === undefined ? next : around(box, next)
  }
  return box ?? empty
}

const NO_PIECES = new Uint32Array(0)

/** Gives the very same arrays as long as nothing in them changes. */
function createKept() {
  const last = new WeakMap<MeshBlock, DrawnMesh>()
  return {
    drawn(mesh: MeshBlock, pieces: Uint32Array = NO_PIECES, withContext: boolean): DrawnMesh {
      const context = withContext ? othersOf(mesh) : NO_PIECES
      const before = last.get(mesh)
      if (before !== undefined && isSame(before.pieces, pieces) && isSame(before.context, context)) return before
      const next: DrawnMesh = { mesh, pieces, context }
      last.set(mesh, next)
      return next
    },
  }
}

/** The pieces that are not shown, ascending. */
function othersOf({ dense, block }: MeshBlock): Uint32Array {
  const { placeOf } = block.shown
  return Uint32Array.from(dense.keys()).filter((piece) => dense[piece] !== 0 && !placeOf.has(dense[piece]!))
}
