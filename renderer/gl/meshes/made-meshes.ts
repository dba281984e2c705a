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
import { boxOfPiece } from '../../../shared/meshes/scene-needs/finer-blocks.ts'
import { type KnownBlock, noDetail, noneShown } from '../../../shared/meshes/scene-needs/known-block.ts'
import { neededBlocks, type SceneState } from '../../../shared/meshes/scene-needs/needed-blocks.ts'
import { createSceneBlocks, type SceneBlocks } from '../../../shared/meshes/scene-needs/scene-blocks.ts'
import { blockScalesOf } from '../../../shared/meshes/scene-needs/volume-blocks.ts'
import type { SurfaceBlock } from '../../../shared/meshes/surfaces/surface-block.ts'
import { around } from '../../../shared/view/box.ts'
import type { DecoderPool } from '../chunks/decoder-pool.ts'
import type { OpenLayer } from '../open-layer.ts'
import type { SegmentPalette } from '../segments/segment-palette.ts'
import type { LayerMeshes } from './layer-meshes.ts'
import { finerOf, isSame, isShownEntry, type MeshBlock } from './mesh-block.ts'
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
 * `hasStored`: a label has a stored mesh, or may have one, and is not shown here. `heldBack`: tells
 * whether a label is to be made and is not drawn yet, if any is.
 */
export function createMadeMeshes(
  open: OpenLayer,
  palette: SegmentPalette,
  prefix: string,
  pool: Pick<DecoderPool, 'surface'>,
  regrouped: () => void,
  hasStored: (dense: number, label: bigint) => boolean,
  heldBack: () => ((label: bigint) => boolean) | undefined = () => undefined,
): MadeMeshes {
  const scales = blockScalesOf(open.layer.volume)
  const held = createHeldBlocks(scales, palette, regrouped, hasStored)
  const { meshes, blocks } = held
  const sizes = createBlockSizes(scales.length)
  const kept = createKept()
  const failed = scales.map(() => new Set<number>())
  let state: SceneState = { scales, blocks: blocks.blocks, failed, seeds: scales.map(() => new Set<number>()) }
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
    hasShapeOf: (segment, places) => hasShapeOf(state, blocks.shownOf, palette, segment, places),
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
      blocks.choose(sight, mostTriangles)
      const context = withContext ? meshes[firstShapeScale(scales)] : undefined
      return drawnMeshes(meshes, context, heldBack(), (mesh, own, hasContext) => {
        return kept.drawn(mesh, own, hasContext ? othersOf(mesh, blocks) : NO_PIECES)
      })
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

/** `context`: the meshes whose other pieces are drawn too. */
function drawnMeshes(
  meshes: readonly ReadonlyMap<number, MeshBlock>[],
  context: ReadonlyMap<number, MeshBlock> | undefined,
  isHeldBack: ((label: bigint) => boolean) | undefined,
  drawn: (mesh: MeshBlock, own: Uint32Array, hasContext: boolean) => DrawnMesh,
): DrawnMesh[] {
  const found: DrawnMesh[] = []
  for (const level of meshes) {
    for (const mesh of level.values()) {
      const { isDrawable, detail } = mesh.block
      const { labels } = mesh.mesh
      const own = isHeldBack ? detail.drawn.filter((piece) => !isHeldBack(labels[piece]!)) : detail.drawn
      const hasContext = level === context && isDrawable
      if (own.length > 0 || hasContext) found.push(drawn(mesh, own, hasContext))
    }
  }
  return found
}

/** Before each version of a palette. */
const NEVER = -1

/** The blocks in memory, and what of them is shown. */
function createHeldBlocks(
  scales: readonly BlockScale[],
  palette: SegmentPalette,
  regrouped: () => void,
  hasStored: (dense: number, label: bigint) => boolean,
) {
  const meshes = scales.map(() => new Map<number, MeshBlock>())
  const meshOf = ({ level, index }: KnownBlock) => meshes[level]!.get(index)!
  const blocks = createSceneBlocks(scales, (block, piece) => finerOf(meshOf(block), scales, piece))
  let revision = 1
  let version = NEVER
  const isShown = (dense: number, entry: number): boolean =>
    dense !== 0 && isShownEntry(entry) && !hasStored(dense, palette.idOf(dense))
  return {
    meshes,
    blocks,
    revision: () => revision,
    changed: () => void revision++,
    /** Takes over what the palette says now: of what has changed in it alone. */
    refresh(): void {
      if (version === palette.version()) return
      const changed = palette.changedSince(version).filter(blocks.has)
      version = palette.version()
      const entries = new Uint32Array(changed.length)
      palette.fill(changed, entries)
      let isChanged = false
      for (const [i, dense] of changed.entries()) {
        isChanged = blocks.setShown(dense, isShown(dense, entries[i]!)) || isChanged
      }
      if (!isChanged) return
      revision++
      regrouped()
    },
    look(): void {
      version = NEVER
    },
    at: (level: number, index: number): MeshBlock | undefined => meshes[level]?.get(index),
    each(act: (level: number, index: number) => void): void {
      for (const [level, own] of meshes.entries()) for (const index of [...own.keys()]) act(level, index)
    },
    add(mesh: MeshBlock): void {
      const { level, index, labels } = mesh.block
      const entries = new Uint32Array(labels.length)
      palette.fill(labels, entries)
      const entryOf = new Map<number, number>()
      for (const [piece, label] of labels.entries()) entryOf.set(label, entries[piece]!)
      meshes[level]!.set(index, mesh)
      blocks.add(mesh.block, (label) => isShown(label, entryOf.get(label)!))
      revision++
    },
    remove(level: number, index: number): void {
      const mesh = meshes[level]!.get(index)
      if (mesh === undefined) return
      blocks.remove(mesh.block)
      meshes[level]!.delete(index)
      palette.releaseAll(mesh.dense)
      revision++
    },
    setDrawable(level: number, index: number, isDrawable: boolean): void {
      const mesh = meshes[level]?.get(index)
      if (mesh === undefined) return
      blocks.setDrawable(mesh.block, isDrawable)
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
  const block: KnownBlock = { ...known, isDrawable: false, shown: noneShown(), detail: noDetail(dense.length) }
  return { key, open, mesh, dense, box, isClosed: true, block }
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
    drawn(mesh: MeshBlock, pieces: Uint32Array, context: Uint32Array): DrawnMesh {
      const before = last.get(mesh)
      if (before !== undefined && isSame(before.pieces, pieces) && isSame(before.context, context)) return before
      const next: DrawnMesh = { mesh, pieces, context }
      last.set(mesh, next)
      return next
    },
  }
}

/** The pieces that are not shown, ascending. */
function othersOf({ dense }: MeshBlock, { isShown }: SceneBlocks): Uint32Array {
  return Uint32Array.from(dense.keys()).filter((piece) => dense[piece] !== 0 && !isShown(dense[piece]!))
}
