import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import { halvesOf } from '../../../shared/ids/halves.ts'
import type { NeededLoad } from '../../../shared/loading/scheduler-events.ts'
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
import { neededBlocks, type SceneState } from '../../../shared/meshes/scene-needs/needed-blocks.ts'
import { blockScalesOf } from '../../../shared/meshes/scene-needs/volume-blocks.ts'
import type { SurfaceBlock } from '../../../shared/meshes/surfaces/surface-block.ts'
import { around } from '../../../shared/view/box.ts'
import type { DecoderPool } from '../chunks/decoder-pool.ts'
import type { OpenLayer } from '../open-layer.ts'
import type { SegmentPalette } from '../segments/segment-palette.ts'
import type { LayerMeshes } from './layer-meshes.ts'
import { isSame, type MeshBlock, updateShown } from './mesh-block.ts'
import type { DrawnMesh } from './scene-meshes.ts'
import { hasShapeOf } from './whole-shape.ts'

/** Bytes that a block is taken to have before any of its scale has come: the most that was seen on the sample. */
const FIRST_GUESS_BYTES = 2 ** 20
/** The same as a part of the budget, where that is small: the first blocks must find room. */
const FIRST_GUESS_PART = 1 / 64

/** Meshes of one segmentation that are made here: its blocks in memory, what of them is shown, and what is missing. */
export interface MadeMeshes extends LayerMeshes {
  /** Places that are known to lie in a shown segment, nanometres. */
  setSeeds(positions: Iterable<Vec3>): void
  /** Looks at all pieces again: what has a stored mesh is another set now. */
  look(): void
  /**
   * Whether the first shape of a segment can be drawn as a whole: the blocks at these places of it (x, y, z, nanometres), and
   * those that its pieces reach into.
   */
  hasShapeOf(segment: bigint, places: Float32Array): boolean
}

/**
 * `prefix` begins all keys. `regrouped`: other pieces of blocks in memory are shown, by an edit or another choice.
 * `hasStored`: a label has a stored mesh, or may have one, and is not shown here. `isHeldBack`: a label is to be made, and is
 * not drawn yet.
 */
export function createMadeMeshes(
  open: OpenLayer,
  palette: SegmentPalette,
  prefix: string,
  pool: Pick<DecoderPool, 'surface'>,
  regrouped: () => void,
  hasStored: (dense: number, label: bigint) => boolean,
  isHeldBack: (label: bigint) => boolean = () => false,
): MadeMeshes {
  const scales = blockScalesOf(open.layer.volume)
  const held = createHeldBlocks(scales, palette, regrouped, hasStored)
  const { meshes, blocks } = held
  const sizes = createBlockSizes(scales.length)
  const kept = createKept()
  const failed = scales.map(() => new Set<number>())
  let state: SceneState = { scales, blocks, failed, seeds: scales.map(() => new Set<number>()) }
  const placeOf = (key: string) => placeIn(key.slice(prefix.length))
  const take = (key: string, level: number, index: number, surface: SurfaceBlock): void => {
    sizes.add(level, packedBytes(surface.mesh))
    failed[level]!.delete(index)
    held.add(meshBlock(key, open, scales, level, index, surface, palette))
  }
  return {
    setSeeds: (positions) => {
      state = { ...state, seeds: seedsOf(scales, positions) }
      held.changed()
    },
    look: held.look,
    hasShapeOf: (segment, places) => hasShapeOf(state, palette, segment, places),
    needed: (sight, budgetBytes) => {
      held.refresh()
      const needed = neededBlocks(state, sight, (level) => sizes.mean(level, budgetBytes), budgetBytes)
      return needed.map(({ level, cell, tier, order }): NeededLoad => {
        const key = `${prefix}${level}/${indexOf(scales[level]!, cell)}`
        return { key, tier, order, bytes: sizes.most(level, budgetBytes) }
      })
    },
    start: (key, end) => {
      const [level, index] = placeOf(key)
      const { scale } = scales[level]!
      return pool.surface(open.volumeId, scale, cellOfIndex(scales[level]!, index), (surfaced) => {
        if (surfaced.kind === 'failed') {
          failed[level]!.add(index)
          held.changed()
          end.failed(surfaced.problem)
        } else if (end.loaded(packedBytes(surfaced.block.mesh), surfaced.transferred)) {
          take(key, level, index, surfaced.block)
        }
      })
    },
    at: (key) => held.at(...placeOf(key)),
    setDrawable: (key, isDrawable) => held.setDrawable(...placeOf(key), isDrawable),
    remove: (key) => held.remove(...placeOf(key)),
    gpuLost: () => held.each((level, index) => held.setDrawable(level, index, false)),
    drawn: (sight, mostTriangles, withContext) => {
      held.refresh()
      const pieces = withoutHeldBack(drawnPieces(state, sight, mostTriangles), meshes, isHeldBack)
      return drawnMeshes(meshes, withContext ? meshes[firstShapeScale(scales)] : undefined, pieces, kept)
    },
    revision: () => {
      held.refresh()
      return held.revision()
    },
    close: () => held.each(held.remove),
  }
}

/** Level and index, of what is behind the prefix of a key. */
function placeIn(place: string): readonly [number, number] {
  const [level, index] = place.split('/')
  return [Number(level), Number(index)]
}

function withoutHeldBack(
  pieces: ReadonlyMap<KnownBlock, Uint32Array>,
  meshes: readonly ReadonlyMap<number, MeshBlock>[],
  isHeldBack: (label: bigint) => boolean,
): ReadonlyMap<KnownBlock, Uint32Array> {
  const shown = new Map<KnownBlock, Uint32Array>()
  for (const [block, all] of pieces) {
    const { labels } = meshes[block.level]!.get(block.index)!.mesh
    const some = all.filter((piece) => !isHeldBack(labels[piece]!))
    if (some.length > 0) shown.set(block, some)
  }
  return shown
}

/** `context`: the meshes whose other pieces are drawn too. */
function drawnMeshes(
  meshes: readonly ReadonlyMap<number, MeshBlock>[],
  context: ReadonlyMap<number, MeshBlock> | undefined,
  pieces: ReadonlyMap<KnownBlock, Uint32Array>,
  kept: ReturnType<typeof createKept>,
): DrawnMesh[] {
  return meshes.flatMap((level) =>
    [...level.values()].flatMap((mesh) => {
      const own = pieces.get(mesh.block)
      const hasContext = level === context && mesh.block.isDrawable
      return own !== undefined || hasContext ? [kept.drawn(mesh, own, hasContext)] : []
    }),
  )
}

/** The blocks in memory, and what of them is shown. */
function createHeldBlocks(
  scales: readonly BlockScale[],
  palette: SegmentPalette,
  regrouped: () => void,
  hasStored: (dense: number, label: bigint) => boolean,
) {
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
        for (const mesh of level.values()) isChanged = updateShown(mesh, palette, scales, hasStored) || isChanged
      }
      if (!isChanged) return
      revision++
      regrouped()
    },
    look(): void {
      version = 0
      for (const level of meshes) for (const mesh of level.values()) mesh.version = 0
    },
    at: (level: number, index: number): MeshBlock | undefined => meshes[level]?.get(index),
    each(act: (level: number, index: number) => void): void {
      for (const [level, own] of meshes.entries()) for (const index of [...own.keys()]) act(level, index)
    },
    add(mesh: MeshBlock): void {
      const { level, index } = mesh.block
      updateShown(mesh, palette, scales, hasStored)
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

/** What blocks of each level take, by those that came. */
function createBlockSizes(levels: number) {
  const sizes = Array.from({ length: levels }, () => ({ sum: 0, count: 0, most: 0 }))
  const mean = (level: number, budgetBytes: number): number => {
    const { sum, count } = sizes[level]!
    return count === 0 ? Math.min(FIRST_GUESS_BYTES, budgetBytes * FIRST_GUESS_PART) : Math.ceil(sum / count)
  }
  return {
    add(level: number, bytes: number): void {
      const size = sizes[level]!
      size.sum += bytes
      size.count += 1
      size.most = Math.max(size.most, bytes)
    },
    /** Room is kept for the largest that came; the plan reckons with the mean. */
    most: (level: number, budgetBytes: number): number => Math.max(sizes[level]!.most, mean(level, budgetBytes)),
    mean,
  }
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
  return { key, open, mesh, dense, box, isClosed: true, block, version: 0, finer: new Map() }
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
