import type { Vec3 } from '../../geometry.ts'
import type { MeshTier } from '../../loading/scheduler-events.ts'
import { type Frustum, mayBeSeen } from '../../view/scene/frustum.ts'
import { nmPerPixelOf, type SceneView } from '../../view/scene/scene-view.ts'
import { FACES } from '../surfaces/surface-block.ts'
import { type BlockScale, cellOfIndex, countOf, FEW_BLOCKS, firstShapeScale, indexOf, isCell } from './block-scale.ts'
import type { KnownBlock } from './known-block.ts'

/** A level is fine enough where its surfaces are off by no more than this, in device pixels: shading hides that. */
export const DETAIL_PIXELS = 3

/**
 * Blocks of the first scale that a scene asks for at most: some 100 MB. A neuron of the largest volumes is in thousands, and
 * all their voxels would be read.
 */
export const MOST_SHAPE_BLOCKS = 128

/** What is out of sight is loaded up to this far from the middle of the view, in widths or heights of the panel: a turn or a pan shows it. */
const REACH_PANELS = 2

export interface NeededBlock {
  /** The place of its scale in the list, finest first. */
  readonly level: number
  readonly cell: Vec3
  readonly tier: MeshTier
  /** Its place within the tier, 0 first. */
  readonly order: number
}

/** What a scene of one layer is made of. */
export interface SceneState {
  /** Finest first. */
  readonly scales: readonly BlockScale[]
  /** Of each scale: the blocks that are known to hold a shown segment, by their numbers. */
  readonly seeds: readonly ReadonlySet<number>[]
  /** The blocks in memory of each scale, by their numbers. */
  readonly blocks: readonly ReadonlyMap<number, KnownBlock>[]
  /** The blocks of each scale that could not be had, by their numbers. */
  readonly failed: readonly ReadonlySet<number>[]
}

export interface SceneSight {
  readonly view: SceneView
  readonly frustum: Frustum
}

/**
 * The blocks that a scene needs, best first. Shapes begin at one coarse scale: at blocks that are known to hold a shown
 * segment, and from there through the faces that its pieces touch, as far as they are seen or near, and at the nearest
 * `MOST_SHAPE_BLOCKS`. Finer ones follow inside of them, where size on screen asks for it, the greatest error on screen first. A block that is finer than asked for is not needed, and stays as
 * long as there is room. `bytesOf`: what a block of a scale takes; together they take at most `budgetBytes`.
 */
export function neededBlocks(
  state: SceneState,
  sight: SceneSight,
  bytesOf: (level: number) => number,
  budgetBytes: number,
): NeededBlock[] {
  const { scales } = state
  if (scales.length === 0) return []
  const first = firstShapeScale(scales)
  const found: Candidate[] = []
  let coarser: ReadonlySet<number> = new Set()
  for (let level = first; level >= 0; level--) {
    const candidates = candidatesAt(state, sight, level, level === first)
    const awaited = coarser
    coarser = candidates
    for (const index of candidates) {
      if (level < first && waitsForCoarser(state, awaited, level, index)) continue
      const candidate = rated(state, sight, level, index, level === first)
      if (candidate !== undefined) found.push(candidate)
    }
  }
  found.push(...restOfFew(state, sight, first, found))
  found.sort((a, b) => Number(a.tier !== 'shape') - Number(b.tier !== 'shape') || b.priority - a.priority)
  let left = budgetBytes
  let shapes = 0
  const needed: NeededBlock[] = []
  for (const { level, cell, tier } of found) {
    if (tier === 'shape' && ++shapes > MOST_SHAPE_BLOCKS) continue
    left -= bytesOf(level)
    if (left < 0) break
    needed.push({ level, cell, tier, order: needed.length })
  }
  return needed
}

/** Whether the blocks of the next finer scale are asked for, by size on screen: the error in device pixels, or 0. */
export function finerAskedFor(scales: readonly BlockScale[], { view, frustum }: SceneSight, block: KnownBlock): number {
  if (block.level === 0 || !mayBeSeen(frustum, block.box)) return 0
  const error = errorPixels(scales[block.level]!, view, block.box)
  return error > DETAIL_PIXELS ? error : 0
}

interface Candidate {
  readonly level: number
  readonly cell: Vec3
  readonly tier: MeshTier
  /** Greater ones first. */
  readonly priority: number
}

/** The blocks of a scale that hold a shown segment, or may do. */
function candidatesAt(
  { scales, seeds, blocks }: SceneState,
  { view }: SceneSight,
  level: number,
  isFirst: boolean,
): Set<number> {
  const scale = scales[level]!
  const found = new Set(seeds[level])
  const looked = isFirst ? scale.cellAt(view.centre) : undefined
  if (looked !== undefined) found.add(indexOf(scale, looked))
  for (const { cell, index, shown } of blocks[level]!.values()) {
    if (shown.count === 0) continue
    found.add(index)
    for (let face = 0; face < FACES.length; face++) {
      if (shown.throughFace[face] === 0) continue
      const { at } = FACES[face]!
      const next: Vec3 = [cell[0] + at[0], cell[1] + at[1], cell[2] + at[2]]
      if (isCell(scale, next)) found.add(indexOf(scale, next))
    }
  }
  if (isFirst) return found
  for (const { shown } of blocks[level + 1]!.values()) for (const index of shown.inFiner.keys()) found.add(index)
  return found
}

/**
 * Whether the coarser block there is still to come. A finer one that came first would be drawn, and then give way to the
 * coarser one until its neighbours are there.
 */
function waitsForCoarser(
  { scales, blocks, failed }: SceneState,
  awaited: ReadonlySet<number>,
  level: number,
  index: number,
): boolean {
  const { min, max } = scales[level]!.boxOf(cellOfIndex(scales[level]!, index))
  const coarser = scales[level + 1]!
  const cell = coarser.cellAt([(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2])
  const over = cell === undefined ? -1 : indexOf(coarser, cell)
  return awaited.has(over) && !blocks[level + 1]!.has(over) && !failed[level + 1]!.has(over)
}

/** Undefined: size on screen does not ask for it. */
function rated(
  { scales }: SceneState,
  { view, frustum }: SceneSight,
  level: number,
  index: number,
  isFirst: boolean,
): Candidate | undefined {
  const scale = scales[level]!
  const cell = cellOfIndex(scale, index)
  const box = scale.boxOf(cell)
  const isSeen = mayBeSeen(frustum, box)
  if (isFirst) {
    if (!isSeen && panelsAway(view, box) > REACH_PANELS) return undefined
    return { level, cell, tier: 'shape', priority: (isSeen ? 1 : 0) + nearness(view, box) }
  }
  if (!isSeen) return undefined
  const error = errorPixels(scales[level + 1]!, view, box)
  if (error <= DETAIL_PIXELS) return undefined
  return { level, cell, tier: 'detail', priority: error + nearness(view, box) }
}

/** The error of a scale on screen, device pixels. */
function errorPixels({ errorNm }: BlockScale, view: SceneView, box: KnownBlock['box']): number {
  return errorNm / nmPerPixelOf(view, box)
}

/** From near 1 at the centre of the view to near 0 far away. */
function nearness(view: SceneView, box: KnownBlock['box']): number {
  return 1 / (1.01 + panelsAway(view, box))
}

/** How far a box is from the centre of the view, in widths or heights of the panel. */
function panelsAway({ centre, nmPerDevicePixel, width, height }: SceneView, { min, max }: KnownBlock['box']): number {
  const distance = Math.hypot(...centre.map((nm, axis) => Math.max(0, min[axis]! - nm, nm - max[axis]!)))
  return distance / (nmPerDevicePixel * Math.max(width, height))
}

/**
 * Where nobody knows a place of the segments: the remaining blocks of a first scale of few, so that they are found. They
 * come last of all.
 */
function restOfFew(
  { scales, seeds }: SceneState,
  { view }: SceneSight,
  first: number,
  found: readonly Candidate[],
): Candidate[] {
  const scale = scales[first]!
  if (seeds[first]!.size > 0 || countOf(scale) > FEW_BLOCKS) return []
  const known = new Set(found.filter(({ level }) => level === first).map(({ cell }) => indexOf(scale, cell)))
  const rest: Candidate[] = []
  for (let index = 0; index < countOf(scale); index++) {
    const cell = cellOfIndex(scale, index)
    if (known.has(index)) continue
    rest.push({ level: first, cell, tier: 'detail', priority: nearness(view, scale.boxOf(cell)) - 1 })
  }
  return rest
}
