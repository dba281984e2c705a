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
import type { SceneBlocks } from '../../../shared/meshes/scene-needs/scene-blocks.ts'
import { blockScalesOf } from '../../../shared/meshes/scene-needs/volume-blocks.ts'
import type { SurfaceBlock } from '../../../shared/meshes/surfaces/surface-block.ts'
import { around } from '../../../shared/view/box.ts'
import type { DecoderPool, Surfaced } from '../chunks/decoder-pool.ts'
import type { OpenLayer } from '../open-layer.ts'
import type { SegmentPalette } from '../segments/segment-palette.ts'
import { createHeldBlocks, type HeldBlocks } from './held-blocks.ts'
import { type LayerMeshes, type LoadEnd, MADE_PART, type MeshLayer } from './layer-meshes.ts'
import { isSame, type MeshBlock } from './mesh-block.ts'
import type { DrawnMesh } from './scene-meshes.ts'
import { hasShapeOf } from './whole-shape.ts'

/** Bytes that a block is taken to have before any of its scale has come: the most that was seen on the sample. */
const FIRST_GUESS_BYTES = 2 ** 20
/** The same as a part of the budget, where that is small: the first blocks must find room. */
const FIRST_GUESS_PART = 1 / 64

/** Labels that are named at most as those that come first: 128 KB with each block that is asked for. */
const FIRST_LABELS_MAX = 16_384

/** Meshes of one segmentation that are made here: its blocks in memory, what of them is shown, and what is missing. */
export interface MadeMeshes extends LayerMeshes {
  /** What a shape begins with: places that are known to lie in shown segments, nanometres, and supervoxels of these. */
  setSeeds(positions: Iterable<Vec3>, supervoxels: BigUint64Array): void
  /** Looks at all pieces again: what has a stored mesh is another set now. */
  look(): void
  /**
   * Whether the first shape of a segment can be drawn as a whole: the blocks at these places of it (x, y, z, nanometres), and
   * those that its pieces reach into.
   */
  hasShapeOf(segment: bigint, places: Float32Array): boolean
}

interface MadeParts extends Pick<MeshLayer, 'open' | 'palette' | 'prefix' | 'regrouped' | 'gpu'> {
  readonly pool: Pick<DecoderPool, 'surface'>
  /** A label has a stored mesh, or may have one, and is not shown here. */
  readonly hasStored: (dense: number, label: bigint) => boolean
  /** Tells whether a label is to be made and is not drawn yet, if any is. */
  readonly heldBack: () => ((label: bigint) => boolean) | undefined
}

export function createMadeMeshes(parts: MadeParts): MadeMeshes {
  const { open, palette, pool, heldBack } = parts
  const prefix = `${parts.prefix}${MADE_PART}`
  const scales = blockScalesOf(open.layer.volume)
  const held = createHeldBlocks(scales, parts)
  const { meshes, blocks } = held
  const sizes = createBlockSizes(scales.length)
  const kept = createKept()
  const failed = scales.map(() => new Set<number>())
  let state: SceneState = { scales, blocks: blocks.blocks, failed, seeds: scales.map(() => new Set<number>()) }
  const first = firstShapeScale(scales)
  let supervoxels: BigUint64Array = new BigUint64Array(0)
  /** Labels whose surfaces come first. Where nobody tells those of the segments, those in memory. */
  const firstLabels = () =>
    supervoxels.length > 0 ? supervoxels : BigUint64Array.from(palette.selectedSupervoxels().slice(0, FIRST_LABELS_MAX))
  const placeOf = (key: string) => placeIn(key.slice(prefix.length))
  const hear = hearingOf(open, palette, scales, held, sizes, failed)
  return {
    setSeeds: (positions, known) => {
      state = { ...state, seeds: seedsOf(scales, positions) }
      supervoxels = known
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
      const heard = (surfaced: Surfaced) => hear(key, level, index, surfaced, end)
      const labels = level === first ? firstLabels() : undefined
      return pool.surface(open.volumeId, scale, cellOfIndex(scales[level]!, index), heard, labels)
    },
    at: (key) => held.at(...placeOf(key)),
    setDrawable: (key, isDrawable) => held.setDrawable(...placeOf(key), isDrawable),
    remove: (key) => held.remove(...placeOf(key)),
    gpuLost: () => held.each((level, index) => held.setDrawable(level, index, false)),
    drawn: (sight, mostTriangles, withContext) => {
      held.refresh()
      blocks.choose(sight, mostTriangles)
      const context = withContext ? meshes[first] : undefined
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

/** Takes in what comes of asking for a block. */
function hearingOf(
  open: OpenLayer,
  palette: SegmentPalette,
  scales: readonly BlockScale[],
  held: HeldBlocks,
  sizes: ReturnType<typeof createBlockSizes>,
  failed: readonly Set<number>[],
) {
  return (key: string, level: number, index: number, surfaced: Surfaced, end: LoadEnd): void => {
    if (surfaced.kind === 'failed') {
      failed[level]!.add(index)
      held.changed()
      end.failed(surfaced.problem)
      return
    }
    const { block } = surfaced
    const mesh = (isEarly: boolean) => meshBlock(key, open, scales, level, index, block, palette, isEarly)
    if (surfaced.kind === 'early') {
      if (held.addEarly(mesh(true))) end.early()
      return
    }
    const bytes = packedBytes(block.mesh)
    if (!end.loaded(bytes, surfaced.transferred)) return
    sizes.add(level, bytes)
    failed[level]!.delete(index)
    held.add(mesh(false))
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
  isEarly: boolean,
): MeshBlock {
  const dense = palette.retainAll(halvesOf(mesh.labels))
  const cell = cellOfIndex(scales[level]!, index)
  const { triangleStarts } = mesh
  const box = boxOfAll(mesh, scales[level]!.boxOf(cell))
  const known = { level, cell, index, box: scales[level]!.boxOf(cell), labels: dense, faces, triangleStarts }
  const block: KnownBlock = { ...known, isEarly, isDrawable: false, shown: noneShown(), detail: noDetail(dense.length) }
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
